# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The commands of docs/live.md, run as they stand there: source this in place of
# stream.sh. The test then stands in an empty directory of its own.

. "$QHY_REPO/tests/lib/stream.sh"

# The region that the document uses.
AREA=1920x1080+2176+1548
mkdir "$T/work" && cd "$T/work" || exit 1

# recipe HEADING [N]: the commands of the Nth block (1) below this heading.
recipe()
{
	awk -v heading="### $1" -v want="${2:-1}" '
		/^#+ / && !code { here = $0 == heading }
		/^```/ { code = $0 == "```sh"; block += code && here; next }
		code && here && block == want { print; found = 1 }
		END { exit !found }' "$QHY_REPO/docs/live.md"
}

# cook SECONDS HEADING [N]: run them as a user does, in a shell that stops at the
# first error.
cook()
{
	local text

	text=$(recipe "$2" "${3:-1}")
	[[ $text ]] || bail "docs/live.md: no commands below $2"
	run timeout --kill-after=10 $(($1 * ${QHY_TEST_SCALE:-1})) \
		bash -eo pipefail -c "$text"
	run_command=$2
	want_status 0
}

# times_of FILE: when its frames are to be shown, in this order.
times_of()
{
	ffprobe -v error -select_streams v -show_entries packet=pts_time \
		-of csv=p=0 "$1" | sed -nE 's/^([0-9.]+),?$/\1/p' | sort -g
}

# rising NAME FILE FRAMES: so many frames, no two of them at the same time.
rising()
{
	is "$1: frames, and how many later than the one before" \
		"$(times_of "$2" | awk '
			NR > 1 && $1 > last { later++ }
			{ last = $1 }
			END { print NR, later + 0 }')" "$3 $(($3 - 1))"
}

# exact NAME FORMAT FRAMES FILE [AREA]: every pixel is the pattern's.
exact()
{
	run "$QHY_REPO/build/tests/bin/qhyraw" "$2" "${5:-$AREA}" "$3" "$4"
	want_status 0 "$1: every pixel"
	diag "$1: $out"
}
