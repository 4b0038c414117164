#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A signal aborts the exposure at once; finished files stay, nothing else does.
# needs: camera=268m limit=90s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

# stopped SIGNAL CODE OPTIONS...: send the signal once the camera exposes and a
# file "wait_for" (if not empty) is there.
stopped()
{
	local signal=$1 code=$2 pid began

	shift 2
	"$QHYCAM" shoot "$@" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "the exposure runs" wait_until 20 ready
	began=${EPOCHREALTIME/./}
	kill "-$signal" $pid
	wait $pid
	is "exit code after $signal" $? "$code"
	# The aim is far shorter; a busy test machine must not fail it.
	at_most "microseconds to the end" $((${EPOCHREALTIME/./} - began)) 5000000
	check "the camera is idle" wait_until 5 camera_state idle
}

ready()
{
	camera_state exposing && { [[ -z $wait_for || -e $wait_for ]]; }
}

load_driver
wait_for=
stopped INT 130 -t 600s -o a.fits
matches "what it says" "$(< "$T/err")" 'interrupted; 0 of 1 frames are finished'
no_files
stopped TERM 143 -t 600s -n 2 --bits 8 -o a.fits
no_files

wait_for=b-0001.fits
stopped INT 130 -t 2s -n 50 --roi 640x480+24+0 -o b.fits --preview b.png
matches "what it says" "$(< "$T/err")" 'interrupted; [1-9][0-9]* of 50 frames are finished'
check "finished files are good" pattern_frames b-*.fits
is "only finished files and the preview" \
	"$(find . -type f ! -name 'b-00[0-9][0-9].fits' ! -name b.png)" ""

# The machine's camera is in live mode, exposure 600 s: the pictures never come.
"$QHYCAM" shoot -t 600s --live -o c.fits > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "live mode runs" wait_until 20 camera_state running
kill -INT $pid
wait $pid
is "exit code in live mode" $? 130
rm -f ./*

qhycam shoot -t 1ms --roi 640x480+24+0 -o d.fits
want_status 0 "the camera works afterwards"
check "its pixels" pattern_frames d.fits
done_testing
