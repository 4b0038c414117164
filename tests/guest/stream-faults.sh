#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Lost and extra bytes and short frames, at 100 random positions each: the
# damaged frame has the error flag, at most one more is lost, every good one is
# exact, and the camera is never restarted. Aligned: what is left is a multiple
# of the packet size, so the frame ends in a zero-length packet.
# needs: camera=268m,pace=fast | camera=268c,pace=fast deep | camera=600m,pace=fast deep | camera=600c,pace=fast deep
# needs: limit=240s tags=stream,fault
. "$QHY_REPO/tests/lib/stream.sh"

SPACING=3	# frames from fault to fault

# rules KIND BYTES COUNT SEED: so many rules, a line each, for frames of so many
# bytes on the wire.
rules()
{
	awk -v kind="$1" -v size="$2" -v faults="$3" -v spacing=$SPACING \
		-v seed="$4" '
	function below(n) { return int(rand() * n) }
	BEGIN {
		srand(seed)
		packet = 1024
		for (i = 1; i <= faults; i++) {
			at = below(size)
			if (kind == "drop") {
				n = 1 + below(size - at)
				act = "drop " n
			} else if (kind == "drop-aligned") {
				left = packet * (1 + below(int(size / packet)))
				at = below(left + 1)
				act = "drop " (size - left)
			} else if (kind == "insert") {
				act = "insert " (1 + below(100000))
			} else if (kind == "insert-aligned") {
				extra = packet - size % packet
				act = "insert " (extra + packet * below(100))
			} else if (kind == "short") {
				at = 1 + below(size - 1)
				act = "short"
			} else if (kind == "short-aligned") {
				at = packet * (1 + below(int(size / packet)))
				act = "short"
			}
			printf "fault on frame#%d at byte %d do %s\n",
				i * spacing, at, act
		}
	}'
}

seed=$RANDOM
diag "seed $seed"
load_driver
# One, two and many requests per frame: they resynchronise differently.
while read -r area faults; do
	IFS='x+' read -r w h _ <<< "$area"
	size=$((w * h * 2 + 4))
	for kind in drop drop-aligned insert insert-aligned short short-aligned; do
		name="$area $kind"
		cam 0 faults clear > /dev/null
		rules $kind $size "$faults" "$seed" | cam_lines 0 ||
			bail "the camera did not take the faults"
		fired=$(cam_status 0 faults_fired)
		stream -f "$(deep)" -c "$area" -n $((faults * (SPACING - 1) + 1))
		is "$name: status" "$status" 0
		is "$name: pixels wrong" "${got[wrong]}" 0
		is "$name: frame numbers that slipped" "${got[slipped]}" 0
		is "$name: faults" $(($(cam_status 0 faults_fired) - fired)) "$faults"
		is "$name: frames with the error flag" "${got[damaged]}" "$faults"
		at_most "$name: further frames lost" "${got[lost]}" "$faults"
		at_most "$name: lost at once" "${got[lost_at_once]}" 1
	done
done <<- EOF
	640x480+24+2 100
	1000x600+24+2 100
	2048x2100+100+200 15
EOF
is "camera restarted" "$(stat_of 0 recoveries)" 0
done_testing
