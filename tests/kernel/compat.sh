#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# compat.sh BUILD: the driver is built for the oldest kernel that it is for, the
# long-term one after that and the newest, without a warning, and runs in the
# second (make check runs it in the first, make check-debug in the last).
set -eu
cd "$(dirname "$0")"

for name in stock 6.12 debug; do
	./use.sh "$name" "$1" > /dev/null
	echo "built without a warning: $name ($(basename "$(
		< "$1/kernels/$name/kernel")"))"
done
../run -j 2 --kernel 6.12 -t kernels --first
