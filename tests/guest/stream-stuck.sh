#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The bulk endpoint stalls, or falls silent in the middle of a frame, or a
# request is stalled or not answered while streaming: the stream goes on without
# the program doing anything, and every good frame is exact.
# needs: camera=268m,pace=fast | camera=600c,pace=fast deep
# needs: limit=240s tags=stream,fault,kernels
. "$QHY_REPO/tests/lib/stream.sh"

streaming()
{
	(($(stat_of 0 good) > before))
}

load_driver
area=1000x600+24+2
size=$((1000 * 600 * 2 + 4))

# A stalled endpoint is cleared; the frame is damaged, at most one more is lost.
seed=$RANDOM
diag "seed $seed"
awk -v seed=$seed -v size=$size 'BEGIN {
	srand(seed)
	for (i = 1; i <= 100; i++)
		printf "fault on frame#%d at byte %d do stall\n", i * 4,
			int(rand() * size)
}' | cam_lines 0 || bail "the camera did not take the faults"
stream -f "$(deep)" -c $area -n 301 -l
is "stalls: status" "$status" 0
is "stalls: pixels wrong" "${got[wrong]}" 0
is "stalls: faults" "$(cam_status 0 faults_fired)" 100
# Those behind the first request of their frame: some 13 of the 100.
at_least "stalls: damaged" "${got[damaged]}" 1
at_most "stalls: damaged" "${got[damaged]}" 100
at_most "stalls: damaged or lost" $((got[damaged] + got[lost])) 200
diag "stalls: $out"

# Silence is noticed by the driver, which restarts the camera.
for at in 0 500000 $((size - 2)); do
	cam 0 "fault on frame#3 at byte $at do silent" > /dev/null
	stream -f "$(deep)" -c $area -n 10 -l
	is "silent at $at: status" "$status $err" "0 "
	is "silent at $at: pixels wrong" "${got[wrong]}" 0
	at_most "silent at $at: damaged or lost" \
		$((got[damaged] + got[lost])) 2
done

# Requests that fail while streaming: an error for who asked, no frame is hurt.
before=$(stat_of 0 good)
timeout 400 "$QHYCHECK" -f "$(deep)" -c $area \
	-s $((12 * ${QHY_TEST_SCALE:-1})) > "$T/stream" 2>&1 &
pid=$!
check "streaming" wait_until 20 streaming
cam 0 'fault on control 0xD1/A4 do stall' > /dev/null
run v4l2-ctl -c gain=7
want_status 255 "a refused gain"
want_err_has 'Input/output error' "a refused gain"
# More than one: the driver asks once a second, too.
cam 0 'fault on control 0xD2* do stall' > /dev/null
run v4l2-ctl -C sensor_temperature
want_out_has "Input/output error" "a refused status"
cam 0 'faults clear' > /dev/null
cam 0 'fault on control 0xD1/A3 do silent' > /dev/null
run v4l2-ctl -c exposure_time_absolute=3
want_err_has 'Connection timed out' "an exposure time without answer"
run v4l2-ctl -c gain=8
want_status 0 "the next gain"
is "the camera's gain" "$(cam_status 0 gain)" 8
wait $pid
is "the stream meanwhile: status" $? 0
matches "the stream meanwhile" "$(< "$T/stream")" 'damaged=0 lost=0 .* wrong=0 slipped=0'

# The same when the stream starts: an error, and the next start works.
for request in 0xD1/A0 0xD1/A2 0xD1/A9 0xB9; do
	cam 0 "fault on control $request do stall" > /dev/null
	stream -f "$(deep)" -c $area -n 3
	is "start with $request refused: status" "$status" 3
	matches "start with $request refused" "$err" 'STREAMON: Input/output error'
	stream -f "$(deep)" -c $area -n 3
	is_clean "the next start" 3
done
done_testing
