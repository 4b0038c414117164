#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make lint: checkpatch --strict, sparse with endian checks, W=1, kernel-doc and
# coccinelle on the driver; clang-tidy on the rest; shellcheck, codespell and the
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

# kernel_scripts: what the kernel headers do not have, from the kernel's source,
# unpacked once per version of it. Prints the directory.
kernel_scripts()
{
	local tar=/usr/src/linux-source-6.1.tar.xz dir new

	dir=$cache/$(stat -c '%n %s %Y' "$tar" | sha256sum | cut -c 1-24) || return
	if [[ ! -d $dir ]]; then
		mkdir -p "$cache" && new=$(mktemp -d "$cache/new.XXXXXX") || return
		tar -xf "$tar" -C "$new" --strip-components=2 \
			--wildcards '*/scripts/checkpatch.pl' '*/scripts/coccinelle/*.cocci' \
			'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' || {
			rm -rf "$new"
			return 1
		}
		mv -T "$new" "$dir" 2> /dev/null || rm -rf "$new"
	fi
	echo "$dir"
}

checkpatch()
{
	perl "$scripts/checkpatch.pl" --no-tree --strict --terse \
		--max-line-length=80 "$@" | grep -v '^total:'
}

# semantic_patch FILE: one of the kernel's semantic patches, as a report
semantic_patch()
{
	local options

	read -r -a options < <(sed -n 's|^// Options: *||p' "$1")
	timeout 120 spatch -D report --very-quiet --no-show-diff "${options[@]}" \
		--cocci-file "$1" --dir "$driver" 2>&1 |
		grep -v ': should [a-z_]* be a metavariable?$'
	# the report must not be missing for want of time
	((PIPESTATUS[0] == 0)) || echo "${1##*/}: spatch ended with ${PIPESTATUS[0]}"
}

# coccinelle: all of them that can be about a driver; some are in OCaml and
# want a compiler for it.
coccinelle()
{
	export -f semantic_patch
	export driver
	(cd "$scripts/coccinelle" && grep -rl '^virtual report' api free iterators locks null tests |
		xargs grep -L '^@.*script:ocaml\|^@initialize:ocaml' | sed "s|^|$PWD/|") |
		xargs -P "$(nproc)" -n 1 bash -c 'semantic_patch "$1"' semantic_patch
}

# tidy: .clang-tidy has the list of checks.
tidy()
{
	local flags

	read -r -a flags < <(pkg-config --cflags cfitsio libpng libudev jansson libpcap libusb-1.0)
	git ls-files 'userspace/*.c' 'tests/emulator/*.c' 'tests/clients/*.c' \
		'tests/bench/uvc/*.c' ':(glob)tests/lib/*.c' |
		xargs -P "$(nproc)" -n 4 bash -c 'clang-tidy --quiet "${@:3}" -- \
			-std=gnu17 -D_GNU_SOURCE -Iuapi -Iuserspace -Itests/lib $1 2>&1 ||
			echo "clang-tidy ended with $?"' tidy "${flags[*]}" -- |
		grep -vE '^[0-9]+ warnings? generated|^Suppressed |^Use -header-filter'
}

scripts=$(kernel_scripts) || {
	echo "make lint: no /usr/src/linux-source-6.1.tar.xz" >&2
	exit 1
}

# The module is built in a copy, so that a build in the tree is left alone.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
export TMPDIR=$copy		# spatch leaves files there
cp -r Kbuild drivers uapi "$copy"
find "$copy" -name '*.o' -delete -o -name '*.ko' -delete

kernel_files=$(git ls-files "$driver/*.[ch]" uapi)
# The compat header is the one place that compares kernel versions.
# shellcheck disable=SC2086
report "checkpatch --strict" "$(
	checkpatch -f ${kernel_files//$driver\/qhy-compat.h/} tests/bench/floor/*.c
	checkpatch --ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON \
		-f $driver/qhy-compat.h
	checkpatch --ignore MACRO_ARG_REUSE -f tests/kunit/*.[ch] \
		tests/kunit/*.inc)"
report "W=1 and sparse" "$(make -C "$KDIR" M="$copy" W=1 C=2 CHECK=sparse \
	CF=-D__CHECK_ENDIAN__ modules 2>&1 |
	grep -E '(warning|error)[: ]' | sed "s|$copy/||")"
report "coccinelle" "$(coccinelle)"
# These headers are of a kernel without KUnit: nothing to link with.
report "W=1 and sparse, suites" "$(tests/kunit/build.sh "$KDIR" "$copy/kunit" \
	W=1 C=2 CHECK=sparse CF=-D__CHECK_ENDIAN__ KBUILD_MODPOST_WARN=1 2>&1 |
	grep -E '(warning|error)[: ]' | sed "s|$copy/kunit/||")"
# shellcheck disable=SC2086
report "kernel-doc" "$(perl "$(find /usr/src/linux-headers-*-common/scripts \
	-name kernel-doc | sort -V | tail -n 1)" -none $kernel_files 2>&1 | grep -v '^$')"

shell=$(git grep -lE '^#!/bin/(ba)?sh|shellcheck shell=' -- tests dkms .ci userspace)
# shellcheck disable=SC2086
report "shellcheck" "$(shellcheck -x -e SC1090,SC1091,SC2317 $shell 2>&1)"
report "mandoc" "$(mandoc -Tlint userspace/qhycam.1 2>&1 | grep -v 'outdated mandoc.db')"
report "clang-tidy" "$(tidy)"
report "codespell" "$(git ls-files | grep -v '^LICENSE$' |
	xargs codespell -L parm,nd,ser,datas 2>&1)"
report "white space" "$(git grep -nIE '[ 	]+$' -- ':!LICENSE' ':!*.md' \
	':!*.patch')"
report "driver files over 450 lines" \
	"$(wc -l $driver/*.[ch] | awk '$2 ~ /qhy[^.]*[.][ch]$/ && $1 > 450')"
report "conditionals outside the compat header" "$(git grep -nE \
	'LINUX_VERSION_CODE' -- "$driver" ":!$driver/qhy-compat.h")"
exit $found
