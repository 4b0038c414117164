# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The test machine's cameras and driver, as seen from inside it: source this.
# The environment tells what is there: QHY_REPO, QHY_CAMERAS (how many),
# QHY_MODELS, QHY_MODULE, QHY_FIRMWARE, QHY_TEST_SCALE.

SYS_DRIVER=/sys/bus/usb/drivers/qhyccd

# A pause without starting a process: those cost 50 ms and more in the machine.
pause()
{
	[[ -n ${pause_fd:-} ]] || exec {pause_fd}<> <(:)
	read -rt "$1" -u "$pause_fd"
	return 0
}

# wait_until SECONDS COMMAND...: repeat until it succeeds. 1 when time is over.
wait_until()
{
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000 * ${QHY_TEST_SCALE:-1}))

	shift
	until "$@"; do
		((${EPOCHREALTIME/./} < end)) || return 1
		pause 0.02
	done
}

# uvc_node: there is a webcam; its node into node. For wait_until.
uvc_node()
{
	local dir index

	for dir in /sys/bus/usb/drivers/uvcvideo/*:*/video4linux/video*; do
		read -r index 2> /dev/null < "$dir/index" || continue
		# shellcheck disable=SC2034 # the caller's
		[[ $index == 0 ]] && node=/dev/${dir##*/} && return
	done
	return 1
}

# The port can be opened only once at a time: whoever comes second waits.
open_cam()
{
	exec {cam_fd}<> "/dev/virtio-ports/qhyemu.$1"
} 2> /dev/null

# cam K COMMAND...: one line to the control socket of camera K (0..3). Prints
# the answer; status 0 for "ok", 1 for "error", 2 when nobody answers.
cam()
{
	local k=$1 limit=$((10 * ${QHY_TEST_SCALE:-1})) cam_fd answer=

	shift
	if ! wait_until 30 open_cam "$k"; then
		echo "cam $k: no such control line" >&2
		return 2
	fi
	printf '%s\n' "$*" >&"$cam_fd"
	IFS= read -r -t "$limit" -u "$cam_fd" answer
	exec {cam_fd}>&-
	if [[ -z $answer ]]; then
		echo "cam $k $*: no answer" >&2
		return 2
	fi
	printf '%s\n' "$answer"
	[[ $answer == ok* ]]
}

# cam_lines K: the lines of standard input to the control socket of camera K,
# each answered by "ok"; status 1 at the first that is not, which is printed.
cam_lines()
{
	local port="/dev/virtio-ports/qhyemu.$1" line answer

	{
		flock -w 30 8 || return 2
		while IFS= read -r line; do
			printf '%s\n' "$line" >&9
			IFS= read -r -t $((10 * ${QHY_TEST_SCALE:-1})) answer <&9
			if [[ $answer != ok* ]]; then
				echo "cam: $line: $answer" >&2
				return 1
			fi
		done
	} 9<> "$port" 8> "/run/${port##*/}.lock"
}

# cam_status K FIELD: one value of the camera's own counters; 1 if unknown.
cam_status()
{
	local answer

	answer=$(cam "$1" status) || return
	[[ $answer =~ \"$2\":\"?([^,\"}]*) ]] && echo "${BASH_REMATCH[1]}"
}

# Capture nodes of the driver in any order, into the array node_of[K]. Camera K
# is on port K + 1, so an interface is called BUS-PORT:1.0. No process is
# started: this runs in loops.
find_nodes()
{
	local dir port index

	node_of=()
	for dir in "$SYS_DRIVER"/*:*/video4linux/video*; do
		read -r index 2> /dev/null < "$dir/index" || continue
		[[ $index == 0 ]] || continue
		port=${dir#"$SYS_DRIVER"/*-}
		node_of[${port%%:*} - 1]=/dev/${dir##*/}
	done
}

# video_nodes: the cameras that have a capture node, "K NODE" each.
video_nodes()
{
	local k node_of

	find_nodes
	for k in "${!node_of[@]}"; do
		echo "$k ${node_of[k]}"
	done
}

# video_node [K]: capture node of camera K (default 0); status 1 if none.
video_node()
{
	local node_of

	find_nodes
	[[ -n ${node_of[${1:-0}]:-} ]] && echo "${node_of[${1:-0}]}"
}

# have_nodes N: exactly N cameras have a capture node.
have_nodes()
{
	local node_of

	find_nodes
	((${#node_of[@]} == $1))
}

# debugfs_file K: the counters of camera K.
debugfs_file()
{
	local port=$((${1:-0} + 1)) file

	for file in /sys/kernel/debug/usb/qhyccd-*"-$port/stats"; do
		if [[ -e $file ]]; then
			echo "$file"
			return 0
		fi
	done
	echo "camera ${1:-0}: no counters in debugfs" >&2
	return 1
}

# stat_of K NAME: one counter of the driver, a line "NAME VALUE" or
# "NAME: VALUE" of its stats file.
stat_of()
{
	local file

	file=$(debugfs_file "$1") || return
	awk -v name="$2" '
		{ key = $1; sub(/:$/, "", key) }
		key == name { print $2; found = 1; exit }
		END { exit !found }' "$file"
}

# Directory of the loader's images; the machine starts with good ones in it
# (a mount, so that no test can harm those of another).
FIRMWARE=/lib/firmware/qhy

# qhy_firmware: good images again, after --no-firmware or own experiments.
qhy_firmware()
{
	mkdir -p "$FIRMWARE" && cp "$QHY_FIRMWARE"/*.img "$FIRMWARE/"
}

# load_needs: the modules that the driver needs and that are not there yet.
load_needs()
{
	local needs name

	# The host has asked the module already: QHY_NEEDS.
	needs=${QHY_NEEDS-$(modinfo -F depends "$QHY_MODULE")}
	for name in ${needs//,/ }; do
		[[ -d /sys/module/${name//-/_} ]] || modprobe "$name" || return
	done
}

# tell_unconfirmed PARAMETER=VALUE...: a line in the cameras' logs when the
# driver may send requests of tier 2 from now on, or may not any longer. Without
# this line a request of that kind makes the test fail.
tell_unconfirmed()
{
	local k may=0 now=/run/qhy-unconfirmed

	[[ " $* " != *" unconfirmed=1 "* ]] || may=1
	[[ $may == "$(cat $now 2> /dev/null || echo 0)" ]] && return
	for ((k = 0; k < ${QHY_CAMERAS:-0}; k++)); do
		cam "$k" mark "unconfirmed=$may" > /dev/null || return
	done
	echo $may > $now
}

# What cameras are spoken to with instead of what the model table says.
DIALECT=/sys/kernel/debug/usb/qhyccd/dialect

# find_interfaces: the cameras' interfaces, in the array "interfaces" of the caller.
find_interfaces()
{
	local dir vendor

	interfaces=()
	for dir in /sys/bus/usb/devices/*:1.0; do
		read -r vendor 2> /dev/null < "${dir%:1.0}/idVendor" || continue
		[[ $vendor != 1618 ]] || interfaces+=("$dir")
	done
}

# have_interfaces N: for wait_until.
have_interfaces()
{
	local interfaces

	find_interfaces
	((${#interfaces[@]} == $1))
}

# without_autoprobe: no driver takes a camera by itself from here on. All that are
# plugged have been configured: that is a driver's work, too.
without_autoprobe()
{
	wait_until 20 have_interfaces "${QHY_CAMERAS:-0}" || return
	echo 0 > /sys/bus/usb/drivers_autoprobe
}

# bind_cameras: all interfaces that the driver would have taken by itself.
bind_cameras()
{
	local dir interfaces

	find_interfaces
	for dir in "${interfaces[@]}"; do
		[[ ! -e $dir/driver ]] || continue
		# one that cannot be spoken to is told by the log, and has no node
		echo "${dir##*/}" > "$SYS_DRIVER/bind" || :
	done
} 2> /dev/null

# load_module PARAMETER=VALUE...: with QHY_DIALECT (A1+A3) the driver meets no
# camera before it has been told which alternatives they speak.
load_module()
{
	local status=0

	if [[ ! ${QHY_DIALECT:-} ]]; then
		insmod "$QHY_MODULE" "$@"
		return
	fi
	without_autoprobe || return
	insmod "$QHY_MODULE" "$@" && echo "$QHY_DIALECT" > $DIALECT || status=1
	echo 1 > /sys/bus/usb/drivers_autoprobe
	((status == 0)) && bind_cameras
	return $status
}

# qhy_load [--no-firmware] [--cameras N] [PARAMETER=VALUE...]: load the driver
# and wait until N cameras (default: all that are plugged) have a node.
qhy_load()
{
	local want=${QHY_CAMERAS:-0} node_of

	while :; do
		case ${1:-} in
		--no-firmware)	rm -f "$FIRMWARE"/*.img ;;
		--cameras)	want=$2; shift ;;
		*)		break ;;
		esac
		shift
	done
	if [[ ! -f $QHY_MODULE ]]; then
		echo "qhy_load: $QHY_MODULE is not there: make module" >&2
		return 1
	fi
	load_needs && tell_unconfirmed "$@" && load_module "$@" || return
	if ! wait_until 20 have_nodes "$want"; then
		find_nodes
		echo "qhy_load: ${#node_of[@]} of $want cameras have a" \
			"video node" >&2
		dmesg | tail -n 20 >&2
		return 1
	fi
}

# qhy_unload: remove the driver.
qhy_unload()
{
	rmmod qhyccd
}
