#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: pass
# needs: camera=268m | camera=600c camera=268c,serial=X limit=60s
. "$QHY_REPO/tests/lib/test.sh"
at_least "cameras" "$QHY_CAMERAS" 1
is "models" "$QHY_MODELS" "$([ "$QHY_CAMERAS" = 1 ] && echo 268m ||
	echo 600c 268c)"
done_testing
