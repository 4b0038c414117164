#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The suites as a module for a kernel with CONFIG_KUNIT.
#
#	tests/kunit/build.sh KDIR OUT [MAKE ARGUMENT...]
#
# KDIR is a built kernel or its headers. What is compiled is a copy in OUT, so
# that the build in the tree is left alone. Prints the path of the module.

set -eu

kdir=$1
out=$2
shift 2
top=$(cd "$(dirname "$0")/../.." && pwd)

mkdir -p "$out"
out=$(cd "$out" && pwd)
(cd "$top" && find tests/kunit drivers/media/usb/qhyccd uapi \
	\( -name '*.[ch]' -o -name '*.inc' -o -path tests/kunit/Kbuild \) \
	! -name '*.mod.c' -exec cp -pu --parents -t "$out" {} +)
make -C "$kdir" M="$out/tests/kunit" "$@" modules >&2
echo "$out/tests/kunit/qhyccd-kunit.ko"
