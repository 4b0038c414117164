#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Memory is refused, at one place after the other, of all that the driver asks for
# and that is asked for on its behalf: in probe, upload of firmware, open, buffers,
# streams of both nodes, release; in work items. Each time the
# operation succeeds or gives an errno, the next picture is exact, and nothing is
# left behind. By default a sample, each place with QHY_LONG=1.
# needs: kernel=debug camera=268m,pace=fast,boot=loader
# needs: | camera=600c,pace=fast,boot=loader deep
# needs: limit=3600s tags=failslab
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
	anywhere
}

# below FUNCTION: slab memory is refused only to this one of the driver and to
# what it calls. anywhere: to anybody.
below()
{
	local base start size

	read -r base < /sys/module/qhyccd/sections/.text
	read -r start size <<< "$(nm -S "$QHY_MODULE" |
		awk -v name="$1" '$4 == name { print $1, $2 }')"
	[[ -n $size ]] || bail "$1 is not in the module"
	refuse failslab require-start "$(printf '0x%x' $((base + 16#$start)))"
	refuse failslab require-end \
		"$(printf '0x%x' $((base + 16#$start + 16#$size)))"
	refuse failslab stacktrace-depth 32
}

anywhere()
{
	refuse failslab stacktrace-depth 0
	refuse failslab require-start 0
	refuse failslab require-end 0xffffffffffffffff
}

# slab NAME COUNT ARGUMENT...: an operation with a refusal at COUNT places of it. In
# the background (-b) places are bytes, of which an allocation has many.
slab()
{
	local name=$1 count=${QHY_LONG:+0}

	[[ $count != 0 || $3 != -b ]] || count=100
	run timeout $((600 * ${QHY_TEST_SCALE:-1})) "$QHYSLAB" -s $seed \
		-d "$(video_node)" -i "$interface" -c "${count:-$2}" "${@:3}"
	is "$name" "$status $err" "0 "
	diag "$name: $out"
	[[ $out =~ tried=([0-9]+)\ errno=([0-9]+)\ went_on=([0-9]+)\ missed ]]
	at_least "$name: refused" $((BASH_REMATCH[2] + BASH_REMATCH[3])) \
		$((BASH_REMATCH[1] / 2 + 1))
}

# unauthorized: there is a camera that no driver may have.
# shellcheck disable=SC2317 # called by wait_until
unauthorized()
{
	local may=1

	find_interface || return
	read -r may < "/sys/bus/usb/devices/$interface/authorized"
	((!may))
} 2> /dev/null

authorize()
{
	local file

	for file in /sys/bus/usb/devices/usb*/interface_authorized_default; do
		echo "$1" > "$file"
	done
}

# upload NUMBER: a boot loader gets its firmware, and the allocation of this
# number is refused; if it still is a boot loader then, it gets it again.
upload()
{
	authorize 0
	cam 0 replug > /dev/null
	wait_until 20 unauthorized || bail "no boot loader"
	authorize 1
	echo 1 > "/sys/bus/usb/devices/$interface/authorized"
	run timeout $((60 * ${QHY_TEST_SCALE:-1})) "$QHYSLAB" -n "$1" \
		-i "$interface" upload
	((status)) && echo "$interface" > "$SYS_DRIVER/bind"
	wait_until 20 have_nodes 1
}

# uploads COUNT: at so many places, and at the last six, among which is what the
# program is started with.
uploads()
{
	local count=$1 total i number numbers=() failed='' ends=(0 0 0 0)

	upload 1000000000 || bail "upload: $out $err"
	[[ $out =~ allocations=([0-9]+)\ failed=0 ]] || bail "upload: $out $err"
	total=${BASH_REMATCH[1]}
	[[ -z ${QHY_LONG:-} ]] || count=$total
	for ((i = 0; i < count; i++)); do
		numbers+=($((total * i / count + RANDOM % (total / count) + 1)))
	done
	for number in "${numbers[@]}" $(seq $((total - 5)) "$total"); do
		upload "$number" || failed+="$number: $out: no node"$'\n'
		ends[status]=$((${ends[status]:-0} + 1))
		((status == 0 || status == 3)) || failed+="$number: $out"$'\n'
		exact || failed+="$number: then: $status $out"$'\n'
	done
	is "upload" "$failed" ""
	diag "upload: allocations=$total tried=$((count + 6)) errno=${ends[3]} went_on=${ends[0]}"
	at_least "upload: refused" "${ends[3]}" 1
}

diag "seed $seed"
mkdir -p "$T/qhy"
cp "$QHY_FIRMWARE"/*.img "$T/qhy/"
echo -n "$T" > /sys/module/firmware_class/parameters/path
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
below qhy_expose_work
slab "while exposing" 10 -b single
below qhy_telemetry_work
slab "telemetry" 4 -b picture
anywhere
uploads 6
check "the driver unloads" qhy_unload
done_testing
