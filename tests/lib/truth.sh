# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Images with their metadata (qhymeta), and what the camera wrote down about
# them. Source this in place of stream.sh.

. "$QHY_REPO/tests/lib/stream.sh"

QHYMETA=$QHY_REPO/build/tests/bin/qhymeta

# meta_node [K]: metadata node of camera K; status 1 if none.
meta_node()
{
	local dir index

	for dir in "$SYS_DRIVER"/*-$((${1:-0} + 1)):*/video4linux/video*; do
		read -r index < "$dir/index"
		if [[ $index == 1 ]]; then
			echo "/dev/${dir##*/}"
			return 0
		fi
	done
	return 1
}

# metas FILE ARGUMENT...: run qhymeta on both nodes of camera 0, its lines into
# FILE; see run() for status and err.
metas()
{
	local file=$1

	shift
	run timeout $((120 * ${QHY_TEST_SCALE:-1})) "$QHYMETA" \
		-d "$(video_node)" -m "$(meta_node)" "$@"
	mv "$T/out" "$file"
}

# control NAME=VALUE[,NAME=VALUE]...: set them, or say which failed.
control()
{
	v4l2-ctl -d "$(video_node)" -c "$1" ||
		not_ok "v4l2-ctl -c $1"
}

# value NAME: of a control, as v4l2-ctl reads it.
value()
{
	v4l2-ctl -d "$(video_node)" -C "$1" | sed 's/.*: //; s/ (.*//'
}

# refuses NAME=VALUE TEXT: writing gives this error.
refuses()
{
	run v4l2-ctl -d "$(video_node)" -c "$1"
	matches "$1: $2" "$status $err$out" "^[1-9].*$2"
}

# number FILE FIELD: of the last line ("end").
number()
{
	tail -n 1 "$1" | sed -n -E "s/.*\"$2\":([0-9]+).*/\1/p"
}

# numbers FILE: frame numbers of the good images, in order.
numbers()
{
	sed -n -E 's/.*"ev":"image".*"error":0.*"n":(-?[0-9]+).*/\1/p' "$1" |
		tr '\n' ' '
}

# begin ARGUMENT...: qhymeta in the background, its lines into $T/stream, until
# finish NAME.
begin()
{
	rm -f "$T/stream"
	timeout $((150 * ${QHY_TEST_SCALE:-1})) "$QHYMETA" -d "$(video_node)" \
		-m "$(meta_node)" -n 1000000 -w 120000 "$@" \
		> "$T/stream" 2> "$T/stream.err" &
	stream_pid=$!
	check "the stream begins" wait_until 20 grep -qs '"ev":"start"' "$T/stream"
}

finish()
{
	kill -TERM "$stream_pid"
	wait "$stream_pid"
	is "$1: the stream ends" "$? $(< "$T/stream.err")" "0 "
}

# frames_are NUMBER...: of the stream in the background, so far.
frames_are()
{
	[[ "$(numbers "$T/stream")" == "$* " ]]
}

# frames_came COUNT: at least.
frames_came()
{
	(($(numbers "$T/stream" | wc -w) >= $1))
}

# The camera's log, into $T/truth. To be called once, at the end: the machine
# sees the host's files, but may keep what it has read.
read_truth()
{
	local log=$QHY_RESULTS/camera0.jsonl

	cam 0 mark "truth" > /dev/null
	cp "$log" "$T/truth" && grep -q '"mark","text":"truth"' "$T/truth"
}

# against_truth CHECK FILE...: compare what qhymeta printed with the camera's
# own words; its verdicts are the test's.
against_truth()
{
	local name=$1

	shift
	if [[ ! -s $T/truth ]] && ! read_truth; then
		not_ok "$name: the camera's log"
		return
	fi
	if ! python3 "$QHY_REPO/tests/lib/truth.py" "$name" "$T/truth" "$@" \
		> "$T/verdicts" 2>&1; then
		not_ok "$name: the comparison" "$(< "$T/verdicts")"
		return
	fi
	tell_verdicts "$T/verdicts" "" "$@"
}
