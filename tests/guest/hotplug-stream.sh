#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unplugging while streaming, at any point of the data: waiting calls end with
# ENODEV at once; after a re-plug the node works.
# needs: camera=268m,pace=fast | camera=268c,pace=fast deep | camera=600m,pace=fast deep | camera=600c,pace=fast deep
# needs: limit=240s tags=hotplug,fault,kernels
. "$QHY_REPO/tests/lib/stream.sh"

area=1000x600+24+2
size=$((1000 * 600 * 2 + 4))
seed=$RANDOM
diag "seed $seed"
load_driver
failed=
for round in $(seq 15); do
	at=$((RANDOM * 32768 + RANDOM))
	cam 0 "fault on frame#$((1 + round % 4)) at byte $((at % size)) do unplug" \
		> /dev/null
	stream -f "$(deep)" -c $area -n 1000
	[[ $status == 3 && $err == *"No such device"* && ${got[wrong]} == 0 ]] ||
		failed+="round $round: status $status $out $err"$'\n'
	wait_until 10 have_nodes 0 || failed+="round $round: node stays"$'\n'
	cam 0 plug > /dev/null
	wait_until 20 have_nodes 1 || failed+="round $round: no node"$'\n'
done
is "15 times unplugged in the data" "$failed" ""
stream -f "$(deep)" -c $area -n 20
is_clean "after the last re-plug" 20

# Every kind of wait, at once: a blocked DQBUF, a poll, an exposure.
cam 0 pace real > /dev/null
run "$QHY_REPO/build/tests/bin/qhygone" "$(video_node)" "cam 0 unplug"
want_status 0 "waiting calls"
diag "$out"
check "the node is gone" wait_until 10 have_nodes 0
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
stream -1 -f "$(deep)" -c $area -n 2
is_clean "single frames after the re-plug" 2
done_testing
