#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A USB reset, idle, streaming live and during a single exposure: the stream
# goes on afterwards without the program doing anything, every good frame is
# exact. (System suspend goes through the same functions; this machine's root
# file system does not survive it.)
# needs: camera=268m | camera=600c
# needs: limit=120s tags=power,kernels
. "$QHY_REPO/tests/lib/stream.sh"

reset()
{
	usbreset "$(lsusb | sed -n 's/.*ID \(1618:[0-9a-f]*\).*/\1/p')"
}

# through NAME COMMAND FLAGS...: a stream lives through a command.
through()
{
	local name=$1 command=$2 pid before

	shift 2
	before=$(stat_of 0 good)
	"$QHYCHECK" "$@" -c 1000x600+24+2 -n 12 -w 60000 -l \
		> "$T/stream" 2> "$T/err" &
	pid=$!
	check "$name: streaming" wait_until 20 more_than "$before"
	check "$name" "$command"
	wait $pid
	is "$name: status" $? 0
	matches "$name: frames" "$(< "$T/stream")" \
		'good=12 damaged=0 lost=0 .* wrong=0 '
	diag "$(< "$T/stream")" "$(< "$T/err")"
}

more_than()
{
	(($(stat_of 0 good) > $1))
}

load_driver
v4l2-ctl -c gain=11
check "reset while idle" reset
stream -f "$(deep)" -c 640x480+24+2 -n 3
is_clean "after a reset while idle" 3

is "settings are sent again" "$(cam_status 0 gain)" 11

through "reset while streaming live" reset -f "$(deep)" -e 200000
through "reset in single-frame mode" reset -1 -f "$(flat)" -e 200000
done_testing
