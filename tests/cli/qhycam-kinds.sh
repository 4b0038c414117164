#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every form of FITS that qhycam writes: fitsverify has nothing to say, astropy and
# fitscheck read them, and numpy makes the same of the same pixels.
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

check "files" "$QHY_REPO/build/tests/bin/qhycam-kinds" .
is "how many" "$(find . -type f | wc -l)" 11
verified ./*
run fitscheck --checksum standard ./*
want_status 0 "fitscheck"
run /usr/bin/python3 "$QHY_REPO/tests/cli/qhycam-kinds.py" .
want_status 0 "astropy"
is "right, says astropy" "$(grep -c ' ok$' "$T/out")" 11
done_testing
