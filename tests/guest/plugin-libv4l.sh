#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The libv4l2 plugin, in the library itself: pictures are what the picture core
# makes of the camera's frames, a program that chooses the camera's own format
# gets the camera's bytes, and no other descriptor disturbs.
# needs: camera=268m | camera=268c | camera=600m deep | camera=600c deep
# needs: limit=180s tags=clients
. "$QHY_REPO/tests/lib/stream.sh"

plugin=$QHY_REPO/build/userspace/libv4l-qhyccd.so
view=$QHY_REPO/build/tests/bin/qhyview

# look FOURCC WxH FRAMES: pictures are right, and so are raw frames.
look()
{
	run timeout $((100 * ${QHY_TEST_SCALE:-1})) "$view" "$(video_node)" "$@" \
		"$(cam_status 0 frame_counter)"
	want_status 0 "$1 $2"
	is "$1 $2: what came" "$out" \
		"size=$2 pictures=$3 wrong=0 raw=3 second=16"
}

# roi: 640x480, where both models have pixels.
roi()
{
	v4l2-ctl -d "$(video_node)" \
		--set-selection=target=crop,left=1000,top=800,width=640,height=480
}

[[ -e $plugin && -e $view ]] ||
	bail "no plugin: apt-get install libv4l-dev, make tests"
load_driver
roi
run "$view" "$(video_node)" list
is "without the plugin" "$(grep -c x <<< "$out")" 0
install -D "$plugin" -t "$(pkg-config --variable=libdir libv4l2)/libv4l/plugins"
run "$view" "$(video_node)" list
want_status 0 list
if colour; then
	is "with it" "$out" "RGGB
RG16
YUYV 320x240 160x120 106x80 80x60
NV12 320x240 160x120 106x80 80x60"
	sizes="320x240 160x120"
else
	is "with it" "$out" "GREY
Y16
Y16-BE
YUYV 640x480 320x240 212x160 160x120
NV12 320x240 212x160 160x120"
	sizes="640x480 212x160"
fi
for size in $sizes; do
	look YUYV "$size" 6
done
look NV12 320x240 3

v4l2-ctl -w -d "$(video_node)" --set-ctrl=gain=17
is "controls go through" "$(v4l2-ctl -d "$(video_node)" --get-ctrl=gain)" "gain: 17"
run v4l2-ctl -w -d "$(video_node)" --list-formats
want_out_has "'YUYV' \\(YUYV, stretched, of 16 bits\\)" "v4l2-ctl -w"
want_out_has "'YU12' \\(YU12, emulated\\)" "v4l2-ctl -w"

check "pull" cam 0 unplug
check "the node is gone" wait_until 10 have_nodes 0
check "plug" cam 0 plug
check "the node is back" wait_until 20 have_nodes 1
roi
look YUYV 320x240 3
done_testing
