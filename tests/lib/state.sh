# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the camera keeps and tells of itself, by control and by its own words.

. "$QHY_REPO/tests/lib/stream.sh"

# value CONTROL [K]: as v4l2-ctl reads it, menu items as numbers.
value()
{
	v4l2-ctl -d "$(video_node "${2:-0}")" -C "$1" 2>&1 | sed 's/^[^:]*: //; s/ (.*//'
}

# set_to CONTROL=VALUE...
set_to()
{
	local IFS=,

	v4l2-ctl -d "$(video_node)" -c "$*"
}

# value_is CONTROL VALUE, camera_is FIELD VALUE: for wait_until.
value_is()
{
	[[ $(value "$1") == "$2" ]]
}

camera_is()
{
	[[ $(cam_status 0 "$1") == "$2" ]]
}

# between LOW VALUE HIGH: numbers with a point, too.
between()
{
	awk -v low="$1" -v value="$2" -v high="$3" 'BEGIN {
		exit !(value ~ /^-?[0-9.]+$/ && value >= low && value <= high) }'
}

# camera_between FIELD LOW HIGH: for wait_until.
camera_between()
{
	between "$2" "$(cam_status 0 "$1")" "$3"
}

# more_requests N: the camera had more than N; passes N: N more come, which the
# driver's looks once a second see to.
more_requests()
{
	(($(cam_status 0 controls) > $1))
}

passes()
{
	wait_until $((20 + 4 * $1)) more_requests $(($(cam_status 0 controls) + $1))
}

# subscribed PID: the program that this timeout runs sleeps in the ioctl that waits
# for an event; for wait_until.
subscribed()
{
	local pid

	pid=$(pgrep -P "$1") && grep -qs v4l2 "/proc/$pid/wchan" "/proc/$pid/stack"
}

mark()
{
	cam 0 mark "$1" > /dev/null
}

# said_times REGEX: how many lines of the kernel's log match.
said_times()
{
	dmesg | grep -Ec -- "$1"
}

# read_log: the camera's log so far into "$T/log". Only once in a test: the
# machine may keep what it has read of a file of the host.
read_log()
{
	mark "end of log"
	cat "$QHY_RESULTS/camera0.jsonl" > "$T/log"
	grep -q '"text":"end of log"' "$T/log" || bail "the camera's log is not there"
}

# part FROM [TO]: lines of the log from one mark to the next one, or to TO.
part()
{
	awk -v from="\"text\":\"$1\"" -v to="\"text\":\"${2:-}" '
		on && /"ev":"mark"/ && index($0, to) { exit }
		index($0, from) { on = 1; next }
		on' "$T/log"
}

# commands BYTE: the data of these commands, in hexadecimal, from a part.
commands()
{
	sed -nE 's/.*"req":"0xd1".*"data":"('"$1"'[0-9a-f]*)".*/\1/p'
}
