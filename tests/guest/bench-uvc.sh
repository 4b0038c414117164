#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The webcam that the driver is compared with: uvcvideo takes it, every frame is
# there and exact, and the kernel has nothing to say of it.
# needs: camera=uvc,pace=fast deep
# needs: limit=120s tags=bench kernel=stock
QHY_TRACE=
. "$QHY_REPO/tests/lib/test.sh"

FRAMES=10

# stream NAME: from the first frame on, each time
stream()
{
	run "$QHY_REPO/build/tests/bin/uvccheck" "$node" $FRAMES
	want_status 0 "$1"
	want_out "Y16  6280x4210 52877600 $FRAMES" "$1"
	is "$1: ended" "$(cam_status 0 streaming)" false
}

# uvcvideo itself says that of a stream which ends while it copies.
kernel_warned()
{
	dmesg -l emerg,alert,crit,err,warn | grep -iE 'uvc|usb|video' |
		grep -v 'Failed to resubmit video URB (-1)'
}

modprobe uvcvideo || bail "no uvcvideo"
wait_until 20 uvc_node || bail "no node"
stream "as fast as it is read"
stream "once more"
check "pace real" cam 0 pace real
sent=$(cam_status 0 frames_sent)
run "$QHY_REPO/build/tests/bin/qhyread" -u -d "$node" -n 3
want_status 0 "at a camera's pace"
matches "none damaged" "$out" '^frames=3 damaged=0 '
at_least "the camera counts them" $(($(cam_status 0 frames_sent) - sent)) 3
is "nothing refused" "$(cam_status 0 refused)" 0
is "nothing in the kernel's log" "$(kernel_warned)" ""
check "uvcvideo unloads" rmmod uvcvideo
done_testing
