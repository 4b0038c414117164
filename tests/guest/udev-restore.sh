#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# After its supply was off a camera has its links again, the example rule gives it
# its cooling and settings back, and qhycam finds it by its serial number: idle,
# exposing and streaming. A camera that the rule does not name is left alone.
# needs: camera=268m,serial=SN-A camera=268m,serial=SN-B
# needs: limit=240s tags=udev,qhycam,hotplug
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

BY_ID=/dev/v4l/by-id
images=$BY_ID/usb-QHYCCD_QHY268M_SN-A-video-index0
metadata=$BY_ID/usb-QHYCCD_QHY268M_SN-A-video-index1

# shellcheck disable=SC2317 # called by wait_until
# links_back: both links lead to nodes of camera 0.
links_back()
{
	local node_of interface

	find_nodes
	[[ $images -ef ${node_of[0]:-/} && -e $metadata ]] || return
	interface=$(readlink -f "/sys/class/video4linux/$(basename "${node_of[0]}")/device")
	[[ -d $interface/video4linux/$(basename "$(readlink -f "$metadata")") ]]
}

# shellcheck disable=SC2317 # called by wait_until
cooling()
{
	[[ $(cam_status 0 automatic) == true && $(cam_status 0 target) == -100 ]]
}

restored()
{
	check "$1: both links" wait_until 30 links_back
	check "$1: the cooler is automatic, target -10 C" wait_until 30 cooling
	run v4l2-ctl -d "$images" -C gain,offset,readout_mode
	want_out $'gain: 26\noffset: 20\nreadout_mode: 1 (High Gain)' "$1: settings"
	rm -f a.fits
	qhycam shoot -c SN-A -t 1ms --roi 640x480+24+0 -o a.fits
	want_status 0 "$1: qhycam finds it by its serial number"
	check "$1: its pixels" pattern_frames a.fits
	header a.fits
	has SERIALNO SN-A
	has GAIN 26
	has COOLER automatic
}

# lost STATE OPTIONS...: the supply fails while qhycam shoots.
lost()
{
	local state=$1 pid

	shift
	"$QHYCAM" shoot -c SN-A -t 600s "$@" -o b.fits > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "$state: it runs" wait_until 30 camera_state "$state"
	cam 0 unplug > /dev/null
	wait $pid
	is "$state: exit code" $? 7
	check "$state: the links are gone" wait_until 30 test ! -L "$images" -a ! -L "$metadata"
	is "$state: the camera has forgotten its cooling" "$(cam_status 0 automatic)" false
	is "$state: no file" "$(find . -name 'b*')" ""
	cam 0 plug > /dev/null
	restored "$state"
}

rules=/etc/udev/rules.d
install -D -m 644 "$QHY_REPO/userspace/udev/60-qhyccd.rules" $rules/60-qhyccd.rules
# The ramp would take minutes.
sed -e 's/"QHY268M-01234567"/"SN-A"/' -e 's/cooler_ramp=30/cooler_ramp=0/' \
	"$QHY_REPO/userspace/udev/61-qhyccd-restore.rules.example" \
	> $rules/61-qhyccd-restore.rules
mkdir -p /run/udev
/lib/systemd/systemd-udevd 2> "$T/udevd" &
udevd=$!
wait_until 30 test -S /run/udev/control || bail "udevd does not start"

load_driver
restored "first plug-in"
v4l2-ctl -d "$images" -c gain=5,cooler_mode=0
cam 0 unplug > /dev/null
check "the links are gone" wait_until 30 test ! -L "$images" -a ! -L "$metadata"
cam 0 plug > /dev/null
restored "after a failure when idle"
lost exposing
lost running --live

is "the other camera: cooler" "$(cam_status 1 automatic)" false
matches "the other camera: gain" "$(v4l2-ctl -d "$(video_node 1)" -C gain)" '^gain: 0$'
run udevadm settle --timeout=30
want_status 0
is "udevd's complaints about the rules" "$(grep -c qhyccd "$T/udevd")" 0
kill "$udevd"
wait "$udevd"
done_testing
