#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The pins of the GPIO socket as a gpiochip, with the tools of libgpiod: levels
# reach the camera, the control and the chip are one, other port modes refuse,
# and a camera that is pulled while a line is held does no harm.
# needs: camera=268m | camera=600c
# needs: limit=120s tags=gpio,kernels
# needs: allow=REMOVING.GPIOCHIP
. "$QHY_REPO/tests/lib/state.sh"

# chip: as gpiodetect calls it; the machine may have others.
chip()
{
	gpiodetect | sed -n 's/^\(gpiochip[0-9]*\) \[qhyccd\] (4 lines)$/\1/p'
}

no_chip()
{
	[[ ! $(chip) ]]
}

# levels NAME OUTPUTS: in the camera and in the control.
levels()
{
	is "$1" "$(cam_status 0 gpio_outputs) $(value gpio_outputs)" \
		"$2 $2"
}

load_driver
is "no chip without unconfirmed" "$(chip)" ""
is "no request of tier 2" "$(cam_status 0 tier2)" 0
check "the driver goes" qhy_unload

load_driver unconfirmed=1
chip=$(chip)
matches "gpiodetect" "$chip" '^gpiochip[0-9]+$'
run gpioinfo "$chip"
want_status 0
is "gpioinfo: outputs" "$(grep -Ec 'line +[0-3]: +unnamed +unused +output' <<< "$out")" 4
levels "all low" 0
run gpioset "$chip" 0=1 2=1
want_status 0 "gpioset"
levels "GPIO1, GPIO3" 5
run gpioset "$chip" 1=1 0=0
want_status 0 "gpioset"
levels "GPIO2 in, GPIO1 out" 6
run gpioset "$chip" 3=1
want_status 0 "gpioset"
levels "GPIO4, too" 14
run gpioget "$chip" 0 1 2 3
want_status 1 "gpioget makes a line an input, which these are not"
levels "nothing has changed" 14
set_to gpio_outputs=9
levels "the control" 9
timeout 60 gpioset --mode=signal "$chip" 1=1 2>&1 &
pid=$!
check "a line is held" wait_until 10 camera_is gpio_outputs 11
set_to gpio_outputs=3
levels "the control again" 3
kill $pid
wait $pid
# a line that is let go keeps its level
levels "let go" 3

# Other port modes: the pins are the camera's.
set_to gpio_port_mode=2
is "another port mode: levels" "$(cam_status 0 gpio_outputs) $(cam_status 0 gpio_mode)" "0 2"
run gpioset "$chip" 3=1
want_status 1 "another port mode"
want_err_has 'Operation not permitted' "another port mode"
set_to gpio_port_mode=0
levels "and back" 3

check "the driver unloads when nobody holds a line" qhy_unload
load_driver unconfirmed=1
chip=$(chip)
levels "the next driver begins with all low" 0

# Pulled while a line is held; whoever holds it can go on for a while.
timeout 60 gpioset --mode=signal "$chip" 3=1 2>&1 &
pid=$!
check "a line is held" wait_until 10 camera_is gpio_outputs 8
check "which keeps the driver" test "$(rmmod qhyccd 2>&1 | grep -c 'in use')" == 1
cam 0 unplug > /dev/null
check "the chip is gone" wait_until 20 no_chip
check "the node is gone" wait_until 20 have_nodes 0
kill $pid
wait $pid
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
matches "the chip is back" "$(chip)" '^gpiochip[0-9]+$'
levels "all low again" 0
run gpioset "$(chip)" 0=1
want_status 0 "gpioset"
levels "GPIO1" 1
# Linux before 6.9 forgets to let the driver go when a held line's chip went, so
# here it cannot be unloaded.
# shellcheck disable=SC2034 # done_testing looks at it
QHY_GUEST=
done_testing
