#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs that people use each deliver 10 frames, unchanged: v4l2-ctl, ffmpeg
# and GStreamer at 16 bit from a mono camera, ffmpeg's 8-bit Bayer from a colour
# one. ffmpeg is told to pass every frame on: left alone it repeats frames for a
# rawvideo file when the machine is late.
# needs: camera=268m | camera=268c | camera=600m deep | camera=600c
# needs: limit=180s tags=clients
. "$QHY_REPO/tests/lib/stream.sh"

W=1920 H=1080 X=100 Y=200
cd "$T" || bail "no directory"

# frames NAME FILE FORMAT: the file is 10 frames of the pattern, in a row.
frames()
{
	run "$QHY_REPO/build/tests/bin/qhyraw" "$3" ${W}x$H+$X+$Y 10 "$2"
	want_status 0 "$1: pixels"
	diag "$1: $out"
	rm -f "$2"
}

load_driver
v4l2-ctl --set-selection=target=crop,left=$X,top=$Y,width=$W,height=$H

if colour; then
	v4l2-ctl --set-fmt-video=pixelformat=RGGB
	run ffmpeg -loglevel error -f v4l2 -input_format bayer_rggb8 \
		-i /dev/video0 -frames:v 10 \
		-fps_mode passthrough -f rawvideo -pix_fmt bayer_rggb8 a.raw
	want_status 0 "ffmpeg bayer_rggb8"
	frames "ffmpeg bayer_rggb8" a.raw 8
	v4l2-ctl --set-fmt-video=pixelformat=RG16
	format=16le
else
	run ffmpeg -loglevel error -f v4l2 -input_format gray16le \
		-i /dev/video0 -frames:v 10 \
		-fps_mode passthrough -f rawvideo -pix_fmt gray16le a.raw
	want_status 0 "ffmpeg gray16le"
	frames "ffmpeg gray16le" a.raw 16le
	run ffmpeg -loglevel error -f v4l2 -input_format gray \
		-i /dev/video0 -frames:v 10 \
		-fps_mode passthrough -f rawvideo -pix_fmt gray a.raw
	want_status 0 "ffmpeg gray"
	frames "ffmpeg gray" a.raw 8
	run timeout 60 gst-launch-1.0 -q v4l2src num-buffers=10 ! \
		video/x-raw,format=GRAY16_LE,width=$W,height=$H ! \
		filesink location=a.raw
	want_status 0 "GStreamer GRAY16_LE"
	frames "GStreamer GRAY16_LE" a.raw 16le
	v4l2-ctl --set-fmt-video=pixelformat='Y16 '
	format=16le
fi
run v4l2-ctl --stream-mmap --stream-count=10 --stream-to=a.raw
want_status 0 "v4l2-ctl --stream-mmap"
frames "v4l2-ctl --stream-mmap" a.raw $format
done_testing
