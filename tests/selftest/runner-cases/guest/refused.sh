#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail camera complaint.*refused 1 requests
# needs: camera=268m,pace=fast limit=60s
. "$QHY_REPO/tests/lib/test.sh"
wait_until 20 test -e /sys/bus/usb/devices/2-1/devnum
check "a request that no camera knows" \
	"$QHY_REPO/tests/selftest/runner-cases/undefined-request"
done_testing
