#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The GPS header is read out of the image: sequence, instants to 0.1 us, place,
# PPS, at 8 and 16 bit, in either byte order; with a box that is locked, not
# locked or absent. A ROI that is too narrow has no header, and one that lost
# bytes is not believed. The pixels beside it are the scene's.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=gps,meta
. "$QHY_REPO/tests/lib/truth.sh"

files=()

# take NAME ARGUMENT...: ten images; qhymeta must be content.
take()
{
	metas "$T/$1" -n 10 -e 5000 "${@:2}"
	is "$1: status" "$status $err" "0 "
	files+=("$T/$1")
}

# flagged FILE MASK: how many metadata have all of these flags.
flagged()
{
	local f count=0

	while read -r f; do
		(((f & $2) != $2)) || count=$((count + 1))
	done < <(sed -n -E 's/.*"ev":"meta".*"flags":([0-9]+).*/\1/p' "$1")
	echo $count
}

load_driver unconfirmed=1
take outputs -f "$(flat)" -c 640x480+24+2
is "port mode 0: no header" "$(flagged "$T/outputs" 0x20)" 0

control gpio_port_mode=1
cam 0 gps locked > /dev/null
for format in $(formats); do
	take "locked-$format" -G -f "$format" -c 640x480+24+2
	is "$format: locked" "$(flagged "$T/locked-$format" 0x70)" 10
	take "single-$format" -1 -G -f "$format" -c 640x480+100+200 -n 3
	is "$format: locked, single" "$(flagged "$T/single-$format" 0x70)" 3
done
for place in "-33.8833333 151.2083333" "-45.5 -179.9999" "89.99999 179.99999" "0 0"; do
	cam 0 gps at "$place" > /dev/null
	take "at ${place/ /,}" -G -f "$(flat)" -c 44x480+24+2
done
is "south is negative" "$(sed -n -E 's/.*"gps_latitude":(-?[0-9]{5}).*/\1/p' \
	"$T/at -33.8833333,151.2083333" | sort -u)" "-33883"
cam 0 gps unlocked > /dev/null
take unlocked -G -f "$(deep)" -c 640x480+24+2
is "not locked" "$(flagged "$T/unlocked" 0x20) $(flagged "$T/unlocked" 0x40)" "10 0"
cam 0 gps absent > /dev/null
take absent -G -f "$(deep)" -c 640x480+24+2
is "no box: the counter is there" \
	"$(flagged "$T/absent" 0x30) $(flagged "$T/absent" 0x40)" "10 0"
cam 0 gps locked > /dev/null
take narrow -f "$(deep)" -c 40x480+24+2
is "too narrow for a header" "$(flagged "$T/narrow" 0x10) $(flagged "$T/narrow" 0x20)" "0 0"

# Bytes that are lost in, before or behind the header.
cam_lines 0 <<- EOF
	fault on frame#2 at byte 0 do drop 1000
	fault on frame#4 at byte 30 do drop 5
	fault on frame#6 at byte 20 do short
	fault on frame#8 at byte 20000 do drop 100
EOF
metas "$T/damaged" -G -f "$(flat)" -c 640x480+24+2 -n 12 -e 5000
is "damaged: status" "$status $err" "0 "
is "damaged: images with the error flag" "$(number "$T/damaged" damaged)" 4
is "damaged: header not believed" "$(flagged "$T/damaged" 0x10040)" 0
at_least "the others are" "$(flagged "$T/damaged" 0x70)" 4
files+=("$T/damaged")

# At once without a header again.
control gpio_port_mode=0
take off -f "$(flat)" -c 640x480+24+2
is "port mode 0 again: no header" "$(flagged "$T/off" 0x20)" 0
against_truth gps "${files[@]}"
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
