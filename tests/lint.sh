#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make lint: checkpatch --strict, sparse with endian checks, W=1 and kernel-doc
# on the driver; compiler warnings on the rest; shellcheck, codespell and the
# limits that this project sets itself. Prints what it finds; exit status 1 if
# it found something.
set -u
cd "$(dirname "$0")/.." || exit 1

KDIR=${KDIR:-$(ls -d "/lib/modules/$(uname -r)/build" 2> /dev/null ||
	find /lib/modules -maxdepth 2 -name build | sort -Vr | head -n 1)}
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/qhyccd-lint
driver=drivers/media/usb/qhyccd
found=0

# report NAME TEXT: empty text is good.
report()
{
	if [[ $2 ]]; then
		found=1
		printf '%s:\n%s\n' "$1" "$2"
	else
		echo "$1: nothing"
	fi
}

# checkpatch is not in the kernel headers; its copy is made once per version.
checkpatch()
{
	local tar
	tar=$(ls /usr/src/linux-source-6.1.tar.xz)
	if [[ ! -x $cache/scripts/checkpatch.pl || $tar -nt $cache/scripts ]]; then
		rm -rf "$cache"
		mkdir -p "$cache"
		tar -xf "$tar" -C "$cache" --strip-components=1 \
			--wildcards '*/scripts/checkpatch.pl' \
			'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch'
		touch "$cache/scripts"
	fi
	perl "$cache/scripts/checkpatch.pl" --no-tree --strict --terse \
		--max-line-length=80 "$@" | grep -v '^total:'
}

# The module is built in a copy, so that a build in the tree is left alone.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Kbuild drivers uapi "$copy"
find "$copy" -name '*.o' -delete -o -name '*.ko' -delete

kernel_files=$(git ls-files "$driver/*.[ch]" uapi)
# The compat header is the one place that compares kernel versions.
# shellcheck disable=SC2086
report "checkpatch --strict" "$(
	checkpatch -f ${kernel_files//$driver\/qhy-compat.h/}
	checkpatch --ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON \
		-f $driver/qhy-compat.h)"
report "W=1 and sparse" "$(make -C "$KDIR" M="$copy" W=1 C=2 CHECK=sparse \
	CF=-D__CHECK_ENDIAN__ modules 2>&1 |
	grep -E '(warning|error)[: ]' | sed "s|$copy/||")"
# shellcheck disable=SC2086
report "kernel-doc" "$(perl "$(find /usr/src/linux-headers-*-common/scripts \
	-name kernel-doc | sort -V | tail -n 1)" -none $kernel_files 2>&1 | grep -v '^$')"

scripts=$(git grep -lE '^#!/bin/(ba)?sh|shellcheck shell=' -- tests dkms .ci userspace)
# shellcheck disable=SC2086
report "shellcheck" "$(shellcheck -x -e SC1090,SC1091,SC2317 $scripts 2>&1)"
report "codespell" "$(git ls-files | grep -v '^LICENSE$' |
	xargs codespell -L parm 2>&1)"
report "white space" "$(git grep -nIE '[ 	]+$' -- ':!LICENSE' ':!*.md' \
	':!*.patch')"
report "driver files over 450 lines" \
	"$(wc -l $driver/*.[ch] | awk '$2 ~ /qhy[^.]*[.][ch]$/ && $1 > 450')"
report "conditionals outside the compat header" "$(git grep -nE \
	'LINUX_VERSION_CODE' -- "$driver" ":!$driver/qhy-compat.h")"
exit $found
