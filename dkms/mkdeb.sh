#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mkdeb.sh VERSION OUTDIR: build OUTDIR/qhyccd-dkms_VERSION_all.deb: the
# driver's source for dkms, the udev rules and the header for programs.
set -eu

if [[ $# != 2 || ! $1 =~ ^[0-9][0-9A-Za-z.~+-]*$ ]]; then
	echo "usage: mkdeb.sh VERSION OUTDIR" >&2
	exit 2
fi
version=$1
top=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
deb=$out/qhyccd-dkms_${version}_all.deb
root=$(mktemp -d "$out/deb.XXXXXX")
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"

# script NAME: a maintainer script from standard input
script()
{
	{
		echo "#!/bin/sh"
		echo "set -e"
		echo "version=$version"
		cat
	} > "$root/DEBIAN/$1"
	chmod 755 "$root/DEBIAN/$1"
}

"$top/dkms/copy-source.sh" "$version" "$root/usr/src/qhyccd-$version"
install -D -m 644 "$top/userspace/udev/60-qhyccd.rules" \
	"$root/usr/lib/udev/rules.d/60-qhyccd.rules"
install -D -m 644 "$top/userspace/udev/61-qhyccd-restore.rules.example" \
	"$root/usr/share/doc/qhyccd-dkms/examples/61-qhyccd-restore.rules.example"
install -D -m 644 "$top/uapi/linux/qhyccd.h" "$root/usr/include/linux/qhyccd.h"
install -D -m 644 /dev/stdin "$root/usr/share/doc/qhyccd-dkms/copyright" << END
Driver for QHY268 and QHY600 cameras.

License: GPL-2
 This program is free software under the terms of the GNU General Public
 License, version 2. On Debian systems its text is in
 /usr/share/common-licenses/GPL-2. The file /usr/include/linux/qhyccd.h has
 the Linux syscall note as an exception: programs that use it need not be
 under that licence.
END

mkdir "$root/DEBIAN"
script postinst << 'END'
if [ "$1" = configure ]; then
	/usr/lib/dkms/common.postinst qhyccd "$version" /usr/share/qhyccd-dkms "" "$2"
fi
END
script prerm << 'END'
case $1 in
remove|upgrade|deconfigure)
	if [ "$(dkms status -m qhyccd -v "$version")" ]; then
		dkms remove -m qhyccd -v "$version" --all
	fi
	;;
esac
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
cat > "$root/DEBIAN/control" << END
Package: qhyccd-dkms
Version: $version
Architecture: all
Section: kernel
Priority: optional
Maintainer: qhyccd driver maintainers <root@localhost>
Depends: dkms (>= 3.0.10)
Recommends: linux-headers-generic | linux-headers
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Description: driver for QHY268 and QHY600 cameras (DKMS)
 Kernel module that makes cooled QHY268 and QHY600 USB 3 astronomy cameras
 V4L2 capture devices. It is built for each kernel whose headers are
 installed. Cameras that start without their firmware need the maker's files
 qhy/QHY268.img and qhy/QHY600.img in /lib/firmware; they are not part of this
 package.
END

# The same source gives the same file.
SOURCE_DATE_EPOCH=$(git -C "$top" log -1 --format=%ct 2> /dev/null || echo 0)
export SOURCE_DATE_EPOCH
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --build --root-owner-group "$root" "$deb.new" > /dev/null
mv "$deb.new" "$deb"
echo "$deb"
