# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A virtual webcam in the machine: v4l2loopback, built by make for the installed kernel.

LOOPBACK=/dev/video9

# load_loopback: the node $LOOPBACK, as browsers want it; or the end of the test.
load_loopback()
{
	modprobe videodev
	insmod "$QHY_REPO/build/tests/loopback/v4l2loopback.ko" video_nr=9 exclusive_caps=1 \
		card_label=qhy-sky || bail "v4l2loopback did not load"
	wait_until 10 test -c $LOOPBACK || bail "v4l2loopback has no node"
}

unload_loopback()
{
	check "v4l2loopback unloads" rmmod v4l2loopback
}

# capabilities WORD: the node has it
capability()
{
	v4l2-ctl -d $LOOPBACK -D | sed -n '/Device Caps/,$p' | grep -q "$1"
}
