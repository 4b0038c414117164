#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each image has its metadata: same sequence and time, and what they say is what
# the camera itself wrote down about that frame, live and single, in each format,
# whichever node is read first, with another ROI in the next stream.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=meta
. "$QHY_REPO/tests/lib/truth.sh"

# take NAME ARGUMENT...: qhymeta must be content.
take()
{
	metas "$T/$1" "${@:2}"
	is "$1: status" "$status $err" "0 "
	is "$1: damaged images" "$(number "$T/$1" damaged)" 0
}

load_driver unconfirmed=1
control gain=17,offset=31,usb_traffic=7,readout_mode=2
files=()
for format in $(formats); do
	take "live-$format" -f "$format" -c 1000x600+24+2 -e 20000 -n 40
	take "live-$format-first" -f "$format" -c 640x480+100+200 -e 90000 -n 8 -o
	take "single-$format" -1 -f "$format" -c 640x480+24+2 -e 50000 -n 4
	files+=("$T"/{live,single}-"$format" "$T/live-$format-first")
done
control gain=3,readout_mode=0
take another -f "$(flat)" -c 2048x100+6+8 -e 100 -n 60
take full -f "$(deep)" -c "$(native)" -e 1000 -n 6 -r 64
files+=("$T/another" "$T/full")
against_truth settings "${files[@]}"

# A setting that changes between two single exposures acts on the next one.
begin -1 -f "$(flat)" -c 640x480+24+2 -e 100000
check "single exposures" wait_until 20 frames_came 1
control gain=21,offset=5
check "they go on" wait_until 20 frames_came $(($(numbers "$T/stream" | wc -w) + 3))
finish "single exposures"
cp "$T/stream" "$T/changed"
is "gain and offset from then on" "$(sed -n -E \
	's/.*"ev":"meta".*"gain":([0-9]+),"offset":([0-9]+).*/\1 \2/p' "$T/changed" |
	tail -n 1) $(cam_status 0 gain) $(cam_status 0 offset)" "21 5 21 5"

# What one program says to DQBUF would end the queues for all.
run "$QHY_REPO/build/tests/bin/qhylast" "$(video_node)" "$(meta_node)"
want_status 0 "DQBUF with the flags of a last buffer"
take afterwards -f "$(flat)" -c 640x480+24+2 -e 1000 -n 3

is "flags of a whole frame" "$(grep '"ev":"meta"' "$T/another" |
	sed -E 's/.*"flags":([0-9]+).*/\1/' | sort -u | while read -r flags; do
		echo $((flags & ~0x86))
	done | sort -u | tr '\n' ' ')" "9 "
is "capture modes" "$(cat "$T"/{live,single}-"$(flat)" |
	sed -n -E 's/.*"capture_mode":([0-9]).*/\1/p' | uniq | tr '\n' ' ')" "0 1 "
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
