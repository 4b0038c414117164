# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The commands of docs/live.md, run as they stand there: source this in place of
# truth.sh. The test then stands in an empty directory of its own.

. "$QHY_REPO/tests/lib/truth.sh"

# The region that the document uses.
AREA=1920x1080+2176+1548
jobs=()
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

# cook SECONDS HEADING [N [SED]]: run them as a user does, in a shell that stops
# at the first error; SED changes them, where the document says so.
cook()
{
	local text

	text=$(recipe "$2" "${3:-1}" | sed -E "${4:-}")
	[[ $text ]] || bail "docs/live.md: no commands below $2"
	run timeout --kill-after=10 $(($1 * ${QHY_TEST_SCALE:-1})) \
		bash -eo pipefail -c "$text"
	run_command=$2
	want_status 0
}

# serve HEADING [N [SED]]: begin them in the background, in a process group of
# their own, which stop_job() sends what Ctrl-C sends. job is its number, said
# the file with its output.
serve()
{
	local text

	text=$(recipe "$1" "${2:-1}" | sed -E "${3:-}")
	[[ $text ]] || bail "docs/live.md: no commands below $1"
	said=$T/said.${#jobs[@]}
	setsid env --default-signal=INT,QUIT bash -eo pipefail -c "$text" \
		> "$said" 2>&1 < /dev/null &
	job=$!
	jobs+=("$job")
}

# ended PID: it runs no more; that the shell has not yet asked for its status does
# not count.
ended()
{
	local stat

	read -r stat 2> /dev/null < "/proc/$1/stat" || return 0
	[[ ${stat##*) } == Z* ]]
}

# stop_job NAME [JOB [SIGNAL]]: end what serve() began, as Ctrl-C does; its status
# into status.
stop_job()
{
	local pid=${2:-$job}

	kill "-${3:-INT}" -- "-$pid"
	if ! wait_until 30 ended "$pid"; then
		kill -KILL -- "-$pid"
		not_ok "$1: SIG${3:-INT} ends it"
	fi
	wait "$pid"
	status=$?
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

# delivered COUNT: the driver has delivered so many good frames.
delivered()
{
	(($(stat_of 0 good) >= $1))
}

# screen_begin: a screen for programs with a window; its pixels are in a file.
screen_begin()
{
	mkdir "$T/screen"
	Xvfb :7 -screen 0 "${AREA%%+*}x24" -nocursor -nolisten tcp \
		-fbdir "$T/screen" > "$T/xvfb" 2>&1 &
	screen=$!
	export DISPLAY=:7
	check "an X server" wait_until 40 test -S /tmp/.X11-unix/X7
}

screen_end()
{
	kill "$screen"
	wait "$screen"
}

# screen_shows: the whole screen is one frame of the pattern. (XWD: the first word
# is the header's length, the twentieth the number of colours; then BGRX.)
screen_shows()
{
	/usr/bin/python3 - "$T/screen/Xvfb_screen0" > "$T/shown.raw" << 'END'
import struct, sys
image = open(sys.argv[1], "rb").read()
words = struct.unpack(">20I", image[:80])
pixels = image[words[0] + 12 * words[19]:]
for colour in (1, 2):
    if pixels[colour::4] != pixels[0::4]:
        sys.exit("not grey")
sys.stdout.buffer.write(pixels[0::4])
END
	"$QHY_REPO/build/tests/bin/qhyraw" 8 "$AREA" 1 "$T/shown.raw"
} > "$T/shown" 2>&1
