#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: ffmpeg stores 16 bit without loss: every pixel of a mono camera, and of
# the mosaic of a colour one, is compared.
# needs: camera=268m deep | camera=268c deep
# needs: limit=300s mem=4G tags=live,clients
. "$QHY_REPO/tests/lib/recipes.sh"

load_driver
cook 30 "Region, exposure and gain"
v4l2-ctl -c exposure_time_microseconds=300000
if colour; then
	cook 150 "16-bit colour"
	check "the mosaic" ffmpeg -loglevel error -i mosaic.mkv -f rawvideo \
		-pix_fmt gray16le mosaic.raw
	exact "16-bit colour" 16le 10 mosaic.raw
	rising "16-bit colour" mosaic.mkv 10
	is "16-bit colour: the picture" "$(ffprobe -v error -show_entries \
		stream=width,height,pix_fmt -of csv=p=0 colour.png)" \
		1920,1080,rgb48be
else
	cook 150 "16 bit without loss"
	exact "FFV1" 16le 10 moon.raw
	rising "FFV1" moon.mkv 10
fi
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
