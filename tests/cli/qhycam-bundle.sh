#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor --bundle: files that exist, places that do not, programs that fail,
# do not end, or have no end, and what must not be in it.
# needs: limit=240s tags=deep
. "$QHY_REPO/tests/lib/qhycam.sh"

# part NAME: one file of the bundle.
part()
{
	tar -xOf b.tar "qhycam-doctor/$1"
}

export SECRET=secret-of-the-environment TMPDIR=$T/tmp
mkdir "$TMPDIR"
qhycam doctor --no-stream --bundle b.tar
want_err "b.tar: look at it before you send it"
is "names" "$(tar -tf b.tar | tr '\n' ' ')" "$(printf 'qhycam-doctor/%s ' '' doctor.txt hwmon.txt \
	kernel-log.txt module.txt system.txt udev.txt usb.txt video.txt)"
matches "the system" "$(part system.txt)" "Linux $(uname -r) "
is "no secrets" "$(tar -xOf b.tar | grep -a secret-of)" ""
is "nothing is left" "$(find "$TMPDIR" -mindepth 1)" ""

refused 2 '--bundle b.tar: exists already; choose another name or --overwrite' doctor --bundle b.tar
mv b.tar a.tar
ln -s a.tar b.tar
refused 2 'exists already' doctor --bundle b.tar
rm b.tar
echo old > b.tar
qhycam doctor --no-stream --bundle b.tar --overwrite
is "names are the same" "$(tar -tf b.tar)" "$(tar -tf a.tar)"
rm b.tar
refused 9 'nowhere' doctor --bundle nowhere/b.tar
run env TMPDIR=/nowhere "$QHYCAM" doctor --no-stream --bundle b.tar
want_status 9 "no place for the parts"
want_err_has '/nowhere/qhycam-.* cannot be made' "no place for the parts"
files_here a.tar

# Programs that are missing, that fail, and one that does not end.
mkdir bin
for name in tar v4l2-ctl lsusb modinfo dkms; do
	printf '#!/bin/sh\necho "this is %s"\nexit 7\n' $name > bin/$name
done
chmod +x bin/*
run env PATH="$PWD/bin:$PATH" "$QHYCAM" doctor --no-stream --bundle b.tar
want_status 1 "a tar that fails"
want_err_has 'tar failed' "a tar that fails"
rm bin/tar
run env PATH="$PWD/bin:$PATH" "$QHYCAM" doctor --no-stream --bundle b.tar
matches "what failed" "$(part module.txt)" $'\\$ modinfo qhyccd\nthis is modinfo\n\\(exit status 7\\)'
printf '#!/bin/sh\necho begun\n[ "$1" != -t ] || exec sleep 3600\n' > bin/lsusb
printf '#!/bin/sh\nexec cat /dev/zero\n' > bin/modinfo
run env PATH="$PWD/bin:$PATH" "$QHYCAM" doctor --no-stream --bundle b.tar --overwrite
matches "what did not end" "$(part usb.txt)" $'\\$ lsusb -t\nbegun\n\\(ended: Connection timed out\\)'
matches "what had no end" "$(part module.txt | tr -d '\0' | head -n 3)" '\(ended: File too large\)'
at_most "its size" "$(stat -c %s b.tar)" 8000000
is "nothing is left" "$(find "$TMPDIR" -mindepth 1)" ""
done_testing
