#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/live.md: ffmpeg makes HLS, which another program gets by HTTP while a script
# changes gain and exposure, and RTMP, which another one receives.
# needs: camera=268m deep
# needs: limit=400s mem=4G tags=live,clients
. "$QHY_REPO/tests/lib/recipes.sh"

# come_and_go LIST: HLS has so many pieces that the first ones have been deleted.
come_and_go()
{
	grep -Eqs '^#EXT-X-MEDIA-SEQUENCE:[2-9]' "$1"
}

# pieces LIST: of an HLS list, how long each piece is said to be, when its first
# frame is shown, and K when that needs none before it; the longest that is allowed.
pieces()
{
	local line length

	while IFS= read -r line; do
		case $line in
		'#EXTINF:'*) length=${line//[!0-9.]/} ;;
		'#EXT-X-TARGETDURATION:'*) echo "most ${line#*:}" ;;
		'#'*) ;;
		*)	echo "$length $(ffprobe -v error -select_streams v \
				-show_entries packet=pts_time,flags -of csv=p=0 \
				"${1%/*}/$line" < /dev/null | head -n 1 | tr , ' ')" ;;
		esac
	done < "$1"
}

# serving: the HTTP server answers.
serving()
{
	: 2> /dev/null <> /dev/tcp/127.0.0.1/8000
}

# frames_said FILE: how many frames ffmpeg says it has written.
frames_said()
{
	tr '\r' '\n' < "$1" | sed -nE 's/^frame= *([0-9]+) .*/\1/p' | tail -n 1
}

by_hls()
{
	local url=http://127.0.0.1:8000/sky.m3u8 maker server wanted

	serve HLS
	maker=$job
	check "HLS: pieces come and go" wait_until 60 come_and_go live/sky.m3u8
	serve HLS 2
	server=$job
	check "HLS: served" wait_until 30 serving
	run timeout $((60 * ${QHY_TEST_SCALE:-1})) ffmpeg -loglevel error \
		-live_start_index 0 -i $url -frames:v 10 -c copy got.ts
	want_status 0 "HLS: a player gets it while it is made"
	cook 60 "While a program streams"
	wanted=$(($(stat_of 0 good) + 3))
	check "HLS goes on" wait_until 30 delivered $wanted
	stop_job "HLS" "$maker"
	is "HLS: ffmpeg's status after Ctrl-C" "$status" 255
	times_of "$url" > times.txt
	is "HLS: frames have later times" \
		"$(awk 'NR > 1 && $1 <= last { n++ } { last = $1 }
			END { print (NR > 3), n + 0 }' times.txt)" "1 0"
	matches "HLS: the list has its end" "$(< live/sky.m3u8)" 'EXT-X-ENDLIST$'
	pieces live/sky.m3u8 > pieces.txt
	is "HLS: pieces are as long as the list says, and can each be the first" \
		"$(awk '$1 == "most" { most = $2; next }
			last { gap = $2 - begin - last; wrong += gap^2 > 1e-6 }
			int($1 + 0.5) > most || $3 !~ /^K/ { wrong++ }
			{ last = $1; begin = $2; n++ }
			END { print (n >= 3), wrong + 0 }' pieces.txt)" "1 0"
	diag "$(< pieces.txt)"
	stop_job "HTTP server" "$server"
	check "a frame" ffmpeg -loglevel error -i got.ts -frames:v 1 -f rawvideo \
		-pix_fmt gray got.raw
	check "HLS shows the stars" "$QHY_REPO/build/tests/bin/qhylike" \
		0.95 got.raw wanted.raw
}

by_rtmp()
{
	local receiver before

	serve RTMP 2
	receiver=$job
	check "RTMP: the receiver waits" wait_until 30 listening 1935
	before=$(stat_of 0 good)
	serve RTMP
	check "RTMP: 20 frames" wait_until 60 delivered $((before + 20))
	stop_job RTMP
	is "RTMP: ffmpeg's status after Ctrl-C" "$status" 255
	check "RTMP: the receiver ends with it" wait_until 30 ended "$receiver"
	wait "$receiver"
	is "RTMP: the receiver's status" $? 0
	rising "RTMP" try.flv "$(frames_said "$said")"
}

# listening PORT: somebody waits for a connection there.
listening()
{
	grep -q "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") .* 0A " /proc/net/tcp
}

# exposed FROM TO FIELD: of the frames that the camera exposed between two marks.
exposed()
{
	awk -v from="\"text\":\"$1\"" -v to="\"text\":\"$2\"" '
		index($0, from) { on = 1 }
		index($0, to) { on = 0 }
		on && /"ev":"exposed"/' "$T/truth" |
		sed -nE "s/.*\"$3\":([0-9]+).*/\1/p"
}

load_driver
ip link set lo up
cook 30 "Region, exposure and gain"
v4l2-ctl -c exposure_time_microseconds=300000
cam 0 "scene stars" > /dev/null
check "a picture to compare with" v4l2-ctl --set-fmt-video=pixelformat=GREY \
	--stream-mmap --stream-count=1 --stream-to=wanted.raw
cam 0 mark hls > /dev/null
by_hls
cam 0 mark rtmp > /dev/null
by_rtmp
check "the camera's log" read_truth
is "the script: gains of the frames, one after the other" \
	"$(exposed hls rtmp gain | uniq | tr '\n' ' ')" "20 0 30 60 20 "
is "the script: exposures" "$(exposed hls rtmp exposure_us | uniq | tr '\n' ' ')" \
	"300000 200000 "
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
