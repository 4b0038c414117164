#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that leaves one request unanswered for 3 s takes no other along: the
# look at it once a second waits for its turn, which its own 1 s would not allow
# if it had been sent already.
# needs: camera=268m
# needs: limit=90s tags=telemetry,fault
. "$QHY_REPO/tests/lib/state.sh"

load_driver
cam 0 'fault on control 0xD3 do silent' > /dev/null
stream -f "$(flat)" -c 640x480+24+2 -n 3
is_clean "a start with an unanswered question" 3
check "the question" kernel_said 'query 0xd3, index 0 failed: -ETIMEDOUT'
passes 2
is "questions that were lost with it" "$(said_times 'camera tells no status')" 0
done_testing
