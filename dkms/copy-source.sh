#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# copy-source.sh VERSION DIR: what a build of the module needs, into DIR, which
# is replaced. No build products go along.
set -eu

if [ $# -ne 2 ]; then
	echo "usage: copy-source.sh VERSION DIR" >&2
	exit 2
fi
version=$1
dir=$2
top=$(cd "$(dirname "$0")/.." && pwd)
driver=drivers/media/usb/qhyccd

rm -rf "$dir"
install -d "$dir/$driver" "$dir/uapi/linux"
install -m 644 "$top/Kbuild" "$dir/"
install -m 644 "$top/$driver/Makefile" "$top/$driver/Kconfig" \
	"$top/$driver"/qhy*.h "$dir/$driver/"
for file in "$top/$driver"/qhy*.c; do
	case $file in
	*.mod.c) ;;
	*) install -m 644 "$file" "$dir/$driver/" ;;
	esac
done
install -m 644 "$top/uapi/linux/qhyccd.h" "$dir/uapi/linux/"
sed "s/@VERSION@/$version/" "$top/dkms/dkms.conf" > "$dir/dkms.conf"
chmod 644 "$dir/dkms.conf"
