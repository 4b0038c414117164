#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The Debian package has what its installation needs, and the module builds
# from the source in it alone. Nothing is installed here.
# needs: limit=120s
. "$QHY_REPO/tests/lib/test.sh"

command -v dpkg-deb > /dev/null || skip_all "no dpkg-deb"
run "$QHY_REPO/dkms/mkdeb.sh" 7.8.9~rc1 "$T"
want_status 0
deb=$T/qhyccd-dkms_7.8.9~rc1_all.deb
want_out "$deb"
is "nothing else is left" "$(find "$T" -mindepth 1 -maxdepth 1 -name '*deb*')" "$deb"
is "name and version" "$(dpkg-deb -f "$deb" Package Version | tr '\n' ' ')" \
	"Package: qhyccd-dkms Version: 7.8.9~rc1 "

check "unpack" dpkg-deb -R "$deb" "$T/root"
source=$T/root/usr/src/qhyccd-7.8.9~rc1
for file in usr/lib/udev/rules.d/60-qhyccd.rules usr/include/linux/qhyccd.h \
	usr/share/doc/qhyccd-dkms/copyright \
	usr/share/doc/qhyccd-dkms/examples/61-qhyccd-restore.rules.example; do
	check "$file" test -s "$T/root/$file"
done
is "owner of all files" "$(dpkg-deb -c "$deb" | awk '{ print $2 }' | sort -u)" root/root
is "no build products" "$(find "$source" -name '*.o' -o -name '*.ko' -o -name '*.mod*' -o -name '.*.cmd')" ""
for script in postinst prerm; do
	check "$script is a program" test -x "$T/root/DEBIAN/$script"
	check "$script is sound" sh -n "$T/root/DEBIAN/$script"
done
check "checksums" bash -c "cd '$T/root' && md5sum --quiet -c DEBIAN/md5sums"

# As dkms reads it.
# shellcheck disable=SC2034 # used in dkms.conf
kernel_source_dir=/K dkms_tree=/D
# shellcheck disable=SC1091
. "$source/dkms.conf"
is "version in dkms.conf" "${PACKAGE_VERSION:-}" 7.8.9~rc1
# shellcheck disable=SC2154 # set in dkms.conf
is "make command" "${MAKE[0]}" "make -C /K M=/D/qhyccd/7.8.9~rc1/build modules"
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
