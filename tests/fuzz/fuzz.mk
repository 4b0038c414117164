# SPDX-License-Identifier: GPL-2.0
# Fuzz targets: the driver's own files, and those of qhycam that read what others
# have written, with libFuzzer and sanitizers.
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
INCLUDE := -I$(SHIM) -I$(TOP)/uapi -I$(DRIVER)
FLAGS	:= $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	   -fprofile-instr-generate -fcoverage-mapping

SRC_fuzz-frame	  := $(DRIVER)/qhy-frame.c
SRC_fuzz-fwimage  := $(DRIVER)/qhy-fwimage.c
SRC_fuzz-gps	  := $(DRIVER)/qhy-gps.c
SRC_fuzz-identify := $(DRIVER)/qhy-camera.c $(DRIVER)/qhy-level.c \
		     $(DRIVER)/qhy-models.c $(DRIVER)/qhy-timing.c \
		     $(DRIVER)/qhy-page.c $(DRIVER)/qhy-dialect.c
SRC_fuzz-trace	  := $(wildcard $(TOP)/userspace/trace/*.c) \
		     $(TOP)/userspace/lib/error.c
SRC_fuzz-page	  := $(DRIVER)/qhy-page.c $(DRIVER)/qhy-timing.c

HEADERS	:= $(wildcard $(SHIM)/*.h $(SHIM)/*/*.h $(DRIVER)/*.h \
		     $(TOP)/uapi/linux/*.h $(TOP)/userspace/trace/*.h) $(FUZZ)/fuzz.h $(FUZZ)/fuzz.mk
CAMERA	:= $(filter-out $(EMU)/main.c,$(wildcard $(EMU)/*.c)) \
	   $(TOP)/tests/lib/pattern.c

.PHONY: all clean
all: $(TARGETS:%=$(T)/%) $(T)/seeds

.SECONDEXPANSION:
$(T)/fuzz-trace: INCLUDE := -I$(TOP)/userspace
$(T)/fuzz-trace: LIBS := -lpcap -ljansson

$(T)/fuzz-%: $(FUZZ)/fuzz-%.c $$(SRC_fuzz-$$*) $(HEADERS)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FLAGS) $(INCLUDE) -o $@ $(filter %.c,$^) $(LIBS)

$(T)/seeds: $(FUZZ)/seeds.c $(CAMERA) $(wildcard $(EMU)/*.h) \
	    $(TOP)/tests/unit/emulator-rig.h $(TOP)/tests/unit/qhycam-trace.h
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(WARN) -O1 -I$(EMU) -I$(TOP)/userspace -o $@ $(filter %.c,$^) -lusbredirparser -lm -lpcap

clean:
	$(Q)rm -rf $(T)
