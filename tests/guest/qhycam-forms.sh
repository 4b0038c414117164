#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every form that a frame can be written in: the whole area with its sections,
# binned, compressed, raw, SER, with the user's own keywords and names. Pixels are
# those of the camera; fitsverify and astropy have nothing to say.
# needs: camera=268m,pace=fast deep | camera=268c,pace=fast deep
# needs: limit=300s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

area=(--roi 644x482+1002+500 -t 1ms)

# written FORM KIND SHAPE OPTIONS...: two frames in this form, every pixel. What
# astropy is to say of the first one goes into $T/wanted.
written()
{
	local form=$1 kind=$2 shape=$3

	shift 3
	qhycam shoot "${area[@]}" -n 2 -o "$form" "$@"
	want_status 0 "$form"
	read -r -a names <<< "$(tr '\n' ' ' < "$T/out")"
	is "$form: its files" "$(echo "$form"*)" "${names[*]}"
	read -r -a numbers <<< "$(pattern_frames "${names[@]}")"
	is "$form: every pixel of two frames" \
		"${#numbers[@]} $((numbers[1] - numbers[0]))" "2 1"
	echo "${names[0]} $kind $shape" >> "$T/wanted"
}

load_driver
qhycam shoot -t 1ms --overscan --gain 7 -o '%o_%f_%g_%t-%e' --object 'M 31/core' \
	--filter "H-alpha 7nm" --type flat --header "telescop='f/4 Newton'/the large one" \
	--header EGAIN=0.33/e-/ADU --header GUIDED=T --header FOCUSPOS=-12
want_status 0
want_out M_31_core_H-alpha_7nm_7_flat-1ms.fits
verified M_31*
header M_31*
for pair in "NAXIS1 6280" "NAXIS2 4210" "BIASSEC [25:6276,4177:4210]" \
	"TRIMSEC [25:6276,1:4176]" "DATASEC [25:6276,1:4176]" "OBJECT M 31/core" \
	"FILTER H-alpha 7nm" "IMAGETYP Flat Frame" "FRAME Flat" "DARKTIME 0.001" \
	"READMODE 0" "PIXSIZE1 3.760" "TELESCOP f/4 Newton" "EGAIN 0.33" "GUIDED T" \
	"FOCUSPOS -12"; do
	has "${pair%% *}" "${pair#* }"
done
is "comment" "$(comment EGAIN)" "e-/ADU"
matches "DATE-LOC" "$(key DATE-LOC)" '^[0-9-]{10}T[0-9:]{8}\.[0-9]{3}$'
rm M_31*

written plain- u16 644x482
header plain--0001.fits
has DATASEC absent
written eight- u8 644x482 --bits 8
written sum2- i32 322x241 --bin 2
header sum2--0001.fits
for pair in "XBINNING 2" "YBINNING 2" "BINMODE sum" "XPIXSZ 7.520" "PIXSIZE2 3.760" \
	"XORGSUBF 501" "YORGSUBF 250" "BITPIX 32" "BAYERPAT absent"; do
	has "${pair%% *}" "${pair#* }"
done
written mean2- u16 322x241 --bin 2 --bin-average
area=(--roi 644x482+1002+504 -t 1ms)
written sum3- i32 214x160 --bin 3
written sum4- i32 161x120 --bin 4 --compress rice --roi 644x482+1000+504
written mean4- u8 161x120 --bin 4 --bits 8 --bin-average --roi 644x482+1000+504
written sum48- u16 161x120 --bin 4 --bits 8 --roi 644x482+1000+504
written rice- u16 644x482 --compress rice --header TELESCOP=x
is "compressed names" "$(echo rice-*)" "rice--0001.fits.fz rice--0002.fits.fz"
check "keywords of a compressed file" grep -aq "TELESCOP= 'x  " rice--0001.fits.fz
written rice8- u8 644x482 --bits 8 --compress rice

verified ./*-0001.fits*
read -r -a names <<< "$(cut -d' ' -f1 "$T/wanted" | tr '\n' ' ')"
run /usr/bin/python3 "$QHY_REPO/tests/guest/qhycam-forms.py" "${names[@]}"
want_status 0 "astropy"
is "pixels and shapes, says astropy" "$(cut -d' ' -f1-3 "$T/out")" "$(< "$T/wanted")"

# pattern of plain files
plain_frames()
{
	"$QHY_REPO/build/tests/bin/qhycam-pattern" -r "$@" | tr '\n' ' '
}

rm -f ./*
qhycam shoot "${area[@]}" -n 3 --raw -o r
want_out $'r-0001.raw\nr-0002.raw\nr-0003.raw'
is "raw: bytes" "$(stat -c %s r-0001.raw)" $((644 * 482 * 2))
read -r -a numbers <<< "$(plain_frames 16:644x482+1002+504 r-*.raw)"
is "raw: every pixel of three frames" "${#numbers[@]} $((numbers[2] - numbers[0]))" "3 2"
rm -f ./*
qhycam shoot "${area[@]}" -n 20 --live --bits 8 --ser -o moon
want_status 0
want_out moon.ser
files_here moon.ser
is "SER: frames" "$(od -An -tu4 --endian=little -j38 -N4 moon.ser | tr -d ' ')" 20
read -r -a numbers <<< "$(plain_frames 8:644x482+1002+504 moon.ser)"
is "SER: every pixel of 20 frames, one after the other" \
	"${#numbers[@]} $((numbers[19] - numbers[0]))" "20 19"
refused 2 'moon.ser exists already' shoot "${area[@]}" --ser -o moon
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
