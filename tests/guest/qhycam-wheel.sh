#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam wheel: shows it, moves it and waits; no wheel, slots that it has not
# got, a wheel that is slow, stuck or unplugged, signals.
# needs: camera=268m deep limit=240s tags=qhycam,wheel
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"

# wheel_is SLOT: the wheel itself rests there.
wheel_is()
{
	is "the wheel" "$(cam_status 0 wheel_position) $(cam_status 0 wheel_moving)" "$1 false"
}

# shellcheck disable=SC2317 # called by wait_until
shown()
{
	qhycam wheel
	[[ $out == "$1" ]]
}

# stopped SIGNAL CODE SLOT: while the wheel moves.
stopped()
{
	local pid before

	before=$(cam_status 0 wheel_moves)
	"$QHYCAM" wheel "$3" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "$1: it moves" wait_until 20 camera_is wheel_moves $((before + 1))
	kill "-$1" $pid
	wait $pid
	is "$1: exit code" $? "$2"
	matches "$1: what it says" "$(< "$T/err")" 'interrupted; the wheel goes on to its slot'
}

load_driver
node=$(video_node)
refused 1 "$node: the driver has no filter wheel: .*unconfirmed=1" wheel
refused 1 "$node: the driver has no filter wheel: " wheel 2
check "the driver goes" qhy_unload

load_driver unconfirmed=1
refused 1 "$node: no filter wheel answers on the port of QHY268M" wheel
refused 1 'no filter wheel answers' wheel 0
cam 0 wheel 7 1500 > /dev/null
check "it is found" wait_until 30 shown "7 slots, at slot 0, counted from 0"
qhycam wheel 3
want_status 0
want_out "7 slots, at slot 3, counted from 0"
want_err ""
wheel_is 3
moves=$(cam_status 0 wheel_moves)
qhycam wheel 3 --json
want_status 0 "where it is already"
is "JSON" "$(jq -c '[.type, .node, .slots, .position]' "$T/out")" "[\"wheel\",\"$node\",7,3]"
is "it has not moved" "$(cam_status 0 wheel_moves)" "$moves"
# One that never arrives by itself.
cam 0 wheel 7 3600000 > /dev/null
check "a slow one is there" wait_until 30 shown "7 slots, at slot 0, counted from 0"
qhycam wheel 6 --no-wait
want_status 0
want_out "7 slots, moving"
qhycam wheel --json
is "JSON while it moves" "$(jq -c .position "$T/out")" null
qhycam wheel 1 --timeout 1s
want_status 8
one_line 'time ran out: the wheel is still moving to slot 1'
stopped INT 130 4
stopped TERM 143 2
cam 0 wheel 7 300 > /dev/null
check "a fast one" wait_until 60 shown "7 slots, at slot 0, counted from 0"

moves=$(cam_status 0 wheel_moves)
refused 2 'SLOT 7: must be 0 \.\. 6' wheel 7
refused 2 'SLOT -1: must be 0 \.\. 6' wheel -1
refused 2 'SLOT Ha: is no whole number' wheel Ha
refused 2 "'5' is not expected here" wheel 4 5
refused 2 'SLOT is missing' wheel --no-wait
refused 2 'SLOT is missing' wheel --timeout 3s
refused 2 'exclude each other' wheel 3 --no-wait --timeout 3s
refused 2 '--timeout 2h: must be 1h at most' wheel 3 --timeout 2h
refused 4 '--camera 9: no such camera' wheel 3 -c 9
is "nothing of it was done" "$(cam_status 0 wheel_moves)" "$moves"
"$QHYCAM" shoot -t 600s -o a.fits > /dev/null 2>&1 < /dev/null &
shooting=$!
check "it exposes" wait_until 20 camera_state exposing
refused 5 "is in use by qhycam \(pid $shooting\)" wheel 5
kill -INT $shooting
wait $shooting
chmod 600 "$node"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" wheel
want_status 6 "no permission"
chmod 666 "$node"

# Unplugged while it moves.
cam 0 wheel 7 3600000 > /dev/null
check "a slow one" wait_until 60 shown "7 slots, at slot 0, counted from 0"
moves=$(cam_status 0 wheel_moves)
"$QHYCAM" wheel 5 > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "it moves" wait_until 20 camera_is wheel_moves $((moves + 1))
cam 0 unplug > /dev/null
wait $pid
is "pulled: exit code" $? 7
matches "pulled: what it says" "$(< "$T/err")" 'was disconnected'
refused 4 'no camera: ' wheel
done_testing
