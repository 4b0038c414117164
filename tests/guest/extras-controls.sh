#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# GPIO port mode and outputs, trigger, LED calibration, anti-RBI, image stamp,
# frame counter, patch number: what the camera was told, that it is told again
# after a USB reset and set to defaults by a new driver, and that nothing of it
# exists without the module parameter.
# needs: camera=268m | camera=600c deep
# needs: limit=180s tags=controls
. "$QHY_REPO/tests/lib/truth.sh"

ours="trigger_input trigger_filter trigger_output gpio_port_mode gpio_outputs burst
	burst_start_frame burst_end_frame burst_patch_number burst_release
	frame_counter_reset image_stamp live_anti_rbi led_calibration
	led_calibration_position led_calibration_width"

# told FIELD...: from one status of the camera.
told()
{
	local status field result=()

	status=$(cam 0 status)
	for field; do
		[[ $status =~ \"$field\":\"?([^,\"}]*) ]] && result+=("${BASH_REMATCH[1]}")
	done
	echo "${result[*]}"
}

# Names of controls that a program sees.
names()
{
	v4l2-ctl -d "$(video_node)" -L | awk '/0x/ { print $1 }'
}

# requests MARK: those of tier 2 behind this mark, without the wheel's, as
# REQUEST:VALUE:INDEX:DATA.
requests()
{
	sed -n "/\"mark\",\"text\":\"$1\"/,\$p" "$T/truth" | sed -n -E 's/.*"req":"0x(..)","val":([0-9]+),"idx":([0-9]+),.*"tier":2.*"data":"([0-9a-f]*)".*/\1:\2:\3:\4/p' |
		grep -v '^d1:0:0:aa'
}

has_request()
{
	check "$1" grep -qx "$2" "$T/requests"
}

load_driver unconfirmed=1
is "all are there" "$(names | grep -Fxc "$(tr -s ' \t\n' '\n' <<< "$ours")")" \
	"$([[ $(family) == 600 ]] && echo 16 || echo 15)"
is "after binding" "$(told gpio_mode gpio_outputs trigger stamp led anti_rbi)" \
	"0 0 false false false false"
for mode in 0 1 2 3 4 5 6; do
	control gpio_port_mode=$mode,gpio_outputs=$((mode + 8))
	is "port mode $mode" "$(told gpio_mode gpio_outputs) $(value gpio_port_mode)" \
		"$mode $((mode ? 0 : 8)) $mode"
done
control gpio_port_mode=0
is "the outputs come back" "$(told gpio_outputs)" 14
for level in 0 1 2 4 8 15; do
	control gpio_outputs=$level
	is "outputs $level" "$(told gpio_outputs)" $level
done
control trigger_filter=777,trigger_output=1
is "output without input" \
	"$(told trigger trigger_input trigger_filter trigger_output)" "true 0 777 true"
control trigger_input=2
is "trigger" "$(told trigger trigger_input trigger_filter trigger_output)" "true 2 777 true"
control led_calibration_position=4000000001,led_calibration_width=54321,led_calibration=1
is "LED" "$(told led led_position led_width)" "true 4000000001 54321"
anti_rbi=false
if [[ $(family) == 600 ]]; then
	control live_anti_rbi=1
	anti_rbi=true
	is "anti-RBI" "$(told anti_rbi anti_rbi_value)" "true 7168"
else
	is "the 268 has no anti-RBI" "$(names | grep -c anti_rbi)" 0
fi
control trigger_input=0,image_stamp=1

# The painted digits are the number of the frame that the other pixels show.
for format in $(formats); do
	metas "$T/stamp-$format" -S -f "$format" -c 640x480+24+2 -n 12 -e 1000
	is "stamp $format: status" "$status $err" "0 "
	is "stamp $format: digits that differ from the frame number" \
		"$(sed -n -E 's/.*"n":([0-9]+),"row":-1,"stamp":(-?[0-9]+).*/\1 \2/p' \
			"$T/stamp-$format" | awk '$1 == $2' | wc -l)" 12
done

# The counter restarts under a stream.
begin -S -f "$(flat)" -c 640x480+24+2 -e 1000
check "frames" wait_until 20 frames_came 5
control frame_counter_reset=1
check "they are numbered afresh" wait_until 20 grep -q '"n":1,' "$T/stream"
finish "counter"
is "counter resets" "$(told counter_resets)" 1
is "wrong or damaged" "$(number "$T/stream" wrong) $(number "$T/stream" damaged)" "0 0"

control burst=1,burst_patch_number=12345678
begin -S -f "$(flat)" -c 640x480+24+2 -e 1000
control burst_release=1
check "a burst" wait_until 20 frames_are 2 3 4 5
is "patch number" "$(told burst_patch burst_start burst_end)" "12345678 1 6"
finish "burst"
control burst=0,trigger_input=1

cam 0 mark before-reset > /dev/null
check "USB reset" usbreset "$(lsusb | sed -n 's/.*ID \(1618:[0-9a-f]*\).*/\1/p')"
check "node" wait_until 10 have_nodes 1
cam 0 mark after-reset > /dev/null
is "after the reset" \
	"$(told gpio_mode gpio_outputs trigger_input trigger_filter stamp led anti_rbi)" \
	"0 15 1 777 true true $anti_rbi"
check "unloaded" qhy_unload
load_driver unconfirmed=1
is "a new driver" "$(told gpio_mode gpio_outputs trigger trigger_filter stamp led \
	anti_rbi led_width)" "0 0 false 0 false false false 0"
is "its own defaults" "$(for name in trigger_input trigger_filter gpio_outputs \
	image_stamp led_calibration_width burst_patch_number; do
		value $name; done | tr '\n' ' ')" "0 0 0 0 0 32001 "

# A trigger would keep the next driver's frames from coming, and without the
# parameter that driver could not switch it off.
control trigger_input=1
check "unloaded" qhy_unload
is "the trigger afterwards" "$(told trigger_input)" 0
requests=$(told tier2)
load_driver
is "without the parameter" "$(names | grep -Fx "$(tr -s ' \t\n' '\n' <<< "$ours")")" ""

stream -f "$(flat)" -c 640x480+24+2 -n 3
is_clean "without the parameter" 3
is "requests of tier 2 without the parameter" $(($(told tier2) - requests)) 0

read_truth || bail "the camera's log"
requests before-reset > "$T/all"
requests after-reset > "$T/later"
head -n $(($(wc -l < "$T/all") - $(wc -l < "$T/later"))) "$T/all" > "$T/requests"
has_request "after a reset: GPIO" 'd1:0:0:ae000f0*'
has_request "after a reset: trigger" 'd1:0:0:ac0101000309000100*'
has_request "after a reset: stamp" 'b9:1:56:00'
has_request "after a reset: LED" 'd9:1:0:'
has_request "after a reset: LED pulse" 'da:54321:0:00000000ee6b2801'
[[ $anti_rbi == false ]] || has_request "after a reset: anti-RBI" 'd1:0:0:ab011c000*'
is "the camera refused" "$(told refused)" 0
done_testing
