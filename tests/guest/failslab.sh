#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Memory is refused, at one place after the other, of all that the driver asks for
# and that is asked for on its behalf by the task that probes, opens, makes buffers,
# streams from both nodes, closes. Each time the operation succeeds or gives an
# errno, the next picture is exact, and nothing is left behind. By default a
# sample, each place with QHY_LONG=1.
# needs: camera=268m,pace=fast | camera=600c,pace=fast deep
# needs: kernel=debug
# needs: limit=3600s tags=failslab
# The leaks are judged here, see leaks().
# needs: allow=^kmemleak:.[0-9]+.new.suspected
. "$QHY_REPO/tests/lib/faults.sh"

QHYSLAB=$QHY_REPO/build/tests/bin/qhyslab
seed=$RANDOM

# refuse ATTRIBUTE NAME VALUE: of the kernel's fault injection.
refuse()
{
	echo "$3" > "/sys/kernel/debug/$1/$2" || bail "$*"
}

# refusable: all memory may be refused but what kmemleak keeps its own books in.
# Copies from and to user memory are not the matter.
refusable()
{
	local attribute cache

	for attribute in failslab fail_page_alloc; do
		refuse $attribute verbose 0
		refuse $attribute ignore-gfp-wait 0
	done
	refuse fail_page_alloc ignore-gfp-highmem 0
	refuse fail_page_alloc min-order 0
	for cache in /sys/kernel/slab/*/failslab; do
		[[ $cache == */kmemleak_* ]] || echo 1 > "$cache"
	done
	refuse failslab cache-filter 1
	refuse fail_usercopy stacktrace-depth 0
	refuse fail_usercopy require-start 1
}

# slab NAME COUNT ARGUMENT...: an operation with a refusal at COUNT places of it.
slab()
{
	local name=$1 count=${QHY_LONG:+0}

	run timeout $((600 * ${QHY_TEST_SCALE:-1})) "$QHYSLAB" -s $seed \
		-d "$(video_node)" -i "$interface" -c "${count:-$2}" "${@:3}"
	is "$name" "$status $err" "0 "
	diag "$name: $out"
	[[ $out =~ tried=([0-9]+)\ errno=([0-9]+)\ went_on=([0-9]+)\ missed ]]
	at_least "$name: refused" $((BASH_REMATCH[2] + BASH_REMATCH[3])) \
		$(((BASH_REMATCH[1] + 1) / 2))
}

# leaks: what kmemleak has found and the driver has to answer for. Not the name of
# a node that could not be registered: Linux has no put_device() there.
leaks()
{
	local file=/sys/kernel/debug/kmemleak

	echo scan > $file
	pause 5.5
	echo scan > $file
	awk 'BEGIN { RS = "unreferenced object " }
		NR > 1 && !/dev_set_name\+[^\n]*\n[^\n]* __video_register_device\+/' \
		$file
	echo clear > $file
}

diag "seed $seed"
load_driver
find_interface
refusable
# Each allocation, of which there are few.
slab "open" 0 open
slab "release" 0 -r release
slab "probe" 60 probe
slab "buffers" 20 buffers
slab "stream" 30 picture
slab "single frame" 20 single
slab "metadata" 30 meta
check "the driver unloads" qhy_unload
is "leaks" "$(leaks)" ""
done_testing
