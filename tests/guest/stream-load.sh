#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A full-frame stream at the camera's own pace loses nothing while others use the
# camera: hwmon is read ten times a second, another program reads the metadata,
# and two more write gain and offset and read what the camera tells. 15 s, or 120
# s with QHY_LONG=1.
# needs: camera=268m
# needs: limit=300s tags=rate,load alone kernel=stock
. "$QHY_REPO/tests/lib/truth.sh"

seconds=15
[[ -z ${QHY_LONG:-} ]] || seconds=120

# read_hwmon: ten times a second, until the stream has ended; how often.
read_hwmon()
{
	local count=0 temperature power

	while [[ ! -e $T/stop ]]; do
		read -r temperature < "$hwmon/temp1_input"
		read -r power < "$hwmon/pwm1"
		[[ -n $temperature && -n $power ]] || echo "hwmon: nothing" >&2
		count=$((count + 1))
		pause 0.1
	done 2>> "$T/load.err"
	echo $count
}

load_driver unconfirmed=1
node=$(video_node)
# The path of the interface to its device in hwmon.
for hwmon in "$SYS_DRIVER"/*:*/hwmon/hwmon*; do
	break
done
timeout 250 "$QHYMETA" -d - -m "$(meta_node)" -n 1000000 -w 60000 \
	> "$T/metadata" 2> "$T/metadata.err" &
users=$!
for k in 1 2; do
	timeout 250 "$QHY_REPO/build/tests/bin/qhyuse" -d "$node" -s $((RANDOM + k)) \
		> "$T/use$k" 2>> "$T/load.err" &
	users+=" $!"
done
read_hwmon > "$T/hwmon" &
reader=$!
before=$(cam_status 0 frames_lost)
stream -f GREY -c "$(native)" -s "$seconds" -e 1000 -r 64 -b 8
touch "$T/stop"
# shellcheck disable=SC2086 # a word each
kill -TERM $users
# shellcheck disable=SC2086
wait $users $reader
is_clean "under load"
diag "${got[fps]} frames/s; hwmon read $(< "$T/hwmon") times; $(cat "$T"/use?)"
is "DDR overflows, frames the camera lost" \
	"$(cam_status 0 ddr_overflows) $(($(cam_status 0 frames_lost) - before))" "0 0"
is "whole frames dropped" "$(stat_of 0 dropped)" 0
at_least "hwmon" "$(< "$T/hwmon")" 10
for k in 1 2; do
	matches "control writes" "$(< "$T/use$k")" '^rounds=[1-9][0-9]+ failed=0$'
done
is "what failed" "$(< "$T/load.err")$(< "$T/metadata.err")" ""
at_least "metadata" "$(grep -c '"ev":"meta"' "$T/metadata")" "${got[good]}"
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
