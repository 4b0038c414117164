#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Exposures of half a minute at 5 pictures per second: ffmpeg gets every picture in time,
# first that of no frame, then the same one again and again, then the next.
# needs: camera=268m,scene=stars deep
# needs: limit=300s tags=qhycam,clients
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-broadcast.inc"

load_driver
sky_settings
check "ffmpeg takes 75 s of it" bash -c "set -o pipefail; '$QHYCAM' broadcast - ${view[*]} \
	-t 30s --rate 5 --duration 75s 2> err | ffmpeg -loglevel error -i - -c:v ffv1 \
	-fps_mode passthrough sky.mkv"
matches "what qhycam says" "$(< err)" '^375 pictures sent to standard output, [1-9] frame'
ffprobe -loglevel error -select_streams v -show_entries packet=pts_time -of csv=p=0 sky.mkv |
	tr -d ',' > pts
is "pictures" "$(wc -l < pts)" 375
check "times increase" awk 'NR > 1 && !($1 > last) { exit 1 } { last = $1 }' pts
ffmpeg -loglevel error -i sky.mkv -f framemd5 sums
distinct=$(grep -v '^#' sums | awk '{ print $NF }' | uniq | wc -l)
# the first picture, and that of each frame whose exposure has ended; a busy host may be late
at_least "pictures that differ" "$distinct" 2
at_most "pictures that differ" "$distinct" 4
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
