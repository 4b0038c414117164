#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stock.sh SUITE VERSION: Debian's own kernel of SUITE whose version begins so
# (6.12), with modules and headers, in the cache and not installed. Prints a
# directory:
#	bzImage, modules	boot it
#	build			its KDIR
set -eu
cd "$(dirname "$0")"
# shellcheck source=tests/kernel/cache.sh
. ./cache.sh

dots=${2//./[.]}
image=$(./fetch.sh "$1" "linux-image-${dots}[.][0-9.]+[+]deb[0-9]+-amd64")
release=$(ls "$image/lib/modules")
kernel=$cache/stock-$release

lock stock
if [[ ! -f $kernel/bzImage ]]; then
	rm -rf "$kernel"
	mkdir "$kernel"
	plain=${release//[+]/[+]}
	for package in "linux-headers-$plain" \
		"linux-headers-${plain%-amd64}-common" \
		"linux-kbuild-${plain%-amd64}"; do
		cp -al "$(./fetch.sh "$1" "$package")"/. "$kernel"
	done
	cp -al "$image"/. "$kernel"
	# They name each other by their places when installed.
	sed -i "s|/usr/src/|$kernel/usr/src/|" \
		"$kernel/usr/src/linux-headers-$release/Makefile"
	# Without it no type information is made, which takes one more tool.
	rm -f "$kernel/usr/src/linux-headers-$release/vmlinux"
	ln -sfn "$kernel/usr/src/linux-headers-$release" "$kernel/build"
	ln -sfn "$kernel/lib/modules/$release" "$kernel/modules"
	depmod -b "$kernel" "$release"
	ln -sfn "boot/vmlinuz-$release" "$kernel/bzImage"
fi
echo "$kernel"
