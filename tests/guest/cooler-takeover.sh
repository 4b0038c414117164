#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera goes on cooling when the driver leaves it, and the next driver shows
# what it finds; a USB reset changes nothing. A camera that switches its cooler
# off by itself is left alone: the mode becomes off, nothing is sent.
# needs: camera=268m,clock=20 deep | camera=600c,clock=20 deep
# needs: limit=300s tags=cooler
. "$QHY_REPO/tests/lib/state.sh"

# reload NAME MODE TARGET: the driver goes and comes; the camera does not notice.
reload()
{
	local before

	mark "reload $1"
	before=$(cam_status 0 pwm)
	check "$1: the driver goes" qhy_unload
	is "$1: the camera goes on" "$(cam_status 0 automatic) $(cam_status 0 target)" \
		"$([[ $2 == 2 ]] && echo true || echo false) $3"
	at_least "$1: with its power" "$(cam_status 0 pwm)" $((before > 5 ? before - 5 : 0))
	load_driver
	is "$1: mode as found" "$(value cooler_mode)" "$2"
	is "$1: target as found" "$(value cooler_target_temperature)" "$3"
	is "$1: power as found" "$(value cooler_power)" "$(cam_status 0 pwm)"
	passes 3
	is "$1: the camera after some seconds" \
		"$(cam_status 0 automatic) $(cam_status 0 target)" \
		"$([[ $2 == 2 ]] && echo true || echo false) $3"
	mark "reloaded"
}

# gone NAME: its own decision. The camera's fault lines are those of a supply
# that breaks down.
gone()
{
	local lines

	lines=$(said_times 'switched its cooler off')
	mark "gone $1"
	cam 0 power under9 > /dev/null
	check "$1: the mode becomes off" wait_until 20 value_is cooler_mode 0
	is "$1: one line of the kernel" "$(said_times 'switched its cooler off')" \
		$((lines + 1))
	passes 4
	is "$1: still off" "$(cam_status 0 pwm) $(value cooler_mode)" "0 0"
	is "$1: no other line" "$(said_times 'switched its cooler off')" $((lines + 1))
	mark "gone, end"
	cam 0 power good > /dev/null
	cam 0 protection clear > /dev/null
}

load_driver
set_to cooler_ramp=0
reload off 0 0

set_to cooler_ramp=0
set_to cooler_target_temperature=-50 cooler_mode=2
check "-5 C" wait_until 30 camera_between temperature_c -5.2 -4.8
reload automatic 2 -50
is "the ramp is the default again" "$(value cooler_ramp)" 100

mark reset
run usbreset "$(lsusb | sed -n 's/.*ID \(1618:[0-9a-f]*\).*/\1/p')"
want_status 0 "USB reset"
passes 3
is "after a reset: mode, target" "$(value cooler_mode) $(value cooler_target_temperature)" \
	"2 -50"
is "after a reset: the camera" "$(cam_status 0 automatic) $(cam_status 0 target)" "true -50"
check "after a reset: still cold" camera_between temperature_c -5.5 -4.5
mark "reset, end"

gone "while it holds a temperature"
# The target moves each second: the next one must not be sent.
set_to cooler_ramp=600
set_to cooler_target_temperature=-200 cooler_mode=2
check "on the way" wait_until 20 camera_between pwm 40 255
gone "on the way"
set_to cooler_ramp=0
set_to cooler_power=60 cooler_mode=1
is "manual" "$(cam_status 0 pwm)" 60
gone "manual"

set_to cooler_power=90 cooler_mode=1
is "on again" "$(cam_status 0 pwm)" 90
reload manual 1 -200
set_to cooler_ramp=0 cooler_mode=0
is "off" "$(cam_status 0 pwm)" 0

read_log
for name in off automatic manual; do
	is "reload, $name: nothing sent" "$(part "reload $name" reloaded | commands af)" ""
done
is "reset: nothing but automatic" "$(part reset "reset, end" | commands af | grep -cv ^af01)" 0
for name in "while it holds a temperature" "on the way" manual; do
	is "gone $name: nothing sent" "$(part "gone $name" "gone, end" | commands af)" ""
done
done_testing
