#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that exposes but sends nothing does not hold qhycam for ever.
# needs: camera=268m,pace=fast limit=120s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

load_driver
cam 0 'fault on frame* do silent' > /dev/null || bail "no such fault"
qhycam shoot -t 1ms --roi 640x480+24+0 -o a.fits
want_status 8
want_err_has 'no frame from QHY268M in time; check the USB cable'
no_files
cam 0 faults clear > /dev/null
qhycam shoot -t 1ms --roi 640x480+24+0 -o a.fits
want_status 0 "afterwards"
check "its pixels" pattern_frames a.fits
done_testing
