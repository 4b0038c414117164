#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# v4l2-compliance has nothing to object to: at a small ROI with streaming, at
# full frame (of the 268), and for all formats; on the metadata node; with and
# without unconfirmed. Without it, controls of tier 2 are not there.
# needs: camera=268m | camera=268c deep | camera=600m deep | camera=600c
# needs: limit=400s tags=compliance,kernels alone
. "$QHY_REPO/tests/lib/stream.sh"

# judged NAME ARGUMENT...: the last line says what was found.
judged()
{
	local name=$1 objections

	shift
	run "${V4L2_COMPLIANCE:-v4l2-compliance}" "$@"
	want_status 0 "$name"
	objections=$(grep -E 'fail:|warn:' <<< "$out" | sort -u | head -n 5)
	matches "$name: total" "$(grep '^Total' <<< "$out")$objections" \
		'Failed: 0, Warnings: 0$'
}

# both_nodes NAME: without streaming.
both_nodes()
{
	local dir node

	for dir in "$SYS_DRIVER"/*:*/video4linux/video*; do
		node=/dev/${dir##*/}
		if [[ $(< "$dir/index") == 1 ]]; then
			judged "$1: metadata node" -d "$node"
			matches "$1: a node of metadata" "$(v4l2-ctl -d "$node" --get-fmt-meta)" QHYM
		else
			judged "$1: capture node" -d "$node"
		fi
	done
}

controls()
{
	v4l2-ctl -L | sed -n 's/^ *\([a-z_0-9]*\) 0x.*/\1/p'
}

load_driver
is "controls without" "$(controls | tr '\n' ' ')" "gain exposure_time_microseconds \
offset readout_mode usb_traffic ddr_buffer capture_mode sensor_temperature \
exposure_remaining cooler_mode cooler_target_temperature cooler_power cooler_ramp \
auto_exposure exposure_time_absolute unit_cell_size "
both_nodes confirmed
# A frame that is there before QBUF returns, as on a busy host, is a warning.
v4l2-ctl -c exposure_time_absolute=500
v4l2-ctl --set-selection=target=crop,left=24,top=0,width=640,height=480
judged "small ROI" -s10
if [[ $(family) == 268 ]]; then
	v4l2-ctl --set-selection=target=crop,left=0,top=0,width=6280,height=4210
	judged "full frame" -s10
fi
v4l2-ctl --set-selection=target=crop,left=24,top=0,width=640,height=480
judged "all formats" --stream-all-formats=5
is "frames damaged" "$(stat_of 0 damaged)" 0

# Last, because v4l2-compliance writes to all controls and so leaves trigger and
# pins at anything.
check "the driver goes" qhy_unload
load_driver unconfirmed=1
both_nodes unconfirmed
controls > "$T/unconfirmed"
at_least "controls with unconfirmed" "$(wc -l < "$T/unconfirmed")" 36
done_testing
