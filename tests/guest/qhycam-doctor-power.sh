#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam doctor and the supply: each thing that the camera says of it, what it
# remembers, and a cooler that went off when the driver tells nothing of it.
# needs: camera=268m,clock=20 limit=120s tags=qhycam,power,deep
. "$QHY_REPO/tests/lib/doctor.sh"

# supply LEVEL REGEX [REMEDY]: what doctor says of the power.
supply()
{
	doctor --no-stream --dir /dev/shm
	found "$1" power "$2" "${3:-}"
}

load_driver
supply ok 'not told .*unconfirmed=1'
set_to cooler_ramp=0
set_to cooler_mode=1 cooler_power=100
check "it cools" wait_until 10 camera_is pwm 100
cam 0 power under9 > /dev/null
check "the mode becomes off" wait_until 20 value_is cooler_mode 0
supply warn 'was too low, most likely; the kernel says: qhyccd .* switched its cooler off'
cam_lines 0 << 'END' || not_ok "control line"
power good
protection clear
END
check "the driver goes" qhy_unload

load_driver unconfirmed=1
supply ok 'Good'
cam 0 power init > /dev/null
check "initialising" wait_until 10 value_is power_status 0
supply ok 'Initialising'
cam 0 power check > /dev/null
check "check error" wait_until 10 value_is power_status 2
supply warn 'the camera is not content with its supply: Check Error'
cam 0 power under3 > /dev/null
check "undervoltage, perhaps" wait_until 10 value_is power_status 3
supply warn 'the camera is not content with its supply: Undervoltage, Indirect'
cam 0 power under9 > /dev/null
check "undervoltage" wait_until 10 value_is power_status 4
supply fail 'the supply is too low' '11 to 13.8 V'
found warn power 'remembers an undervoltage: the cooler has 70 %'
cam_lines 0 << 'END' || not_ok "control line"
power good
protection clear
END
check "good again" wait_until 10 value_is power_status 1
supply ok 'Good'
done_testing
