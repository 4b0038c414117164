#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Firmware that is missing, cut, of another kind, damaged or absurd, and a device
# that vanishes or refuses during the upload: one clear kernel line each, nothing
# is sent of a bad image, and the next plug-in with a good file works.
# (A boot loader does not know whether its camera is mono or colour.)
# needs: camera=268m,boot=loader | camera=600c,boot=loader deep
# needs: limit=120s tags=firmware,kernels
. "$QHY_REPO/tests/lib/stream.sh"

name=QHY$(family).img
good=$QHY_FIRMWARE/$name
file=/lib/firmware/qhy/$name

# lines: what the driver has said so far. Debian's kernel has a line of its own
# for every firmware file, and newer ones for a probe that fails.
lines()
{
	dmesg | grep -E 'qhyccd [0-9.:-]+: ' |
		grep -vE 'firmware: (failed to load|direct-loading)|probe with driver'
}

# patched OFFSET HEX: the good image with other bytes at an offset.
patched()
{
	cp "$good" "$file"
	printf '%b' "${2//../\\x&}" | dd of="$file" bs=1 seek="$1" conv=notrunc \
		status=none
}

said_more()
{
	(($(lines | wc -l) > $1))
}

# said NAME BEFORE REGEX: one line more, and it matches.
said()
{
	local new

	new=$(lines | tail -n +$(($2 + 1)))
	is "$1: kernel lines" "$(wc -l <<< "$new")" 1
	matches "$1" "$new" "firmware qhy/$name $3\$"
}

# refused NAME REGEX: plugged in, the driver says just this.
refused()
{

	before=$(lines | wc -l)
	cam 0 replug > /dev/null
	check "$1: a kernel line" wait_until 10 said_more "$before"
	said "$1" "$before" "$2"
	check "$1: still a boot loader" loader
	is "$1: no node" "$(video_nodes)" ""
}

loader()
{
	[[ $(cam_status 0 identity) == loader ]]
}

# works: the good file again; the camera comes up and streams.
works()
{
	cp "$good" "$file"
	cam 0 replug > /dev/null
	check "$1: then a good file works" wait_until 20 have_nodes 1
	stream -c 640x480+24+2 -n 2
	is_clean "$1: then a good file works" 2
}

# breaks NAME FAULT REGEX: in the middle of the upload of a good file.
breaks()
{
	local before

	cp "$good" "$file"
	cam 0 "fault on control 0xA0#20 do $2" > /dev/null
	before=$(lines | wc -l)
	cam 0 replug > /dev/null
	check "$1: a kernel line" wait_until 10 said_more "$before"
	said "$1" "$before" "$3"
	works "after this"
}

mkdir -p "${file%/*}"
qhy_load --no-firmware --cameras 0 || bail "the driver did not load"
size=$(stat -c %s "$good")

rm -f "$file"
refused "missing" "not found: -ENOENT"
head -c 0 "$good" > "$file"
refused "empty" 'cannot be loaded: -EINVAL'
for cut in 3 11 1000 $((size - 1)) $((size - 5)); do
	head -c "$cut" "$good" > "$file"
	refused "cut after $cut bytes" \
		'refused: (no FX3 image|truncated, (or a section is too long|no checksum))'
done
patched 0 5843
refused "wrong magic" 'refused: no FX3 image'
patched 3 b1
refused "wrong type" 'refused: not an executable FX3 image'
patched 4 ffffffff
refused "absurd section length" 'refused: truncated, or a section is too long'
patched 8 ffffffff
refused "absurd address" 'refused: a section has an impossible address'
patched $((size / 2)) 0102030405
refused "damaged data" 'refused: wrong checksum'
patched $((size - 4)) 01020304
refused "wrong checksum" 'refused: wrong checksum'
works "after bad files"

breaks "vanishes" unplug 'upload failed: -[A-Z]+'
breaks "refuses" stall 'upload failed: -EPIPE'
done_testing
