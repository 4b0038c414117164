#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The Debian packages have what their installation needs, and the module builds
# from the source in qhyccd-dkms alone. Nothing is installed here.
# needs: limit=180s tags=deep
. "$QHY_REPO/tests/lib/test.sh"

command -v dh_dkms > /dev/null || skip_all "no dh_dkms: tests/lib/packages.sh deb"
version=7.8.9~rc1
arch=$(dpkg --print-architecture)
run "$QHY_REPO/dkms/mkdeb.sh" $version "$T"
want_status 0
driver=$T/qhyccd-dkms_${version}_all.deb
program=$T/qhycam_${version}_$arch.deb
want_out "$program"$'\n'"$driver"
is "nothing else is left" "$(find "$T" -mindepth 1 -maxdepth 1 -name '*deb*' | sort)" \
	"$program"$'\n'"$driver"
is "names and version" "$(for deb in "$driver" "$program"; do
	dpkg-deb -f "$deb" Package Version | tr '\n' ' '
done)" "Package: qhyccd-dkms Version: $version Package: qhycam Version: $version "
is "the tree's version" "$(dpkg-parsechangelog -l "$QHY_REPO/dkms/debian/changelog" -S Version)" \
	"$(sed -nE 's/^VERSION := //p' "$QHY_REPO/Makefile")"
matches "the program's version" "$(< "$QHY_REPO/userspace/cmd.h")" \
	"QHYCAM_VERSION \"$(sed -nE 's/^VERSION := //p' "$QHY_REPO/Makefile")\""

check "unpack the driver" dpkg-deb -R "$driver" "$T/driver"
check "unpack the program" dpkg-deb -R "$program" "$T/program"
source=$T/driver/usr/src/qhyccd-$version
for file in driver/usr/include/linux/qhyccd.h driver/usr/share/doc/qhyccd-dkms/copyright \
	program/usr/lib/udev/rules.d/60-qhyccd.rules program/usr/share/man/man1/qhycam.1.gz \
	program/usr/share/doc/qhycam/examples/61-qhyccd-restore.rules.example \
	program/usr/share/bash-completion/completions/qhycam program/usr/share/doc/qhycam/copyright \
	"program/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/libv4l/plugins/libv4l-qhyccd.so"; do
	check "$file" test -s "$T/$file"
done
is "owner of all files" "$(for deb in "$driver" "$program"; do
	dpkg-deb -c "$deb" | awk '{ print $2 }'
done | sort -u)" root/root
is "no build products" "$(find "$source" -name '*.o' -o -name '*.ko' -o -name '*.mod*' -o -name '.*.cmd')" ""
for script in postinst prerm; do
	matches "$script knows the version" "$(< "$T/driver/DEBIAN/$script")" \
		"DKMS_VERSION=$version"$'\n'
done
run "$T/program/usr/bin/qhycam" --version
want_status 0 "the program runs"
is "it knows its commit" "$(head -n 1 "$T/out" | sed -E 's/.*\((.*)\)/\1/')" \
	"$(git -C "$QHY_REPO" describe --always --dirty 2> /dev/null || echo unknown)"

# As dkms reads it.
# shellcheck disable=SC2034 # used in dkms.conf
kernel_source_dir=/K dkms_tree=/D
# shellcheck disable=SC1091
. "$source/dkms.conf"
is "version in dkms.conf" "${PACKAGE_VERSION:-}" $version
# shellcheck disable=SC2154 # set in dkms.conf
is "make command" "${MAKE[0]}" "make -C /K M=/D/qhyccd/$version/build modules"
for kernel in 6.1.0-56-amd64 6.18.4 6.9.1 7.2-amd64 10.0; do
	# shellcheck disable=SC2154
	check "taken: $kernel" grep -qE "$BUILD_EXCLUSIVE_KERNEL" <<< "$kernel"
done
for kernel in 5.10.0-30-amd64 6.0.12 4.19; do
	is "passed over: $kernel" "$(grep -cE "$BUILD_EXCLUSIVE_KERNEL" <<< "$kernel")" 0
done

headers=$(find /lib/modules -mindepth 2 -maxdepth 2 -name build | sort -V | tail -n 1)
if [[ $headers ]]; then
	check "the module builds" make -s -C "$headers" M="$source" modules
	# shellcheck disable=SC2154
	check "it is where dkms.conf says" \
		test -s "$source/${BUILT_MODULE_LOCATION[0]}${BUILT_MODULE_NAME[0]}.ko"
else
	skip "the module builds" "no kernel headers"
fi
done_testing
