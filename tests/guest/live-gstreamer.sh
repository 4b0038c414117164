#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: GStreamer writes 16-bit PNG files without loss, makes colour of 8-bit
# Bayer, and shows a window. Every pixel is compared: of a coloured picture, those
# of the colour that the sensor has there.
# needs: camera=268m deep | camera=268c deep
# needs: limit=400s mem=4G tags=live,clients
. "$QHY_REPO/tests/lib/recipes.sh"

# mosaic FILE...: of raw 8-bit RGB pictures, what a sensor behind RGGB filters saw.
mosaic()
{
	/usr/bin/python3 - "${AREA%%x*}" "$@" << 'END'
import sys
width = int(sys.argv[1])
for name in sys.argv[2:]:
    rgb = open(name, "rb").read()
    out = bytearray(len(rgb) // 3)
    for row in range(len(out) // width):
        line = rgb[3 * row * width:3 * (row + 1) * width]
        for odd in range(2):
            channel = odd + row % 2
            out[row * width + odd:(row + 1) * width:2] = line[
                3 * odd + channel::6]
    sys.stdout.buffer.write(out)
END
}

load_driver
cook 30 "Region, exposure and gain"
# GStreamer keeps damaged frames, so the machine must not be too late for any
v4l2-ctl -c exposure_time_microseconds=500000
if colour; then
	cook 150 "Colour from a Bayer camera"
	is "colour: files" "$(echo colour-*.png | wc -w)" 10
	check "colour: pixels" ffmpeg -loglevel error -i colour-%04d.png \
		-f rawvideo -pix_fmt rgb24 colour.rgb
	mosaic colour.rgb > colour.raw
	exact colour 8 10 colour.raw
else
	cook 150 "PNG files"
	is "PNG: files" "$(echo moon-*.png | wc -w)" 10
	check "PNG: pixels" ffmpeg -loglevel error -i moon-%04d.png \
		-f rawvideo -pix_fmt gray16le moon.raw
	exact PNG 16le 10 moon.raw
	screen_begin
	serve Window
	check "window: every pixel" wait_until 90 screen_shows
	stop_job Window
	is "window: status after Ctrl-C" "$status" 0
	screen_end
fi
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
