#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Where the machine's time goes while a camera streams the whole area at its own pace.
# In the machine, with Debian's linux-perf:
#
#	tests/vm/vm run --mem 4G --camera 268m -- bash tests/bench/profile.sh
. "$QHY_REPO/tests/lib/stream.sh"

command -v perf > /dev/null || bail "no perf: install linux-perf"
load_driver
for format in GREY Y16_BE Y16; do
	"$QHY_REPO/build/tests/bin/qhyread" -d "$(video_node)" -f $format -c "$(native)" -b 4 \
		> "$T/read" 2>&1 &
	reader=$!
	pause 3
	perf record -q -a -e cpu-clock -F 997 -o "$T/samples" -- sleep 8 > /dev/null 2>&1 ||
		bail "perf record"
	kill $reader
	wait $reader
	echo "== $format: $(< "$T/read")"
	perf report -i "$T/samples" --stdio --sort comm,symbol 2> /dev/null |
		grep -v '^#' | grep . | head -n 12
done
done_testing
