#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam offset finds the offset that keeps the whole peak above 0, at low gain and
# at high, and leaves the camera as it was.
# needs: camera=268m,pace=fast,scene=stars deep | camera=600c,pace=fast,scene=stars deep
# needs: limit=240s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-measure.inc"

region=(--roi 640x480+2000+1000)

# lowest GAIN OFFSET: of the pixels of a bias frame, by another way.
lowest()
{
	rm -f bias.fits
	"$QHYCAM" shoot --type bias -q -m 1 --gain "$1" --offset "$2" --roi 128x128+2200+1200 \
		-o bias.fits > /dev/null
	# BITPIX 16 with BZERO 32768; the data are the last 12 blocks of the file
	tail -c $((12 * 2880)) bias.fits | head -c 32768 | od -An -v -w2 -td2 --endian=big |
		sort -n | head -n 1 | awk '{ print $1 + 32768 }'
	rm -f bias.fits
}

load_driver
node=$(video_node)
v4l2-ctl -d "$node" -c gain=0,offset=20,readout_mode=1,exposure_time_microseconds=300000000
v4l2-ctl -d "$node" --set-selection target=crop,left=104,top=100,width=640,height=480
before=$(settings)

qhycam offset "${region[@]}" --png histogram.png
want_status 0
want_out_has 'gain 0, readout mode 1 .High Gain., 3 bias frames of 640x480 pixels'
want_out_has $'\nrecommended offset: 20 \(as it is\)'
want_out_has $'\n   3[0-9]0 \|#{20,} [0-9]+'
is "no line is wider than 80" "$(awk 'length > 80' "$T/out")" ""
is "the picture is a PNG" "$(head -c 8 histogram.png | od -An -tx1)" " 89 50 4e 47 0d 0a 1a 0a"
is "its size" "$(od -An -tu4 --endian=big -j16 -N8 histogram.png | tr -s ' ')" " 960 420"
files_here histogram.png
left_alone "$before"
rm -f histogram.png

# Offsets that are wrong, both ways.
for try in "0 2" "0 120" "100 0"; do
	read -r gain offset <<< "$try"
	v4l2-ctl -d "$node" -c "gain=$gain,offset=$offset"
	before=$(settings)
	qhycam offset "${region[@]}" -n 2 --json -q
	want_status 0
	want_err ""
	is "gain" "$(field .gain)" "$gain"
	is "present offset" "$(field .present)" "$offset"
	is "it fits" "$(field '.fits, .set' | tr '\n' ' ')" "true false "
	found=$(field .recommended)
	holds "another one is recommended" "$found != $offset"
	left_alone "$before"
	least=$(lowest "$gain" "$found")
	at_least "gain $gain, offset $found: the lowest pixel" "$least" 90
	((gain)) || at_most "gain $gain, offset $found: the lowest pixel" "$least" 450
done

v4l2-ctl -d "$node" -c gain=3,offset=1,readout_mode=0
qhycam offset "${region[@]}" --gain 60 --mode 'high gain' -n 1 --set
want_status 0
want_out_has $'\noffset 1, as it is: peak 0 \.\. [0-9]+ ADU, cut off at 0\n'
want_err_has 'offset 1: peak 0 .. [0-9]+ ADU, median [0-9]+, cut off at 0'
found=$(sed -En 's/^recommended offset: ([0-9]+).*/\1/p' "$T/out")
matches "gain, offset and mode stay" \
	"$(v4l2-ctl -d "$node" -C gain,offset,readout_mode | tr '\n' ' ')" \
	"gain: 60 offset: $found readout_mode: 1 "

# The whole area, which is what one would use.
if [[ $QHY_MODELS == 268m ]]; then
	qhycam offset -n 1 --gain 0 --json
	want_status 0
	is "fits" "$(field .fits)" true
	sanitized offset --roi 256x128+2000+1000 --gain 20 --png a.png
fi
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
