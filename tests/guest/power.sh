#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A supply that is too low: events, alarm, one line of the kernel, the cooler's
# mode is off. And the 12 V switch: idle, cooling, exposing, streaming; the node
# goes and comes back.
# needs: camera=268m,clock=20 | camera=600c,clock=20 deep
# needs: limit=240s tags=power,hotplug
. "$QHY_REPO/tests/lib/state.sh"

# event CONTROL FILE: its next event goes into the file; sets pid.
event()
{
	timeout 40 v4l2-ctl -d "$(video_node)" --wait-for-event="ctrl=$1" > "$2" 2>&1 &
	pid=$!
	wait_until 20 subscribed $pid || not_ok "$1: no waiter"
}

# low NAME STATUS REGEX: the supply breaks down while the camera cools.
low()
{
	local alarm=("$SYS_DRIVER"/*:*/hwmon/hwmon*/in0_lcrit_alarm) lines power

	set_to cooler_ramp=0
	set_to cooler_target_temperature=0 cooler_mode=2
	is "$1: cooling" "$(value cooler_mode) $(cam_status 0 automatic)" "2 true"
	is "$1: supply good" "$(value power_status)" 1
	lines=$(said_times "undervoltage")
	event power_status "$T/power"
	power=$pid
	event cooler_mode "$T/mode"
	mark "$1"
	cam 0 "power $1" > /dev/null
	wait $power $pid
	matches "$1: event of the supply" "$(< "$T/power")" "ctrl: power_status"$'\n\t'"value: $2 "
	matches "$1: event of the cooler" "$(< "$T/mode")" "ctrl: cooler_mode"$'\n\t'"value: 0 "
	is "$1: power status" "$(value power_status)" "$2"
	is "$1: cooler mode" "$(value cooler_mode)" 0
	is "$1: protection" "$(value tec_protection)" 1
	check "$1: alarm of hwmon" wait_until 5 grep -q 1 "${alarm[@]}"
	passes 12
	is "$1: one line" "$(said_times undervoltage)" $((lines + 1))
	is "$1: which one" "$(dmesg | grep undervoltage | tail -n 1 | grep -Ec -- "$3")" 1
	is "$1: no other about the cooler" "$(said_times 'switched its cooler off$')" 0
	mark "$1, end"

	cam 0 power good > /dev/null
	check "$1: good again" wait_until 10 value_is power_status 1
	check "$1: no alarm" wait_until 5 grep -q 0 "${alarm[@]}"
	is "$1: remembered" "$(value tec_protection)" 1
	set_to cooler_ramp=0
	set_to cooler_mode=1 cooler_power=255
	check "$1: limited to 70 %" wait_until 10 value_is cooler_power 178
	set_to cooler_mode=0
	cam 0 protection clear > /dev/null
	check "$1: forgotten" wait_until 10 value_is tec_protection 0
}

# back NAME: after the switch was off and on.
back()
{
	check "$1: the node is gone" wait_until 20 have_nodes 0
	is "$1: the camera has forgotten" "$(cam_status 0 automatic) $(cam_status 0 pwm)" "false 0"
	cam 0 plug > /dev/null
	check "$1: the node is back" wait_until 20 have_nodes 1
	is "$1: cooler as found" "$(value cooler_mode) $(value cooler_power)" "0 0"
	is "$1: power status" "$(value power_status)" 1
	stream -d "$(video_node)" -f "$(flat)" -c 640x480+24+2 -n 2
	is_clean "$1: pictures" 2
}

load_driver unconfirmed=1
low under3 3 'indirect'
low under9 4 'undervoltage: the camera'

cam 0 unplug > /dev/null
back idle
set_to cooler_ramp=0
set_to cooler_mode=2 cooler_target_temperature=-100
check "cooling" wait_until 20 camera_between pwm 100 255
cam 0 unplug > /dev/null
back cooling
for state in exposing running; do
	mode=()
	[[ $state == running ]] || mode=(-1 -e 60000000)
	timeout 120 "$QHYCHECK" -d "$(video_node)" "${mode[@]}" -f "$(flat)" \
		-c 640x480+24+2 -n 100000 > "$T/stream" 2> "$T/err" &
	pid=$!
	check "$state" wait_until 20 camera_is state $state
	set_to cooler_mode=1 cooler_power=200
	cam 0 unplug > /dev/null
	wait $pid
	is "$state: the program ends" $? 3
	matches "$state: and says why" "$(< "$T/err")" "No such device"
	back $state
done

read_log
for name in under3 under9; do
	is "$name: nothing sent" "$(part $name "$name, end" | commands af)" ""
done
done_testing
