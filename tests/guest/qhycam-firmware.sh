#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A camera that waits for its firmware is told from none.
# needs: camera=268m,boot=loader limit=60s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

refused 4 'USB shows 1618:c268, which waits for its firmware; .*/qhy/QHY268.img' list
rm -f /lib/firmware/qhy/QHY268.img
load_driver --no-firmware --cameras 0
refused 4 '1618:c268, which waits for its firmware' shoot -t 1 -o x
no_files
done_testing
