# SPDX-License-Identifier: GPL-2.0
# Fuzz targets: the driver's own files with libFuzzer and sanitizers.
#
#	make -f tests/fuzz/fuzz.mk [T=DIR]	DIR/fuzz-*, DIR/seeds
#
# T defaults to build/fuzz. tests/fuzz/run.sh runs them.

TOP	:= $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
T	?= $(TOP)/build/fuzz
CLANG	?= clang
CC	?= gcc
Q	:= $(if $(V),,@)

DRIVER	:= $(TOP)/drivers/media/usb/qhyccd
SHIM	:= $(TOP)/tests/lib/kernel
FUZZ	:= $(TOP)/tests/fuzz
EMU	:= $(TOP)/tests/emulator
TARGETS	:= $(patsubst $(FUZZ)/%.c,%,$(wildcard $(FUZZ)/fuzz-*.c))

WARN	:= -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Werror
FLAGS	:= $(WARN) -O1 -g -I$(SHIM) -I$(TOP)/uapi -I$(DRIVER) \
	   -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	   -fprofile-instr-generate -fcoverage-mapping

SRC_fuzz-frame	  := $(DRIVER)/qhy-frame.c
SRC_fuzz-fwimage  := $(DRIVER)/qhy-fwimage.c
SRC_fuzz-gps	  := $(DRIVER)/qhy-gps.c
SRC_fuzz-identify := $(DRIVER)/qhy-camera.c $(DRIVER)/qhy-models.c \
		     $(DRIVER)/qhy-timing.c
SRC_fuzz-page	  := $(DRIVER)/qhy-page.c $(DRIVER)/qhy-timing.c

HEADERS	:= $(wildcard $(SHIM)/*.h $(SHIM)/*/*.h $(DRIVER)/*.h \
		     $(TOP)/uapi/linux/*.h) $(FUZZ)/fuzz.h $(FUZZ)/fuzz.mk
CAMERA	:= $(filter-out $(EMU)/main.c,$(wildcard $(EMU)/*.c)) \
	   $(TOP)/tests/lib/pattern.c

.PHONY: all clean
all: $(TARGETS:%=$(T)/%) $(T)/seeds

.SECONDEXPANSION:
$(T)/fuzz-%: $(FUZZ)/fuzz-%.c $$(SRC_fuzz-$$*) $(HEADERS)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FLAGS) -o $@ $(filter %.c,$^)

$(T)/seeds: $(FUZZ)/seeds.c $(CAMERA) $(wildcard $(EMU)/*.h) \
	    $(TOP)/tests/unit/emulator-rig.h
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(WARN) -O1 -I$(EMU) -o $@ $(filter %.c,$^) -lusbredirparser -lm

clean:
	$(Q)rm -rf $(T)
