#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unplugging while qhycam shoots ends it with 7; re-plugging makes it work again.
# needs: camera=268m limit=120s tags=qhycam,hotplug
. "$QHY_REPO/tests/lib/qhycam.sh"

exposing()
{
	camera_state exposing || camera_state running
}

# lost OPTIONS...: unplug in the middle.
lost()
{
	local pid

	"$QHYCAM" shoot "$@" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "$1 $2: it runs" wait_until 20 exposing
	cam 0 unplug > /dev/null
	wait $pid
	is "$1 $2: exit code" $? 7
	matches "what it says" "$(tail -n 1 "$T/err")" \
		'qhycam shoot: /dev/video0: QHY268M was disconnected; check cable'
	check "the node is gone" wait_until 10 have_nodes 0
	no_files
	refused 4 'no camera: ' shoot -t 1 -o x
	cam 0 plug > /dev/null
	check "the node is back" wait_until 20 have_nodes 1
}

load_driver
lost -t 600s -o a.fits
lost -t 600s --live -o a.fits
qhycam shoot -t 1ms --roi 640x480+24+0 -o a.fits
want_status 0 "after the re-plug"
check "its pixels" pattern_frames a.fits
rm -f ./*

# In the middle of a frame's data.
cam 0 'fault on frame#3 at byte 1000000 do unplug' > /dev/null
qhycam shoot -t 1ms -n 9 --roi 1920x1080+24+0 -o a.fits
want_status 7 "unplugged by a fault"
files_here a-0001.fits a-0002.fits
check "the finished files are good" pattern_frames a-*.fits
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
done_testing
