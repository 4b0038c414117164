# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The real OBS, with nobody before it: X in memory, OpenGL by the CPU. The machine needs
# cpu=Nehalem: with wider vectors llvmpipe crashes in it. Source this.

# shellcheck source=SCRIPTDIR/stream.sh
. "$QHY_REPO/tests/lib/stream.sh"

export HOME=$T/home XDG_RUNTIME_DIR=$T/run DISPLAY=:7 LC_ALL=C.UTF-8
export LP_NATIVE_VECTOR_WIDTH=128 LIBGL_ALWAYS_SOFTWARE=1 QT_QPA_PLATFORM=xcb
# There is no screen to keep awake, and xdg-screensaver is a hundred processes.
export PATH=$T/bin:$PATH
OBS_LOG=/out/obs.log
OBS_PLUGINS=$(pkg-config --variable=libdir libv4l2)/obs-plugins
obs_pid=
obs_helpers=()

# obs_profile WxH: a profile with pictures of that size, which records to $T: H.264 without
# look-ahead, and sound as it is. With what OBS chooses for both, recordings did not end
# in minutes on a busy host. As few plugins as OBS runs with.
obs_profile()
{
	local base=$HOME/.config/obs-studio name

	mkdir -p "$base/basic/profiles/Test" "$base/basic/scenes" "$XDG_RUNTIME_DIR" "$T/bin"
	chmod 700 "$XDG_RUNTIME_DIR"
	ln -s /bin/true "$T/bin/xdg-screensaver"
	for name in frontend-tools image-source linux-capture linux-pulseaudio obs-filters \
		text-freetype2; do
		rm -f "$OBS_PLUGINS/$name.so"
	done
	cat > "$base/global.ini" <<-END
		[General]
		FirstRun=true
		LastVersion=486539266
		EnableAutoUpdates=false
		[Basic]
		Profile=Test
		ProfileDir=Test
		SceneCollection=Test
		SceneCollectionFile=Test
		[BasicWindow]
		PreviewEnabled=false
		[OBSWebSocket]
		FirstLoad=false
		ServerEnabled=true
		ServerPort=4455
		AlertsEnabled=false
		AuthRequired=false
	END
	cat > "$base/basic/profiles/Test/basic.ini" <<-END
		[General]
		Name=Test
		[Video]
		BaseCX=${1%x*}
		BaseCY=${1#*x}
		OutputCX=${1%x*}
		OutputCY=${1#*x}
		FPSType=1
		FPSInt=1
		[Output]
		Mode=Advanced
		[AdvOut]
		RecType=FFmpeg
		FFOutputToFile=true
		FFFilePath=$T
		FFFormat=matroska
		FFFormatMimeType=video/x-matroska
		FFExtension=mkv
		FFVEncoder=libx264
		FFVEncoderId=27
		FFVBitrate=8000
		FFVCustom=preset=ultrafast tune=zerolatency
		FFAEncoder=pcm_s16le
		FFAEncoderId=65536
		FFAudioMixes=1
		FFIgnoreCompat=true
	END
}

# fourcc_number CODE
fourcc_number()
{
	local c number=0

	for c in 3 2 1 0; do
		number=$((number << 8 | $(printf '%d' "'${1:c:1}")))
	done
	echo $number
}

# obs_scene NODE FOURCC WxH: the scene Sky shows the source Camera, which is a "Video Capture
# Device (V4L2)" with that format and size.
obs_scene()
{
	cat > "$HOME/.config/obs-studio/basic/scenes/Test.json" <<-END
		{"name": "Test", "current_scene": "Sky",
		 "current_program_scene": "Sky", "scene_order": [{"name": "Sky"}],
		 "sources": [
		  {"id": "v4l2_input", "name": "Camera", "enabled": true,
		   "settings": {"device_id": "$1", "pixelformat": $(fourcc_number "$2"),
		    "resolution": $((${3%x*} << 16 | ${3#*x})), "input": 0, "buffering": false}},
		  {"id": "scene", "name": "Sky", "enabled": true, "settings":
		   {"id_counter": 1, "items": [{"name": "Camera", "id": 1,
		    "visible": true, "pos": {"x": 0.0, "y": 0.0},
		    "scale": {"x": 1.0, "y": 1.0}, "bounds_type": 0}]}}]}
	END
}

# obs_start: X and OBS; or the end of the test.
obs_start()
{
	local limit=$((120 * ${QHY_TEST_SCALE:-1})) answer=

	ip link set lo up || bail "no network device lo"
	Xvfb "$DISPLAY" -screen 0 640x480x24 -nolisten tcp > "$T/x.log" 2>&1 &
	obs_helpers+=($!)
	wait_until 60 test -S "/tmp/.X11-unix/X${DISPLAY#:}" || bail "Xvfb does not start"
	obs --multi --disable-updater > "$OBS_LOG" 2>&1 < /dev/null &
	obs_pid=$!
	mkfifo "$T/ask" "$T/answers"
	/usr/bin/python3 -I -S "$QHY_REPO/tests/lib/obsws.py" $limit \
		< "$T/ask" > "$T/answers" 2> "$T/obsws.err" &
	obs_helpers+=($!)
	exec {ask}> "$T/ask" {answers}< "$T/answers"
	read -r -t $((limit + 60)) answer <&"$answers"
	if [[ $answer != ok ]]; then
		cp "$T/obsws.err" /out
		bail "OBS does not answer: $answer"
	fi
}

# obsws REQUEST [JSON]: prints its answer; 1: it refused, or there was none.
obsws()
{
	local answer=

	printf '%s\n' "${*//$'\n'/ }" >&"$ask"
	read -r -t $((120 * ${QHY_TEST_SCALE:-1})) answer <&"$answers"
	printf '%s\n' "${answer#* }"
	[[ $answer == ok* ]]
}

# obs_said REGEX [TIMES]: it is in OBS's log so often (1), or more.
obs_said()
{
	(($(grep -cE -- "$1" "$OBS_LOG") >= ${2:-1}))
}

# obs_stop: OBS and all else that obs_helpers names.
obs_stop()
{
	exec {ask}>&- {answers}<&-
	kill "$obs_pid" "${obs_helpers[@]}" 2> /dev/null
	wait "$obs_pid" "${obs_helpers[@]}"
}
