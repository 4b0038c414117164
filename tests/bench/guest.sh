#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The part of bench.py that runs in the machine: guest.sh PLAN, a file with a line
# for each step:
#	pace PACE			of all cameras
#	hogs N				busy loops from here on
#	plugged K...			these cameras only, fresh
#	idle NAME SECONDS		a window in which nobody reads
#	floor NAME SECONDS MODE W H	... in which qhyfloor does; MODE times: when
#					frames ended, too
#	usb NAME SECONDS PROGRAM...	... a program by libusb
#	uvc NAME SECONDS		... qhyread by uvcvideo, of the only camera
#	read NAME SECONDS K,K ARGS...	... qhyread -d NODE ARGS... of each camera
#	busy NAME SECONDS PROGRAM...	... a program that has no camera, once
#					it has said so
#	run NAME K ARGS...		qhyread, until it ends by itself
#	shoot NAME N ARGS...		qhycam shoot, N frames to files in memory
#	dd NAME N			one of these files, copied N times
#	pings NAME			the camera's clock beside the machine's
# It prints for each window
#	begin|end NAME TIME BYTES /proc/stat's-numbers
# and what a program said as "of NAME LINE", then "of NAME over".
. "$QHY_REPO/tests/lib/machine.sh"

bin=$QHY_REPO/build/tests/bin
floor=$QHY_REPO/build/tests/floor/qhyfloor.ko
plugged=()		# numbers of the cameras that are
hogs=()
answer=/run/bench-answer	# asking without a process: those cost CPU time

give_up()
{
	echo "guest.sh: $*" >&2
	exit 1
}

# field K NAME: of the camera's counters, into value.
field()
{
	local line

	cam "$1" status > $answer || give_up "no answer from camera $1"
	read -r line < $answer
	[[ $line =~ \"$2\":\"?([^,\"}]*) ]] || give_up "no $2 in the status"
	value=${BASH_REMATCH[1]}
}

# total NAME: of all plugged cameras, into sum.
total()
{
	local k

	sum=0
	for k in "${plugged[@]}"; do
		field "$k" "$1"
		((sum += value))
	done
}

# now LINE: the host sees it at once, and reads its own counters then. The end of
# the last line is kept back until something follows: it may belong to the marker
# that ends all output.
now()
{
	printf '%s\n.\n' "$1"
}

# The counters come first at the begin and last at the end, so that asking for
# them is no part of the window.
look_begin()
{
	local cpu

	total bytes_sent
	read -r _ cpu < /proc/stat
	now "begin $1 $EPOCHREALTIME $sum $cpu"
}

look_end()
{
	local cpu at=$EPOCHREALTIME

	read -r _ cpu < /proc/stat
	now "stop"
	total bytes_sent
	now "end $1 $at $sum $cpu"
}

flows()
{
	total bytes_sent
	((sum > from))
}

# window NAME SECONDS: once the stream is steady.
window()
{
	local from

	total bytes_sent
	from=$sum
	wait_until 60 flows || give_up "$1: no stream"
	pause 1
	look_begin "$1"
	pause "$2"
	look_end "$1"
}

told()
{
	while IFS= read -r line; do
		echo "of $1 $line"
	done < "$2"
	echo "of $1 over"
}

# finish NAME PID FILE: a program that must still be there.
finish()
{
	kill -TERM "$2" || give_up "$1: $(< "$3")"
	wait "$2"
	told "$1" "$3"
}

loaded()
{
	[[ -d /sys/module/qhyccd ]]
}

on_bus()
{
	local file product found=0

	for file in /sys/bus/usb/devices/*/idProduct; do
		read -r product < "$file" &&
			[[ $product == @(c[0-9a-f]*|0102) ]] && ((++found))
	done 2> /dev/null
	((found == $1))
}

# plug K...: as when they have just been plugged in, these and no other ones.
plug()
{
	local k

	# One that goes while it is being asked for its descriptors keeps the bus busy.
	wait_until 60 on_bus ${#plugged[@]} || give_up "not all cameras have come"
	for ((k = 0; k < QHY_CAMERAS; k++)); do
		cam $k unplug > /dev/null
	done
	wait_until 20 on_bus 0 || give_up "the camera does not go"
	for k; do
		cam "$k" plug > /dev/null
	done
	wait_until 20 on_bus $# || give_up "the camera does not come"
	plugged=("$@")
}

with_driver()
{
	loaded && return
	qhy_load --cameras ${#plugged[@]} || give_up "no driver"
}

without_driver()
{
	loaded && qhy_unload
	plug "${plugged[@]}"
}

do_pace()
{
	local k

	for ((k = 0; k < QHY_CAMERAS; k++)); do
		cam $k pace "$1" > /dev/null || give_up "pace $1"
	done
}

do_hogs()
{
	while ((${#hogs[@]} < $1)); do
		while :; do :; done &
		hogs+=($!)
	done
	while ((${#hogs[@]} > $1)); do
		kill "${hogs[-1]}"
		wait "${hogs[-1]}"
		unset 'hogs[-1]'
	done 2> /dev/null
}

do_plugged()
{
	! loaded || qhy_unload
	plug "$@"
}

do_idle()
{
	look_begin "$1"
	pause "$2"
	look_end "$1"
}

do_floor()
{
	without_driver
	insmod "$floor" width="$4" height="$5" || give_up "no floor"
	window "$1" "$2"
	[[ $3 != times ]] || told "$1" /sys/kernel/debug/qhyfloor
	rmmod qhyfloor
}

do_usb()
{
	local name=$1 seconds=$2 pid

	shift 2
	without_driver
	"$bin/$1" "${@:2}" > /tmp/usb 2>&1 &
	pid=$!
	window "$name" "$seconds"
	finish "$name" $pid /tmp/usb
}

do_uvc()
{
	local node pid

	without_driver
	modprobe uvcvideo || give_up "no uvcvideo"
	wait_until 20 uvc_node || give_up "$1: no node"
	"$bin/qhyread" -u -d "$node" -b 4 > /tmp/uvc 2>&1 &
	pid=$!
	window "$1" "$2"
	finish "$1" $pid /tmp/uvc
	rmmod uvcvideo || give_up "uvcvideo stays"
}

do_busy()
{
	local name=$1 seconds=$2 pid

	shift 2
	"$bin/$1" "${@:2}" > /tmp/busy 2>&1 &
	pid=$!
	wait_until 20 test -s /tmp/busy || give_up "$name: not ready"
	look_begin "$name"
	pause "$seconds"
	look_end "$name"
	finish "$name" $pid /tmp/busy
}

do_read()
{
	local name=$1 seconds=$2 cameras=${3//,/ } k pids=() node_of

	shift 3
	with_driver
	find_nodes
	for k in $cameras; do
		"$bin/qhyread" -d "${node_of[k]}" "$@" > "/tmp/read$k" 2>&1 &
		pids[k]=$!
	done
	window "$name" "$seconds"
	for k in $cameras; do
		finish "$name" "${pids[k]}" "/tmp/read$k"
	done
}

# lost: what the cameras could not keep, and could not be read in time
do_run()
{
	local name=$1 k=$2 node_of before

	shift 2
	with_driver
	find_nodes
	field "$k" frames_lost
	before=$value
	"$bin/qhyread" -d "${node_of[k]}" "$@" > /tmp/run 2>&1 ||
		give_up "$name: $(< /tmp/run)"
	field "$k" frames_lost
	echo "camera_lost=$((value - before))" >> /tmp/run
	told "$name" /tmp/run
}

# Into memory, as all that is written here; the files of the last one stay.
do_shoot()
{
	local name=$1 count=$2

	shift 2
	with_driver
	rm -rf /tmp/shoot
	mkdir /tmp/shoot
	look_begin "$name"
	qhycam shoot -q -t 1ms --live --full -n "$count" \
		-o /tmp/shoot/frame-%n "$@" 2> /tmp/said ||
		give_up "$name: $(< /tmp/said)"
	look_end "$name"
}

do_dd()
{
	local k files=(/tmp/shoot/*)

	rm -f "${files[@]:1}" /tmp/copy*
	look_begin "$1"
	for ((k = 0; k < $2; k++)); do
		dd "if=${files[0]}" "of=/tmp/copy$k" bs=1M status=none
	done
	look_end "$1"
	rm -f /tmp/copy*
}

do_pings()
{
	"$bin/qhyread" -p /dev/virtio-ports/qhyemu.0 > /tmp/pings ||
		give_up "no pings"
	told "$1" /tmp/pings
}

for ((k = 0; k < QHY_CAMERAS; k++)); do
	plugged+=("$k")
done
while read -r step words; do
	read -r -a words <<< "$words"
	"do_$step" "${words[@]}" < /dev/null
done < "$1"
do_hogs 0
