#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whatever ends qhycam in the middle of writing, a file that has its name is whole:
# killed, terminated, the clock set back and forth. SER and cubes end where they are.
# needs: camera=268m limit=180s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

live=(--live -t 1ms --roi 1920x1080+24+0 --writers 4 --buffers 8 -q)

# begin OPTIONS...: shoot in the background, until some files are named.
begin()
{
	rm -f ./*.fits ./.*.part-* ./*.ser
	"$QHYCAM" shoot "${live[@]}" "$@" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
}

# shellcheck disable=SC2317 # called by wait_until
named()
{
	(($(wc -l < "$T/out") >= $1))
}

# ended NAME STATUS: of the one in the background.
ended()
{
	wait $pid
	is "$1: exit code" $? "$2"
}

# all_whole NAME: each file here has its pixels.
all_whole()
{
	check "$1: every file is whole" pattern_frames ./*.fits
	at_least "$1: files" "$(find . -name '*.fits' | wc -l)" 3
}

load_driver
begin -n 100000 -o a
check "files come" wait_until 60 named 5
kill -KILL $pid
wait $pid
all_whole "killed"
check "the camera is idle" wait_until 10 camera_state idle

begin -n 100000 -o b
check "files come" wait_until 60 named 5
kill -TERM $pid
ended "terminated" 143
all_whole "terminated"
is "terminated: nothing else is left" "$(find . -name '.*.part-*')" ""
is "terminated: the files are those that were named" "$(find . -name '*.fits' | wc -l)" \
	"$(wc -l < "$T/out")"
is "terminated: named in order" "$(sort "$T/out")" "$(< "$T/out")"

begin -n 12 -o c
check "files come" wait_until 60 named 2
date -s '+3 hours' > /dev/null
check "more files come" wait_until 60 named 5
date -s '-6 hours' > /dev/null
ended "clock steps" 0
date -s '+3 hours' > /dev/null
all_whole "clock steps"
run fitsverify -q ./c-0001.fits ./c-0012.fits
want_status 0 "clock steps: fitsverify"

begin -n 100000 -o d --ser
check "the video has frames" wait_until 60 eval \
	'(($(stat -c %s .d.ser.part-*) > 30000000))'
kill -INT $pid
ended "SER interrupted" 130
matches "what it says" "$(< "$T/err")" 'interrupted; [1-9][0-9]* of 100000 frames are finished'
frames=$(od -An -tu4 --endian=little -j38 -N4 d.ser | tr -d ' ')
run "$QHY_REPO/build/tests/bin/qhycam-pattern" -r 16:1920x1080+24+0 d.ser
want_status 0 "SER interrupted: every pixel"
is "SER interrupted: frames in it" "$(wc -l < "$T/out")" "$frames"
done_testing
