#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What may be asked of a burst and when: released twice, without a stream, with
# no frame in it, stopped in the middle, switched on and off while streaming, and
# with frames that the camera keeps or never sends.
# needs: camera=268m deep | camera=600c deep
# needs: limit=240s tags=burst allow=no.frames,.restarting
. "$QHY_REPO/tests/lib/truth.sh"

roi=(-f "$(flat)" -c 640x480+24+2 -w 60000)

release()
{
	v4l2-ctl -d "$(video_node)" -c burst_release=1
}

load_driver unconfirmed=1
release
is "released without a stream: bursts" "$(cam_status 0 burst_releases)" 0
control burst=1
release
is "released without a stream, in burst mode" \
	"$(cam_status 0 burst_releases) $(cam_status 0 burst)" "0 false"

# Nothing by itself; one burst at a time.
run timeout 60 "$QHYMETA" -d "$(video_node)" "${roi[@]}" -w 2000 -0
want_status 0 "no frame without a release"
begin "${roi[@]}" -e 300000
check "release" release
refuses burst_release=1 "busy"
check "frames 2 to 5" wait_until 30 frames_are 2 3 4 5
control burst_end_frame=2
refuses burst_release=1 "Invalid argument"
control burst_start_frame=2,burst_end_frame=5
check "release with another start and end" release
check "and frames 3, 4" wait_until 30 frames_are 2 3 4 5 3 4

# Off and on while it streams.
control burst=0
check "frames without a release" wait_until 30 frames_came 10
is "the camera left burst mode" "$(cam_status 0 burst)" false
control exposure_time_microseconds=1000,burst=1
check "the camera stands still" wait_until 10 eval \
	'[[ $(cam_status 0 state) == idle ]]'
check "release after that" release
check "frames 3, 4 again" wait_until 30 eval \
	'[[ "$(numbers "$T/stream")" == *" 3 4 " ]]'
finish "burst"
is "metadata say burst" "$(sed -n -E 's/.*"ev":"meta".*"burst":([01]).*/\1/p' \
	"$T/stream" | uniq | tr -d '\n')" 101

# Stopped in the middle of one; normal frames after that.
begin "${roi[@]}" -e 500000
check "release" release
check "the first frame" wait_until 30 frames_came 1
finish "in a burst"
control burst=0
stream -f "$(deep)" -c 1000x600+24+2 -e 1000 -n 5
is_clean "the next stream, without bursts" 5
is "the camera's patch number" "$(cam_status 0 burst_patch)" 4294967295

# Without a patch number the camera keeps the end of the last frame, up to 16 KiB,
# until the next burst pushes it out: all of a small frame, a part of a large one.
control burst=1,burst_start_frame=1,burst_end_frame=4
for area in 64x64+24+2 640x480+24+2; do
	control burst_patch_number=0xffffffff
	recoveries=$(stat_of 0 recoveries)
	begin -f "$(flat)" -c $area -e 1000
	check "$area: release without a patch number" release
	check "$area: frame 2" wait_until 20 frames_are 2
	check "$area: a while later" eval '! wait_until 7 frames_came 2'
	is "$area: frame 3 is not complete" "$(numbers "$T/stream")" "2 "
	check "$area: another release" release
	check "$area: it brings frame 3, and 2" wait_until 20 frames_are 2 3 2
	control burst_patch_number=32001
	check "$area: release with a patch number" release
	check "$area: all of both" wait_until 20 frames_are 2 3 2 3 2 3
	finish "$area: without a patch number"
	is "$area: recoveries" $(($(stat_of 0 recoveries) - recoveries)) 0
done

# A frame that never comes: the driver restarts the camera and takes releases.
begin "${roi[@]}" -e 1000
cam 0 "fault on frame#1 at byte 100 do silent" > /dev/null
check "release of a burst that is lost" release
refuses burst_release=1 "busy"
check "the release is free again" wait_until 40 eval 'release 2> /dev/null'
check "frames after a lost burst" wait_until 30 frames_are 2 3
finish "after a lost burst"
is "bursts that came too early for the camera" "$(cam_status 0 burst_hasty)" 0
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
