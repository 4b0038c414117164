#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Loading and unloading the driver again and again leaves nothing behind.
# needs: camera=600c limit=90s tags=probe,kernels
. "$QHY_REPO/tests/lib/test.sh"

for round in 1 2 3; do
	check "round $round: load" qhy_load
	check "round $round: node" test -c "$(video_node)"
	check "round $round: unload" qhy_unload
	check "round $round: no node" have_nodes 0
	check "round $round: no debugfs" \
		test -z "$(ls -d /sys/kernel/debug/usb/qhyccd* 2> /dev/null)"
done
done_testing
