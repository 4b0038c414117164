#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A sensor that is faster than the bus overflows the camera's DDR: the frames
# that it cuts are flagged, none is delivered as good, and the driver empties the
# DDR. When the sensor is slow again the stream is whole, without a restart by
# the program.
# needs: camera=268m deep
# needs: limit=180s tags=stream,stall alone kernel=stock
. "$QHY_REPO/tests/lib/stream.sh"

overflowed()
{
	(($(stat_of 0 overflows) >= 3))
}

load_driver
# Nothing reads so fast: 3 GB/s and more.
cam 0 pace 10 > /dev/null
"$QHYCHECK" -f "$(deep)" -c "$(native)" -s 40 -r 64 -l -e 1000 \
	> "$T/stream" 2> "$T/err" &
pid=$!
check "the DDR overflows" wait_until 60 overflowed
cam 0 pace 0.5 > /dev/null
check "the driver has emptied it" wait_until 10 kernel_said 'DDR overflow, emptied'
good=$(stat_of 0 good)
overflows=$(stat_of 0 overflows)
more_good()
{
	(($(stat_of 0 good) >= good + 10))
}
check "frames come again" wait_until 60 more_good
at_most "cut frames meanwhile" $(($(stat_of 0 overflows) - overflows)) 5
wait $pid
is "status" $? 0
matches "frames" "$(< "$T/stream")" ' wrong=0 .* damaged_bytes_bad=0 '
diag "$(< "$T/stream")"
done_testing
