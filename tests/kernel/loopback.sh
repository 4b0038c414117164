#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# loopback.sh KDIR MODULE: v4l2loopback of this system's Debian, built for the kernel of
# KDIR as MODULE, a file. It is fetched and built once for each kernel and version, and not
# installed.
set -eu
cd "$(dirname "$0")"
# shellcheck source=tests/kernel/cache.sh
. ./cache.sh

kdir=$(cd "${1:?usage: loopback.sh KDIR MODULE}" && pwd -P)
module=${2:?usage: loopback.sh KDIR MODULE}

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
package=$(./fetch.sh "$suite" v4l2loopback-dkms)
release=$(< "$kdir/include/config/kernel.release")
built=$cache/v4l2loopback-${package##*_}-$release

lock loopback
if [[ ! -f $built/v4l2loopback.ko ]]; then
	rm -rf "$built"
	mkdir "$built"
	cp "$package"/usr/src/v4l2loopback-*/*.[ch] "$built"
	echo "obj-m := v4l2loopback.o" > "$built/Kbuild"
	make -s -C "$kdir" M="$built" modules < /dev/null > "$built/log" 2>&1 || {
		rm -f "$built/v4l2loopback.ko"
		fail "$(tail -n 30 "$built/log")" "no v4l2loopback for $release"
	}
fi
mkdir -p "$(dirname "$module")"
cp "$built/v4l2loopback.ko" "$module"
