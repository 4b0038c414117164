#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: mpv shows every pixel of the camera, in a window, and in files when
# its configuration says so. v4l2-ctl writes raw frames.
# needs: camera=268m deep
# needs: limit=300s mem=4G tags=live,clients
. "$QHY_REPO/tests/lib/recipes.sh"

load_driver
cook 30 "Region, exposure and gain"
# mpv is late in the machine; what comes meanwhile waits in the camera's memory
v4l2-ctl -c exposure_time_microseconds=500000
mkdir "$T/mpv"
printf '%s\n' vo=image vo-image-format=png vo-image-png-compression=0 \
	vo-image-outdir=shown frames=10 > "$T/mpv/mpv.conf"
export MPV_HOME=$T/mpv
cook 120 Look
is "mpv: files" "$(find shown -name '*.png' | wc -l)" 10
check "mpv: pixels" ffmpeg -loglevel error -i shown/%08d.png -f rawvideo \
	-pix_fmt gray shown.raw
exact mpv 8 10 shown.raw

screen_begin
printf '%s\n' vo=x11 osc=no osd-level=0 border=no > "$T/mpv/mpv.conf"
serve Look
check "mpv: every pixel of the window" wait_until 90 screen_shows
stop_job mpv
is "mpv: status after Ctrl-C" "$status" 4
screen_end

cook 60 "Raw frames"
exact v4l2-ctl 16le 10 frames.raw
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
