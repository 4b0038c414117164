#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor and the computer: autosuspend, udev rules of the maker, a disk that
# is missing, read-only, small or full, memory that others have.
# needs: camera=268m limit=120s tags=qhycam,deep
. "$QHY_REPO/tests/lib/doctor.sh"

# memory MIB: so much is free, as far as anybody can see.
memory()
{
	sed "s/^MemAvailable:.*/MemAvailable: $(($1 * 1024)) kB/" /proc/meminfo > meminfo
	mount --bind meminfo /proc/meminfo || bail "no other memory"
	doctor --no-stream --dir small
	umount /proc/meminfo
}

load_driver
node=$(video_node)
mkdir -p /etc/udev/rules.d
cp "$QHY_REPO/userspace/udev/60-qhyccd.rules" /etc/udev/rules.d/
usb=$(readlink -f "/sys/class/video4linux/${node#/dev/}/device/..")
[[ -e $usb/power/control ]] || bail "no $usb"
echo auto > "$usb/power/control"
# A link to a file that is not there is no file for udev.
ln -s /nowhere /etc/udev/rules.d/85-qhyccd.rules
doctor --no-stream --dir nowhere
found warn autosuspend 'is on' "tee $usb/power/control.*1618:c269"
found ok udev '60-qhyccd.rules is there'
found fail disk 'nowhere: cannot be written: No such file' '--dir'
none_of stream
is "a link to nowhere is no finding" "$(printf '%s\n' "${findings[@]}" | grep -c '|udev|')" 1
echo on > "$usb/power/control"
rm /etc/udev/rules.d/85-qhyccd.rules

echo > /etc/udev/rules.d/85-qhyccd.rules
mkdir small
mount -t tmpfs -o size=100M none small || bail "no tmpfs"
doctor --no-stream --dir small
found ok autosuspend 'is off'
found warn udev '/etc/udev/rules.d/85-qhyccd.rules, of the maker' 'ln -sf /dev/null'
found warn disk 'small: [0-9]+ MiB are free, [01] 16-bit frames' 'Make room'
is "nothing of the trial is left" "$(find small -mindepth 1)" ""
ln -sf /dev/null /etc/udev/rules.d/85-qhyccd.rules
mount -o remount,size=1M small
doctor --no-stream --dir small
found fail disk 'small: cannot be written: No space left' 'room'
is "rules that are switched off are no finding" \
	"$(printf '%s\n' "${findings[@]}" | grep -c '|udev|')" 1
mount -o remount,ro small
doctor --no-stream --dir small
found fail disk 'small: cannot be written: Read-only file system' 'writable'
mount -o remount,rw small

memory 512
found ok memory '^512 MiB are free$'
memory 511
found warn memory '^511 MiB are free; a live series wants 512' 'not --live'
memory 354
found warn memory '^354 MiB are free'
memory 353
found fail memory '^353 MiB are free; a 16-bit frame of a QHY600' 'Close other programs'
umount small
done_testing
