#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# install.sh VERSION: give the driver to dkms and install it for every kernel
# whose headers are there. May be repeated; replaces other versions.
set -eu
cd "$(dirname "$0")"

fail()
{
	echo "dkms-install: $*" >&2
	exit 1
}

# versions: those that dkms has, one a line.
versions()
{
	dkms status qhyccd | sed -nE 's|^qhyccd[/, ]+([^,: ]+)[,:].*|\1|p' | sort -u
}

# kernels: those that a module can be built for, newest first.
kernels()
{
	local dir

	for dir in /lib/modules/*/build/include; do
		[[ ! -d $dir ]] || basename "${dir%/build/include}"
	done | sort -Vr
}

remove_old()
{
	local old

	for old in $(versions); do
		echo "removing $old"
		dkms remove "qhyccd/$old" --all > /dev/null
		rm -rf "/usr/src/qhyccd-$old"
	done
}

# install_for KERNEL: 0 installed, 1 failed, 77 not a kernel for this driver
install_for()
{
	local status=0

	dkms install "qhyccd/$version" -k "$1" > "$log" 2>&1 || status=$?
	case $status in
	0)	echo "$1: installed" ;;
	77)	echo "$1: passed over, older than 6.1 or without V4L2 or USB" ;;
	*)	cat "$log" >&2
		tail -n 20 "/var/lib/dkms/qhyccd/$version/build/make.log" >&2 || true
		;;
	esac
	return "$status"
}

[[ $# == 1 && $1 =~ ^[0-9][0-9A-Za-z.~+-]*$ ]] || {
	echo "usage: install.sh VERSION" >&2
	exit 2
}
version=$1
((EUID == 0)) || fail "must be root: sudo make dkms-install"
command -v dkms > /dev/null || fail "dkms is not there: apt-get install dkms"
if dpkg-query -W -f '${Status}' qhyccd-dkms 2> /dev/null | grep -q '^install ok'; then
	fail "package qhyccd-dkms has the driver already: apt-get remove qhyccd-dkms"
fi
mapfile -t found < <(kernels)
((${#found[@]})) || fail "no kernel headers: apt-get install linux-headers-amd64"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
remove_old
./copy-source.sh "$version" "/usr/src/qhyccd-$version"
dkms add "qhyccd/$version" > "$log" 2>&1 || { cat "$log" >&2; fail "dkms add failed"; }

installed=0
for kernel in "${found[@]}"; do
	status=0
	install_for "$kernel" || status=$?
	case $status in
	0)	installed=$((installed + 1)) ;;
	77)	;;
	*)	fail "$kernel: not built; see above" ;;
	esac
done
((installed)) || fail "no kernel here can have the driver"

running=$(uname -r)
[[ " ${found[*]} " == *" $running "* ]] ||
	echo "note: no headers for the running kernel $running:" \
		"install them, dkms then builds by itself" >&2
for other in /lib/modules/*/updates/drivers/media/usb/qhyccd; do
	[[ ! -d $other ]] ||
		echo "note: $other is from make install: remove it, then run depmod -a" >&2
done
