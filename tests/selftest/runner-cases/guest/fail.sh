#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail 1 of 1 failed
. "$QHY_REPO/tests/lib/test.sh"
is "arithmetic" $((1 + 1)) 3
done_testing
