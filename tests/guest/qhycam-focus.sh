#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam focus measures the stars' half-flux radius and follows it through focus.
# needs: camera=268m,pace=fast,scene=stars deep | camera=268c,pace=fast,scene=stars deep
# needs: limit=240s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-measure.inc"

region=(--roi 2048x1024+2000+1000)

# radius SIGMA: of a round star, by geometry; a pixel's light is shared out, and a
# colour camera's cell of 2 x 2 pixels is one. Written for awk.
radius()
{
	local cell=1

	[[ $QHY_MODELS != *c ]] || cell=2
	awk "BEGIN { print 1.17741 * sqrt($1 ^ 2 + $cell ^ 2 / 12 + ($cell == 2) * 0.25) }"
}

# frames COUNT: wait until so many lines are in the output.
frames()
{
	(($(wc -l < "$T/out") >= $1))
}

load_driver
node=$(video_node)
v4l2-ctl -d "$node" -c gain=0,offset=20,readout_mode=1,exposure_time_microseconds=20000
before=$(settings)

for sigma in 1.5 4; do
	cam 0 "seeing $sigma" > /dev/null
	qhycam focus -t 1s -n 2 --json -q "${region[@]}"
	want_status 0
	want_err ""
	is "frames" "$(field .frame | tr '\n' ' ')" "1 2 "
	want=$(radius $sigma)
	for hfr in $(field .hfr); do
		holds "sigma $sigma: $hfr is about $want px" \
			"$hfr > 0.92 * $want && $hfr < 1.08 * $want"
	done
	at_least "stars" "$(field .stars | sort -n | head -n 1)" 5
	holds "the sky has noise" "$(field .sigma | head -n 1) > 1"
	left_alone "$before"
done

# Through focus and out again; Ctrl-C is the end.
cam 0 'seeing 4' > /dev/null
LC_ALL=C "$QHYCAM" focus -t 1s --stars 8 "${region[@]}" > "$T/out" 2> "$T/err" < /dev/null &
pid=$!
check "two frames out of focus" wait_until 60 frames 2
cam 0 'seeing 1.5' > /dev/null
check "in focus" wait_until 60 frames 4
cam 0 'seeing 3' > /dev/null
check "and past it" wait_until 60 frames 7
kill -INT $pid
wait $pid
is "exit code after Ctrl-C" $? 0
first=$(awk 'NR == 1 { print $2 }' "$T/out")
last=$(awk 'END { print $2 }' "$T/out")
best=$(sed -n 's/^best: \([0-9.]*\) px, frame .*/\1/p' "$T/err")
holds "the best ($best) is less than half of the first ($first)" "$best < 0.5 * $first"
holds "the last ($last) is larger again" "$last > 1.5 * $best"
matches "a line" "$(head -n 1 "$T/out")" '^   1 +[0-9.]+ px  best +[0-9.]+ +[0-9]+ stars?'
matches "the trend has three heights" "$(tail -n 1 "$T/out")" '#.*_.*[-.=*]$'
run_command="focus, stopped"
left_alone "$before"

# In a terminal that can do more.
run env LC_ALL=C.UTF-8 "$QHYCAM" focus -t 1s -n 1 "${region[@]}"
want_out_has '▁$'

cam 0 'scene dark' > /dev/null
qhycam focus -t 1s -n 1 "${region[@]}"
want_status 1
want_out_has '^   1  no star'
want_err_has 'no star in 1 frame: expose longer'
qhycam focus -t 1s -n 1 --json "${region[@]}"
is "no star is null" "$(field '.hfr, .best, .stars' | tr '\n' ' ')" "null null 0 "
cam 0 'scene stars' > /dev/null
sanitized focus -t 1s -n 1 --roi 1024x512+2000+1000
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
