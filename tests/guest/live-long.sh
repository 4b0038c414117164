#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: no program gives up while a camera exposes for 600 s; each has one
# of its own. The first 20 s of that are looked at, then Ctrl-C ends them (mpv, which
# waits for the frame before it looks at signals: kill -9), and the exposure. Another
# one is waited for, and its picture is right: with QHY_LONG=1 it is 600 s, else 25 s,
# more than what other programs wait for at most. (mpv shows it, and then waits for the
# next one before it ends.)
# needs: camera=268m camera=268m camera=268m camera=268m
# needs: limit=1300s mem=6G tags=live,clients,deep
. "$QHY_REPO/tests/lib/recipes.sh"

long=25
[[ -z ${QHY_LONG:-} ]] || long=600
programs=(ffmpeg GStreamer mpv v4l2-ctl)
headings=("16 bit without loss" "PNG files" Look "Raw frames")
signals=(INT INT KILL INT)
interrupted=(255 0 137 130)
one_frame='s/-frames:v 10/-frames:v 1/; s/num-buffers=10/num-buffers=1/
	s/stream-count=10/stream-count=1/'
node=() pids=() files=()

# each_has SECONDS: every camera gets this exposure and the document's region.
each_has()
{
	local k

	for k in "${!programs[@]}"; do
		cook 30 "Region, exposure and gain" 1 "s,/dev/video0,${node[k]},"
		v4l2-ctl -d "${node[k]}" \
			-c exposure_time_microseconds=$(($1 * 1000000))
	done
}

start_all()
{
	local k

	for k in "${!programs[@]}"; do
		mkdir "$T/$k"
		cd "$T/$k" || bail "no directory"
		serve "${headings[k]}" 1 "s,/dev/video0,${node[k]},; $one_frame"
		pids[k]=$job
		files[k]=$said
	done
}

# under_way SECONDS: of 600 s so many have passed, for every camera.
under_way()
{
	local k left

	for k in "${!programs[@]}"; do
		left=$(v4l2-ctl -d "${node[k]}" -C exposure_remaining)
		left=${left##* }
		((left > 0 && left <= 600000 - $1 * 1000)) || return
	done
}

idle()
{
	[[ $(cam_status "$1" state) == idle ]]
}

# shown K: mpv is the program of camera K and has shown a picture, which is whole.
shown()
{
	[[ ${programs[$1]} == mpv ]] && ffmpeg -loglevel error -xerror \
		-i "$T/$1/shown/00000001.png" -f null - 2> /dev/null < /dev/null
}

all_ended()
{
	local k

	for k in "${!programs[@]}"; do
		ended "${pids[k]}" || shown "$k" || return
	done
}

# right K: what the program of camera K made of one frame.
right()
{
	case ${programs[$1]} in
	ffmpeg) exact "ffmpeg" 16le 1 moon.raw ;;
	GStreamer)
		check "GStreamer: pixels" ffmpeg -loglevel error -i moon-0000.png \
			-f rawvideo -pix_fmt gray16le moon.raw
		exact GStreamer 16le 1 moon.raw ;;
	mpv)
		check "mpv: pixels" ffmpeg -loglevel error -i shown/00000001.png \
			-f rawvideo -pix_fmt gray shown.raw
		exact mpv 8 1 shown.raw ;;
	v4l2-ctl) exact v4l2-ctl 16le 1 frames.raw ;;
	esac
}

load_driver
for k in "${!programs[@]}"; do
	node[k]=$(video_node "$k") || bail "no camera $k"
done
mkdir "$T/mpv"
printf '%s\n' vo=image vo-image-format=png vo-image-outdir=shown frames=1 \
	> "$T/mpv/mpv.conf"
export MPV_HOME=$T/mpv

each_has 600
start_all
check "20 s of 600 s have passed" wait_until 90 under_way 20
for k in "${!programs[@]}"; do
	name=${programs[k]}
	is "$name: troubles" \
		"$(grep -Ei 'error|fail|time.?out|timed' "${files[k]}")" ""
	if ended "${pids[k]}"; then
		not_ok "$name waits" "$(tail -n 5 "${files[k]}")"
		continue
	fi
	ok "$name waits"
	stop_job "$name" "${pids[k]}" "${signals[k]}"
	is "$name: status after SIG${signals[k]}" "$status" "${interrupted[k]}"
	check "$name: the exposure is aborted" wait_until 20 idle "$k"
	is "$name: no frame came" "$(stat_of "$k" good)" 0
done

cd "$T" && rm -r [0-9]
each_has $long
start_all
check "an exposure of $long s: all have ended" wait_until $((long + 120)) all_ended
for k in "${!programs[@]}"; do
	wanted=0
	if ended "${pids[k]}"; then
		wait "${pids[k]}"
		status=$?
	else
		stop_job "${programs[k]}" "${pids[k]}" "${signals[k]}"
		[[ ${programs[k]} != mpv ]] || wanted=${interrupted[k]}
	fi
	is "${programs[k]}: status" "$status" "$wanted"
	cd "$T/$k" || bail "no directory"
	right "$k"
	at_least "${programs[k]}: frames that were exposed for $long s" \
		"$(grep -c "\"ev\":\"exposed\".*\"exposure_us\":${long}000000," \
			"$QHY_RESULTS/camera$k.jsonl")" 1
	is "camera $k refused nothing" "$(cam_status "$k" refused)" 0
done
done_testing
