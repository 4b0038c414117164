#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Gain, offset, exposure time, USB traffic and readout mode change 500 times at
# random moments while streaming live at the camera's own pace: nothing hangs, no
# damaged frame is delivered as good, and the metadata of each frame name the
# settings that the camera really took it with. Where a frame began just then, it
# has the flag for that, and has the former or the new settings.
# needs: camera=268m | camera=600c deep
# needs: limit=180s tags=settings,meta,kernels alone
. "$QHY_REPO/tests/lib/truth.sh"

seed=$RANDOM
diag "seed $seed"
load_driver unconfirmed=1
i=0
while read -r format area changes pause flags; do
	name=$T/settings-$((++i))
	# shellcheck disable=SC2086 # no flag is no word
	metas "$name" -f "$format" -c "$area" -e 1000 -r 16 -b 8 \
		-C "$((seed + i)):$changes:$pause" $flags
	is "$format $area: status" "$status $err" "0 "
	is "$format $area: changes that failed" \
		"$(grep '"ev":"change"' "$name" | grep -vc '"ret":0')" 0
	is "$format $area: changes" "$(grep -c '"ev":"change"' "$name")" "$changes"
	is "$format $area: damaged or wrong" \
		"$(number "$name" damaged) $(number "$name" wrong)" "0 0"
done <<- EOF
	$(flat) 1000x200+24+2 150 40
	$(deep) 640x480+100+200 150 60
	$(flat) 2048x1080+100+200 100 100
	$(deep) 1000x600+24+2 100 100 -M
EOF
against_truth settings "$T"/settings-[1-4]
is "camera restarted by the driver" "$(stat_of 0 recoveries)" 0
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
