#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam burst: bursts as cubes and as single files bring the frames start + 1 ..
# end - 1; one that is damaged, lost at the end or, by the camera's own counter,
# in the middle is named, and the rest is there.
# needs: camera=268m deep | camera=600c deep
# needs: limit=300s tags=qhycam,burst allow=no.frames,.restarting
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

area=(--roi 644x482+24+2 -t 1ms)

# again FAULT: no files, no faults but this one.
again()
{
	rm -f ./*
	cam 0 faults clear > /dev/null
	(($# == 0)) || cam 0 "$1" > /dev/null || not_ok "$1"
}

load_driver
refused 2 'the driver has no bursts; load it with unconfirmed=1' burst -t 1 -o x
check "the driver unloads" qhy_unload
load_driver unconfirmed=1
node=$(video_node)

qhycam burst "${area[@]}" -n 3 --cube -o cube --object "M 31"
want_status 0
want_out $'cube-0001.fits\ncube-0002.fits\ncube-0003.fits'
files_here cube-0001.fits cube-0002.fits cube-0003.fits
is "frames 2 to 5, three times" "$(pattern_frames cube-*.fits)" "2 3 4 5 2 3 4 5 2 3 4 5 "
verified cube-*.fits
header cube-0002.fits
for pair in "NAXIS 3" "NAXIS3 4" "BURSTNO 2" "BURST1ST 2" "BURSTEND 5" "BURSTMIS absent" \
	"OBJECT M 31"; do
	has "${pair%% *}" "${pair#* }"
done
run /usr/bin/python3 "$QHY_REPO/tests/guest/qhycam-forms.py" cube-0001.fits
want_status 0 "astropy"
want_out_has '^cube-0001.fits u16 644x482x4 ' "astropy"
is "burst mode is off again" "$(v4l2-ctl -d "$node" -C burst)" "burst: 0"

again
qhycam burst "${area[@]}" -n 2 --start 3 --end 6 --bits 8 -o 'b%b-%n' --interval 200ms
want_status 0
want_out $'b1-0001.fits\nb1-0002.fits\nb2-0003.fits\nb2-0004.fits'
is "frames 4 and 5, twice" "$(pattern_frames b*.fits)" "4 5 4 5 "

again 'fault on frame#2 at byte 1000 do drop 512'
qhycam burst "${area[@]}" -n 2 --cube -o cube
want_status 3 "a damaged frame"
want_err_has 'burst 1: frame 3 is missing: bytes lost or added'
want_err_has '1 of 8 frames are missing'
is "the others" "$(pattern_frames cube-*.fits)" "2 4 5 2 3 4 5 "
verified cube-*.fits
header cube-0001.fits
has NAXIS3 3
has BURSTMIS 3

again 'fault on frame#4 at byte 100 do silent'
qhycam burst "${area[@]}" -n 2 -o single
want_status 3 "a frame that does not come"
want_err_has 'burst 1: frame 5 is missing: it did not come in time'
files_here single-000{1,2,3,5,6,7,8}.fits
is "the others" "$(pattern_frames single-*.fits)" "2 3 4 2 3 4 5 "

# With the GPS box's header the camera's own numbers are there.
again
cam 0 gps locked > /dev/null
v4l2-ctl -d "$node" -c gpio_port_mode=1
qhycam burst "${area[@]}" -n 2 --cube -o gps
want_status 0 "with frame numbers"
header gps-0002.fits
has FRAMECNT 2
again 'fault on frame#2 at byte 0 do drop 620820'
qhycam burst "${area[@]}" --cube -o gps
want_status 3 "a frame that the counter misses"
want_err_has 'burst 1: frame 3 is missing'
header gps.fits
has BURSTMIS 3
has NAXIS3 3
v4l2-ctl -d "$node" -c gpio_port_mode=0
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
