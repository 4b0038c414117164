#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A program that stops dequeuing at full rate: for 2 s it loses nothing, the DDR
# holds the frames; for 10 s (30 s with QHY_LONG=1) it loses whole frames, which
# are counted, the DDR never overflows, and what comes afterwards is exact.
# Without the DDR frames are drained at once.
# needs: camera=268m | camera=268c deep | camera=600m deep | camera=600c deep
# needs: limit=240s tags=stream,stall alone kernel=stock
. "$QHY_REPO/tests/lib/stream.sh"

load_driver
stream -f "$(deep)" -c "$(native)" -n 40 -p 5:2 -r 64
is_clean "2 s" 40
is "2 s: dropped" "$(stat_of 0 dropped)" 0

long=10
[[ -z ${QHY_LONG:-} ]] || long=30
stream -f "$(deep)" -c "$(native)" -n 40 -p 5:"$long" -r 64
is "$long s: status" "$status" 0
is "$long s: damaged, pixels wrong, slipped" \
	"${got[damaged]} ${got[wrong]} ${got[slipped]}" "0 0 0"
at_least "$long s: frames lost" "${got[lost]}" 5
dropped=$(stat_of 0 dropped)
is "$long s: frames counted as dropped" "$dropped" "${got[lost]}"
is "$long s: DDR overflows" "$(cam_status 0 ddr_overflows)" 0

v4l2-ctl -c ddr_buffer=0
stream -f "$(flat)" -c 1920x1080+100+200 -n 60 -p 5:2
is "no DDR: status" "$status" 0
is "no DDR: damaged, pixels wrong, slipped" \
	"${got[damaged]} ${got[wrong]} ${got[slipped]}" "0 0 0"
at_least "no DDR: frames lost" "${got[lost]}" 10
is "no DDR: frames the camera lost" "$(cam_status 0 frames_lost)" 0
done_testing
