#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# use.sh NAME BUILD: get the kernel that is called NAME (tests/README.md) and
# build the driver for it in BUILD/kernels/NAME, without a warning. Prints what
# tests/vm/vm reads from the environment, VARIABLE=VALUE lines.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=${here%/tests/kernel}
# shellcheck source=tests/kernel/cache.sh
. "$here/cache.sh"

name=${1:?usage: use.sh NAME BUILD}
build=$(mkdir -p "${2:?usage: use.sh NAME BUILD}" && cd "$2" && pwd)
case $name in
stock)		kernel=$(find /lib/modules -maxdepth 2 -path "*/6.1.*/build" |
			sort -V | tail -n 1) kernel=${kernel%/build} ;;
debug)		kernel=$("$here/build.sh" sid 'linux-source-[0-9.]+') ;;
debug-6.1)	kernel=$("$here/build.sh" bookworm 'linux-source-6[.]1') ;;
6.12)		kernel=$("$here/stock.sh" bookworm-backports 6.12) ;;
*)		fail "no kernel is called $name: stock 6.12 debug debug-6.1" ;;
esac
[[ -d $kernel/build ]] || fail "$name: no headers"

# What was built before stays when it has not changed, unless it failed: a file
# that is not compiled again does not warn again.
copy=$build/kernels/$name
lock use
if [[ $(cat "$copy/kernel" 2> /dev/null) != "$kernel" ]]; then
	rm -rf "$copy"
	mkdir -p "$copy"
fi
rm -f "$copy/kernel"
(cd "$top" && find Kbuild drivers uapi tests/selftest/detect -name '[KMq]*' \
	\( -name '*.[ch]' -o -name Kconfig -o -name Makefile -o -name Kbuild \) \
	! -name '*.mod.c' -exec cp -pu --parents -t "$copy" {} +
cp -pu --parents -t "$copy" tests/vm/awake/Kbuild tests/vm/awake/awake.c)

# silent COMMAND...: build something; any word of the compiler is a failure.
silent()
{
	"$@" < /dev/null > "$copy/log" 2>&1 || fail "$(tail -n 30 "$copy/log")"
	! grep -E 'warning[: ]|WARNING' "$copy/log" >&2 ||
		fail "the driver is not built without warnings for $name"
}

# module DIRECTORY [VARIABLE=VALUE]
module()
{
	silent make -s -C "$kernel/build" M="$1" W=1 -j "$(nproc)" "${@:2}" \
		modules
}

if [[ $name == debug* ]]; then
	# Of the kernel, only the driver tells where it came through.
	module "$copy" KCOV_INSTRUMENT=y
	module "$copy/tests/selftest/detect"
	silent "$top/tests/kunit/build.sh" "$kernel/build" "$copy" -s W=1 \
		-j "$(nproc)"
else
	module "$copy"
fi
module "$copy/tests/vm/awake"
echo "$kernel" > "$copy/kernel"

[[ $name != stock ]] || exit 0
echo "KERNEL=$kernel/bzImage"
echo "V4L2_COMPLIANCE=$("$here/compliance.sh" sid)"
[[ ! -d $kernel/modules ]] || echo "KERNEL_MODULES=$kernel/modules"
[[ $name != debug* ]] || echo "KERNEL_DEBUG=1"
echo "QHY_MODULE=$copy/drivers/media/usb/qhyccd/qhyccd.ko"
