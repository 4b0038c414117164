#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver is taken away and given back, loaded and unloaded, and the camera is
# reset, again and again: idle, exposing and streaming, with programs that wait
# and nodes that are open, one at a time and all at once. After each the next
# picture is exact. 10 times as often with QHY_LONG=1.
# needs: camera=268m | camera=600c deep
# needs: limit=1800s tags=fault,power
. "$QHY_REPO/tests/lib/faults.sh"

often=${QHY_LONG:+10}
often=${often:-1}
failed=

driver()
{
	echo "$interface" > "$SYS_DRIVER/$1"
} 2> /dev/null

reset()
{
	local dir=/sys/bus/usb/devices/${interface%:*}

	usbreset "$(printf '%03d/%03d' "$(< "$dir/busnum")" "$(< "$dir/devnum")")" \
		> /dev/null 2>&1
}

camera_state()
{
	[[ $(cam_status 0 state) == "$1" ]]
}

# reader STATE: a program that brings the camera to it and waits for frames; its
# number into pid. Idle: one that has nothing to do.
reader()
{
	local mode=()

	node=$(video_node)
	exec {held}< "$node"
	pid=
	[[ $1 == idle ]] && return
	[[ $1 == running ]] || mode=(-1 -e 60000000)
	timeout $((90 * ${QHY_TEST_SCALE:-1})) "$QHYCHECK" -d "$node" \
		-c 640x480+24+2 "${mode[@]}" -n 1000000 -w 80000 -l \
		> "$T/reader" 2>&1 {held}<&- &
	pid=$!
	wait_until 20 camera_state "$1" || failed+="$1: not reached"$'\n'
}

release()
{
	exec {held}<&-
	[[ -z $pid ]] || kill "$pid" 2> /dev/null
	[[ -z $pid ]] || wait "$pid"
}

# back NAME: a node again, and a picture.
back()
{
	wait_until 20 have_nodes 1 || failed+="$1: no node"$'\n'
	exact || failed+="$1: then: $status $out $err"$'\n'
}

good_since()
{
	(($(stat_of 0 good) > $1))
}

# Taken away from a program that waits: it is told, and an open node does no harm.
unbound()
{
	reader "$1"
	driver unbind || failed+="$1: unbind"$'\n'
	if [[ -n $pid ]]; then
		wait $pid
		[[ $? == 3 && $(< "$T/reader") == *"No such device"* ]] ||
			failed+="$1: $(< "$T/reader")"$'\n'
		pid=
	fi
	driver bind || failed+="$1: bind"$'\n'
	back "$1, driver taken away"
	release
}

# Three resets in a row: live goes on by itself.
reset_thrice()
{
	local before

	reader "$1"
	reset && reset && reset || failed+="$1: reset"$'\n'
	before=$(stat_of 0 good)
	[[ $1 != running ]] || wait_until 20 good_since "$before" ||
		failed+="$1: no frames after resets: $(< "$T/reader")"$'\n'
	rmmod qhyccd 2> /dev/null && failed+="$1: unloaded while open"$'\n'
	release
	back "$1, reset"
}

repeat()
{
	local i

	for ((i = 0; i < $1; i++)); do
		"${@:2}"
	done
}

rebind()
{
	driver unbind
	driver bind
}

reload()
{
	qhy_unload 2> /dev/null
	insmod "$QHY_MODULE" 2> /dev/null
}

# use: a program that may be interrupted at any time, but sees no wrong pixel.
use()
{
	timeout $((60 * ${QHY_TEST_SCALE:-1})) "$QHYCHECK" -d /dev/video0 \
		-c 640x480+24+2 -n 5 -l > "$T/use" 2>&1
	[[ $? != 1 && $? != 124 ]] || cat "$T/use" >> "$T/wrong"
}

# storm NAME COUNT COMMAND: with resets and a program at the same time.
storm()
{
	local pids=()

	: > "$T/wrong"
	repeat "$2" "$3" & pids+=($!)
	repeat "$2" reset & pids+=($!)
	repeat "$2" use & pids+=($!)
	wait "${pids[@]}"
	failed+=$(< "$T/wrong")
	[[ -d /sys/module/qhyccd ]] || insmod "$QHY_MODULE"
	have_nodes 1 || driver bind
	back "$1"
}

load_driver
find_interface || bail "no camera"
for ((round = 0; round < often; round++)); do
	for state in idle exposing running; do
		unbound $state
		reset_thrice $state
	done
done
is "taken away and reset, $often times" "$failed" ""
failed=
storm "driver taken away and given back" $((10 * often)) rebind
is "driver taken away and given back, resets, a program" "$failed" ""
failed=
storm "module unloaded and loaded" $((10 * often)) reload
is "module unloaded and loaded, resets, a program" "$failed" ""
done_testing
