#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The camera's state is asked once a second, whatever it does, and what controls
# show is what the camera has. One that does not answer makes one line in the
# kernel's log and errors in programs, and goes on when it answers again.
# needs: camera=268m | camera=600c deep
# needs: limit=240s tags=telemetry
. "$QHY_REPO/tests/lib/state.sh"

# asked NAME: status requests in each whole second between two marks.
asked()
{
	part "$1" "$1, end" | awk -F '[:,]' '
		/"req":"0xd2"/ { n++; last = $4; if (!first) first = $4 }
		END { printf "%d in %.1f s\n", n, last - first
			exit !(n > 2 && last > first &&
				(n - 1) / (last - first) > 0.7 &&
				(n - 1) / (last - first) <= 1.01) }'
}

# shows NAME CONTROL=VALUE...: all read at once; else in differ, status 1.
shows()
{
	local name=$1 got

	shift
	got=$(v4l2-ctl -C "$(IFS=,; echo "${*%%=*}")" 2>&1 | sed 's/: /=/; s/ (.*//')
	[[ $got == "$(printf '%s\n' "$@")" ]] ||
		{ differ+="$name: $*; got: ${got//$'\n'/ }"$'\n'; return 1; }
}

tenths()
{
	awk -v v="$1" 'BEGIN { printf "%.0f", v * 10 }'
}

temperature_is_the_cameras()
{
	value_is sensor_temperature "$(tenths "$(cam_status 0 temperature_c)")"
}

QHYTELL=$QHY_REPO/build/tests/bin/qhytell
load_driver

# -- once a second -------------------------------------------------------------
mark idle
passes 8
mark "idle, end"
timeout 60 "$QHYCHECK" -f "$(flat)" -c 640x480+24+2 -s 6 -l > "$T/stream" 2>&1 &
pid=$!
wait_until 20 camera_is state running || not_ok "streaming"
mark streaming
wait $pid
is "the stream: status" $? 0
mark "streaming, end"
matches "the stream" "$(< "$T/stream")" 'damaged=0 lost=0 .* wrong=0 '
timeout 60 "$QHYCHECK" -1 -e 8000000 -f "$(flat)" -c 640x480+24+2 -n 1 > "$T/stream" 2>&1 &
pid=$!
wait_until 20 camera_is state exposing || not_ok "exposing"
remaining=$(value exposure_remaining)
is "exposure remaining" "$((remaining > 0 && remaining < 8000))" 1
mark exposing
wait $pid
is "the exposure: status" $? 0
mark "exposing, end"
is "nothing remains" "$(value exposure_remaining)" 0

check "the driver goes" qhy_unload
load_driver unconfirmed=1

# -- truth: 20 states --------------------------------------------------------------
# The powers are those that come back by themselves.
names=(init good check under3 under9)
menu=(0 1 2 3 4)
differ=
seed=$RANDOM
diag "seed $seed"
RANDOM=$seed
for round in $(seq 20); do
	k=$((RANDOM % 5)) humidity=$((RANDOM % 1000)) hot=$((RANDOM % 700 + 1))
	protection=$((k > 2 ? 1 : RANDOM % 2))
	# The temperature moves on to anywhere and then stands still.
	cam_lines 0 << EOF || not_ok "control line"
clock 3000
power ${names[k]}
protection $([[ $protection == 1 ]] && echo set || echo clear)
humidity $((humidity / 10)).$((humidity % 10)) $((hot / 10)).$((hot % 10))
ambient $((RANDOM % 90 - 40))
clock 0.001
EOF
	# It may creep on all the same: what is between two tenths is looked at again.
	before=$differ
	for attempt in 1 2 3 4; do
		differ=$before
		shows "round $round.$attempt" \
			"sensor_temperature=$(tenths "$(cam_status 0 temperature_c)")" \
			"humidity=$humidity" "humidity_sensor_temperature=$hot" \
			"power_status=${menu[k]}" "tec_protection=$protection" && break
	done
done
is "20 states are shown as they are" "$differ" ""
cam_lines 0 << 'EOF'
power good
protection clear
humidity absent
ambient 20
EOF
differ=
shows "no sensor" humidity=0 humidity_sensor_temperature=0
is "a humidity sensor that is not there" "$differ" ""

# A wheel is looked for every ten seconds.
slots=$((RANDOM % 13 + 2))
cam 0 "wheel $slots 100" > /dev/null
check "a wheel of $slots slots is found" wait_until 40 value_is filter_wheel_slots $slots
is "its position" "$(value filter_wheel_position)" "$(cam_status 0 wheel_position)"
set_to filter_wheel_position=1
check "it moves" wait_until 20 camera_is wheel_position 1
check "and its position is shown" wait_until 20 value_is filter_wheel_position 1
is "moved once" "$(cam_status 0 wheel_moves)" 1

# -- no answer ---------------------------------------------------------------------
timeout 60 "$QHYCHECK" -f "$(flat)" -c 640x480+24+2 -s 8 -l > "$T/stream" 2>&1 &
pid=$!
wait_until 20 camera_is state running || not_ok "streaming"
cam 0 'fault on control 0xD2* do silent' > /dev/null
run "$QHYTELL" -d "$(video_node)"
want_out_has 'values=0 eio=0 silent=1' "a camera that does not answer"
check "a line of the kernel" wait_until 10 kernel_said 'camera tells no status'
cam_lines 0 << 'EOF' || not_ok "control line"
faults clear
fault on control 0xD2* do stall
EOF
passes 2
run "$QHYTELL" -d "$(video_node)"
want_out_has 'values=0 eio=1' "a camera that refuses"
# It may have been asked between the two faults.
is "one line of the kernel" "$(said_times 'camera tells no status')" \
	$(($(said_times 'camera tells its status again') + 1))
is "no other complaint" "$(said_times 'qhyccd.*0xd2.*failed')" 0
cam 0 'faults clear' > /dev/null
check "and one when it answers" wait_until 10 kernel_said 'camera tells its status again'
# The shown value is up to a second old, and the sensor creeps.
check "the value is back" wait_until 10 temperature_is_the_cameras
wait $pid
is "the stream goes on: status" $? 0
matches "the stream goes on" "$(< "$T/stream")" 'damaged=0 lost=0 .* wrong=0 '

read_log
check "asked once a second when idle" asked idle
check "asked once a second when streaming" asked streaming
check "asked once a second when exposing" asked exposing
done_testing
