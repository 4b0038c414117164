#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# STREAMOFF during a 600 s exposure does not wait for it, in live and in
# single-frame mode; a single exposure starts when its buffer is queued, not
# before; after an abort the next frame is exact. Times are printed.
# needs: camera=268m | camera=268c | camera=600m | camera=600c
# needs: limit=90s tags=stream,kernels
. "$QHY_REPO/tests/lib/stream.sh"

exposes()
{
	[[ $(cam_status 0 state) == "$1" ]]
}

load_driver
for mode in live single; do
	flag=

	if [[ $mode == single ]]; then
		flag=-1

	fi
	# qhystop prints the milliseconds; more than 5 s is a failure of its own
	# shellcheck disable=SC2086 # no flag is no word
	run "$QHY_REPO/build/tests/bin/qhystop" $flag -e 600000000 -a 1000
	want_status 0 "$mode: STREAMOFF in a 600 s exposure"
	diag "$mode: $out"
	check "$mode: the camera stands still" wait_until 5 exposes idle
	# shellcheck disable=SC2086
	stream $flag -f "$(deep)" -c 1920x1080+100+200 -e 1000 -n 3
	is_clean "$mode: the next frames" 3
done

# Streaming without a buffer: the camera must not expose.
run "$QHY_REPO/build/tests/bin/qhystop" -1 -e 100000 -u
want_status 0 "an exposure waits for its buffer"
done_testing
