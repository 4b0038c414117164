#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Cameras that answer from recordings (tests/replay): the driver, spoken to as
# when they were made, does with each what it did then.
# needs: camera=268m,replay=tests/replay/A1.pcap camera=268m,replay=tests/replay/A3.pcap camera=268m,replay=tests/replay/A10.pcap camera=268m,replay=tests/replay/A11.pcap
# needs: limit=200s tags=replay refused=40
. "$QHY_REPO/tests/lib/state.sh"

unset QHY_DIALECT
check "cameras on the bus" without_autoprobe
load_driver --cameras 0

# frames K NAME ARGUMENT...: as many as are wanted, all of them exact.
frames()
{
	local k=$1 name=$2

	shift 2
	stream -d "$(video_node "$k")" "$@"
	is "$name: frames that are wrong" "${got[wrong]}" 0
}

# again K DIALECT: what tests/replay/record.sh did.
again()
{
	local interface

	interface=$(basename /sys/bus/usb/devices/*-$(($1 + 1)):1.0)
	echo "$2" > $DIALECT
	echo "$interface" > $SYS_DRIVER/bind
	check "$2: bound" wait_until 20 video_node "$1"
	is "$2: serial number" "$(< "$SYS_DRIVER/$interface/serial_number")" QHY268M-01234567
	is "$2: 20 C" "$(value sensor_temperature "$1")" 200
	v4l2-ctl -d "$(video_node "$1")" -c exposure_time_microseconds=50000
	frames "$1" "$2: live" -f GREY -c 64x48+24+2 -n 8
	is "$2: good, damaged, lost, slipped" \
		"$status ${got[good]} ${got[damaged]} ${got[lost]} ${got[slipped]}" "$3"
	frames "$1" "$2: single" -1 -e 100000 -f Y16 -c 32x24+24+2 -n 2
	is_clean "$2: single" 2
	echo "$interface" > $SYS_DRIVER/unbind
	check "$2: its node is gone" wait_until 20 have_nodes 0
}

again 0 A1 "0 8 0 0 0"
again 1 A3 "0 8 0 0 0"
again 2 A10 "0 8 0 0 0"
again 3 A11 "0 8 1 1 0"

# Without the words: what is not in the recording is refused, and nothing comes.
echo none > $DIALECT
basename /sys/bus/usb/devices/*-1:1.0 > $SYS_DRIVER/bind
check "A1: not identified" wait_until 20 kernel_said 'camera cannot be identified: -EIO'
is "A1: no node" "$(video_nodes)" ""
echo 1 > /sys/bus/usb/drivers_autoprobe
done_testing
