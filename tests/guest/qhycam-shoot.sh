#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam shoot writes what the camera sees: pixels, headers, previews.
# needs: camera=268m,pace=fast | camera=268c,pace=fast deep | camera=600m,pace=fast deep | camera=600c,pace=fast deep
# needs: limit=240s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

case $QHY_MODELS in
268*)	whole="6280 4210" effective="6252 4176" ;;
*)	whole="9600 6422" effective="9576 6388" ;;
esac
case $QHY_MODELS in
*c)	bayer=RGGB offset=0 ;;
*)	bayer=absent offset=absent ;;
esac

load_driver
before=$(date -u +%s)
qhycam shoot -t 20ms -n 2 --full --gain 26 --offset 30 --traffic 5 --mode 1 --type dark \
	-o 'full-%n.fits' --preview full.png
want_status 0
want_out $'full-0001.fits\nfull-0002.fits'
want_err_has 'frame 2/2: median [0-9]+ ADU'
want_err_has '2 frames, [0-9.]+ frames/s, [0-9.]+ s'
files_here full-0001.fits full-0002.fits full.png
is "every pixel, frame after frame" "$(pattern_frames full-*.fits)" "1 2 "
verified full-*.fits
header full-0001.fits
for pair in "NAXIS1 ${whole% *}" "NAXIS2 ${whole#* }" "BITPIX 16" "IMAGETYP Dark Frame" \
	"EXPTIME 0.02" "EXPOSURE 0.02" "GAIN 26" "OFFSET 30" "USBLIMIT 5" "READOUTM High Gain" \
	"XBINNING 1" "YBINNING 1" "XPIXSZ 3.760" "YPIXSZ 3.760" "XORGSUBF 0" "YORGSUBF 0" \
	"ROWORDER TOP-DOWN" "BAYERPAT $bayer" "XBAYROFF $offset" "YBAYROFF $offset" \
	"CCD-TEMP 20.0" "FRAMENO 0"; do
	has "${pair%% *}" "${pair#* }"
done
matches "INSTRUME" "$(key INSTRUME)" "^QHY${QHY_MODELS:0:3}"
matches "SERIALNO" "$(key SERIALNO)" '^QHY'
matches "SWCREATE" "$(key SWCREATE)" '^qhycam [0-9.]+$'
observed=$(key DATE-OBS)
matches "DATE-OBS has microseconds" "$observed" '^[0-9-]{10}T[0-9:]{8}\.[0-9]{6}$'
at_least "DATE-OBS is not before the start" "$(date -u -d "${observed}Z" +%s)" "$before"
at_most "DATE-OBS is not after the end" "$(date -u -d "${observed}Z" +%s)" "$(date -u +%s)"
is "the preview is a PNG" "$(head -c 8 full.png | od -An -tx1)" " 89 50 4e 47 0d 0a 1a 0a"
columns=$(od -An -tu4 --endian=big -j16 -N4 full.png)
at_most "columns of the preview" "$((columns))" 1600
at_least "columns of the preview" "$((columns))" 1500
rm full*

qhycam shoot -t 1ms -n 3 --live --bits 8 -o 'live.fits'
want_status 0
files_here live-0001.fits live-0002.fits live-0003.fits
read -r -a numbers <<< "$(pattern_frames live-*.fits)"
is "three frames" "${#numbers[@]}" 3
is "live frames follow each other" "$((numbers[2] - numbers[0]))" 2
header live-0001.fits
has BITPIX 8
has NAXIS1 "${effective% *}"
has NAXIS2 "${effective#* }"
has XORGSUBF 24
verified live-*.fits
rm live*

qhycam shoot -t 30ms --roi 128x66+1002+500 -o roi -q
want_status 0
want_err ""
files_here roi.fits
matches "every pixel of the region" "$(pattern_frames roi.fits)" '^[0-9]+ $'
header roi.fits
has NAXIS1 128
has NAXIS2 66
has XORGSUBF 1002
has YORGSUBF 500
has EXPTIME 0.03

qhycam shoot -t 30ms --roi 128x66+1002+500 -o roi
want_status 2
one_line 'roi.fits exists already'
qhycam shoot -t 30ms --roi 128x66+1002+500 -o roi --first 7
want_out roi-0007.fits "a frame with its number"
qhycam shoot -t 30ms --roi 128x66+1002+500 -o '%2n-roi' -n 2 --first 99 -q
want_out $'99-roi.fits\n100-roi.fits' "numbers go on"
qhycam shoot -t 30ms --roi 128x66+1002+500 -o roi -n 3 --first 5
want_status 2 "one of the names is there"
one_line 'roi-0007.fits exists already'
qhycam shoot -t 40ms --roi 128x66+1002+500 -o roi --overwrite
want_status 0
check "the file was replaced" grep -aq 'EXPTIME =  *0.04 ' roi.fits
qhycam shoot --type bias --roi 4x2+0+0 --bits 8 -o 'small-%e'
want_status 0
check "the shortest exposure is in the name" ls small-[34]0us.fits
run fitscheck --checksum standard roi.fits small-*.fits
want_status 0 "astropy agrees on the checksums"
matches "the capture mode is put back" "$(v4l2-ctl -d "$(video_node)" -C capture_mode)" \
	'capture_mode: 0 '
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
