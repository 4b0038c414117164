#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An ordinary user calls at random whatever can be called on the camera's nodes
# and files, from several threads: nothing hangs, the kernel is silent, the camera
# is never asked for what the protocol does not define, memory does not go away,
# and afterwards the camera gives exact pictures. 10 s, or 10 minutes with
# QHY_LONG=1. A debug kernel is slow, so it gets a minute in place of the 10 s, and
# tells which part of the driver the calls and completions came through.
# needs: camera=268m,pace=fast | camera=600c,pace=fast deep
# needs: limit=900s tags=fuzz
. "$QHY_REPO/tests/lib/stream.sh"

seconds=10
places=()
if [[ -e /sys/kernel/debug/kcov ]]; then
	# It clears and watches each page: all the buffers that memory holds can take 5 s.
	echo 30 > /proc/sys/kernel/hung_task_timeout_secs
	seconds=60
	places=(-p "$T/places")
fi
[[ -z ${QHY_LONG:-} ]] || seconds=600

# fuzz SECONDS SEED: all files of the driver that there are.
fuzz()
{
	local files

	files=("$SYS_DRIVER"/*:*/hwmon/hwmon*/{pwm1,pwm1_enable,temp1_input}
		"$SYS_DRIVER"/*:*/hwmon/hwmon*/{humidity1_input,in0_lcrit_alarm}
		"$SYS_DRIVER"/*:*/serial_number /sys/kernel/debug/usb/qhyccd-*/*
		/dev/gpiochip0)
	run timeout -s KILL $((seconds + 300)) \
		"$QHY_REPO/build/tests/bin/qhyfuzz" -d "$node" -m "$meta" \
		-s "$2" -t "$1" "${places[@]}" "${files[@]}"
}

# reached: what part of the driver that was, and what not.
reached()
{
	local word
	local -A n

	run python3 "$QHY_REPO/tests/lib/places.py" "$QHY_MODULE" "$T/places"
	want_status 0 "the places that the calls came through"
	cp "$T/out" /out/places
	for word in $(head -n 1 "$T/out"); do
		n[${word%%=*}]=${word#*=}
	done
	diag "$(head -n 1 "$T/out")"
	diag "never: $(tail -n +2 "$T/out" | tr '\n' ' ' | fold -sw 100)"
	is "addresses that are none of the driver's" "${n[strange]}" 0
	at_least "places in the driver" "${n[places]}" 600
}

seed=$RANDOM
diag "seed $seed"
load_driver unconfirmed=1
node=$(video_node)
for meta in "$SYS_DRIVER"/*:*/video4linux/video*; do
	[[ $(< "$meta/index") == 1 ]] && break
done
meta=/dev/${meta##*/}
# As udev gives them; there is none in this machine.
chgrp video "$node" "$meta" && chmod 660 "$node" "$meta"

fuzz 2 "$seed"
want_status 0 "the first calls"
before=$(available)
fuzz "$seconds" $((seed + 1))
want_status 0 "$seconds s of random calls"
diag "$out"
calls=${out#calls=}
calls=${calls%% *}
good=${out#*good=}
good=${good%% *}
at_least "calls" "$calls" 1000
at_least "a tenth of them succeed" "$good" $((calls / 10))
[[ -z ${places[*]} ]] || reached
at_least "frames that came meanwhile" "$(stat_of 0 good)" 1
memory_is_back "$before" 16384

# What the calls may have left in the camera and paints into the image or waits.
check "settings put back" v4l2-ctl -d "$node" \
	-c gpio_port_mode=0,trigger_input=0,burst=0,image_stamp=0
check "settings put back" v4l2-ctl -d "$node" -c \
	capture_mode=0,readout_mode=0,usb_traffic=0,ddr_buffer=1,offset=20,gain=0
for format in $(formats); do
	stream -f "$format" -c 640x480+24+2 -n 10 -e 1000
	is_clean "$format, afterwards" 10
done
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
