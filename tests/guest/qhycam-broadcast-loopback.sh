#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam broadcast into v4l2loopback: the node becomes a webcam that v4l2-ctl and ffmpeg
# read; readers come and go, also by force.
# needs: camera=268m,pace=fast,scene=stars deep | camera=268c,pace=fast,scene=stars deep
# needs: limit=240s tags=qhycam,clients kernel=stock
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/lib/loopback.sh"
. "$QHY_REPO/tests/guest/qhycam-broadcast.inc"

# read_node COUNT: so many pictures, grey, into node.gray
read_node()
{
	run timeout $((60 * ${QHY_TEST_SCALE:-1})) ffmpeg -loglevel error -f v4l2 -i $LOOPBACK \
		-frames:v "$1" -fps_mode passthrough -f rawvideo -pix_fmt gray -y node.gray
	want_status 0 "ffmpeg reads $1 pictures"
	is "and gets as many" "$(stat -c %s node.gray)" $(($1 * PIXELS))
}

load_loopback
load_driver
sky_settings
take_truth
frames_from_here
"$QHYCAM" broadcast $LOOPBACK "${view[@]}" --rate 10 2> err < /dev/null &
pid=$!
check "frames come" wait_until 60 frames_sent $((frames_before + 9))
check "the node is a camera" capability 'Video Capture'
is "its format" "$(v4l2-ctl -d $LOOPBACK --get-fmt-video | grep -E 'Width|Pixel|Size' |
	tr -d ' \t\n')" "Width/Height:512/256PixelFormat:'YUYV'(YUYV4:2:2)SizeImage:262144"
is "its rate" "$(v4l2-ctl -d $LOOPBACK --get-parm | grep -o '[0-9.]* (10/1)')" "10.000 (10/1)"
run v4l2-ctl -d $LOOPBACK --stream-mmap --stream-count=5 --stream-to=ctl.yuyv
want_status 0 "v4l2-ctl"
is "5 pictures" "$(stat -c %s ctl.yuyv)" $((5 * 2 * PIXELS))
read_node 10
alike "ffmpeg" node.gray

# A reader that dies, and one after it.
ffmpeg -loglevel error -f v4l2 -i $LOOPBACK -f rawvideo -pix_fmt gray -y dead.gray 2> dead.err &
reader=$!
check "a second reader reads" wait_until 60 grown dead.gray $PIXELS
kill -KILL $reader
wait $reader 2> /dev/null
read_node 10
alike "after a reader was killed" node.gray
kill -TERM $pid
ended 0 "after SIGTERM"
matches "the summary" "$(< err)" '^[0-9]+ pictures sent to /dev/video9, '

# Nobody looks, other formats.
for format in yu12 nv12; do
	run timeout 120 "$QHYCAM" broadcast $LOOPBACK "${view[@]}" --format $format --rate 20 -n 5
	want_status 0 "$format, without a reader"
done

# Somebody else writes to the node.
ffmpeg -loglevel error -re -f lavfi -i color=size=64x64:rate=5 -pix_fmt yuyv422 -f v4l2 \
	$LOOPBACK 2> other.err &
other=$!
check "ffmpeg writes to the node" wait_until 60 capability 'Video Capture'
refused 5 "video9: is in use by ffmpeg .pid $other.; close it" broadcast $LOOPBACK
kill -KILL $other
wait $other 2> /dev/null
unload_loopback
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
