#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam broadcast to standard output: ffmpeg takes it, every picture in time, and sees the
# stars; limits, signals and readers that go end it in order.
# needs: camera=268m,pace=fast,scene=stars | camera=268c,pace=fast,scene=stars deep
# needs: limit=240s tags=qhycam,clients
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-broadcast.inc"

load_driver
sky_settings
take_truth

# Through a pipe into ffmpeg.
mkfifo pipe
tee out.y4m < pipe | ffmpeg -loglevel error -i - -c:v ffv1 -fps_mode passthrough sky.mkv &
recorder=$!
frames_from_here
begin pipe "${view[@]}" --full-range --rate 10
check "the first pictures" wait_until 60 grown out.y4m 1
settled out.y4m
kill -INT $pid
ended 0 "after Ctrl-C"
wait $recorder
check "the camera is idle" wait_until 10 camera_state idle
matches "what qhycam says" "$(< err)" '^[0-9]+ pictures sent to standard output, [1-9][0-9]* frames'
is "stream" "$(ffprobe -loglevel error -select_streams v -show_entries \
	stream=width,height,avg_frame_rate,color_range -of default=nk=1:nw=1 sky.mkv |
	sort | tr '\n' ' ')" "10/1 256 512 pc "
ffprobe -loglevel error -select_streams v -show_entries packet=pts_time -of csv=p=0 sky.mkv |
	tr -d ',' > pts
is "ffmpeg got every picture" "$(wc -l < pts)" "$(cut -d' ' -f1 err)"
check "times increase" awk 'NR > 1 && !($1 > last) { exit 1 } { last = $1 }' pts
ffmpeg -loglevel error -i sky.mkv -f rawvideo -pix_fmt gray sky.gray
alike "the stars" sky.gray
is "only whole pictures" $((($(stat -c %s out.y4m) - $(head -n 1 out.y4m | wc -c)) % (6 + YU12))) 0
rm -f out.y4m sky.mkv

# Only the pictures, stretched by themselves.
frames_from_here
begin out.nv12 "${exposed[@]}" --lock-after 3 --full-range --raw-video --format nv12 --rate 10 -q
settled out.nv12
kill -TERM $pid
ended 0 "after SIGTERM"
is "nothing is said" "$(< err)" ""
is "only whole pictures" $(($(stat -c %s out.nv12) % YU12)) 0
tail -c $YU12 out.nv12 | head -c $PIXELS > last.gray
alike "stretched by itself" last.gray 0.7 auto
likeness last.gray auto > line
check "the sky is dark grey" awk '{ exit !($2 > 50 && $2 < 80) }' line

# An end that was asked for; an overlay is there.
begin out.yu12 "${view[@]}" --overlay time,exposure,temperature --raw-video --format yu12 \
	--rate 10 --duration 0.7s
ended 0 "--duration"
is "7 pictures" "$(stat -c %s out.yu12)" $((7 * YU12))
frames_from_here
begin out.yu12 "${view[@]}" --overlay time,exposure,temperature --raw-video --format yu12 \
	--full-range --rate 10
settled out.yu12
kill -INT $pid
ended 0 "overlay"
# the box is 14 rows high; in its left half are letters, and nothing but black and white
is "the overlay is black and white" "$(tail -c $YU12 out.yu12 | head -c $PIXELS |
	tail -c $((512 * 14)) | od -An -v -tu1 -w512 | cut -c1-800 | tr -s ' ' '\n' | grep . | sort -un |
	tr '\n' ' ' | sed 's/^ *//')" "0 255 "

# Readers.
check "a reader that goes: 11" bash -c "'$QHYCAM' broadcast - ${view[*]} --rate 20 2> err |
	head -c 500000 > part; ((PIPESTATUS[0] == 11))"
matches "what is said" "$(tail -n 1 err)" 'nobody reads standard output any more'
exec {stuck}<> pipe
frames_from_here
begin pipe "${view[@]}" --rate 10
check "frames come" wait_until 60 frames_sent $((frames_before + 9))
kill -TERM $pid
ended 0 "beside a reader that takes nothing"
exec {stuck}>&-

# What only the camera knows.
refused 2 '--gain 5000: QHY268. takes 0 \.\. ' broadcast - --gain 5000
refused 2 '--exposure 2h: QHY268. takes' broadcast - -t 2h
refused 2 '--size 8000x8000: with --bin 1 that is more than' broadcast - -s 8000x8000
refused 2 '--mode xyzzy: no such one' broadcast - -m xyzzy
refused 2 'is the camera itself' broadcast "$(video_node)"
refused 1 'video77: there is no such node of v4l2loopback' broadcast /dev/video77
refused 2 'null: is no video node' broadcast /dev/null
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
