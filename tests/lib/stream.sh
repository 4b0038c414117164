# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Streaming with qhycheck, which compares every pixel with the pattern.

. "$QHY_REPO/tests/lib/test.sh"

QHYCHECK=$QHY_REPO/build/tests/bin/qhycheck
NATIVE_268=6280x4210+0+0
NATIVE_600=9600x6422+0+0
EFFECTIVE_268=6252x4176+24+0
EFFECTIVE_600=9576x6388+24+0

# What the last stream() gave: got[good], got[lost], ...
declare -A got

# stream ARGUMENT...: run qhycheck; its words into got, its status into status.
stream()
{
	local word words

	run timeout $((240 * ${QHY_TEST_SCALE:-1})) "$QHYCHECK" "$@"
	got=([good]=0 [damaged]=0 [lost]=0 [lost_at_once]=0 [wrong]=0 [slipped]=0)
	read -r -a words <<< "$out"
	for word in "${words[@]}"; do
		got[${word%%=*}]=${word#*=}
	done
}

# is_clean NAME [FRAMES]: all came, none was lost, damaged or wrong.
is_clean()
{
	local have="status=$status damaged=${got[damaged]} lost=${got[lost]}"

	have+=" wrong=${got[wrong]} slipped=${got[slipped]}"
	if [[ $have == "status=0 damaged=0 lost=0 wrong=0 slipped=0" ]] &&
	   ((got[good] >= ${2:-1})); then
		ok "$1: ${got[good]} frames, none lost, damaged or wrong"
	else
		not_ok "$1" "$have good=${got[good]}"$'\n'"$err"
	fi
}

# colour K: camera K has a Bayer filter.
colour()
{
	[[ $(cut -d' ' -f$((${1:-0} + 1)) <<< "$QHY_MODELS") == *c ]]
}

# family K: 268 or 600.
family()
{
	cut -d' ' -f$((${1:-0} + 1)) <<< "$QHY_MODELS" | cut -c1-3
}

# formats K: what camera K offers, 8 bit first.
formats()
{
	if colour "${1:-0}"; then
		echo SRGGB8 SRGGB16
	else
		echo GREY Y16 Y16_BE
	fi
}

# deep K: the 16-bit format that is swapped; flat K: the 8-bit one.
deep()
{
	colour "${1:-0}" && echo SRGGB16 || echo Y16
}

flat()
{
	colour "${1:-0}" && echo SRGGB8 || echo GREY
}

# native K, effective K: the area as WxH+X+Y.
native()
{
	[[ $(family "${1:-0}") == 268 ]] && echo "$NATIVE_268" || echo "$NATIVE_600"
}

effective()
{
	[[ $(family "${1:-0}") == 268 ]] && echo "$EFFECTIVE_268" || echo "$EFFECTIVE_600"
}

# available: kB that are not in use once programs have ended and caches are dropped.
available()
{
	sync
	echo 3 > /proc/sys/vm/drop_caches
	pause 1
	sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo
}

# memory_is_back BEFORE KB: no more than so many kB have gone since available()
# said BEFORE, at last: what a killed program had comes back when workers get to it,
# what is lost does not. KASAN keeps what was freed for a while, a 32nd of all memory.
memory_is_back()
{
	local gone most=$2 total looks=0

	if [[ -e /sys/kernel/debug/kmemleak ]]; then
		read -r _ total _ < /proc/meminfo
		most=$((most + total / 32))
	fi
	while gone=$(($1 - $(available))) && ((gone > most && ++looks < 10)); do
		pause 1
	done
	diag "$gone kB of memory are gone"
	at_most "kB of memory that are gone" "$gone" "$most"
}
