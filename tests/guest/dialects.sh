#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Cameras of which an assumption is not true. A driver that is not told fails in
# a way that can be seen, and delivers no wrong pixel; one that is told works with
# them as with any other.
# needs: camera=268m,pace=fast,dialect=A1 | camera=600c,pace=fast,dialect=A10 | camera=268c,pace=fast,dialect=A2 deep
# needs: camera=600m,pace=fast,dialect=A3 deep | camera=268pro,pace=fast,dialect=A11 deep
# needs: camera=600l,pace=fast,dialect=A1+A2+A3+A10+A11 deep
# needs: limit=400s tags=dialect refused=40
. "$QHY_REPO/tests/lib/state.sh"

dialect=$(cam_status 0 dialect)
unset QHY_DIALECT
small=640x480+24+2

# has ASSUMPTION: the camera has its alternative.
has()
{
	[[ +$dialect+ == *"+$1+"* ]]
}

# clean: the driver is loaded afresh; what it said before is not looked at.
clean()
{
	[[ ! -d /sys/module/qhyccd ]] || qhy_unload || bail "it does not unload"
	dmesg -C
}

# fails NAME ERRNO LINE: a stream ends with an error, and a line in the log.
fails()
{
	stream -f "$(deep)" -c $small -n 3 -w 60000
	want_status 3 "$1"
	want_err_has "$2" "$1"
	is "$1: pixels that are wrong" "${got[wrong]}" 0
	check "$1: in the log" kernel_said "$3"
}

# damaged_alone: each frame is damaged, and marked so.
damaged_alone()
{
	stream -f "$(deep)" -c $small -s 2
	at_least "damaged frames" "${got[damaged]}" 3
	is "frames that seem good" "${got[good]}" 0
}

# joined: one frame is cut where a packet ends, and is not ended. Its rest is the
# next frame; the sequence counts both, or it does not.
joined()
{
	cam 0 "fault on frame#3 at byte $((200 * 1024)) do short" > /dev/null
	stream -f "$(deep)" -c $small -n 12
	is "damaged" "${got[damaged]}" 1
	is "wrong" "${got[wrong]}" 0
	is "$1" "${got[lost]} ${got[slipped]}" "$2"
}

untold()
{
	if has A1; then
		run qhy_load --cameras 0
		check "A1: not identified" wait_until 20 kernel_said \
			'camera cannot be identified: -EIO'
		is "A1: no node" "$(video_nodes)" ""
		return
	fi
	load_driver
	if has A2; then
		fails "A2" 'Input/output error' 'request 0xd1/a4 failed: -EIO'
	elif has A3; then
		fails "A3" 'Input/output error' 'stream failed: -ETIMEDOUT'
	elif has A10; then
		damaged_alone
	else
		joined "A11: the sequence is behind" "0 1"
	fi
}

# gains: what the camera understood is what was set, in each kind of mode.
gains()
{
	local mode gain offset modes="1" values="56"

	if has A2; then
		modes="0 1 2" values="0 26 56 100"
	fi
	for mode in $modes; do
		for gain in $values; do
			offset=$((gain * 5 / 2))
			set_to "readout_mode=$mode" "gain=$gain" "offset=$offset"
			stream -f "$(flat)" -c $small -n 1
			is "mode $mode, gain $gain" \
				"$status $(cam_status 0 mode) $(cam_status 0 gain) $(cam_status 0 offset)" \
				"0 $mode $gain $offset"
		done
	done
	set_to readout_mode=0 gain=0 offset=20
}

streams()
{
	local format area

	for format in $(formats); do
		for area in 4x2+6+8 $small 1920x1080+100+200; do
			stream -f "$format" -c "$area" -n 8
			is_clean "$format $area" 8
		done
	done
	stream -f "$(deep)" -c "$(native)" -n 3
	is_clean "all of the area" 3
	is "requests that failed" "$(stat_of 0 endpoint_errors)" 0
}

exposures()
{
	cam 0 pace real > /dev/null
	stream -1 -e 2000000 -f "$(deep)" -c $small -n 2
	is_clean "two exposures of 2 s" 2
	timeout 60 "$QHYCHECK" -1 -e 300000000 -f "$(deep)" -c $small -n 1 \
		> "$T/aborted" 2>&1 &
	check "exposing" wait_until 20 camera_is state exposing
	kill $!
	wait $! 2> /dev/null
	check "aborted" wait_until 5 camera_is state idle
	stream -1 -e 20000 -f "$(flat)" -c $small -n 1
	is_clean "and then a short one" 1
}

cools()
{
	cam 0 clock 60 > /dev/null
	between 195 "$(value sensor_temperature)" 205 || not_ok "the temperature"
	set_to cooler_ramp=0 cooler_target_temperature=100 cooler_mode=2
	check "it regulates" wait_until 10 camera_is automatic true
	is "to this" "$(cam_status 0 target)" 100
	check "10 C" wait_until 90 camera_between temperature_c 9.8 10.2
	passes 2
	check "10 C is told" between 97 "$(value sensor_temperature)" 103
	is "still automatic" "$(value cooler_mode)" 2
	set_to cooler_target_temperature=-20
	check "below zero" wait_until 10 camera_is target -20
	set_to cooler_mode=1 cooler_power=90
	check "power" wait_until 10 camera_is pwm 90
	check "power is told" wait_until 10 value_is cooler_power 90
	set_to cooler_mode=0
	check "off" wait_until 10 camera_is pwm 0
	is "not automatic" "$(cam_status 0 automatic)" false
	set_to cooler_ramp=100
}

clean
untold
clean
refused=$(cam_status 0 refused)
QHY_DIALECT=$dialect load_driver
check "it says what it was told" kernel_said "for bring-up only: .*${dialect//+/ }\$"
is "and so does debugfs" "$(cat /sys/kernel/debug/usb/qhyccd-*/dialect)" "${dialect//+/ }"
is "serial number" "$(cat $SYS_DRIVER/*:1.0/serial_number)" "$(cam_status 0 serial)"
streams
gains
exposures
cools
if has A11; then
	joined "A11: the sequence counts both" "1 0"
fi
v4l2-ctl -d "$(video_node)" -c capture_mode=0
is "refused" "$(($(cam_status 0 refused) - refused))" 0

# The next one is the table's again.
echo table > $DIALECT
is "as in the table" "$(< $DIALECT)" table
for words in "A4" "A1 A99" "" "none A1" "A1x"; do
	check "'$words' is refused" bash -c "! echo '$words' > $DIALECT" 2> /dev/null
done
echo "A3,A1" > $DIALECT
is "in their order" "$(< $DIALECT)" "A1 A3"
echo none > $DIALECT
is "none at all" "$(< $DIALECT)" none
done_testing
