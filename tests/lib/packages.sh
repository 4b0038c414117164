#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# packages.sh check|check-deep|deb|demo|fuzz|kernel|lint: install the Debian
# packages that this needs and that are missing, and say which.
set -eu

build="build-essential pkg-config linux-headers-amd64 libcfitsio-dev libpng-dev
	libudev-dev libjansson-dev libpcap-dev libv4l-dev"
machine="qemu-system-x86 linux-image-amd64 kmod cpio python3
	libusbredirparser-dev v4l-utils usbutils jq"
clients="ffmpeg git gstreamer1.0-tools gstreamer1.0-plugins-base
	gstreamer1.0-plugins-good fitsverify astropy-utils udev
	libusb-1.0-0-dev gpiod lm-sensors mandoc gnuplot-nox tcpdump"
deb="debhelper dh-dkms libpipewire-0.3-dev"
deep="debootstrap lintian man-db zstd mpv obs-studio xvfb xdotool iproute2
	gstreamer1.0-plugins-bad gstreamer1.0-x gstreamer1.0-pipewire
	dbus-daemon pipewire wireplumber valgrind libc6-dbg chromium-headless-shell"
fuzz="clang libclang-rt-dev llvm jq libusbredirparser-dev"
kernel="flex bison bc libelf-dev libssl-dev xz-utils"
lint="sparse mandoc shellcheck codespell coccinelle clang-tidy
	libusbredirparser-dev libusb-1.0-0-dev linux-source-6.1 xz-utils"

case ${1:-} in
demo) want="$build $machine" ;;
check) want="$build $machine $clients $deb" ;;
check-deep) want="$build $machine $clients $deb $deep" ;;
deb) want="$build $deb" ;;
kernel) want="$build $machine $clients $kernel" ;;
lint) want="$build $lint" ;;
fuzz) want="$build $fuzz" ;;
*)
	echo "usage: packages.sh check|check-deep|deb|demo|fuzz|kernel|lint" >&2
	exit 2
	;;
esac

missing=
for package in $want; do
	dpkg-query -W -f '${Status}' "$package" 2> /dev/null |
		grep -q '^install ok installed$' || missing+=" $package"
done
[[ $missing ]] || exit 0

echo "installing:$missing"
root=
if ((EUID != 0)); then
	root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of words
if ! { $root apt-get update && $root apt-get install -y \
	--no-install-recommends $missing; } < /dev/null > "$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "packages could not be installed; see above" >&2
	exit 1
fi
