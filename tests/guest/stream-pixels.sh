#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every pixel of 20 consecutive frames is the pattern's, in each format and
# area. Regions of interest: small ones, and those whose image ends on a packet,
# a page or a request, or a little before, so that the trailer comes next.
# needs: camera=268m,pace=fast | camera=268c,pace=fast deep | camera=600m,pace=fast deep | camera=600c,pace=fast
# needs: limit=300s tags=stream mem=4G
. "$QHY_REPO/tests/lib/stream.sh"

# Images of N x 1024 (packet), N x 4096 (page), N x 1 MiB (request) bytes at 8
# bit, and of one pixel group less.
rois="4x2+0+0 4x2+6+8 1920x1080+100+200 512x2+0+0 508x2+2+2 2048x2+24+0
	2044x2+24+2 1024x1024+0+0 2048x1026+8+4 4096x1024+2+6 684x3066+24+0"

load_driver
for format in $(formats); do
	for area in $(native) $(effective) $rois; do
		stream -f "$format" -c "$area" -n 20
		is_clean "$format $area" 20
	done
done

# A start that is asked to be odd becomes even: red stays the first pixel.
v4l2-ctl --set-selection=target=crop,left=101,top=203,width=640,height=480
stream -f "$(deep)" -n 20
is_clean "odd start" 20
run v4l2-ctl --get-selection target=crop
want_out_has 'Left 100, Top 202, Width 640, Height 480' "odd start"

is "requests that failed" "$(stat_of 0 endpoint_errors)" 0
done_testing
