#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Damaged frames are reported and taken again, and never written.
# needs: camera=268m,pace=fast limit=120s tags=qhycam,deep
. "$QHY_REPO/tests/lib/qhycam.sh"

load_driver
region=(--roi 1920x1080+24+0 -t 1ms)

# What the message says of the reason; 3147200 bytes are the rest of the image.
declare -A why=(
	["drop 512"]=": bytes lost or added" ["insert 100"]=": bytes lost or added"
	["short"]=": bytes lost or added" ["zero 3147200"]=": cut by the camera's full memory"
	["trailer"]=": bytes lost or added"
)

for action in "drop 512" "insert 100" "short" "zero 3147200" "trailer"; do
	cam 0 faults clear > /dev/null
	fired=$(cam_status 0 faults_fired)
	cam 0 "fault on frame#2 at byte 1000000 do $action" > /dev/null || bail "no such fault"
	rm -f ./*
	qhycam shoot "${region[@]}" -n 3 -o a.fits
	want_status 0 "$action, single frames"
	want_err_has "frame 2: damaged \\([0-9]+ of 4147200 bytes\\), taken again \\(1 of 3\\)${why[$action]}"$'\n'
	want_err_has '3 frames.* 1 damaged'
	files_here a-0001.fits a-0002.fits a-0003.fits
	check "$action: only good pixels" pattern_frames a-*.fits
	is "$action: it happened once" $(($(cam_status 0 faults_fired) - fired)) 1
done

cam 0 faults clear > /dev/null
cam 0 'fault on frame#2 at byte 1000000 do drop 512' > /dev/null
rm -f ./*
qhycam shoot "${region[@]}" -n 5 --live -o a.fits
want_status 0 "live"
want_err_has 'damaged'
files_here a-0001.fits a-0002.fits a-0003.fits a-0004.fits a-0005.fits
check "live: only good pixels" pattern_frames a-*.fits

cam 0 faults clear > /dev/null
cam 0 'fault on frame#2..4 at byte 1000000 do drop 512' > /dev/null
rm -f ./*
qhycam shoot "${region[@]}" -n 3 --retries 2 -o a.fits
want_status 3 "retries exhausted"
want_err_has 'frame 2: damaged .*, given up after 2 retries'
want_err_has '1 of 3 frames are missing'
files_here a-0001.fits a-0003.fits
check "given up: only good pixels" pattern_frames a-*.fits

cam 0 faults clear > /dev/null
cam 0 'fault on frame#1 at byte 1000000 do drop 512' > /dev/null
rm -f ./*
qhycam shoot "${region[@]}" --retries 0 -o a.fits
want_status 3 "no retries"
no_files
done_testing
