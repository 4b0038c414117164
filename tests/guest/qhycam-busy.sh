#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera in use ends with 5 and names who has it; no permission ends with 6. A
# metadata node in use, or without permission, costs only the metadata.
# needs: camera=268m limit=90s tags=qhycam,deep
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

# without_metadata REGEX FILE: one line of the last run says why, the file is whole.
without_metadata()
{
	want_status 0 "without metadata"
	matches "what it says" "$(grep 'no metadata: ' "$T/err")" "$1"
	is "it says so once" "$(grep -c 'no metadata: ' "$T/err")" 1
	check "its pixels" pattern_frames "$2"
	header "$2"
	has GAIN 7
	has EXPTIME 0.02
	matches "CCD-TEMP" "$(key CCD-TEMP)" '^[0-9.]+$'
	matches "DATE-OBS" "$(comment DATE-OBS)" '^UTC start of exposure$'
	has COOLPOWR absent
	has TIMSYER absent
}

# shellcheck disable=SC2317 # called by wait_until
metadata_taken()
{
	rm -f ./*
	qhycam shoot -t 20ms --roi 64x64+0+0 -o c.fits
	grep -q 'no metadata: ' "$T/err"
}

load_driver
node=$(video_node)
metadata=$("$QHYCAM" info --json | jq -r .metadata_node)
"$QHYCAM" shoot -t 600s --gain 7 -o a.fits > /dev/null 2>&1 < /dev/null &
pid=$!
check "the first exposes" wait_until 20 camera_state exposing
refused 5 "$node: QHY268M is in use by qhycam \(pid $pid\)" shoot -t 1 --gain 99 -o b.fits
refused 5 "in use by qhycam" shoot -t 1 --gain 99 --mode 2 --live -o b.fits
qhycam info
want_status 0 "info works meanwhile"
want_out_has 'Gain +7 '
run v4l2-ctl -d "$node" -c gain=55
qhycam info
want_out_has 'Gain +7 ' "others cannot change the gain meanwhile"
kill -INT $pid
wait $pid
is "the first was not disturbed" $? 130

v4l2-ctl -d "$node" --stream-mmap --stream-count=1000000 > /dev/null 2>&1 < /dev/null &
pid=$!
check "another program streams" wait_until 20 camera_state running
refused 5 "in use by v4l2-ctl \(pid $pid\)" shoot -t 1 -o b.fits
check "it still does" camera_state running
kill $pid
wait $pid

v4l2-ctl -d "$metadata" --stream-mmap --stream-count=1000000 > /dev/null 2>&1 < /dev/null &
pid=$!
wait_until 30 metadata_taken
without_metadata "no metadata: $metadata is in use by v4l2-ctl \(pid $pid\); " c.fits
kill $pid
wait $pid
rm -f ./*
chmod 666 "$node"
chmod 600 "$metadata"
mkdir -m 777 open
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" \
	shoot -t 20ms --roi 64x64+0+0 -o open/d.fits
without_metadata "no metadata: $metadata: no permission to open it" open/d.fits
rm -rf open

chmod 600 "$node"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" shoot -t 1 -o b.fits
want_status 6 "no permission"
one_line "$node: no permission to open it; join the group"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" list
want_status 0 "list without permission"
want_out_has "0  $node  no permission"
no_files
done_testing
