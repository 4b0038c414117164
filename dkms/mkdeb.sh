#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mkdeb.sh VERSION OUTDIR: build the Debian packages qhyccd-dkms (the driver's
# source, for dkms) and qhycam into OUTDIR and print their names. The same source
# gives the same files.
set -eu

if [[ $# != 2 || ! $1 =~ ^[0-9][0-9A-Za-z.~+]*$ ]]; then
	echo "usage: mkdeb.sh VERSION OUTDIR" >&2
	exit 2
fi
version=$1
top=$(cd "$(dirname "$0")/.." && pwd)
if ! command -v dpkg-buildpackage > /dev/null || ! command -v dh_dkms > /dev/null; then
	echo "mkdeb: apt-get install build-essential debhelper dh-dkms" >&2
	exit 1
fi
mkdir -p "$2"
out=$(cd "$2" && pwd)
work=$(mktemp -d "$out/deb.XXXXXX")
trap 'rm -rf "$work"' EXIT
umask 022

# dpkg-buildpackage wants debian/ at the top, and puts its results one above.
tree=$work/qhyccd
mkdir "$tree"
"$top/dkms/copy-source.sh" "$version" "$tree/module"
cp -r "$top/userspace" "$top/uapi" "$top/docs" "$tree/"
cp -r "$top/dkms/debian" "$tree/debian"
sed -i "1s/(.*)/($version)/" "$tree/debian/changelog"

QHYCAM_COMMIT=$(git -C "$top" describe --always --dirty 2> /dev/null || echo unknown)
export QHYCAM_COMMIT
cd "$tree"
# What the caller's make has in its environment is not for this build.
if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CFLAGS -u CC -u DESTDIR -u prefix \
	dpkg-buildpackage --build=binary --no-sign > "$work/log" 2>&1 < /dev/null; then
	tail -n 30 "$work/log" >&2
	echo "mkdeb: the packages could not be built; see above" >&2
	exit 1
fi
for deb in "$work"/*.deb; do
	mv "$deb" "$out/"
	echo "$out/${deb##*/}"
done
