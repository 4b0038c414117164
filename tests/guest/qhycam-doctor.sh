#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor: no module, a healthy camera, pictures that are damaged or do not
# come, Ctrl-C, a camera that is pulled, and none. Each finding with its remedy; the
# exit status is 0 only when all is well.
# needs: camera=268m,pace=fast limit=300s tags=qhycam
. "$QHY_REPO/tests/lib/doctor.sh"

release=$(uname -r)
doctor --no-stream
found ok usb '^1618:c269 at port '
found fail module "not loaded, and not installed for Linux $release" 'qhyccd-dkms'
found warn udev '^60-qhyccd.rules is not there' 'udevadm control --reload'
found ok firmware '^it runs'
found ok speed '^5000 Mbit/s$'
found fail driver 'no driver serves it' 'Load the module'
none_of permission state power stream busy
mkdir -p /lib/modules/9.9.9 "/lib/modules/$release"
echo "updates/qhyccd.ko: kernel/x.ko" > /lib/modules/9.9.9/modules.dep
doctor --no-stream
found fail module "built for Linux 9.9.9, but $release is running" 'headers'
echo "updates/qhyccd.ko.xz:" >> "/lib/modules/$release/modules.dep"
doctor --no-stream
found fail module 'installed but not loaded' 'modprobe qhyccd'
mkdir -p /etc/modprobe.d
for line in 'blacklist qhyccd' '  install qhyccd /bin/false'; do
	echo "$line" > /etc/modprobe.d/no-cameras.conf
	doctor --no-stream
	found fail module 'kept from being loaded by /etc/modprobe.d/no-cameras.conf' 'Remove the line'
done
printf '#blacklist qhyccd\nblacklist qhyccd2\n' > /etc/modprobe.d/no-cameras.conf
doctor --no-stream
found fail module 'installed but not loaded' 'modprobe qhyccd'
rm /etc/modprobe.d/no-cameras.conf
sed 's/$/ modprobe.blacklist=foo,qhyccd/' /proc/cmdline > cmdline
mount --bind cmdline /proc/cmdline
doctor --no-stream
found fail module "kept from being loaded by modprobe.blacklist= on the kernel's command line"
umount /proc/cmdline

# Room enough, for once.
mount -t tmpfs -o size=16G none /mnt
# -- healthy --------------------------------------------------------------------------
load_driver
node=$(video_node)
mkdir -p /etc/udev/rules.d
cp "$QHY_REPO/userspace/udev/60-qhyccd.rules" /etc/udev/rules.d/
qhycam doctor --no-stream --dir /mnt
want_status "$(grep -qE '^(warn|fail) ' "$T/out" && echo 3 || echo 0)"
want_out_has $'\nok    module: qhyccd is loaded, Linux '
want_out_has $'\nok    driver: QHY268M [^ :]+: /dev/video'
want_out_has $'\n[0-9]+ ok, [0-9]+ to warn of, 0 failing$'
is "nothing to warn of but a slow disk" "$(grep -E '^(warn|fail) ' "$T/out" |
	grep -v 'warn  disk: /mnt: takes ')" ""
doctor --no-stream --dir /mnt
found ok udev '/60-qhyccd.rules is there'
found ok permission "$node may be used"
found ok state '^[0-9.]+ C, cooler Off'
found ok power 'unconfirmed=1'
found ok autosuspend 'is off'
found ok memory ' MiB are free'
matches "the disk's speed" "${findings[*]}" '/mnt: takes [0-9]+ MiB/s, [0-9]+ GiB are free'
none_of stream busy
is "the summary counts" "$(tail -n 1 "$T/out" | jq -c '[.type, .ok + .warn + .fail]')" \
	"[\"summary\",$(($(wc -l < "$T/out") - 1))]"

v4l2-ctl -d "$node" --set-selection=target=crop,left=24,top=0,width=640,height=480
set_to capture_mode=1,exposure_time_microseconds=5000000
doctor --seconds 2 --dir /mnt
matches "stream" "${findings[*]}" \
	'(ok\|stream\|[^|]*\|[1-9][0-9]* frames of 640 x 480, 8 bit, |warn\|stream\|[^|]*\|the computer is too slow)'
is "settings are as before" "$(value capture_mode) $(value exposure_time_microseconds)" "1 5000000"
check "the camera is idle" camera_state idle
run env TERM=xterm script -q -e -c "$QHYCAM doctor --seconds 2 --dir /mnt" typescript
matches "a terminal shows how far it is" "$(< "$T/out")" $'\r''stream test: [0-9]+ s, [0-9]+ frames'

# -- pictures that do not come -----------------------------------------------------------
for n in 3 5; do
	cam 0 "fault on frame#$n at byte 1000 do drop 100" > /dev/null
done
doctor --seconds 2
found warn stream '^[12] of [0-9]+ frames are damaged' 'cable'
cam 0 'faults clear' > /dev/null
cam 0 'fault on control 0xD1/A3* do stall' > /dev/null
doctor --seconds 1
found fail stream 'cannot start capturing|cannot ' '12 V'
cam 0 'faults clear' > /dev/null
is "settings are as before" "$(value capture_mode) $(value exposure_time_microseconds)" "1 5000000"

"$QHYCAM" doctor --seconds 600 > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "it streams" wait_until 30 camera_state running
kill -INT $pid
wait $pid
is "Ctrl-C: exit code" $? 130
is "what it says" "$(< "$T/err")" "qhycam doctor: interrupted"
is "settings are as before" "$(value capture_mode) $(value exposure_time_microseconds)" "1 5000000"
"$QHYCAM" doctor --seconds 600 --json > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "it streams" wait_until 30 camera_state running
cam 0 unplug > /dev/null
wait $pid
# shellcheck disable=SC2034 # read_findings looks at both
status=$? run_command=pulled
read_findings
found fail stream 'was disconnected' 'cable'
doctor
found fail usb 'no camera on USB' '12 V'
none_of firmware speed driver
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
node=$(video_node)

# -- errors ----------------------------------------------------------------------------------------
refused 2 'exclude each other' doctor --no-stream --seconds 3
refused 2 '--seconds 0: must be 1 \.\. 600' doctor --seconds 0
refused 2 '--overwrite is for --bundle' doctor --overwrite
refused 2 "'x' is not expected here" doctor x
refused 4 '--camera SN9: no such camera' doctor --camera SN9
done_testing
