# SPDX-License-Identifier: GPL-2.0
#
# qhyccd: kernel driver and helper for QHY268 and QHY600 cameras. `make help`.
# (kbuild reads Kbuild, not this file.)

VERSION := 0.1.0
TOP := $(CURDIR)
BUILD := $(TOP)/build
prefix ?= /usr/local
DESTDIR ?=

# The running kernel's headers, else the newest that are installed.
KDIR ?= $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
	$(shell ls -d /lib/modules/*/build 2>/dev/null | sort -Vr | head -n 1))
KO := drivers/media/usb/qhyccd/qhyccd.ko
MODEL ?= 268m
T ?=
need = @tests/lib/packages.sh

# What is said on the command line goes on through the environment, but for T,
# which is a directory further down.
MAKEOVERRIDES :=
unexport T
$(foreach v,KDIR W V prefix DESTDIR CC CFLAGS,\
	$(if $(filter command,$(origin $v)),$(eval export $v)))

all: module userspace		## driver and qhycam (default)

module:				## the driver, for KDIR
	@test -n "$(KDIR)" || { echo "no kernel headers: apt-get install linux-headers-amd64, or make KDIR=..." >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(TOP) $(if $(W),W=$(W)) modules

userspace:			## qhycam
	$(MAKE) -C userspace O=$(BUILD)/userspace

emulator:			## the emulated camera
	$(MAKE) -C tests/emulator O=$(BUILD)/emulator

tests: module userspace emulator	## everything that the tests need
	$(MAKE) -C tests BUILD=$(BUILD) KDIR=$(KDIR)

check:				## install what is missing, build, run the tests; T=GLOB: only these
	$(need) check
	@$(MAKE) -s tests
	tests/run -j 2 $(if $(T),$(T),--without deep)

check-deep:			## the tests that check leaves out: further cameras of each, packages
	$(need) check-deep
	@$(MAKE) -s tests
	tests/run -j 2 -t deep

check-debug:			## what a kernel with debugging options can run; T=GLOB: only these
	$(need) kernel
	@$(MAKE) -s tests
	tests/run -j 2 --kernel debug $(if $(T),$(T),'guest/*' 'selftest/kernel-*' \
		--without deep)

check-debug-quick:		## a selection of them
	$(need) kernel
	@$(MAKE) -s tests
	tests/run -j 2 --kernel debug -t kernels --first

mutants:			## break the driver on purpose: do the tests notice? T=NAMES
	$(need) kernel
	@$(MAKE) -s tests
	tests/mutants/run $(T)

compat:				## builds for 6.1, 6.12 and the newest kernel; tests in 6.12
	$(need) kernel
	@$(MAKE) -s tests
	tests/kernel/compat.sh $(BUILD)

lint:				## checkpatch, sparse, coccinelle, clang-tidy, shellcheck and more
	$(need) lint
	tests/lint.sh

coverage: tests			## line and branch coverage of the driver's pure files
	tests/unit/coverage.sh

kunit:				## the pure files' tests as a module, for KDIR with CONFIG_KUNIT
	@tests/kunit/build.sh $(KDIR) \
		$(BUILD)/kunit/$$(cat $(KDIR)/include/config/kernel.release) \
		$(if $(W),W=$(W))

fuzz:				## the parsers, 100000 inputs each: RUNS=n, FUZZ_SEED=n
	$(need) fuzz
	tests/fuzz/run.sh $(RUNS)

soak:				## hours of streaming with faults: HOURS=n or MINUTES=n, MODEL=600c
	$(need) check
	@$(MAKE) -s tests
	HOURS=$(HOURS) MINUTES=$(MINUTES) MODEL=$(MODEL) SEED=$(SEED) tests/soak/run.sh

bench:				## how close to the wire: ROUNDS=n, PARTS=...
	$(need) check
	@$(MAKE) -s tests
	@$(MAKE) -s -C tests bench BUILD=$(BUILD) KDIR=$(KDIR)
	tests/bench/bench.py $(if $(ROUNDS),--rounds $(ROUNDS)) $(PARTS)

bench-quick:			## the ratios only: fails beyond twice what is wanted
	$(need) check
	@$(MAKE) -s tests
	@$(MAKE) -s -C tests bench BUILD=$(BUILD) KDIR=$(KDIR)
	tests/bench/bench.py --quick

demo:				## emulated camera to FITS files in out/, from nothing
	$(need) demo
	@$(MAKE) -s module userspace emulator
	tests/vm/demo.sh

vm:				## a shell in the machine, with an emulated camera: MODEL=268c
	$(need) demo
	@$(MAKE) -s module userspace emulator
	tests/vm/vm shell --camera $(MODEL)

install: module userspace	## driver for KDIR, qhycam, udev rules (as root)
	$(MAKE) -C $(KDIR) M=$(TOP) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates modules_install
	$(if $(DESTDIR),,depmod -a $(notdir $(patsubst %/build,%,$(KDIR))))
	$(MAKE) -C userspace O=$(BUILD)/userspace DESTDIR=$(DESTDIR) prefix=$(prefix) install
	install -D -m 644 userspace/udev/60-qhyccd.rules $(DESTDIR)/lib/udev/rules.d/60-qhyccd.rules
	install -D -m 644 userspace/udev/61-qhyccd-restore.rules.example $(DESTDIR)$(prefix)/share/doc/qhyccd/61-qhyccd-restore.rules.example
	install -D -m 644 uapi/linux/qhyccd.h $(DESTDIR)$(prefix)/include/linux/qhyccd.h

dkms-install:			## driver for every kernel, now and in future (as root)
	dkms/install.sh $(VERSION)

deb:				## Debian packages qhyccd-dkms and qhycam in build/
	$(need) deb
	@dkms/mkdeb.sh $(VERSION) $(BUILD)

clean:				## remove what was built
	rm -rf $(BUILD)
	$(if $(KDIR),-$(MAKE) -C $(KDIR) M=$(TOP) clean)

help:				## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## */\1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "variables: KDIR=$(KDIR) prefix=$(prefix) DESTDIR= V=1 W=1"

.PHONY: all module userspace emulator tests check check-deep check-debug \
	check-debug-quick compat mutants lint coverage kunit fuzz soak bench \
	bench-quick demo vm install dkms-install deb clean help
