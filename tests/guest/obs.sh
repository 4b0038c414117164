#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The real OBS: its ordinary source "Video Capture Device (V4L2)" shows the stars, stretched by the
# plugin, on its screen and in what it records; the dialog changes nothing, and after a
# re-plug the picture is back.
# needs: camera=268m,scene=stars deep | camera=268c,scene=stars deep
# needs: limit=900s cpu=Nehalem tags=clients kernel=stock
. "$QHY_REPO/tests/lib/obs.sh"

AREA=640x480
PICTURE=320x240
# Many stars, so that their light is more than the noise, which is another one in each frame.
HERE=left=1160,top=1960,width=640,height=480
THERE=left=3400,top=1640,width=640,height=480
SETTINGS=exposure_time_absolute=40000,gain=100,offset=40,readout_mode=1

# truth NAME FORMAT: a frame of the camera, as it is set
truth()
{
	run timeout $((60 * ${QHY_TEST_SCALE:-1})) v4l2-ctl -d "$node" \
		--set-fmt-video=pixelformat="$2" --stream-mmap=2 --stream-count=1 --stream-to="$T/$1"
	want_status 0 "a frame to compare with: $1"
}

# likeness TRUTH FILE: "CORRELATION MEAN" of the last picture in it
likeness()
{
	local pattern=mono

	! colour || pattern=rggb
	ffmpeg -loglevel error -i "$2" -f rawvideo -pix_fmt gray -y "$T/gray" < /dev/null &&
		"$QHY_REPO/build/tests/bin/qhycam-likeness" "$T/$1" $AREA $pattern 2 auto \
			"$T/gray" $PICTURE | tail -n 1
}

# alike NAME TRUTH FILE
alike()
{
	local got

	got=$(likeness "$2" "$3" 2>&1)
	diag "$1: correlation, mean: $got"
	check "$1: correlation above 0.95" awk '{ exit !($1 > 0.95 && NF == 2) }' <<< "$got"
	cp "$3" /out/
}

sent()
{
	(($(cam_status 0 frames_sent) >= $1))
}

# drawn: pictures that OBS has drawn; one in many is, when the machine is slow
drawn()
{
	local stats words='renderSkippedFrames": ([0-9]+).*renderTotalFrames": ([0-9]+)'

	stats=$(obsws GetStats) && [[ $stats =~ $words ]] &&
		echo $((BASH_REMATCH[2] - BASH_REMATCH[1]))
}

has_drawn()
{
	pause 1
	(($(drawn) >= $1))
}

# seen: OBS has drawn a frame that the camera began after this. There are four buffers.
seen()
{
	check "frames come" wait_until 120 sent $(($(cam_status 0 frames_sent) + 4))
	check "and are drawn" wait_until 120 has_drawn $(($(drawn) + 3))
}

# shot NAME TRUTH: what is on the screen now
shot()
{
	seen
	run obsws SaveSourceScreenshot "{\"sourceName\": \"Sky\", \"imageFormat\": \"png\",
		\"imageFilePath\": \"$T/$1.png\"}"
	want_status 0 "$1: screenshot"
	alike "$1" "$2" "$T/$1.png"
}

# record, recorded NAME TRUTH: begin, and what the file ends with, seen() between
record()
{
	recordings=$((recordings + 1))
	run obsws StartRecord
	want_status 0 StartRecord
}

recorded()
{
	local file

	run obsws StopRecord
	want_status 0 StopRecord
	file=$(jq -r .outputPath <<< "${out:-}")
	check "$1: OBS has closed the file" wait_until 60 obs_said 'Recording Stop' $recordings
	alike "$1" "$2" "$file"
}

# kept: all that the dialog must not change
kept()
{
	v4l2-ctl -d "$node" -C cooler_mode,cooler_target_temperature,auto_exposure,gain,offset,\
readout_mode,usb_traffic,exposure_time_absolute,exposure_time_microseconds,capture_mode
	cam_status 0 automatic
	cam_status 0 target
}

# dialog TRUTH: open and close it
dialog()
{
	local before window="Properties for 'Camera'"

	before=$(kept)
	is "what is watched" "$(wc -l <<< "$before")" 12
	run obsws OpenInputPropertiesDialog '{"inputName": "Camera"}'
	want_status 0 "the dialog"
	check "it is there" wait_until 120 xdotool search --onlyvisible --name "$window"
	check "it has been through the controls" wait_until 120 \
		obs_said 'setting default for Readout Mode to 1'
	is "nothing has changed" "$(kept)" "$before"
	xdotool search --onlyvisible --name "$window" windowfocus --sync key Escape
	check "it closes" wait_until 120 eval "! xdotool search --onlyvisible --name \"$window\""
	shot "after the dialog" "$1"
	is "nothing has changed after it" "$(kept)" "$before"
}

[[ -x /usr/bin/obs ]] || bail "no obs: tests/lib/packages.sh check-deep"
recordings=0
load_driver
node=$(video_node)
cam 0 'seeing 6' > /dev/null
# As warm as it is: a cooler sensor has other hot pixels.
v4l2-ctl -d "$node" -c $SETTINGS,cooler_target_temperature=180,cooler_mode=2
v4l2-ctl -d "$node" --set-selection=target=crop,$THERE
truth there16 "$(colour && echo RG16 || echo 'Y16 ')"
colour || truth there8 GREY
v4l2-ctl -d "$node" --set-selection=target=crop,$HERE
truth here16 "$(colour && echo RG16 || echo 'Y16 ')"
colour || truth here8 GREY

# From now on the camera comes with these settings.
cat > /etc/udev/rules.d/61-qhyccd-restore.rules <<END
ACTION=="add", SUBSYSTEM=="video4linux", ATTR{index}=="0", DRIVERS=="qhyccd", \
RUN+="/usr/bin/v4l2-ctl -d \$devnode --set-selection=target=crop,$THERE -c $SETTINGS"
END
mkdir -p /run/udev
/lib/systemd/systemd-udevd 2> "$T/udevd" &
obs_helpers+=($!)
wait_until 30 test -S /run/udev/control || bail "udevd does not start"

install -D "$QHY_REPO/build/userspace/libv4l-qhyccd.so" \
	-t "$(pkg-config --variable=libdir libv4l2)/libv4l/plugins"
obs_profile $PICTURE
obs_scene "$node" YUYV $PICTURE
obs_start
record
shot "16 bit" here16
dialog here16
recorded "16 bit, recorded" here16
last=here16
if ! colour; then
	run obsws SetInputSettings "{\"inputName\": \"Camera\", \"inputSettings\":
		{\"pixelformat\": $(fourcc_number NV12)}}"
	want_status 0 "8 bit"
	check "it is taken" wait_until 60 obs_said 'v4l2-input: Pixelformat: NV12'
	record
	shot "8 bit" here8
	recorded "8 bit, recorded" here8
	last=here8
fi

check "pull" cam 0 unplug
check "OBS lets it go" wait_until 60 obs_said "Device $node disconnected"
check "the node is gone" wait_until 60 test ! -e "$node"
check "plug" cam 0 plug
check "OBS takes it again" wait_until 120 obs_said "Device $node reconnected"
shot "after the re-plug" "${last/here/there}"
is "which is another piece of the sky" \
	"$(likeness $last "$T/after the re-plug.png" | awk '{ print $1 < 0.5 }')" 1

obs_stop
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
