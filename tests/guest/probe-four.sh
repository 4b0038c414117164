#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Four different cameras side by side: each has its own node on its own port.
# needs: camera=268m camera=268c,boot=loader camera=600m,boot=loader camera=600c
# needs: limit=90s tags=probe,kernels
. "$QHY_REPO/tests/lib/test.sh"

load_driver
for k in 0 1 2 3; do
	model=$(cut -d' ' -f$((k + 1)) <<< "$QHY_MODELS")
	node=$(video_node "$k") || {
		not_ok "camera $k has a node"
		continue
	}
	run v4l2-ctl -d "$node" --info
	want_out_has "Card type +: QHY${model^^}" "camera $k"
	want_out_has "Bus info +: usb-.*-$((k + 1))" "camera $k"
done
done_testing
