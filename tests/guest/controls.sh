#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Controls, geometry and frame interval as a program sees them, and what the
# camera is told of them.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=controls,kernels
. "$QHY_REPO/tests/lib/stream.sh"

# value CONTROL: as v4l2-ctl reads it.
value()
{
	v4l2-ctl -C "$1" | sed 's/.*: //; s/ (.*//'
}

# set_to CONTROL VALUE WANT
set_to()
{
	v4l2-ctl -c "$1=$2" > /dev/null 2>&1
	is "$1=$2" "$(value "$1")" "$3"
}

load_driver
if [[ $(family) == 268 ]]; then
	shortest=30 gain=142 mode=6
else
	shortest=40 gain=100 mode=5
fi

# Both exposure times are one; the one that was written counts.
set_to exposure_time_microseconds 1234567 1234567
is "the coarse one follows" "$(value exposure_time_absolute)" 12346
set_to exposure_time_absolute 30000 30000
is "the fine one follows" "$(value exposure_time_microseconds)" 3000000
set_to exposure_time_microseconds 1 $shortest
is "the coarse one's shortest" "$(value exposure_time_absolute)" 1
set_to exposure_time_absolute 1 1
is "100 us" "$(value exposure_time_microseconds)" 100
set_to exposure_time_microseconds 3600000000 3600000000
is "3600 s" "$(value exposure_time_absolute)" 36000000
run v4l2-ctl --get-parm
want_out_has '\(1/3600\)' "the interval follows"
set_to exposure_time_absolute 200 200

set_to gain 1000 $gain
set_to offset 300 255
set_to usb_traffic 256 255
set_to usb_traffic 0 0
set_to gain 9 9
set_to offset 33 33

# What the camera was told when a stream started.
stream -f "$(deep)" -c 640x480+100+200 -e 7654 -n 2
is_clean "with these values" 2
is "gain" "$(cam_status 0 gain)" 9
is "offset" "$(cam_status 0 offset)" 33
is "exposure time" "$(cam_status 0 exposure_us)" 7654
matches "ROI" "$(cam 0 status)" '"roi":\[100,200,640,480\]'
is "depth" "$(cam_status 0 depth)" 16

# Sizes alone: centred in what sees light; the same size stays where it is.
v4l2-ctl --set-fmt-video=width=640,height=480
run v4l2-ctl --get-selection target=crop
want_out_has 'Left 100, Top 200,' "the same size"
v4l2-ctl --set-fmt-video=width=1921,height=1081
run v4l2-ctl --get-selection target=crop
if [[ $(family) == 268 ]]; then
	want_out_has 'Left 2190, Top 1548, Width 1920, Height 1080' "a new size"
else
	want_out_has 'Left 3852, Top 2654, Width 1920, Height 1080' "a new size"
fi
v4l2-ctl --set-fmt-video=width=99999,height=99999
run v4l2-ctl --get-fmt-video
want_out_has "Width/Height +: $([[ $(family) == 268 ]] && echo 6280/4210 || echo 9600/6422)" \
	"the largest"
v4l2-ctl --set-fmt-video=width=1,height=1
run v4l2-ctl --get-fmt-video
want_out_has 'Width/Height +: 4/2' "the smallest"

# A start that is asked to be odd becomes even: red stays the first pixel. What
# must not be smaller than all there is, is refused.
v4l2-ctl --set-selection=target=crop,left=101,top=203,width=640,height=480
run v4l2-ctl --get-selection target=crop
want_out_has 'Left 100, Top 202, Width 640, Height 480' "an odd start"
run v4l2-ctl --set-selection=target=crop,flags=ge,left=0,top=0,width=99999,height=480
matches "too large" "$out$err" 'VIDIOC_S_SELECTION: failed: Numerical result out of range'

# A setting that the camera refuses is not kept.
v4l2-ctl --set-fmt-video=width=640,height=480
timeout 60 "$QHYCHECK" -f "$(flat)" -c 640x480+100+200 -s 6 -l > "$T/stream" 2>&1 &
pid=$!
streaming()
{
	[[ $(cam_status 0 state) == running ]]
}
check "streaming" wait_until 10 streaming
cam 0 'fault on control 0xD1/A4 do stall' > /dev/null
v4l2-ctl -c gain=5 > /dev/null 2>&1
is "a refused gain" "$(value gain)" 9

# The readout mode changes under a running 8-bit stream.
v4l2-ctl -c readout_mode=$mode
is "readout mode while streaming" "$(value readout_mode)" $mode
wait $pid
is "the stream goes on: status" $? 0
matches "the stream goes on" "$(< "$T/stream")" 'damaged=0 .* wrong=0 '
is "the camera's mode" "$(cam_status 0 mode)" $mode
stream -c 640x480+100+200 -n 2
is_clean "in that mode" 2
is "the camera's gain" "$(cam_status 0 gain)" 9

if [[ $(family) == 268 ]]; then
	# Mode 6 has 8 bit only.
	v4l2-ctl --set-fmt-video=pixelformat='Y16 '
	run v4l2-ctl --get-fmt-video
	want_out_has 'GREY' "mode 6 has no 16 bit"
	set_to readout_mode 0 0
	v4l2-ctl --set-fmt-video=pixelformat='Y16 '
	set_to readout_mode 6 6
	run v4l2-ctl --get-fmt-video
	want_out_has 'GREY' "mode 6 takes a 16-bit format to 8 bit"
	set_to readout_mode 0 0
fi

serial=$(cat "$(readlink -f /sys/class/video4linux/video0/device)/serial_number")
is "serial number in sysfs" "$serial" "$(cam_status 0 serial)"
is "sensor temperature" "$(value sensor_temperature)" 200
done_testing
