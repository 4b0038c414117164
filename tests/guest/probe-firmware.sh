#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that comes up as its boot loader gets its firmware and becomes a
# video node.
# needs: camera=268m,boot=loader | camera=600c,boot=loader
# needs: limit=60s tags=probe,firmware
. "$QHY_REPO/tests/lib/test.sh"

load_driver
node=$(video_node) || bail "no video node"
run v4l2-ctl -d "$node" --info
want_status 0
want_out_has "Driver name +: qhyccd"
is "identity" "$(cam_status 0 identity)" running
done_testing
