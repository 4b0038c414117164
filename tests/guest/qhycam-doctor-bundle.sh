#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor --bundle: one tar, the same names each time, with what a developer
# needs and nothing of people; a disk that is full; what an ordinary user gets.
# What goes wrong without a camera, too, is in cli/qhycam-bundle.
# needs: camera=268m,serial=SN-A,pace=fast limit=300s tags=qhycam,deep
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"

# part NAME: one file of the bundle.
part()
{
	tar -xOf b.tar "qhycam-doctor/$1"
}

export SECRET=secret-of-the-environment
hostname secret-of-the-host
load_driver unconfirmed=1
mkdir -p /etc/udev/rules.d
cp "$QHY_REPO/userspace/udev/60-qhyccd.rules" /etc/udev/rules.d/
echo "secret-of-the-log" > /dev/kmsg
qhycam doctor --no-stream --bundle b.tar
want_status "$(grep -qE '^(warn|fail) ' "$T/out" && echo 3 || echo 0)"
want_err "b.tar: look at it before you send it"
is "names" "$(tar -tf b.tar | tr '\n' ' ')" "$(printf 'qhycam-doctor/%s ' '' doctor.txt hwmon.txt \
	kernel-log.txt module.txt system.txt udev.txt usb.txt video.txt)"
is "owners" "$(tar -tvf b.tar | awk '{ print $2 }' | sort -u)" root/root
is "nothing is left in /tmp" "$(find /tmp -maxdepth 1 -name 'qhycam-*')" ""
matches "findings" "$(part doctor.txt)" $'\nok    driver: QHY268M SN-A: /dev/video'
matches "hwmon" "$(part hwmon.txt)" 'temp1_input: [0-9]+'
matches "counters" "$(part hwmon.txt)" '/sys/kernel/debug/usb/qhyccd-[^/]*/stats: '
matches "the kernel's log" "$(part kernel-log.txt)" 'qhyccd [0-9-]+.*QHY268M, serial number SN-A, video'
matches "the module" "$(part module.txt)" '/sys/module/qhyccd/parameters/unconfirmed: Y'
matches "the system" "$(part system.txt)" "Linux $(uname -r) "
matches "udev" "$(part udev.txt)" '/etc/udev/rules.d/60-qhyccd.rules: # QHY268'
matches "USB" "$(part usb.txt)" 'idVendor +0x1618'
matches "USB, of sysfs" "$(part usb.txt)" '/speed: 5000'
matches "controls" "$(part video.txt)" 'cooler_target_temperature'
matches "both nodes" "$(part video.txt | grep -c '^\$ v4l2-ctl -d /dev/video[0-9]* --all$')" '^2$'
is "no secrets" "$(tar -xOf b.tar | grep -a secret-of)" ""

mkdir small
mount -t tmpfs -o size=8k none small
qhycam doctor --no-stream --bundle small/b.tar
want_status 9 "disk full"
is "no half a file" "$(find small -type f)" ""
umount small
rm b.tar

# As an ordinary user: what may be read, and a word on the rest.
chmod 666 /dev/video*
echo 1 > /proc/sys/kernel/dmesg_restrict
mkdir -m 777 open
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" doctor --no-stream \
	--bundle open/b.tar
want_err_has 'open/b.tar: look at it'
mv open/b.tar b.tar
matches "the log" "$(part kernel-log.txt)" 'no permission to read'
matches "controls" "$(part video.txt)" 'cooler_target_temperature'
done_testing
