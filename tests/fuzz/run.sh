#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run.sh [RUNS]: each fuzz target with so many inputs (default 100000), from
# seeds that the emulated camera makes. FUZZ_SEED repeats a run. Says how many
# inputs were tried and how much of the driver's file they reached; fails when
# one was judged wrong (it is kept), and when a parser was not gone through.
set -u
cd "$(dirname "$0")/../.." || exit 1

runs=${1:-100000}
seed=${FUZZ_SEED:-$((RANDOM << 15 | RANDOM))}
out=$PWD/build/fuzz
driver=drivers/media/usb/qhyccd
failed=0

# reached TARGET FILE: lines of FILE that its inputs ran, in percent.
reached()
{
	llvm-profdata merge -o "$1.prof" "$1.raw" &&
		llvm-cov export -summary-only -instr-profile "$1.prof" "./$1" \
			"$OLDPWD/$2" |
		jq '.data[0].totals.lines.percent | floor'
}

# fuzz TARGET FILE LENGTH LEAST: inputs of at most LENGTH bytes; at LEAST so
# many percent of FILE's lines. FILE is one of the driver's, or has its path.
fuzz()
{
	local target=$1 file=$2 percent ran

	[[ $file == */* ]] || file=$driver/$file

	if ! LLVM_PROFILE_FILE=$target.raw timeout 1200 "./$target" \
		-runs="$runs" -seed="$seed" -max_len="$3" -timeout=20 \
		-print_final_stats=1 -artifact_prefix="found-$target-" \
		"corpus/$target" > "$target.log" 2>&1; then
		tail -n 30 "$target.log"
		echo "$target: failed, seed $seed; see $out/$target.log"
		failed=1
		return
	fi
	ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$target.log")
	percent=$(reached "$target" "$file")
	echo "$target: $ran inputs, $(sed -n 's/.*DONE *//p' "$target.log")," \
		"$percent % of $file"
	if ((ran < runs || ${percent:-0} < $4)); then
		echo "$target: want $runs inputs and $4 % of $file"
		failed=1
	fi
}

make -s -f tests/fuzz/fuzz.mk || exit 1
cd "$out" || exit 1
rm -rf corpus && mkdir corpus && ./seeds corpus || exit 1
echo "seed $seed"
fuzz fuzz-page qhy-page.c 129 100
fuzz fuzz-identify qhy-level.c 165 40
fuzz fuzz-fwimage qhy-fwimage.c 2048 100
fuzz fuzz-gps qhy-gps.c 97 100
fuzz fuzz-frame qhy-frame.c 252 100
fuzz fuzz-trace userspace/trace/decode.c 4096 80
exit $failed
