#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One burst after the other, 1000 of them: each brings the frames start + 1 ..
# end - 1, the last one whole, and the camera always had the time that it needs
# between stop and start. Other lengths, and one that begins late.
# needs: camera=268m,pace=fast deep | camera=600c,pace=fast deep
# needs: limit=180s tags=burst
. "$QHY_REPO/tests/lib/truth.sh"

# bursts COUNT START END ARGUMENT...
bursts()
{
	run timeout $((120 * ${QHY_TEST_SCALE:-1})) \
		"$QHY_REPO/build/tests/bin/qhyburst" -d "$(video_node)" -n "$1" \
		-s "$2" -e "$3" "${@:4}"
	is "$1 bursts, start $2, end $3: status" "$status $err" "0 "
	is "$1 bursts, start $2, end $3" "$out" \
		"bursts=$1 frames=$(($1 * ($3 - $2 - 1))) wrong=0 damaged=0"
}

load_driver unconfirmed=1
many=1000
[[ $(family) == 268 ]] || many=100
bursts $many 1 4 -f "$(flat)" -c 64x64+100+200
is "releases" "$(cam_status 0 burst_releases)" $many
bursts 20 1 6 -f "$(deep)" -c 640x480+24+2
bursts 3 1 3 -f "$(deep)" -c 640x480+24+2
bursts 3 200 241 -f "$(flat)" -c 64x64+24+2
bursts 1 65000 65003 -f "$(flat)" -c 64x64+24+2
is "bursts that came too early for the camera" "$(cam_status 0 burst_hasty)" 0
is "camera restarted by the driver" "$(stat_of 0 recoveries)" 0
is "the camera refused" "$(cam_status 0 refused)" 0
done_testing
