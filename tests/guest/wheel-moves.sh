#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The filter wheel on the camera's port: none, plugged while the driver runs,
# moved, also while frames stream, read while it moves, its arrival as an event,
# unplugged, and another one.
# needs: camera=268m deep
# needs: limit=240s tags=wheel
. "$QHY_REPO/tests/lib/truth.sh"

# slots_are N, position_is N: as the driver tells.
# shellcheck disable=SC2317 # called by wait_until
slots_are()
{
	[[ $(value filter_wheel_slots) == "$1" ]]
}

# shellcheck disable=SC2317 # called by wait_until
position_is()
{
	[[ $(value filter_wheel_position) == "$1" ]]
}

# range MAX: of the position.
range()
{
	matches "positions up to $1" "$(v4l2-ctl -d "$(video_node)" -L |
		grep filter_wheel_position)" "min=-1 max=$1 step=1 default=-1"
}

load_driver unconfirmed=1
is "no wheel" "$(value filter_wheel_slots) $(value filter_wheel_position)" "0 -1"
range 0
control filter_wheel_position=0
is "no wheel: moves" "$(cam_status 0 wheel_moves)" 0

# Slow enough to be asked on the way.
cam 0 wheel 7 $((4000 * ${QHY_TEST_SCALE:-1})) > /dev/null
check "plugged while the driver runs" wait_until 20 slots_are 7
check "position of a wheel that rests" wait_until 20 position_is 0
range 6

control filter_wheel_position=3
is "position while it moves" "$(value filter_wheel_position)" -1
run timeout $((30 * ${QHY_TEST_SCALE:-1})) v4l2-ctl -d "$(video_node)" \
	--wait-for-event=ctrl=filter_wheel_position
want_out_has "value.*3" "the event of its arrival"
is "it is there" "$(value filter_wheel_position)" 3
is "where the wheel is" "$(cam_status 0 wheel_position) $(cam_status 0 wheel_moving)" \
	"3 false"
control filter_wheel_position=-1
control filter_wheel_position=3
check "the slot where it is" wait_until 10 position_is 3
is "moves" "$(cam_status 0 wheel_moves)" 2
control filter_wheel_position=12
check "further than it goes: the last slot" wait_until 20 position_is 6

# The wheel's dialogue and frames do not hurt each other.
begin -f "$(flat)" -c 1000x600+24+2 -e 1000
control filter_wheel_position=1
check "a move while streaming" wait_until 20 position_is 1
finish "a move"
is "frames meanwhile: damaged, wrong" \
	"$(number "$T/stream" damaged) $(number "$T/stream" wrong)" "0 0"
is "frames that are missing" "$(numbers "$T/stream" | tr ' ' '\n' |
	awk 'NF && last && $1 != last + 1 { n++ } { last = $1 } END { print n + 0 }')" 0

cam 0 wheel none > /dev/null
check "unplugged" wait_until 60 slots_are 0
is "unplugged: position" "$(value filter_wheel_position)" -1
range 0
cam 0 wheel 15 300 90 > /dev/null
check "another one, slow to answer" wait_until 25 slots_are 15
control filter_wheel_position=14
check "its last slot" wait_until 20 position_is 14
range 14
is "where that wheel is" "$(cam_status 0 wheel_position)" 14
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
