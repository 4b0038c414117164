#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: pass
. "$QHY_REPO/tests/lib/test.sh"
is "we are in the machine" "$(cat /proc/1/comm)" init
is "no camera" "$QHY_CAMERAS" 0
done_testing
