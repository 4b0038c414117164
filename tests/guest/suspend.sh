#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# System suspend, as far as all devices go down and come up again (pm_test): idle,
# exposing and streaming. The program notices nothing but the pause, each picture
# is exact. A camera that refuses or is gone when all comes up again: the program
# is told. And the port of a camera that is in use does not suspend by itself.
# needs: camera=268m | camera=600c deep
# needs: limit=1200s tags=power,fault
# What reads usbmon would sleep, too.
unset QHY_TRACE
. "$QHY_REPO/tests/lib/faults.sh"

# that of another kernel is beside its driver
AWAKE=${QHY_MODULE%/drivers/*}/tests/vm/awake/awake.ko
[[ -e $AWAKE ]] || AWAKE=$QHY_REPO/build/tests/awake/awake.ko
often=${QHY_LONG:+10}
often=${often:-1}

# The camera, like all of USB, goes down and up; the machine's files stay. That a
# device outlives a port without power is Debian's default, not every kernel's.
suspend()
{
	find_interface
	echo 1 > "/sys/bus/usb/devices/${interface%:*}/power/persist"
	echo freeze > /sys/power/state
}

good_since()
{
	(($(stat_of 0 good) > $1))
}

camera_state()
{
	[[ $(cam_status 0 state) == "$1" ]]
}

# begin ARGUMENT...: a program that takes images, and has begun to; sets pid.
begin()
{
	timeout $((90 * ${QHY_TEST_SCALE:-1})) "$QHYCHECK" -d "$(video_node)" \
		-c 640x480+24+2 -w 60000 -l "$@" > "$T/stream" 2> "$T/err" &
	pid=$!
}

# through NAME ARGUMENT...: 8 pictures, with a suspend after the first one.
through()
{
	local name=$1

	shift
	begin -n 8 "$@"
	check "$name: the first picture" wait_until 20 good_since "$before"
	check "$name" suspend
	wait $pid
	is "$name: status" $? 0
	matches "$name: pictures" "$(< "$T/stream")" 'good=8 damaged=0 lost=0 .* wrong=0 '
	diag "$(< "$T/stream")" "$(< "$T/err")"
}

# broken NAME FAULT: while streaming, a camera that fails at a request of the
# resume.
broken()
{
	begin -n 1000000 -f "$(flat)"
	check "$1: streaming" wait_until 20 good_since "$before"
	cam 0 "fault on control 0xd1/a2 do $2" > /dev/null
	check "$1" suspend
	wait $pid
	is "$1: the program ends" $? 3
	matches "$1: and says why" "$(< "$T/err")" "$3"
	cam 0 "faults clear" > /dev/null
	cam 0 plug > /dev/null
	check "$1: a node" wait_until 20 have_nodes 1
	check "$1: the next picture" exact
}

port()
{
	[[ $(< "/sys/bus/usb/devices/${interface%:*}/power/runtime_status") == "$1" ]]
}

insmod "$AWAKE" || bail "awake.ko"
echo devices > /sys/power/pm_test
echo 0 > /sys/module/suspend/parameters/pm_test_delay
load_driver
v4l2-ctl -c gain=11
for ((round = 0; round < often; round++)); do
	check "idle" suspend
	stream -f "$(deep)" -c 640x480+24+2 -n 3
	is_clean "after a suspend while idle" 3
	is "settings are sent again" "$(cam_status 0 gain)" 11
	before=$(stat_of 0 good)
	through "streaming" -f "$(deep)" -e 200000
	before=$(stat_of 0 good)
	through "exposing" -1 -f "$(flat)" -e 200000
	before=$(stat_of 0 good)
	broken "a camera that refuses" stall "Input/output error|No such device"
	before=$(stat_of 0 good)
	# a request that was under way gets no answer before the bus is awake
	broken "a camera that is gone" unplug "Input/output error|No such device"
done

# No autosuspend while the driver has it; without a driver, yes, and it wakes up.
find_interface
echo 0 > "/sys/bus/usb/devices/${interface%:*}/power/autosuspend_delay_ms"
echo auto > "/sys/bus/usb/devices/${interface%:*}/power/control"
check "a picture" exact
check "in use: awake" port active
echo "$interface" > $SYS_DRIVER/unbind
check "not in use: asleep" wait_until 20 port suspended
echo "$interface" > $SYS_DRIVER/bind
check "in use again: awake" port active
check "and a picture" exact
rmmod awake
done_testing
