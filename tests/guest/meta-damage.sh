#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Metadata stay with their images when frames are damaged or lost, when buffers
# for them are rare or missing, and when another program reads them; alone, the
# metadata node gives nothing.
# needs: camera=268m,pace=fast | camera=600c,pace=fast deep
# needs: limit=120s tags=meta,fault,kernels
. "$QHY_REPO/tests/lib/truth.sh"

area=640x480+24+2
size=$((640 * 480 * 2 + 4))

# flags FILE: what is wrong with the damaged ones, in their order.
flags()
{
	local f

	sed -n -E 's/.*"ev":"meta".*"flags":([0-9]+).*/\1/p' "$1" | while read -r f; do
		(((f & 0xf0000) == 0)) || printf '%x ' $((f >> 16))
	done
}

load_driver unconfirmed=1
# 2: length, 4: filler, 8: zeros; 1 goes with each
cam_lines 0 <<- EOF
	fault on frame#3 at byte 1000 do drop 100
	fault on frame#6 at byte $((size - 5000)) do zero 4996
	fault on frame#9 do filler
	fault on frame#12 at byte 5 do insert 5000
	fault on frame#15 at byte $((size - 4)) do trailer
	fault on frame#18 at byte 300000 do short
EOF
metas "$T/kinds" -f "$(deep)" -c $area -n 25
is "kinds of damage: status" "$status $err" "0 "
is "kinds of damage: images with the error flag" "$(number "$T/kinds" damaged)" 6
is "kinds of damage: flags" "$(flags "$T/kinds")" "3 9 5 3 3 3 "

seed=$RANDOM
diag "seed $seed"
awk -v seed=$seed -v size=$size 'BEGIN {
	srand(seed)
	for (i = 1; i <= 60; i++)
		printf "fault on frame#%d at byte %d do %s\n", 3 * i,
			int(rand() * (size - 8)), rand() < 0.5 ? "drop 3000" : "stall"
}' | cam_lines 0 || bail "the camera did not take the faults"
metas "$T/loss" -f "$(deep)" -c $area -n 150
is "loss: status" "$status $err" "0 "
at_least "loss: faults" "$(cam_status 0 faults_fired)" 40
at_least "loss: images with the error flag" "$(number "$T/loss" damaged)" 20
cam 0 faults clear > /dev/null

metas "$T/few" -f "$(flat)" -c $area -n 60 -B 1
is "one metadata buffer: status" "$status $err" "0 "
is "one metadata buffer: images" "$(number "$T/few" good)" 60
at_least "one metadata buffer: metadata" "$(number "$T/few" metas)" 1

# Two programs, each with its node; the one with metadata begins earlier.
metadata=$(meta_node)
run timeout 60 "$QHYMETA" -d - -m "$metadata" -0 -w 1500
want_status 0 "metadata alone: nothing comes"
timeout 60 "$QHYMETA" -d - -m "$metadata" -n 30 > "$T/alone" 2>&1 &
pid=$!
check "the other program reads" wait_until 20 grep -qs '"ev":"start"' "$T/alone"
stream -f "$(flat)" -c $area -n 60 -e 1000
is_clean "images while another program reads metadata" 60
wait $pid
is "metadata read by another program: status" $? 0
# It takes what is there, which may be a buffer or two more than it asked for.
in_order=$(sed -n -E \
	's/.*"ev":"meta","buffer":([0-9]+),.*"sequence":([0-9]+).*/\1 \2/p' \
	"$T/alone" | awk '$1 == NR - 1 && $2 == $1' | wc -l)
at_least "metadata read by another program" "$in_order" 30
is "all of it in order" "$(grep -c '"ev":"meta"' "$T/alone")" "$in_order"

# Images without anybody who reads metadata.
stream -f "$(flat)" -c $area -n 20
is_clean "images alone" 20

# Without the DDR, frames of several requests each for which there is no buffer.
v4l2-ctl -d "$(video_node)" -c ddr_buffer=0
stream -f "$(deep)" -c 1920x1080+100+200 -n 20 -p 5:2
is "no DDR: status" "$status" 0
is "no DDR: damaged, pixels wrong, slipped" \
	"${got[damaged]} ${got[wrong]} ${got[slipped]}" "0 0 0"
at_least "no DDR: frames lost" "${got[lost]}" 5

against_truth pairs "$T/kinds" "$T/loss"
against_truth some "$T/few"
# The queue may have had more of them when the program stopped to take images.
seen=$(($(number "$T/kinds" damaged) + $(number "$T/loss" damaged)))
counted=$(stat_of 0 damaged)
at_least "damaged frames: the driver's count" "$counted" $seen
at_most "damaged frames: the driver's count" "$counted" $((seen + 4))
done_testing
