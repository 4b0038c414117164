#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to write a frame, in each form, beside plain write() of the same
# bytes: qhycam-write.sh [DIRECTORY [FRAMES]], default /dev/shm. Figures only.
set -eu
cd "$(dirname "$0")/../.."
make -s -C userspace all bench
exec build/tests/bin/qhycam-write "${1:-/dev/shm}" "${2:-10}"
