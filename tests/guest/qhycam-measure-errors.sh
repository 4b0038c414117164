#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What can go wrong with offset, focus and characterize: values, a busy, lost, silent or
# damaged camera, permissions, signals. The camera is left as it was.
# needs: camera=268m,pace=fast,scene=flat deep limit=400s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-measure.inc"

region=(--roi 256x128+2800+1800)
declare -A verbs=(
	[offset]="" [focus]="-t 10ms -n 1" [characterize]="--yes --no-dark -q"
)

load_driver
node=$(video_node)
v4l2-ctl -d "$node" -c gain=3,offset=20,readout_mode=1,exposure_time_microseconds=20000
before=$(settings)
for verb in offset focus characterize; do
	read -r -a command <<< "$verb ${verbs[$verb]}"
	gain=gain
	[[ $verb != characterize ]] || gain=gains
	refused 2 "--$gain 143: QHY268M takes 0 .. 142" "${command[@]}" --$gain 143
	refused 2 "--mode 9: no such one; QHY268M has 0 'Photographic DSO'" "${command[@]}" -m 9
	refused 2 'has only 8 bits; measuring needs one of 16' "${command[@]}" -m 6
	refused 2 '--roi 10x10\+0\+0: sizes are 4x2' "${command[@]}" --roi 10x10+0+0
	refused 4 '--camera 1: no such camera' "${command[@]}" -c 1
	left_alone "$before"
done
refused 2 '--exposure 2h: QHY268M takes 30us .. 3600s' focus -t 2h -n 1
refused 2 '--dark 1us: QHY268M takes 30us .. 3600s' characterize --dark 1us
refused 2 '--gains -1: QHY268M takes 0 .. 142' characterize --gains 0,-1
refused 9 'directory none: .* make it first' offset --png none/x.png
is "nothing was exposed" "$(cam_status 0 frames_exposed)" 0

v4l2-ctl -d "$node" --stream-mmap --stream-count=1000000 > /dev/null 2>&1 < /dev/null &
pid=$!
check "another program streams" wait_until 20 camera_state running
for verb in offset focus characterize; do
	read -r -a command <<< "$verb ${verbs[$verb]}"
	refused 5 "in use by v4l2-ctl \(pid $pid\)" "${command[@]}"
done
kill $pid
wait $pid
chmod 600 "$node"
for verb in offset focus characterize; do
	read -r -a command <<< "$verb ${verbs[$verb]}"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" "${command[@]}"
	want_status 6 "$verb: no permission"
done

# One damaged frame is taken again, without end they are not.
cam 0 'fault on frame#1 at byte 1000 do drop 512' > /dev/null || bail "no such fault"
qhycam offset "${region[@]}"
want_status 0 "one damaged frame"
want_err_has 'damaged frame \([0-9]+ of 65536 bytes\), taken again'
for verb in offset focus characterize; do
	read -r -a command <<< "$verb ${verbs[$verb]}"
	cam 0 faults clear > /dev/null
	cam 0 'fault on frame* at byte 1000 do drop 512' > /dev/null
	qhycam "${command[@]}" "${region[@]}"
	want_status 3
	want_err_has 'frames are still damaged after 3 retries'
	cam 0 faults clear > /dev/null
	left_alone "$before"
done
cam 0 'fault on frame* do silent' > /dev/null
qhycam focus -t 10ms -n 1 "${region[@]}"
want_status 8 "no frame comes"
cam 0 faults clear > /dev/null

# Signals, and a camera that goes away, in an exposure that does not end.
cam 0 'pace real' > /dev/null
for end in INT:130 TERM:143; do
	"$QHYCAM" focus -t 600s -n 1 "${region[@]}" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "the exposure runs" wait_until 20 camera_state exposing
	kill "-${end%:*}" $pid
	wait $pid
	is "exit code after ${end%:*}" $? "${end#*:}"
	matches "what it says" "$(< "$T/err")" 'interrupted after 0 frames'
	run_command="focus, ${end%:*}"
	left_alone "$before"
done
"$QHYCAM" focus -t 600s "${region[@]}" > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "the exposure runs" wait_until 20 camera_state exposing
cam 0 unplug > /dev/null
wait $pid
is "exit code of the lost camera" $? 7
matches "what it says" "$(tail -n 1 "$T/err")" 'QHY268M was disconnected'
check "the node is gone" wait_until 10 have_nodes 0
for verb in offset focus characterize; do
	read -r -a command <<< "$verb ${verbs[$verb]}"
	refused 4 'no camera: ' "${command[@]}"
done
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
no_files
done_testing
