#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 10000 status pages of random bytes: no control shows what is out of its range,
# nothing hangs, and afterwards all is as before. Most pages are refused as
# nonsense; so another 1000 are random only where nonsense cannot be told.
# needs: camera=268m deep
# needs: limit=400s tags=telemetry,fault
. "$QHY_REPO/tests/lib/state.sh"

QHYTELL=$QHY_REPO/build/tests/bin/qhytell

seed=$RANDOM
diag "seed $seed"
load_driver unconfirmed=1
set_to cooler_ramp=0
set_to cooler_mode=2 cooler_target_temperature=50
cam 0 "humidity 40 15" > /dev/null

cam 0 "fault on control 0xD2* do garbage 64 $seed" > /dev/null
cam 0 "fault on control 0xD3* do garbage 64 $seed" > /dev/null
before=$(cam_status 0 controls)
run timeout $((300 * ${QHY_TEST_SCALE:-1})) "$QHYTELL" -n 10000
want_status 0 "10000 random pages"
want_out_has 'rounds=10000 .*wrong=0' "10000 random pages"
diag "$out"
at_least "pages that the driver asked for" $(($(cam_status 0 controls) - before)) 10000
matches "most are refused" "$out" 'eio=[1-9][0-9][0-9][0-9]'
# A machine on a busy host may stand still for longer than a request waits.
matches "next to none was too late" "$out" 'silent=[0-9] '

# All of the status but the mode, the sign of the temperature and the supply,
# whose bad codes switch the cooler off.
cam_lines 0 << EOF || not_ok "control line"
faults clear
fault on control 0xD3* do garbage 64 $seed
fault on control 0xD2* at byte 0 do garbage 13 $seed
fault on control 0xD2* at byte 14 do garbage 4 $seed
fault on control 0xD2* at byte 19 do garbage 15 $seed
fault on control 0xD2* at byte 35 do garbage 29 $seed
EOF
run timeout $((100 * ${QHY_TEST_SCALE:-1})) "$QHYTELL" -n 1000
want_status 0 "1000 pages, plausible and random"
want_out_has 'values=(99[0-9]|1000) eio=0 silent=[0-9] wrong=0' "1000 pages, plausible and random"
cam 0 'faults clear' > /dev/null

check "the driver hears the camera again" wait_until 20 \
	kernel_said 'camera tells its status again'
is "cooler mode" "$(value cooler_mode)" 2
is "target" "$(value cooler_target_temperature)" 50
check "no wheel" wait_until 60 value_is filter_wheel_slots 0
is "the camera: cooler" "$(cam_status 0 automatic) $(cam_status 0 target)" "true 50"
is "humidity" "$(value humidity) $(value humidity_sensor_temperature)" "400 150"
is "power status" "$(value power_status) $(value tec_protection)" "1 0"
check "temperature" between "$(value sensor_temperature)" "$(value sensor_temperature)" 201
stream -f "$(flat)" -c 640x480+24+2 -n 3
is_clean "pictures" 3
done_testing
