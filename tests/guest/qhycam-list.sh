#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two cameras are told apart by index, node, serial number and card.
# needs: camera=268m,serial=SN-A,pace=fast camera=600c,serial=SN-B,pace=fast limit=90s tags=qhycam,deep
. "$QHY_REPO/tests/lib/qhycam.sh"

qhycam --version
want_out_has $'\nkernel module qhyccd not loaded$'
load_driver
qhycam --version
want_out_has $'\nkernel module qhyccd (loaded|[0-9.]+)$'
qhycam list
want_status 0
is "one line each" "$(wc -l < "$T/out")" 2
want_out_has 'QHY268M  serial SN-A  usb-[^ ]+  5000 Mbit/s'
want_out_has 'QHY600C  serial SN-B  usb-'
qhycam list --json
is "JSON names both" "$(jq -r .serial "$T/out" | sort | tr '\n' ' ')" "SN-A SN-B "
is "JSON has the type" "$(jq -r .type "$T/out" | uniq)" camera
refused 2 '2 cameras: choose one with --camera: 0 ' shoot -t 1ms -o x
refused 4 '--camera SN-C: no such camera; there is: 0 ' info -c SN-C
for selector in SN-B QHY600C qhy600c "$(video_node 1)" \
	"$(qhycam list --json; jq -r 'select(.serial == "SN-B") | .index' "$T/out")"; do
	qhycam info --json -c "$selector"
	is "--camera $selector" "$(jq -r .serial "$T/out")" SN-B
done
is "its whole area" "$(jq -c '.whole | [.width, .height]' "$T/out")" "[9600,6422]"
is "its colour" "$(jq .colour "$T/out")" true
is "its pixels" "$(jq .pixel_nm "$T/out")" 3760
is "its gain range" "$(jq -c '.controls[] | select(.name == "Gain") | [.min, .max]' "$T/out")" \
	"[0,100]"
qhycam info -c SN-A
want_status 0
want_out_has 'effective area +6252 x 4176 at \(24, 0\)'
want_out_has '3  Extended Fullwell 2CMS'
want_out_has 'temperature +20\.0 C'
want_out_has $'\ncooler +Off, power 0 %, at most 10\.0 C per minute\n'

metadata=$(sed -n 's/^metadata node *//p' "$T/out")
is "the metadata node" "$(< "/sys/class/video4linux/${metadata#/dev/}/index")" 1
is "it belongs to the same interface" \
	"$(readlink -f "/sys/class/video4linux/${metadata#/dev/}/device")" \
	"$(readlink -f "/sys/class/video4linux/$(basename "$(video_node 0)")/device")"
refused 4 "--camera $metadata: no such camera; there is: 0 " info -c "$metadata"
is "the metadata node in JSON" "$("$QHYCAM" info --json -c SN-A | jq -r .metadata_node)" "$metadata"
chmod 600 /dev/video*
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" list
is "only cameras without permission, no metadata nodes" "$(wc -l < "$T/out")" 2

qhycam shoot -t 1ms --roi 64x64+0+0 -o x -c SN-B
want_status 0
is "the other one took no part" "$(cam_status 0 frames_exposed)" 0

qhy_unload
refused 4 'USB shows 1618:[c0-9]+, but no driver serves it; load the module' list
done_testing
