#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The Debian packages in a clean Debian: they install, dkms builds and signs the
# module, it is loaded for each of the cameras' ids; they upgrade, and leave
# nothing behind. Without a network, but for the first time.
# needs: limit=900s tags=deep,packages
#
# All is done in a file system in memory that only the processes of this test
# see: however it ends, nothing is left mounted or running.
# Root must not go on without its words and its own directory.
: "${QHY_REPO:?}"
if [[ ! ${QHY_OWN_NAMESPACE:-} ]]; then
	((EUID == 0)) || { echo "1..0 # SKIP must be root"; exit 0; }
	unshare --mount --pid --fork mount -t tmpfs tmpfs /mnt ||
		{ echo "1..0 # SKIP may not mount"; exit 0; }
	QHY_OWN_NAMESPACE=1 exec unshare --mount --pid --fork --kill-child --mount-proc bash "$0"
fi
mount -t tmpfs -o size=4g,mode=755 tmpfs /mnt || { echo "Bail out! no tmpfs"; exit 1; }
export TMPDIR=/mnt
. "$QHY_REPO/tests/lib/test.sh" || exit 1
. "$QHY_REPO/tests/lib/debroot.sh" || exit 1

for program in debootstrap dh_dkms lintian zstd man; do
	command -v $program > /dev/null ||
		skip_all "no $program: tests/lib/packages.sh check-deep"
done
V1=7.8.9~rc1
V2=7.8.9
R=$T/root

# in_root COMMAND...: run() it there.
in_root()
{
	run debroot_run "$R" "$@"
	run_command="there: $*"
}

# install_debs VERSION: as docs/install.md says
install_debs()
{
	mkdir -p "$R/debs"
	cp "$T/$1"/*.deb "$R/debs/"
	in_root apt-get install -y "/debs/qhyccd-dkms_$1_all.deb" "/debs/qhycam_$1_$arch.deb"
	want_status 0 "install $1"
	rm -r "$R/debs"
}

# all_files: everything in the root but what each use of apt and dpkg changes
all_files()
{
	(cd "$R" && find . -xdev \( -path ./var/log -o -path ./var/cache -o -path ./proc \
		-o -path ./var/lib/apt -o -path './var/lib/dpkg/*-old' -o -path './tmp/*' \) \
		-prune -o -printf '%y %M %p\n' | sort)
}

# has_version VERSION: what is there after this one was installed
has_version()
{
	local id

	in_root dkms status
	is "$1: dkms has built it for the one kernel" "$out" \
		"qhyccd/$1, $kernel, $(uname -m): installed"
	is "$1: one source" "$(cd "$R/usr/src" && echo qhyccd-*)" "qhyccd-$1"
	check "$1: one module" test -s "$module"
	is "$1: modules" "$(find "$R/usr/lib/modules" -name '*qhy*.ko*' | wc -l)" 1
	is "$1: built for" "$(modinfo -F vermagic "$module" | cut -d ' ' -f 1)" "$kernel"
	is "$1: signed" "$(modinfo -F signer "$module")" "DKMS module signing key"
	for id in C268 C269 C600 C601; do
		in_root modprobe -S "$kernel" -R "usb:v1618p${id}d0000dc00dsc00dp00icFFiscFFip00in00"
		want_out qhyccd "$1: 1618:$id loads it"
	done
	in_root qhycam --version
	want_status 0 "$1: qhycam runs"
	check "$1: the man page is found" debroot_run "$R" test -s /usr/share/man/man1/qhycam.1.gz
	check "$1: udev rules" cmp "$R/usr/lib/udev/rules.d/60-qhyccd.rules" \
		"$QHY_REPO/userspace/udev/60-qhyccd.rules"
	check "$1: header" cmp "$R/usr/include/linux/qhyccd.h" "$QHY_REPO/uapi/linux/qhyccd.h"
}

# nothing_left WHEN
nothing_left()
{
	# The key for signing is dkms's, for all modules and times.
	is "$1: no other files than before" \
		"$(diff "$T/before" <(all_files) | grep '^[<>]' | grep -v '/var/lib/dkms/mok\.')" ""
	is "$1: the kernel's lists of modules do not know it" \
		"$(grep -l qhyccd "$R/lib/modules/$kernel"/modules.* | wc -l)" 0
	in_root dpkg-query -W -f '${Package} ${Status}\n' 'qhy*'
	want_out "" "$1: packages"
}

arch=$(dpkg --print-architecture)
for version in "$V1" "$V2"; do
	mkdir "$T/$version"
	check "build $version" "$QHY_REPO/dkms/mkdeb.sh" "$version" "$T/$version"
	run lintian --allow-root --fail-on error,warning "$T/$version"/*.deb
	want_status 0 "lintian $version"
	want_out "" "lintian $version"
done
mkdir "$T/again"
check "build $V1 again" "$QHY_REPO/dkms/mkdeb.sh" "$V1" "$T/again"
check "the same source gives the same files" diff -r "$T/$V1" "$T/again"

depends=$(for deb in "$T/$V1"/*.deb; do
	dpkg-deb -f "$deb" Depends
done | paste -sd,)
tar=$(debroot_tar "$depends" linux-headers-amd64 openssl 2> "$T/making") || {
	diag "$(tail -n 20 "$T/making")"
	bail "no clean Debian root"
}
mkdir "$R"
check "unpack the root" tar -C "$R" --zstd -xf "$tar"
kernel=$(basename "$R"/lib/modules/*)
module=$R/lib/modules/$kernel/updates/dkms/qhyccd.ko

# From here on without a network: only what the packages name can be installed.
debroot_offline=yes
in_root apt-get satisfy -y "$depends"
want_status 0 "what the packages depend on"
# dkms will, and the lists stay.
in_root depmod "$kernel"
want_status 0 "depmod"
all_files > "$T/before"
at_least "files before" "$(wc -l < "$T/before")" 5000
is "no driver before" "$(grep -c qhy "$T/before")" 0

install_debs $V1
has_version $V1
install_debs $V2
has_version $V2

# As docs/install.md says for a module that was not signed.
in_root dkms remove qhyccd/$V2 --all
in_root dkms install qhyccd/$V2 -k "$kernel"
want_status 0 "build again by hand"
is "built again: signed" "$(modinfo -F signer "$module")" "DKMS module signing key"

in_root apt-get remove -y qhyccd-dkms qhycam
want_status 0 "remove"
nothing_left "removed"
in_root dpkg --purge qhyccd-dkms qhycam
want_status 0 "purge"
nothing_left "purged"
done_testing
