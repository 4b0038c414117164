#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam gpio: port mode and levels reach the camera, other pins keep theirs, and
# what cannot be is refused before anything is sent.
# needs: camera=268m deep limit=120s tags=qhycam,gpio
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"

levels()
{
	is "$1: the camera" "$(cam_status 0 gpio_mode) $(cam_status 0 gpio_outputs)" "$2"
}

load_driver
node=$(video_node)
refused 1 "$node: the driver has no GPIO socket: .*unconfirmed=1" gpio
refused 1 'the driver has no GPIO socket' gpio 1=1
check "the driver goes" qhy_unload

load_driver unconfirmed=1
qhycam gpio
want_status 0
want_out $'mode 0, Outputs\nGPIO1  output 0\nGPIO2  output 0\nGPIO3  output 0\nGPIO4  output 0'
qhycam gpio 1=1,3=1
want_status 0
want_out_has $'GPIO1  output 1\nGPIO2  output 0\nGPIO3  output 1\nGPIO4  output 0'
levels "two pins" "0 5"
qhycam gpio 4=1,1=0
levels "others stay" "0 12"
qhycam gpio --mode trig
want_status 0
want_out $'mode 2, Trigger\nGPIO1  shutter measure\nGPIO2  trigger input\nGPIO3  line period\nGPIO4  trigger output'
levels "another mode" "2 0"
qhycam gpio --json
is "JSON, no levels there" "$(jq -c '[.type, .node, .mode, .mode_name, .pins[1]]' "$T/out")" \
	"[\"gpio\",\"$node\",2,\"Trigger\",{\"pin\":2,\"use\":\"trigger input\",\"level\":null}]"
refused 2 'LEVELS 1=1: the pins are outputs only in mode 0, this is mode 2; add --mode 0' gpio 1=1
refused 2 'the pins are outputs only in mode 0, this is mode 1' gpio 1=1 -m 1
levels "refused" "2 0"
qhycam gpio -m 0 2=1
want_status 0
levels "both at once" "0 14"
qhycam gpio --json
is "JSON, levels" "$(jq -c '[.pins[].level]' "$T/out")" "[0,1,1,1]"
for mode in 1 2 3 4 5 6; do
	qhycam gpio --mode $mode
	want_status 0
	is "mode $mode" "$(head -n 1 "$T/out" | cut -d , -f 1) $(cam_status 0 gpio_mode)" \
		"mode $mode $mode"
done
qhycam gpio -m outputs
levels "and back" "0 14"

for text in 5=1 0=1 1=2 1 "1=1,," "1=1," ",1=1" "1=1 2=1" x ""; do
	qhycam gpio "$text"
	want_status 2
	one_line 'write PIN=0 or PIN=1 with PIN 1 \.\. 4'
done
refused 2 'pin 1 is there twice' gpio 1=1,1=0
refused 2 '--mode 7: no such one; QHY268M has 0 ' gpio --mode 7
refused 2 '--mode multi: could mean several' gpio --mode multi
refused 2 "'2=1' is not expected here" gpio 1=1 2=1
refused 4 '--camera 9: no such camera' gpio -c 9
"$QHYCAM" shoot -t 600s -o a.fits > /dev/null 2>&1 < /dev/null &
shooting=$!
check "it exposes" wait_until 20 camera_state exposing
refused 5 "is in use by qhycam \(pid $shooting\)" gpio 1=1
qhycam gpio
want_status 0 "it can be looked at"
kill -INT $shooting
wait $shooting
chmod 600 "$node"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" gpio
want_status 6 "no permission"
chmod 666 "$node"
levels "after all of this" "0 14"
cam 0 unplug > /dev/null
check "the node is gone" wait_until 20 have_nodes 0
refused 4 'no camera: ' gpio
done_testing
