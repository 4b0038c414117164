#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam broadcast goes on sending while the camera is away, and shows it again, set as it was,
# when it is back; unless it was told to end.
# needs: camera=268m,pace=fast,scene=stars deep | camera=268c,pace=fast,scene=stars deep
# needs: limit=240s tags=qhycam,hotplug
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-broadcast.inc"

said()
{
	grep -q -- "$1" err
}

# lost OPTION...: with these the end comes when the camera goes; then it is plugged in again.
lost()
{
	frames_from_here
	begin out.yuv "${view[@]}" --raw-video --format yu12 --rate 5 "$@"
	check "frames come" wait_until 60 frames_sent $((frames_before + 2))
	cam 0 unplug > /dev/null
	wait $pid
	ended_with=$?
	cam 0 plug > /dev/null
	check "the node is back" wait_until 20 have_nodes 1
}

load_driver
sky_settings
frames_from_here
begin out.yuv "${view[@]}" --raw-video --format yu12 --full-range --rate 5 \
	--gain 10 --mode 1
settled out.yuv
cam 0 unplug > /dev/null
check "it is said" wait_until 30 said 'disconnected.*; waiting for the camera'
check "the last picture is still sent" wait_until 30 grown out.yuv $(($(stat -c %s out.yuv) + 10 * YU12))
cam 0 plug > /dev/null
cam 0 'seeing 3' > /dev/null
check "the camera is back" wait_until 60 said ' is back$'
frames_before=0
settled out.yuv
is "its gain and mode" "$(v4l2-ctl -d "$(video_node)" -C gain,readout_mode)" \
	$'gain: 10\nreadout_mode: 1 (High Gain)'
is "its exposure" "$(v4l2-ctl -d "$(video_node)" -C exposure_time_microseconds)" \
	"exposure_time_microseconds: 10000000"
kill -INT $pid
ended 0 "after Ctrl-C"
matches "the summary" "$(tail -n 1 err)" 'camera lost 1 time$'
tail -c $YU12 out.yuv | head -c $PIXELS > last.gray
take_truth --gain 10
alike "after the re-plug" last.gray

lost --no-reopen
is "exit code with --no-reopen" $ended_with 7
lost --timeout 2s
is "exit code after --timeout" $ended_with 8
matches "what is said" "$(tail -n 1 err)" 'has not come back in 2s: no camera'
done_testing
