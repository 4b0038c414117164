#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With a trigger input there is no frame without an edge and exactly one for each
# that counts, all pixels right; waiting is not taken for a fault, ends at once,
# and without the trigger the stream goes on by itself.
# needs: camera=268m deep | camera=600c deep
# needs: limit=180s tags=trigger
. "$QHY_REPO/tests/lib/truth.sh"

roi=(-f "$(deep)" -c 640x480+24+2 -e 1000)
edges=0

# edge LEVEL ANSWER [WIDTH_US]: a pulse; the camera says what came of it.
edge()
{
	local got

	got=$(cam 0 trigger "$1" ${3:+"$3"})
	[[ $got == "ok $2" ]] || not_ok "edge $*" "$got"
}

# shoot LEVEL COUNT: so many edges, each after the frame of the one before.
shoot()
{
	local i

	for ((i = 0; i < $2; i++)); do
		edge "$1" frame
		edges=$((edges + 1))
		wait_until 20 frames_came $edges || break
	done
	is "$1 edges and frames" "$(numbers "$T/stream" | wc -w)" $edges
}

load_driver unconfirmed=1
edge rising ignored
control gpio_port_mode=2,trigger_input=1,trigger_filter=500

# Silence that is longer than the driver bears without a trigger.
run timeout 60 "$QHYMETA" -d "$(video_node)" "${roi[@]}" -w 13000 -0
want_status 0 "13 s without an edge: no frame"
is "13 s without an edge: recoveries" "$(stat_of 0 recoveries)" 0
check "13 s without an edge: nothing said" eval '! kernel_said "no frames, restarting"'

begin "${roi[@]}"
shoot rising 50
edge falling ignored
edge rising filtered 300
edge rising frame 500
edges=$((edges + 1))
check "a pulse as long as the filter" wait_until 20 frames_came $edges
control trigger_input=2
edge rising ignored
shoot falling 5
is "frames that the camera made" "$(cam_status 0 trigger_frames)" $edges
is "pulses that it filtered" "$(cam_status 0 trigger_filtered)" 1
is "metadata: input" "$(sed -n -E 's/.*"trigger_input":([0-9]).*/\1/p' "$T/stream" |
	uniq | tr -d '\n')" 12

# A second edge during a long exposure.
control exposure_time_microseconds=700000
edge falling frame
edge falling busy
edges=$((edges + 1))
check "one frame of two edges" wait_until 20 frames_came $edges
control trigger_input=0,exposure_time_microseconds=1000
check "without the trigger the stream goes on" wait_until 20 frames_came $((edges + 20))
edge falling ignored
control trigger_input=1
finish "triggered"
is "numbers follow each other" "$(numbers "$T/stream" | tr ' ' '\n' |
	awk 'NF && last && $1 != last + 1 { n++ } { last = $1 } END { print n + 0 }')" 0
is "wrong or damaged" "$(number "$T/stream" wrong) $(number "$T/stream" damaged)" "0 0"

# STREAMOFF while it waits; a stream that starts waiting; then a normal one.
run "$QHY_REPO/build/tests/bin/qhystop" -e 600000000 -a 500
want_status 0 "STREAMOFF while waiting for an edge"
diag "STREAMOFF: $out"
control trigger_input=0
stream "${roi[@]}" -n 5
is_clean "without the trigger" 5

cp "$T/stream" "$T/triggered"
against_truth pairs "$T/triggered"
is "camera restarted by the driver" "$(stat_of 0 recoveries)" 0
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
