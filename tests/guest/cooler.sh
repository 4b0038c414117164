#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The cooler: automatic, manual and off, by the camera's own thermometer and by
# what it was told. It is approached no faster than the ramp, there is no
# overshoot to speak of, the power never jumps; all while streaming, too.
# With QHY_LONG=1 in real time with the default ramp.
# needs: camera=268m | camera=600c deep
# needs: limit=1500s tags=cooler
. "$QHY_REPO/tests/lib/state.sh"

if [[ ${QHY_LONG:-} ]]; then
	clock=1 ramp=100 patience=600
else
	clock=20 ramp=2000 patience=90
fi
# What the ramp allows the power in two seconds, the longest step.
longest()
{
	echo $(((ramp * 255 * 2 / 350 + 59) / 60 + 1))
}

# steps WHAT LIMIT DIRECTION: each manual power from a part differs from the one
# before by LIMIT at most, and only in one direction.
steps()
{
	local data power before=$4 worst=0 wrong=

	while read -r data; do
		[[ ${data:2:2} == 00 ]] || wrong+="automatic: $data "
		power=$((16#${data:4:2}))
		if [[ $before ]]; then
			(((power - before) * $3 >= 0)) || wrong+="$before to $power "
			if (((power - before) * $3 > worst)); then
				worst=$(((power - before) * $3))
			fi
		fi
		before=$power
	done
	is "$1: in one direction" "$wrong" ""
	at_most "$1: largest step" "$worst" "$2"
	is "$1: ends at" "$before" "$5"
}

load_driver
cam 0 "clock $clock" > /dev/null
is "mode as found" "$(value cooler_mode)" 0
is "default of the ramp" "$(value cooler_ramp)" 100

# -- automatic ---------------------------------------------------------------
cam 0 thermal mark > /dev/null
mark automatic
set_to cooler_ramp=$ramp cooler_target_temperature=-100 cooler_mode=2
is "mode" "$(value cooler_mode)" 2
is "target" "$(value cooler_target_temperature)" -100
is "ramp" "$(value cooler_ramp)" $ramp
check "the camera regulates" wait_until 10 camera_is automatic true
is "not told the target at once" "$(($(cam_status 0 target) > -100))" 1
check "told the target in the end" wait_until $patience camera_is target -100
check "-10 C" wait_until $patience camera_between temperature_c -10.1 -9.9
change=$(cam_status 0 thermal_pwm_change)
diag "from 20 to -10 C: largest change of the power in 1 s: $change of 255"
check "power changes slowly" between 0.1 "$change" 20
passes $((clock == 1 ? 60 : 6))
lowest=$(cam_status 0 thermal_lowest)
diag "lowest $lowest C"
check "overshoot at most 0.5 C" between -10.5 "$lowest" -9.9
cam 0 thermal mark > /dev/null
passes $((clock == 1 ? 60 : 8))
check "stable: highest" between -10.1 "$(cam_status 0 thermal_highest)" -9.9
check "stable: lowest" between -10.1 "$(cam_status 0 thermal_lowest)" -9.9
is "the power that is shown" "$(value cooler_power)" "$(cam_status 0 pwm)"
between -101 "$(value sensor_temperature)" -99 || not_ok "the temperature that is shown"

# -- streaming and exposing ----------------------------------------------------
timeout 120 "$QHYCHECK" -f "$(flat)" -c 640x480+24+2 -s 5 -l > "$T/stream" 2>&1 &
pid=$!
check "streaming" wait_until 10 camera_is state running
set_to cooler_target_temperature=-105
is "target while streaming" "$(value cooler_target_temperature)" -105
check "told while streaming" wait_until 20 camera_is target -105
is "streaming goes on" "$(cam_status 0 state)" running
wait $pid
is "the stream: status" $? 0
matches "the stream" "$(< "$T/stream")" 'damaged=0 lost=0 .* wrong=0 '

timeout 120 "$QHYCHECK" -1 -e 5000000 -f "$(flat)" -c 640x480+24+2 -n 1 \
	> "$T/stream" 2>&1 &
pid=$!
check "exposing" wait_until 10 camera_is state exposing
set_to cooler_target_temperature=-100
is "target while exposing" "$(value cooler_target_temperature)" -100
check "told while exposing" wait_until 20 camera_is target -100
is "the exposure goes on" "$(cam_status 0 state)" exposing
wait $pid
is "the exposure: status" $? 0
matches "the exposure" "$(< "$T/stream")" 'good=1 damaged=0 lost=0 .* wrong=0 '

# The rest faster.
if [[ ! ${QHY_LONG:-} ]]; then
	ramp=3000
	set_to cooler_ramp=$ramp
fi

# -- off -------------------------------------------------------------------------
power=$(cam_status 0 pwm)
at_least "the power before" "$power" 150
mark off
set_to cooler_mode=0
is "mode" "$(value cooler_mode)" 0
at_least "the power does not drop" "$(cam_status 0 pwm)" $((power - $(longest)))
check "no power in the end" wait_until $patience camera_is pwm 0
is "not automatic" "$(cam_status 0 automatic)" false
mark "after off"
passes 2

# -- manual ----------------------------------------------------------------------
mark up
set_to cooler_mode=1 cooler_power=120
is "mode" "$(value cooler_mode)" 1
check "power 120" wait_until $patience camera_is pwm 120
check "power shown" wait_until 5 value_is cooler_power 120
mark down
set_to cooler_power=30
check "power 30" wait_until $patience camera_is pwm 30

# A ramp of 0: at once, both ways.
mark "no ramp"
set_to cooler_ramp=0
set_to cooler_power=180
is "power at once" "$(cam_status 0 pwm)" 180
set_to cooler_target_temperature=-50
set_to cooler_mode=2
is "target at once" "$(cam_status 0 target)" -50
set_to cooler_power=255
is "power in automatic: the camera's own" "$(cam_status 0 automatic)" true
set_to cooler_mode=0
is "off at once" "$(cam_status 0 pwm) $(cam_status 0 automatic)" "0 false"
mark "no ramp, end"

read_log
part automatic | commands af > "$T/targets"
is "nothing but automatic" "$(grep -cv '^af01' "$T/targets")" 0
at_least "targets on the way" "$(wc -l < "$T/targets")" 4
steps "off" "$(longest)" -1 "$power" 0 < <(part off | commands af)
is "told off" "$(part off | commands af | tail -n 1 | cut -c 1-6)" af0000
is "told once" "$(part "after off" | commands af)" ""
steps "up" "$(longest)" 1 0 120 < <(part up | commands af)
steps "down" "$(longest)" -1 120 30 < <(part down | commands af)
is "without a ramp: one command each" "$(part "no ramp" | commands af | cut -c 1-10)" \
	$'af00b400ff\naf010000ff\naf000000ff'
done_testing
