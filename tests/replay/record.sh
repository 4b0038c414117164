#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What an owner's recording would be, of an emulated camera: the driver meets it,
# looks at it, takes frames of a small area, live and single ones, and leaves.
# Run in the machine; /out/usb.pcap is the bundle. tests/replay/make runs it.
#
#	tests/replay/record.sh LIVE	frames
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/trace.sh"

dialect=$(cam_status 0 dialect)
unset QHY_DIALECT
cam 0 unplug > /dev/null
record_begin
cam 0 plug > /dev/null
if [[ $dialect == A1 ]]; then
	# this one is recognized by what fails: a driver that is not told
	run qhy_load --cameras 0
	wait_until 20 kernel_said 'camera cannot be identified' || bail "identified"
	qhy_unload
fi
QHY_DIALECT=$dialect load_driver
if [[ $dialect == A11 ]]; then
	cam 0 "fault on frame#3 at byte 1024 do short" > /dev/null
fi
v4l2-ctl -d "$(video_node)" -c exposure_time_microseconds=50000
stream -f "$(flat)" -c 64x48+24+2 -n "$1"
stream -1 -e 100000 -f "$(deep)" -c 32x24+24+2 -n 2
qhy_unload
record_end
cp "$T/usb.pcap" /out/usb.pcap
