#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make soak HOURS=8 (or MINUTES=10, MODEL=600c, SEED=n): one camera streams in a
# machine that long, with random settings, faults and re-plugs; see guest.sh.
# Exit status 0: no frame was wrong, nothing stood still, nothing grew, and the
# kernel was silent.
set -u
cd "$(dirname "$0")/../.." || exit 1

model=${MODEL:-268m}
seed=${SEED:-$((RANDOM << 15 | RANDOM))}
seconds=$(awk -v h="${HOURS:-0}" -v m="${MINUTES:-0}" 'BEGIN {
	print int(h * 3600 + m * 60) }')
if ((seconds < 60)); then
	echo "usage: make soak HOURS=n or MINUTES=n [MODEL=268m] [SEED=n], a minute at least" >&2
	exit 2
fi
results=$PWD/build/soak
rm -rf "$results"
mkdir -p "$results"
echo "soak: $model for $seconds s, seed $seed; to repeat: SEED=$seed"
tests/vm/vm run --results "$results" --timeout $((seconds + 900)) \
	--camera "$model,boot=loader" --env "QHY_RESULTS=$results" -- \
	bash "$PWD/tests/soak/guest.sh" "$seconds" "$seed"
status=$?
((status == 0)) || echo "soak: failed with status $status; see $results/ and tests/vm/vm --help"
exit $status
