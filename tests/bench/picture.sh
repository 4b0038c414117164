#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to make a picture of a frame, beside memcpy() of the same bytes:
# picture.sh [RUNS [WORD]]. Figures only.
set -eu
cd "$(dirname "$0")/../.."
make -s -C userspace bench
exec build/tests/bin/picture "$@"
