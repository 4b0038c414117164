#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What changes by itself sends an event: whoever has the node open learns of it
# without asking.
# needs: camera=268m,clock=20 | camera=600c,clock=20 deep
# needs: limit=180s tags=events,kernels
. "$QHY_REPO/tests/lib/state.sh"

# Every control's waiter, started together; told[CONTROL] is its output.
declare -A waiter

# await CONTROL...: their next events.
await()
{
	local name

	waiter=()
	for name; do
		timeout 60 v4l2-ctl -d "$(video_node)" --wait-for-event="ctrl=$name" \
			> "$T/$name" 2>&1 &
		waiter[$name]=$!
	done
	for name; do
		wait_until 20 subscribed "${waiter[$name]}" || not_ok "$name: no waiter"
	done
}

# came [-q] CONTROL...: each came, and says the value that the control has, or
# with -q any.
came()
{
	local name any=

	[[ $1 != -q ]] || { any=1; shift; }
	for name; do
		if ! wait "${waiter[$name]}"; then
			not_ok "$name: event" "$(< "$T/$name")"
			continue
		fi
		if [[ $any ]]; then
			matches "$name: event" "$(< "$T/$name")" "ctrl: $name"$'\n\t'"value: "
		else
			matches "$name: event with its value" "$(< "$T/$name")" \
				"ctrl: $name"$'\n\t'"value: $(value "$name") "
		fi
	done
}

load_driver unconfirmed=1
set_to cooler_ramp=0
await sensor_temperature cooler_power
set_to cooler_mode=1 cooler_power=150
came -q sensor_temperature
came cooler_power
# The camera's own doing
await cooler_mode power_status tec_protection
cam 0 power under9 > /dev/null
came cooler_mode power_status tec_protection
await humidity humidity_sensor_temperature filter_wheel_slots
cam_lines 0 << 'EOF' || not_ok "control line"
humidity 61.5 12.3
wheel 7 1500
EOF
came humidity humidity_sensor_temperature filter_wheel_slots
# Its first events are of its range and of its value, in one or in two.
check "the wheel's position" wait_until 10 value_is filter_wheel_position 0
await filter_wheel_position
set_to filter_wheel_position=4
came -q filter_wheel_position
check "it arrives" wait_until 20 value_is filter_wheel_position 4
cam 0 wheel none > /dev/null

await exposure_remaining
timeout 60 "$QHYCHECK" -1 -e 3000000 -f "$(flat)" -c 640x480+24+2 -n 1 > "$T/stream" 2>&1 &
pid=$!
came -q exposure_remaining
wait $pid
is "the exposure: status" $? 0

# Two nodes' programs see what a third one sets.
await cooler_target_temperature gpio_outputs
set_to cooler_target_temperature=-77 gpio_outputs=6
came cooler_target_temperature
came -q gpio_outputs
done_testing
