#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: region, exposure and gain; ffmpeg's H.264, SER. Pictures are compared
# with the camera's, times of frames rise.
# needs: camera=268m deep | camera=268c deep
# needs: limit=240s mem=4G tags=live,clients
. "$QHY_REPO/tests/lib/recipes.sh"

mono_or_colour=
! colour || mono_or_colour='s/-input_format gray/-input_format bayer_rggb8/'

# set_to NAME: what a control of the camera is.
set_to()
{
	v4l2-ctl -d /dev/video0 -C "$1" | sed 's/.*: //'
}

load_driver
cook 30 "Region, exposure and gain"
matches "region" "$(v4l2-ctl --get-selection=target=crop)" \
	'Left 2176, Top 1548, Width 1920, Height 1080'
is "exposure and gain" "$(set_to exposure_time_microseconds) $(set_to gain)" \
	"20000 20"

# As the camera shows it, in the same order of colours.
cam 0 "scene stars" > /dev/null
v4l2-ctl -c exposure_time_microseconds=300000
v4l2-ctl --set-fmt-video=pixelformat="$(colour && echo RGGB || echo GREY)"
check "a picture to compare with" v4l2-ctl --stream-mmap --stream-count=1 \
	--stream-to=wanted.raw
cook 100 "H.264" 1 "$mono_or_colour"
rising "H.264" moon.mp4 10
check "H.264 to pixels" ffmpeg -loglevel error -i moon.mp4 -frames:v 1 \
	-f rawvideo -pix_fmt gray moon.raw
if ! colour; then
	check "H.264 shows the stars" "$QHY_REPO/build/tests/bin/qhylike" \
		0.95 moon.raw wanted.raw
fi
cam 0 "scene pattern" > /dev/null
cook 60 SER
want_out moon.ser SER
is "SER: frames" \
	"$(od -An -tu4 --endian=little -j38 -N4 moon.ser | tr -d ' ')" 20
run "$QHY_REPO/build/tests/bin/qhycam-pattern" -r "8:$AREA" moon.ser
want_status 0 "SER: every pixel"
is "SER: one after the other" "$(awk 'NR > 1 && $1 == last + 1 { n++ }
	{ last = $1 } END { print NR, n + 0 }' "$T/out")" "20 19"
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
