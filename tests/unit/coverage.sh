#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Line and branch coverage of the driver's files by the unit tests.
#
#	tests/unit/coverage.sh [DIR]	builds and runs below DIR
#					(default build/coverage)
#
# Prints one line per file, every line that no test reached, and the totals of
# the pure files. Fails when a test fails, or when a pure file has such a line or
# a twentieth of its branches was never taken.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$top/build/coverage}
driver=$top/drivers/media/usb/qhyccd
shim=$top/tests/lib/kernel
pure='frame timing fwimage models dialect swap ramp page gps clock'
mixed='stream buffer shot'

rm -rf "$out"
mkdir -p "$out"
cd "$out"

compile() {
	${CC:-gcc} -std=gnu17 -D_GNU_SOURCE -O0 -g --coverage -I"$shim" \
		-I"$top/uapi" -I"$top/tests/lib" -I"$driver" "$@" -lm
}

for part in $pure $mixed; do
	[ "$part" = swap ] && continue	# a header
	compile -c -o "qhy-$part.o" "$driver/qhy-$part.c"
done
for part in rig rig-check ktime camera; do
	compile -c -o "$part.o" "$shim/$part.c"
done
compile -c -o thermal.o "$top/tests/emulator/thermal.c"

# runs NAME OBJECT...: builds and runs a test, shows what it says if it fails
runs() {
	name=$1
	shift
	compile -o "$name" "$top/tests/unit/$name.c" "$@"
	if ! "./$name" >"$name.log"; then
		grep -A3 '^not ok' "$name.log" >&2 || cat "$name.log" >&2
		echo "coverage.sh: $name failed" >&2
		exit 1
	fi
}

runs driver-frame qhy-frame.o
runs driver-walk qhy-frame.o
runs driver-timing qhy-timing.o
runs driver-exposure qhy-timing.o
runs driver-fwimage qhy-fwimage.o
runs driver-models qhy-models.o qhy-timing.o
runs driver-dialect qhy-dialect.o qhy-models.o
runs driver-swap
runs driver-proto
runs driver-ramp qhy-ramp.o thermal.o
runs driver-page qhy-page.o
runs driver-gps qhy-gps.o
runs driver-clock qhy-clock.o
runs driver-shot qhy-shot.o qhy-clock.o camera.o ktime.o
runs driver-stream qhy-frame.o qhy-stream.o qhy-buffer.o qhy-shot.o \
	qhy-clock.o rig.o rig-check.o ktime.o

# show LABEL NOTES SOURCE: the summary that gcov gives for the source
show() {
	gcov -b -m -o . "$2" >"$1.summary" 2>/dev/null
	awk -v file="$3" -v label="$1" '
		/^$/ { mine = 0 }
		/^File / { mine = index($0, "/" file "\x27") }
		mine && /^Lines executed/ { split($0, l, ":") }
		mine && /^Branches executed/ { seen = $0 }
		mine && /^Taken at least once/ { split($0, b, ":") }
		mine && /^No branches/ { b[2] = "none" }
		END { printf "%-14s lines %-18s branches taken %s\n",
		      label, l[2], b[2]; if (seen == "" && b[2] != "none" ||
		      l[2] == "") exit 1 }' "$1.summary"
}

# few_branches SOURCE: true, and says so, when too few of them were taken
few_branches() {
	awk -v file="$1" '
		/^branch/ { all++; taken += /taken [1-9]/ }
		END { if (!all || taken > 0.95 * all) exit 1
		      print "    " file ": " taken " of " all " branches" }' \
		"$1.gcov"
}

# totals NOTES: of lines and branches together
totals() {
	awk '/^ *[0-9#=][0-9#=*]*:/ { lines++; hit += !/^ *[#=]/ }
		/^branch/ { all++; taken += /taken [1-9]/ }
		END { if (!lines || !all) exit 1
		      printf "%-14s lines %.2f%% of %-10d branches taken " \
			     "%.2f%% of %d\n", "the pure files",
			     100 * hit / lines, lines, 100 * taken / all,
			     all }' "$1"
}

missed=0
for part in $pure $mixed; do
	case $part in
	swap)
		show qhy-swap.h driver-swap.gcda qhy-swap.h
		source=qhy-swap.h ;;
	*)
		show "qhy-$part.c" "qhy-$part.gcda" "qhy-$part.c"
		source=qhy-$part.c ;;
	esac
	case " $pure " in
	*" $part "*)
		cat "$source.gcov" >>pure
		few_branches "$source" && missed=1 ;;
	esac
	lines=$(grep -c '#####' "$source.gcov" || true)
	[ "$lines" = 0 ] && continue
	grep '#####' "$source.gcov" | sed 's/^/    /'
	case " $pure " in
	*" $part "*) missed=1 ;;
	esac
done
totals pure
exit "$missed"
