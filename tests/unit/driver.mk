# SPDX-License-Identifier: GPL-2.0
# Unit tests of the driver's files that compile unchanged in programs. The suites
# of the pure ones are below tests/kunit, for the kernel as well.
#
#	make -f tests/unit/driver.mk [T=DIR]		DIR/unit/driver-*, DIR/asan/driver-*
#	make -f tests/unit/driver.mk check [T=DIR]	runs them
#
# T defaults to build/tests.

TOP	:= $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
T	?= $(TOP)/build/tests
CC	?= gcc
Q	:= $(if $(V),,@)

DRIVER	:= $(TOP)/drivers/media/usb/qhyccd
SHIM	:= $(TOP)/tests/lib/kernel
UNIT	:= $(TOP)/tests/unit
KUNIT	:= $(TOP)/tests/kunit
TESTS	:= $(patsubst $(UNIT)/%.c,%,$(wildcard $(UNIT)/driver-*.c))

FLAGS	:= -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Werror \
	   -I$(SHIM) -I$(TOP)/uapi -I$(TOP)/tests/lib -I$(DRIVER)
SAN	:= -fsanitize=address,undefined -fno-sanitize-recover=all

# What each one tests
SRC_driver-clock   := $(DRIVER)/qhy-clock.c
SRC_driver-dialect := $(DRIVER)/qhy-dialect.c $(DRIVER)/qhy-models.c
SRC_driver-exposure := $(DRIVER)/qhy-timing.c
SRC_driver-frame   := $(DRIVER)/qhy-frame.c
SRC_driver-fwimage := $(DRIVER)/qhy-fwimage.c
SRC_driver-gps     := $(DRIVER)/qhy-gps.c
SRC_driver-models  := $(DRIVER)/qhy-models.c $(DRIVER)/qhy-timing.c
SRC_driver-page    := $(DRIVER)/qhy-page.c
SRC_driver-ramp    := $(DRIVER)/qhy-ramp.c $(TOP)/tests/emulator/thermal.c
SRC_driver-shot    := $(DRIVER)/qhy-shot.c $(DRIVER)/qhy-clock.c \
		      $(SHIM)/camera.c $(SHIM)/ktime.c
SRC_driver-stream  := $(DRIVER)/qhy-frame.c $(DRIVER)/qhy-stream.c \
		      $(DRIVER)/qhy-buffer.c $(DRIVER)/qhy-shot.c \
		      $(DRIVER)/qhy-clock.c $(SHIM)/rig.c \
		      $(SHIM)/rig-check.c $(SHIM)/ktime.c
SRC_driver-timing  := $(DRIVER)/qhy-timing.c
SRC_driver-walk    := $(DRIVER)/qhy-frame.c

# Everything that any of them may include: one rule is clearer than .d files.
HEADERS	:= $(wildcard $(SHIM)/*.h $(SHIM)/*/*.h $(DRIVER)/*.h $(UNIT)/*.inc \
		     $(KUNIT)/*.[ch] $(KUNIT)/*.inc $(TOP)/uapi/linux/*.h) \
	   $(TOP)/tests/lib/test.h $(TOP)/tests/emulator/thermal.h \
	   $(UNIT)/driver.mk

.PHONY: all check clean
all: $(TESTS:%=$(T)/unit/%) $(TESTS:%=$(T)/asan/%)

.SECONDEXPANSION:
$(T)/unit/driver-%: $(UNIT)/driver-%.c $$(SRC_driver-$$*) $(HEADERS)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(FLAGS) -O2 -g $(LDFLAGS) -o $@ $(filter-out $(KUNIT)/%,$(filter %.c,$^)) -lm

$(T)/asan/driver-%: $(UNIT)/driver-%.c $$(SRC_driver-$$*) $(HEADERS)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(FLAGS) -O1 -g $(SAN) $(LDFLAGS) -o $@ $(filter-out $(KUNIT)/%,$(filter %.c,$^)) -lm

check: all
	$(Q)set -e; for t in $(TESTS); do $(T)/unit/$$t; $(T)/asan/$$t; done

clean:
	$(Q)rm -f $(TESTS:%=$(T)/unit/%) $(TESTS:%=$(T)/asan/%)
