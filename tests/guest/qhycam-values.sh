#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Values that the camera has not got end with 2, name the range, and expose
# nothing.
# needs: camera=268m,pace=fast limit=60s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

load_driver
shoot=(shoot -t 1 -o x)
refused 2 '--exposure 7200s: QHY268M takes 30us .. 3600s' shoot -t 7200s -o x
refused 2 '--exposure 29us: QHY268M takes 30us .. 3600s' shoot -t 29us -o x
refused 2 '--gain 143: QHY268M takes 0 .. 142' "${shoot[@]}" --gain 143
refused 2 '--offset -1: QHY268M takes 0 .. 255' "${shoot[@]}" --offset -1
refused 2 '--traffic 256: QHY268M takes 0 .. 255' "${shoot[@]}" --traffic 256
refused 2 "--mode 9: no such one; QHY268M has 0 'Photographic DSO', 1 'High Gain'" \
	"${shoot[@]}" --mode 9
refused 2 '--mode extended: could mean several' "${shoot[@]}" --mode extended
refused 2 '--roi 10x10\+0\+0: sizes are 4x2 .. 6280x4210 in steps of 4x2' \
	"${shoot[@]}" --roi 10x10+0+0
refused 2 '--roi 8x4\+6276\+0: .* inside the whole area of 6280x4210' \
	"${shoot[@]}" --roi 8x4+6276+0
refused 2 '--roi 12x10\+1\+0: the camera cannot; the nearest is 12x10' \
	"${shoot[@]}" --roi 12x10+1+0
refused 2 '--bits 16: .* present readout mode' "${shoot[@]}" --mode 'high speed' --bits 16
refused 4 '--camera 1: no such camera; there is: 0 /dev/video0 QHY268M' "${shoot[@]}" -c 1
refused 4 '--camera /dev/null: no such camera' "${shoot[@]}" -c /dev/null
is "nothing was exposed" "$(cam_status 0 frames_exposed)" 0
qhycam shoot -t 1ms --mode 6 --roi 64x64+0+0 -o x
want_status 0 "16 bit is only the default"
qhycam shoot -t 1ms --mode 'high gain' --roi 64x64+0+0 -o y -c qhy268m
want_status 0 "a mode by its whole name, a camera by its card"
qhycam shoot -t 1ms --roi 64x64+0+0 -o z -c "$(video_node)" -v
want_status 0 "a camera by its node"
want_err_has 'sequence 0, 8192 bytes, start '
files_here x.fits y.fits z.fits
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
