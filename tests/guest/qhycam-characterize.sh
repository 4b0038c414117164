#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam characterize finds the numbers that were measured on real cameras: gain within
# 3 %, full well and read noise within 5 %. The rows and how they were measured:
# two QHY268M, offset 20, -10 C.
# needs: camera=268m,pace=fast,scene=dark,ambient=-10 limit=400s mem=4G tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-measure.inc"

# mode, gain, e-/ADU, full well e-, read noise e-, dark e-/px/s
rows="1 0 0.77 50462 3.56 0.00156
1 52 0.39 25559 3.58 0.00174
1 56 0.33 21626 1.66 0.00164
1 58 0.32 20971 1.59 0.00158
1 60 0.31 20316 1.67 0.00169
1 64 0.28 18350 1.69 0.00159
3 0 1.28 83886 5.82 0.00143
3 40 0.82 53739 5.54 0.00180"

region=(--roi 512x128+2800+1800)

# within NAME GOT WANT PERCENT
within()
{
	holds "$1: $2 is within $4 % of $3" \
		"$2 >= $3 * (1 - $4 / 100) && $2 <= $3 * (1 + $4 / 100)"
}

asked()
{
	grep -q "$1" "$T/err"
}

# observed ARGUMENTS...: somebody who does what the program asks for.
observed()
{
	local pid keys

	exec {keys}<> <(:)
	"$QHYCAM" characterize "$@" > "$T/out" 2> "$T/err" <&"$keys" &
	pid=$!
	check "it asks for light" wait_until 30 asked 'even light.*then press Enter'
	cam 0 'scene flat' > /dev/null
	echo >&"$keys"
	check "it asks for darkness" wait_until 200 asked 'lamp off.*then press Enter'
	cam 0 'scene dark' > /dev/null
	echo >&"$keys"
	wait $pid
	# shellcheck disable=SC2034 # for want_status
	status=$?
	exec {keys}>&-
	err=$(< "$T/err")
	run_command="characterize $*"
	want_status 0
}

load_driver
node=$(video_node)
v4l2-ctl -d "$node" -c gain=7,offset=20,readout_mode=0,exposure_time_microseconds=20000
before=$(settings)

: > all.json
for mode in 1 3; do
	gains=$(awk -v mode=$mode '$1 == mode { printf "%s%s", n++ ? "," : "", $2 }' <<< "$rows")
	observed --mode $mode --gains "$gains" --dark 3600s --json "${region[@]}"
	left_alone "$before"
	cat "$T/out" >> all.json
done
while read -r mode gain e_per_adu well noise dark; do
	row="mode $mode, gain $gain"
	values=$(jq -r "select(.mode == $mode and .gain == $gain) | [.e_per_adu, .full_well_e,
		.read_noise_e, .dark_e_per_s, .linear_within_percent, .dynamic_range_db,
		.temperature] | join(\" \")" all.json)
	read -r got_e got_well got_noise got_dark line range temperature <<< "$values"
	within "$row: e-/ADU" "${got_e:-0}" "$e_per_adu" 3
	within "$row: full well" "${got_well:-0}" "$well" 5
	within "$row: read noise" "${got_noise:-0}" "$noise" 5
	# One sensor, one dark current; the rows' own scatter is 12 %.
	within "$row: dark current" "${got_dark:-0}" "$dark" 16
	holds "$row: linear within 0.3 %" "${line:-9} >= 0 && ${line:-9} < 0.3"
	holds "$row: dynamic range" "${range:-0} > 70 && ${range:-0} < 90"
	holds "$row: temperature" "${temperature:-0} > -10.5 && ${temperature:-0} < -9.5"
done <<< "$rows"
is "levels of each" "$(jq '.levels | length' all.json | sort -u)" 11
rm -f all.json
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
