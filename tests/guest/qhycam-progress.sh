#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A terminal shows the time left of a long exposure; anything else gets lines.
# needs: camera=268m limit=60s tags=qhycam,deep
. "$QHY_REPO/tests/lib/qhycam.sh"

load_driver
command="$QHYCAM shoot -t 3s -n 2 --roi 640x480+24+0 -o"
run env TERM=xterm script -q -e -c "stty cols 50; $command a.fits" typescript
want_status 0 "on a terminal"
want_out_has $'\r''frame 1/2  3s \[[#.]{20}\] [1-3] s left'
want_out_has $'\r''frame 2/2  3s \[[#.]{20}\] [1-3] s left'
want_out_has 'frame 2/2: median [0-9]+ ADU'
want_out_has '2 frames, 0\.[0-9] frames/s, [0-9.]+ s'
is "no line is wider than the terminal" \
	"$(tr '\r' '\n' < "$T/out" | sed 's/\x1b\[K//g' | grep left | awk 'length > 49')" ""
run env TERM=dumb script -q -e -c "$command b.fits" typescript
want_status 0 "on a dumb terminal"
is "nothing is redrawn" "$(grep -c left "$T/out")" 0
qhycam shoot -t 3s --roi 640x480+24+0 -o c.fits
want_status 0 "no terminal"
want_out c.fits
is "two lines" "$(wc -l < "$T/err")" 2
want_err_has '^[0-9-]{10}T[0-9:.]{12}Z frame 1/1: median '
qhycam shoot -t 3s --roi 640x480+24+0 -o d.fits -q
want_out d.fits "quiet"
want_err "" "quiet"
done_testing
