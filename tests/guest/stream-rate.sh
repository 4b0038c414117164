#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# At the camera's own pace nothing is lost or damaged and the camera's DDR never
# overflows: full frame at 16 and 8 bit, the 600's narrow ROI, and the 268's 16
# bit with the sensor sped up to 6.8 frames/s. Frame rates are printed; the
# emulated camera sets them. Each runs for 6 s, or 60 s with QHY_LONG=1.
# needs: camera=268m | camera=268c deep | camera=600m deep | camera=600c deep
# needs: limit=480s tags=rate alone kernel=stock
. "$QHY_REPO/tests/lib/stream.sh"

seconds=6
[[ -z ${QHY_LONG:-} ]] || seconds=60

# at_pace NAME FORMAT AREA: every 64th row is compared; all frames must come. The
# exposure is short, so that the readout sets the pace.
at_pace()
{
	local before overflows

	before=$(cam_status 0 frames_lost)
	stream -f "$2" -c "$3" -s "$seconds" -e 1000 -r 64 -b 8
	is_clean "$1"
	diag "$1: ${got[fps]} frames/s for ${got[seconds]} s," \
		"$((got[bytes] * (got[good] - 1) / 1000000)) MB"
	overflows=$(cam_status 0 ddr_overflows)
	is "$1: DDR overflows, frames the camera lost" \
		"$overflows $(($(cam_status 0 frames_lost) - before))" "0 0"
}

load_driver
at_pace "16 bit full frame" "$(deep)" "$(native)"
at_pace "8 bit full frame" "$(flat)" "$(native)"
if [[ $(family) == 600 ]]; then
	at_pace "8 bit 9600x100" "$(flat)" 9600x100+0+3000
else
	cam 0 pace 1.1333 > /dev/null
	at_pace "16 bit full frame at 6.8 frames/s" "$(deep)" "$(native)"
fi
is "whole frames dropped" "$(stat_of 0 dropped)" 0
done_testing
