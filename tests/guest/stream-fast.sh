#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# As fast as the machine can, no frame is lost or damaged; the throughput is
# printed beside that of a bare reader that does nothing with what it reads.
# needs: camera=268m,pace=fast
# needs: limit=120s tags=rate alone kernel=stock
. "$QHY_REPO/tests/lib/stream.sh"

run "$QHY_REPO/build/tests/bin/bareread" c269 6280 4210
want_status 0 "bare reader"
diag "$out"
cam 0 replug > /dev/null
load_driver
for format in $(formats); do
	stream -f "$format" -c "$(native)" -s 5 -r 1000 -b 8
	is_clean "$format"
	diag "$format: $(awk -v b="${got[bytes]}" -v f="${got[fps]}" \
		'BEGIN { printf "%.1f", b * f / 1e6 }') MB/s through V4L2"
done
done_testing
