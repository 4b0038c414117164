# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# More words for the tests of qhycam; source it instead of test.sh. The test
# then stands in an empty directory of its own.

# shellcheck source=SCRIPTDIR/test.sh
. "$QHY_REPO/tests/lib/test.sh"

QHYCAM=${QHYCAM:-$QHY_REPO/build/userspace/qhycam}
mkdir "$T/work" && cd "$T/work" || exit 1

# qhycam ARGUMENTS...: run it with a time limit.
qhycam()
{
	run timeout --foreground $((${LIMIT:-60} * ${QHY_TEST_SCALE:-1})) "$QHYCAM" "$@"
	run_command="qhycam $*"
}

# one_line REGEX: the last run wrote one line to stderr, which matches, and
# nothing to stdout.
one_line()
{
	if [[ -z $out && -n $err && $(wc -l < "$T/err") == 1 && $err =~ $1 ]]; then
		ok "$run_command: one line: $1"
	else
		not_ok "$run_command: one line: $1" "stdout: $out"$'\n'"stderr: $err"
	fi
}

# refused STATUS REGEX ARGUMENTS...: qhycam ends so, with one such line.
refused()
{
	local want=$1 regex=$2

	shift 2
	qhycam "$@"
	want_status "$want"
	one_line "$regex"
}

# files_here NAME...: exactly these files are in the directory, no others.
files_here()
{
	is "files are: $*" "$(find . -type f -printf '%P\n' | sort | tr '\n' ' ')" "$* "
}

no_files()
{
	is "no files" "$(find . -type f)" ""
}

# pattern_frames FILE...: the camera's frame number of each file, in one line;
# nothing when a pixel is not the test pattern's.
pattern_frames()
{
	local numbers

	numbers=$("$QHY_REPO/build/tests/bin/qhycam-pattern" "$@") || return
	tr '\n' ' ' <<< "$numbers"
}

# camera_state NAME: is camera 0 idle, running or exposing?
camera_state()
{
	[[ $(cam_status 0 state) == "$1" ]]
}
