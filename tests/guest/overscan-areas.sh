#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The whole active area can be had: optical black at the left and overscan at the
# bottom are dark in a flat, all of the image is the pedestal in a bias, and hot
# pixels of a dark are everywhere but in the overscan. The effective area is the
# default crop and has none of both.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=overscan
. "$QHY_REPO/tests/lib/stream.sh"

IFS='x+' read -r width height _ <<< "$(native)"
IFS='x+' read -r eff_width eff_height left top <<< "$(effective)"

# shot SCENE EXPOSURE: one image of the current crop to $T/SCENE.
shot()
{
	cam 0 scene "$1" > /dev/null
	v4l2-ctl -c exposure_time_microseconds="$2" \
		--set-fmt-video=pixelformat="$fourcc" > /dev/null
	run timeout 60 v4l2-ctl --stream-mmap=2 --stream-count=1 --stream-to="$T/$1"
	want_status 0 "$1: an image"
}

# area NAME X Y W H: mean and maximum above the pedestal (whole numbers).
area()
{
	python3 - "$T/$1" "$now_width" "${@:2}" <<- 'EOF'
		import array, sys
		x, y, w, h = map(int, sys.argv[3:])
		width = int(sys.argv[2])
		total = highest = count = 0
		with open(sys.argv[1], "rb") as file:
		    for row in range(y, y + h):
		        file.seek(2 * (width * row + x))
		        pixels = array.array("H", file.read(2 * w))
		        total += sum(pixels)
		        highest = max(highest, max(pixels))
		        count += len(pixels)
		print(round(total / count - 326), highest - 326)
	EOF
}

# mean NAME X Y W H, highest NAME X Y W H
mean()
{
	read -r a _ <<< "$(area "$@")"
	echo "$a"
}

highest()
{
	read -r _ b <<< "$(area "$@")"
	echo "$b"
}

colour && fourcc=RG16 || fourcc='Y16 '
load_driver
v4l2-ctl -c offset=20
run v4l2-ctl --get-selection target=crop_bounds
want_out_has "Left 0, Top 0, Width $width, Height $height" "bounds"
run v4l2-ctl --get-selection target=crop_default
want_out_has "Left $left, Top $top, Width $eff_width, Height $eff_height" "default"

v4l2-ctl --set-selection=target=crop,left=0,top=0,width="$width",height="$height"
now_width=$width
shot flat 200000
bottom=$((top + eff_height)) overscan=$((height - top - eff_height))
at_least "flat: light" "$(mean flat 1000 1000 2000 20)" 1000
at_most "flat: optical black" "$(mean flat 0 1000 "$left" 200)" 30
at_least "flat: the column beside it" "$(mean flat "$left" 1000 4 100)" 1000
at_most "flat: overscan" "$(mean flat 0 $bottom "$width" "$overscan")" 30
at_least "flat: the row above it" "$(mean flat 1000 $((bottom - 2)) 2000 2)" 1000
shot bias 30
at_most "bias: light-sensitive pixels" "$(mean bias 1000 1000 2000 50)" 5
at_least "bias: light-sensitive pixels" "$(mean bias 1000 1000 2000 50)" -5
at_most "bias: optical black" "$(mean bias 0 1000 "$left" 500)" 5
at_most "bias: overscan" "$(mean bias 0 $bottom "$width" "$overscan")" 5
shot dark 1500000
at_least "dark: hot pixels" "$(highest dark 0 0 "$width" 600)" 1000
at_most "dark: none in the overscan" "$(highest dark 0 $bottom "$width" "$overscan")" 300

v4l2-ctl --set-selection=target=crop,left="$left",top="$top",width="$eff_width",height="$eff_height"
now_width=$eff_width
shot flat 200000
is "effective area: bytes" "$(stat -c %s "$T/flat")" $((2 * eff_width * eff_height))
at_least "effective area: its first column" "$(mean flat 0 1000 2 200)" 1000
at_least "effective area: its last row" "$(mean flat 0 $((eff_height - 1)) "$eff_width" 1)" 1000
done_testing
