#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# build.sh SUITE REGEX: the debug kernel (debug.config, and debug-VERSION.config
# if there is one) from the newest package of SUITE whose name matches, a
# linux-source. Prints a directory:
#	bzImage		boot it
#	build		its KDIR
# It is built once for each source, configuration and compiler.
set -eu
cd "$(dirname "$0")"
# shellcheck source=tests/kernel/cache.sh
. ./cache.sh

package=$(./fetch.sh "$1" "$2")
version=${package##*/linux-source-}
own=debug-${version%%_*}.config
source=$cache/source-${package##*/}

# config: what is asked for; the version's own word comes last and counts.
config()
{
	cat debug.config
	[[ ! -f $own ]] || cat "$own"
}

key=$(cat <(config) <(echo "${package##*/}"; gcc --version; ld --version) |
	sha256sum | cut -c 1-16)
kernel=$cache/debug-$key

# built: it is there; then nobody waits for another kernel that is being built.
built()
{
	[[ -f $kernel/bzImage ]] || return
	touch "$kernel" "$source"
	echo "$kernel"
}

! built || exit 0
lock debug
! built || exit 0
rm -rf "$kernel"

# Configuration needs every Kconfig and Makefile, but nobody needs the drivers
# of graphics, network and sound.
if [[ ! -f $source/Makefile ]]; then
	rm -rf "$source.new"
	mkdir "$source.new"
	tar -xf "$package"/usr/src/linux-source-*.tar.xz -C "$source.new" \
		--strip-components=1 --exclude='*/drivers/gpu/*.[ch]' \
		--exclude='*/drivers/net/*/*.[ch]' --exclude='*/sound/*.[ch]' \
		--exclude='*.dts' --exclude='*.dtsi' --exclude='*.rst'
	mv "$source.new" "$source"
fi

# kernel_make ARGUMENT...: its words are shown only when it fails.
kernel_make()
{
	make -s -C "$source" O="$kernel/build" -j "$(nproc)" "$@" \
		< /dev/null > "$kernel/log" 2>&1 ||
		fail "$(tail -n 30 "$kernel/log")" "no debug kernel"
}

# known OPTION: this kernel has it.
known()
{
	grep -rqE --include='Kconfig*' "^(menu)?config ${1#CONFIG_}$" "$source"
}

# check_config: what debug.config asks for is there, if this kernel knows it.
check_config()
{
	local line option lost=

	while read -r line; do
		option=${line%%=*}
		[[ $line == *=n ]] && line="# $option is not set"
		grep -qxF -- "$line" "$kernel/build/.config" && continue
		[[ $line == *"is not set" ]] &&
			! grep -q "^$option=" "$kernel/build/.config" && continue
		! known "$option" || lost+=" $line"
	done < <(grep ^CONFIG_ "$kernel/config")
	[[ -z $lost ]] || fail "not in the configuration:$lost"
}

mkdir -p "$kernel/build"
config | tac | awk -F= '!/^CONFIG_/ || !seen[$1]++' | tac > "$kernel/config"
echo "building the debug kernel of ${package##*/}, about 7 minutes ..." >&2
kernel_make KCONFIG_ALLCONFIG="$kernel/config" allnoconfig
check_config
kernel_make bzImage modules
cp "$kernel/build/arch/x86/boot/bzImage" "$kernel/bzImage.new"
find "$kernel/build" \( -path '*/scripts' -o -path '*/tools' \) -prune -o \
	\( -name '*.o' -o -name '*.a' -o -name '.*.cmd' \) -exec rm -f {} +
mv "$kernel/bzImage.new" "$kernel/bzImage"
find "$cache" -maxdepth 1 \( -name 'debug-*' -o -name 'source-*' \) -type d \
	-mtime +30 -exec rm -rf {} +
echo "$kernel"
