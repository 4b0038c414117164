#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that is plugged in becomes a video node with the model's name, and
# the node goes with the driver.
# needs: camera=268m | camera=268c | camera=268pro
# needs: | camera=600m | camera=600c | camera=600l | camera=600pro
# needs: limit=60s tags=probe
. "$QHY_REPO/tests/lib/test.sh"

declare -A cards=(
	[268m]=QHY268M [268c]=QHY268C [268pro]="QHY268M Pro"
	[600m]=QHY600M [600c]=QHY600C [600l]="QHY600M-PH L" [600pro]="QHY600M Pro"
)

load_driver
node=$(video_node) || bail "no video node"
run v4l2-ctl -d "$node" --info
want_status 0
want_out_has "Driver name +: qhyccd"
want_out_has "Card type +: ${cards[$QHY_MODELS]}"$'\n'
want_out_has "Bus info +: usb-.*-1"$'\n'
want_out_has "Video Capture"
is "the camera was asked and refused nothing" "$(cam_status 0 refused)" 0
at_least "requests to the camera" "$(cam_status 0 controls)" 1
check "unload" qhy_unload
check "the node is gone" test ! -e "$node"
done_testing
