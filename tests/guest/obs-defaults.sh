#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs like OBS write a value to every control that is neither read-only nor
# volatile when their dialog opens. The cooler, the pins, trigger, burst and
# filter wheel stay as they are, and the stream goes on.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=clients,cooler
. "$QHY_REPO/tests/lib/state.sh"

# kept: all that must not be touched, by the camera's own words.
kept()
{
	cam 0 status | tr ',' '\n' | grep -E '^"(target|automatic|gpio_mode|gpio_outputs|trigger|trigger_input|trigger_filter|trigger_output|burst|burst_start|burst_end|burst_patch|burst_releases|counter_resets|stamp|anti_rbi|led|led_width|led_position|wheel_slots|wheel_position|wheel_moves)":'
}

cam 0 "wheel 7 100" > /dev/null
load_driver unconfirmed=1
set_to cooler_ramp=0
set_to cooler_target_temperature=-50 cooler_mode=2 gpio_port_mode=0 gpio_outputs=5 \
	trigger_filter=77 burst_start_frame=3 burst_end_frame=9 \
	led_calibration_width=12 led_calibration_position=34
check "the wheel is found" wait_until 40 value_is filter_wheel_slots 7
set_to filter_wheel_position=3
check "the wheel stands" wait_until 20 value_is filter_wheel_position 3
set_to gain=17 offset=44

before=$(kept)
is "what is watched" "$(wc -l <<< "$before")" 22
timeout 60 "$QHYCHECK" -f "$(flat)" -c 640x480+1000+200 -s 6 -l > "$T/stream" 2>&1 &
pid=$!
check "streaming" wait_until 10 camera_is state running
run "$QHY_REPO/build/tests/bin/qhytell" -w
want_status 0 "defaults are written"
names=$(sed -n 's/: Success$//p' <<< "$out" | sort | tr '\n' ';')
is "to" "$names" "Auto Exposure;Capture Mode;DDR Buffer;Exposure Time, Absolute;\
Exposure Time, Microseconds;Gain;Offset;Readout Mode;USB Traffic;"
is "gain and offset: that is how it is" "$(value gain) $(value offset)" "0 20"
passes 4
is "nothing else has changed" "$(kept)" "$before"
is "the stream goes on" "$(cam_status 0 state)" running
wait $pid
is "the stream: status" $? 0
matches "the stream" "$(< "$T/stream")" 'damaged=0 .* wrong=0 '
is "the cooler in the end" "$(value cooler_mode) $(value cooler_target_temperature)" "2 -50"
done_testing
