# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Whole operations with a camera that fails at one of their requests.

. "$QHY_REPO/tests/lib/stream.sh"

QHYOPS=$QHY_REPO/build/tests/bin/qhyops

# by_clock REQUEST#NUMBER...: one that the driver sends by the clock, within an
# operation or after it.
by_clock()
{
	[[ $1 =~ ^(0xd2|0xd3|0xbc|0xd1/aa|0xd1/af)# ]]
}

# find_interface: the camera's USB interface, for sysfs, into the variable
# interface. The camera may be without a driver.
find_interface()
{
	local file vendor

	interface=
	for file in /sys/bus/usb/devices/*-*/idVendor; do
		read -r vendor < "$file"
		[[ $vendor == 1618 ]] || continue
		file=${file%/*}
		interface=${file##*/}:1.0
	done 2> /dev/null
	[[ -n $interface ]]
}

# counted REGEX: how many lines of the kernel's log match.
counted()
{
	dmesg | grep -Ec -- "$1"
}

plugged_in()
{
	have_nodes 1 || (($(counted 'qhyccd .*(failed|not found|cannot be)') > failures))
}

# operation NAME [FAULT]: one of qhyops, or loader: plugged in and firmware loaded;
# with a fault on a request of it. Sets status and out.
operation()
{
	local limit=$((90 * ${QHY_TEST_SCALE:-1})) failures

	if [[ $1 == loader ]]; then
		failures=$(counted 'qhyccd .*(failed|not found|cannot be)')
		cam 0 unplug > /dev/null
		wait_until 10 have_nodes 0
	fi
	if [[ -n ${2:-} ]]; then
		cam 0 "fault on control $2" > /dev/null || bail "fault $2"
	fi
	if [[ $1 == loader ]]; then
		cam 0 plug > /dev/null
		wait_until 10 plugged_in
		have_nodes 1
		status=$((3 * $?))
		out="loader: $status"
		return
	fi
	find_interface
	run timeout $limit "$QHYOPS" -d "$(video_node)" -i "$interface" "$1"
}

# operations: what this camera can be asked for. One with boot=loader: only that.
operations()
{
	if [[ $(cam_status 0 identity) == loader ]]; then
		echo loader
	else
		echo probe idle live single abort change burst
	fi
}

# requests OPERATION...: does each and lists the camera's requests meanwhile, a
# line "OPERATION REQUEST NUMBER in|out" each; NUMBER counts equal ones. By the
# camera's own log, which can be read once in a test. Each is done once before:
# the first one after a probe may differ.
requests()
{
	local name

	for name in "$@"; do
		operation "$name"
		((status)) && bail "$name without a fault: $out $err"
		cam 0 mark "begin $name" > /dev/null
		operation "$name"
		cam 0 mark "begin -" > /dev/null
		((status)) && bail "$name without a fault: $out $err"
	done
	awk '
		/"ev":"mark"/ && match($0, /"text":"begin [^"]*/) {
			name = substr($0, RSTART + 14, RLENGTH - 14)
			split("", times)
			next
		}
		name == "" || name == "-" || !/"ev":"control"/ { next }
		!/"type":"0x[4c]0"/ { next }
		{
			match($0, /"req":"0x[0-9a-f]*/)
			key = substr($0, RSTART + 7, RLENGTH - 7)
			if (key == "0xd1" && match($0, /"data":"../))
				key = key "/" substr($0, RSTART + 8, 2)
			print name, key, ++times[key],
				/"dir":"in"/ ? "in" : "out"
		}' "$QHY_RESULTS/camera0.jsonl"
}

# sample SEED COUNT: lines of standard input in random order, COUNT for each
# first word; all of them with QHY_LONG=1.
sample()
{
	awk -v seed="$1" 'BEGIN { srand(seed) } { print rand(), $0 }' | sort -k1,1 |
		cut -d' ' -f2- |
		awk -v count="$2" -v all="${QHY_LONG:-}" 'all || ++n[$1] <= count'
}

fired()
{
	(($(cam_status 0 faults_fired) > $1))
}

# exact: the camera, without faults, gives pixels as they should be.
exact()
{
	stream -d "$(video_node)" -c 640x480+24+2 -e 1000 -n 2
	((status == 0 && got[good] == 2 && got[wrong] == 0))
}
