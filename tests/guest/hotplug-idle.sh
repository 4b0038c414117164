#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An idle camera is pulled and plugged in again: its node goes and comes back.
# needs: camera=268m limit=90s tags=hotplug,kernels
. "$QHY_REPO/tests/lib/test.sh"

load_driver
for round in 1 2 3; do
	check "round $round: pulled" cam 0 unplug
	check "round $round: the node is gone" wait_until 10 have_nodes 0
	check "round $round: plugged in" cam 0 plug
	check "round $round: the node is back" wait_until 10 have_nodes 1
	run v4l2-ctl -d "$(video_node)" --info
	want_status 0 "round $round: the node answers"
done
done_testing
