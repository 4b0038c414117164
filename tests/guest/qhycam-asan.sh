#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The address and undefined-behaviour sanitizers have nothing to say while frames
# are taken, written by several threads, interrupted and lost.
# needs: camera=268m limit=240s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

QHYCAM=$QHY_REPO/build/asan/userspace/qhycam
export ASAN_OPTIONS=detect_leaks=1

# quiet STATUS ARGUMENTS...: it ends so, and no sanitizer spoke.
quiet()
{
	local want=$1

	shift
	qhycam "$@" -c "$(video_node)"
	want_status "$want"
	check "$*: no sanitizer spoke" eval '! grep -qE "Sanitizer|runtime error" "$T/err"'
}

area=(--roi 324x242+1002+500 -t 1ms)
load_driver unconfirmed=1
quiet 0 shoot "${area[@]}" -n 6 --live --writers 4 -o a --preview a.png -v
quiet 0 shoot "${area[@]}" -n 2 --bin 3 -o b --header A=1/c --object x
quiet 0 shoot "${area[@]}" -n 2 --compress rice --writers 2 -o c
quiet 0 shoot "${area[@]}" -n 4 --live --ser -o d
quiet 0 burst "${area[@]}" -n 2 --cube -o e
printf '%s\n' "shoot ${area[*]} -n 2 -o i" "burst ${area[*]} -n 2 --cube -o j" 'wait 1ms' > p
quiet 0 sequence p
quiet 10 sequence p
quiet 9 shoot "${area[@]}" -n 2 -o nowhere/f
cam 0 'fault on frame#3 at byte 1000 do drop 512' > /dev/null
quiet 0 shoot "${area[@]}" -n 4 -o g
cam 0 'fault on frame#3 at byte 1000 do unplug' > /dev/null
quiet 7 shoot "${area[@]}" -n 5 -o h
check "what was taken is good" pattern_frames h-*.fits
done_testing
