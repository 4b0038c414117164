#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# At the rate of a camera with much USB traffic, 16 bit and the whole area, no
# frame is lost on the way to files in memory: every pixel of each is compared,
# and it takes no more memory than its buffers. 30 frames, 360 with QHY_LONG=1.
# What it cost is printed: without the traffic, at 6 frames/s, cp alone would take
# more than one of this machine's two processors.
# needs: camera=268m
# needs: limit=600s mem=6G tags=qhycam,rate alone kernel=stock
. "$QHY_REPO/tests/lib/qhycam.sh"

count=30
[[ -z ${QHY_LONG:-} ]] || count=360
buffers=8
frame=$((6280 * 4210 * 2))

# processor PID: user and system time so far, ms.
processor()
{
	awk '{ sub(/.*\) /, ""); print ($12 + $13) * 10 }' "/proc/$1/stat"
}

load_driver
mkdir disk
mount -t tmpfs -o size=2500m tmpfs disk || bail "no tmpfs"
mkfifo names
"$QHY_REPO/build/tests/bin/qhycam-taken" < names > "$T/numbers" &
taken=$!
"$QHYCAM" shoot --live -t 1ms --traffic 255 -n $count --full --buffers $buffers -q -o disk/f > names \
	2> "$T/err" < /dev/null &
pid=$!
most=0 ms=0
while [[ -e /proc/$pid/exe ]]; do
	now=$(sed -n 's/^VmRSS: *\([0-9]*\) kB/\1/p' /proc/$pid/status 2> /dev/null)
	((${now:-0} <= most)) || most=$now
	ms=$(processor $pid 2> /dev/null || echo "$ms")
	pause 0.5
done
wait $pid
is "exit code, message" "$? $(< "$T/err")" "0 "
wait $taken
is "every pixel" $? 0
mapfile -t numbers < "$T/numbers"
is "frames" "${#numbers[@]}" "$count"
is "none between is missing" "$((numbers[count - 1] - numbers[0]))" $((count - 1))
at_most "resident memory, kB" "$most" $((buffers * frame / 1024 + 32768))
is "whole frames dropped by the driver" "$(stat_of 0 dropped)" 0
is "DDR overflows" "$(cam_status 0 ddr_overflows)" 0

head -c $frame /dev/urandom > disk/x
began=$(awk '{ print ($16 + $17) * 10 }' /proc/$$/stat)
for _ in {1..10}; do
	cp disk/x disk/y
done
ended=$(awk '{ print ($16 + $17) * 10 }' /proc/$$/stat)
diag "processor per frame: qhycam $((ms / count)) ms, cp of the same bytes" \
	"$(((ended - began) / 10)) ms"
rm disk/x disk/y
umount disk
done_testing
