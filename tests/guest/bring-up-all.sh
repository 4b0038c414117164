#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam bring-up, all its steps, with cameras that are as assumed: nothing is
# contradicted, and what can be confirmed is.
# needs: camera=268m,scene=flat deep | camera=268c,scene=flat deep | camera=600c,scene=flat deep
# needs: limit=240s mem=3G tags=qhycam
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/lib/bringup.sh"

load_driver
# a damaged frame that fills its last packet, which is what A11 is about
cam 0 'fault on frame#30 at byte 30720 do short' > /dev/null
bring_up all --consent all --bundle a.tar --json
cp "$T/err" "$T/out" a.tar /out
want_status 0 "bring-up"
is "contradicted" "$(named)" ""
is "steps that went well" "$(tar -xOf a.tar qhycam-bring-up/page.txt | grep -c ' went well$')" 11
matches "confirmed" "$(tar -xOf a.tar qhycam-bring-up/page.txt)" \
	'Confirmed: A1 A2 A3 A4 A5 A6 A10 A11 A19 A24'
is "the cooler is off" "$(cam_status 0 pwm)" 0
read_log
is "sent" "$(sent all)" \
	"b9 d1/a0 d1/a2 d1/a3 d1/a4 d1/a5 d1/a6 d1/a7 d1/a8 d1/a9 d1/af "
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
