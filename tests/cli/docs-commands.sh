#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Commands in the documents can be pasted: programs, make targets, files,
# packages, controls and options in them exist.
# needs: limit=180s
. "$QHY_REPO/tests/lib/test.sh"

cd "$QHY_REPO" || bail "no $QHY_REPO"
QHYCAM=build/userspace/qhycam
driver=drivers/media/usb/qhyccd
# Come with packages that the documents tell to install, or with the system.
elsewhere=" sudo tcpdump mokutil reboot adduser dkms v4l2-ctl lsusb mpv "
shell_words=" for do done if then else fi cd set wait echo export time "

# Names as v4l2-ctl shows them: lower case, all but letters and digits one "_".
control_names()
{
	{
		sed -nE 's/^\t\.name = "([^"]+)",$/\1/p; s/^\t\t\.name = "([^"]+)",$/\1/p' \
			"$driver/qhy-ctrls.c"
		sed -nE 's/.*qhy_new_integer\(qhy, V4L2_CID_[A-Z_]+, "([^"]+)".*/\1/p' \
			"$driver/qhy-ctrls.c"
		# rows of a table: MACRO(ID, "Name", ...
		sed -nE 's/^\tQHY_[A-Z]+\([A-Z_]+, "([^"]+)".*/\1/p' "$driver/qhy-state.c"
	} | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9]+/_/g'
	# standard ones have their names from the kernel
	local cid name
	while read -r cid name; do
		! grep -qw "$cid" "$driver/qhy-ctrls.c" || echo "$name"
	done << 'END'
V4L2_CID_GAIN gain
V4L2_CID_EXPOSURE_ABSOLUTE exposure_time_absolute
V4L2_CID_EXPOSURE_AUTO auto_exposure
V4L2_CID_UNIT_CELL_SIZE unit_cell_size
END
}

# fenced DOC: the shell commands of a document, "\" at the end of a line undone
fenced()
{
	awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$1" |
		sed -e ':a' -e '/\\$/N; s/\\\n//; ta'
}

# words LINE: its words, one a line, quotes taken off; nothing is expanded
words()
{
	xargs -n 1 printf '%s\n' <<< "$1" 2> /dev/null
}

problem()
{
	problems+="$where: $*"$'\n'
}

check_program()
{
	[[ $shell_words == *" $1 "* || $elsewhere == *" $1 "* || $1 == qhycam ]] ||
		command -v "$1" > /dev/null || problem "no program $1"
}

# check_make WORD...: targets and -C
check_make()
{
	local dir=.

	while (($#)); do
		case $1 in
		-C)	dir=$2; shift ;;
		-* | *=*) ;;
		*)	grep -qE "^$1:" "$dir/Makefile" 2> /dev/null ||
				problem "make -C $dir: no target $1" ;;
		esac
		shift
	done
}

check_controls()
{
	local pair

	for pair in ${1//,/ }; do
		[[ $controls == *" ${pair%%=*} "* ]] || problem "no control ${pair%%=*}"
	done
}

# check_v4l2 WORD...: long options, control names, pixel formats
check_v4l2()
{
	local format

	while (($#)); do
		case $1 in
		-c | -C | --set-ctrl | --get-ctrl) check_controls "$2"; shift ;;
		--set-ctrl=* | --get-ctrl=*) check_controls "${1#*=}" ;;
		--wait-for-event=ctrl=*) check_controls "${1##*=}" ;;
		--set-fmt-video=*)
			format=${1#*pixelformat=}
			[[ $formats == *"|${format%%,*}|"* ]] || problem "no format $format"
			;;
		esac
		if [[ $1 == --* ]] && ! grep -qe "${1%%=*}\\b" <<< "$v4l2_help"; then
			problem "v4l2-ctl has no ${1%%=*}"
		fi
		shift
	done
}

# check_qhycam WORD...: subcommand and long options, as its help shows them
check_qhycam()
{
	local command=$1 help word

	[[ $command != help ]] || return 0
	if ! help=$("$QHYCAM" help "$command" 2>&1); then
		problem "qhycam has no $command"
		return
	fi
	for word in "${@:2}"; do
		[[ $word != --* ]] || grep -qe "${word%%=*}\\b" <<< "$help" ||
			problem "qhycam $command has no ${word%%=*}"
	done
}

# Where the package lists are there, names of packages, too.
check_packages()
{
	local word

	apt-cache show bash > /dev/null 2>&1 || return 0
	for word; do
		[[ $word == -* || $word == install || $word == purge || $word == ./* ]] ||
			grep -qx "Package: $word" dkms/debian/control ||
			apt-cache show "$word" > /dev/null 2>&1 || problem "no package $word"
	done
}

# check_path WORD: a path in this tree, or one that its makers name
check_path()
{
	local text=$1

	case $1 in
	build/* | ./build/*)
		text=${1##*/}
		if [[ $text != *_"$version"_@(all|amd64).deb ]] ||
			! grep -qx "Package: ${text%%_*}" dkms/debian/control; then
			problem "no $1"
		fi ;;
	docs/* | dkms/* | userspace/* | uapi/* | tests/* | drivers/*)
		[[ -e $1 ]] || problem "no $1" ;;
	/etc/udev/rules.d/60-* | /lib/udev/rules.d/60-*)
		[[ -e userspace/udev/${1##*/} ]] || problem "no ${1##*/} in userspace/udev" ;;
	/sys/kernel/debug/usb/qhyccd-\*/[a-z]*)
		grep -q "debugfs_create_file(\"${1##*/}\"" "$driver/qhy-debugfs.c" ||
			problem "the driver has no ${1##*/} in debugfs" ;;
	/usr/src/qhyccd-*)
		[[ $1 == "/usr/src/qhyccd-$version" ]] || problem "version of $1" ;;
	*/serial_number)
		grep -q 'DEVICE_ATTR_RO(serial_number)' "$driver/qhy-main.c" ||
			problem "the driver has no $1" ;;
	esac
}

# check_command WORD...: one simple command
check_command()
{
	local word

	[[ ${1:-} != sudo ]] || shift
	while [[ ${1:-} == *=* || ${1:-} == "do" ]]; do
		shift
	done
	(($#)) || return 0
	if [[ $1 == timeout ]]; then
		while (($#)) && [[ $1 != qhycam ]]; do
			shift
		done
	fi
	check_program "$1"
	commands=$((commands + 1))
	case $1 in
	make) check_make "${@:2}" ;;
	v4l2-ctl) check_v4l2 "${@:2}" ;;
	qhycam) check_qhycam "${@:2}" ;;
	apt-get) check_packages "${@:2}" ;;
	modprobe)
		for word in "${@:2}"; do
			[[ $word =~ ^(-.*|qhyccd|usbmon|v4l2loopback|[a-z_]+=.*)$ ]] ||
				problem "no module $word"
		done ;;
	dkms)
		for word in "${@:2}"; do
			[[ $word != qhyccd/* || $word == "qhyccd/$version" ]] ||
				problem "version of $word"
		done ;;
	sh)
		[[ $2 != -c ]] || check_line "$3" ;;
	esac
	for word in "${@:2}"; do
		check_path "$word"
	done
}

# check_line LINE: its simple commands, one after the other
check_line()
{
	local word file=no list=()

	while IFS= read -r word; do
		if [[ $file == yes ]]; then
			file=no
			continue
		fi
		case $word in
		'>' | '<')
			file=yes ;;
		'2>&1') ;;
		'|' | '&&' | '||' | '&')
			check_command "${list[@]}"
			list=() ;;
		*';')
			check_command "${list[@]}" "${word%;}"
			list=() ;;
		*)	list+=("$word") ;;
		esac
	done < <(words "$1")
	check_command "${list[@]}"
}

# check_document DOC LINES: every one of its lines
check_document()
{
	local line where

	problems=
	commands=0
	while IFS= read -r line; do
		where=$line
		[[ -z $line || $line == '#'* ]] || check_line "$line"
	done <<< "$2"
	is "$1: commands refer to what is there" "$problems" ""
	at_least "$1: commands found" "$commands" "$3"
}

[[ -x $QHYCAM ]] || bail "$QHYCAM is not built"
version=$(sed -nE 's/^VERSION := //p' Makefile)
controls=" $(control_names | tr '\n' ' ')"
formats="|GREY|Y16 |Y16 -BE|RGGB|RG16|"
v4l2_help=$(v4l2-ctl --help-all 2>&1)
at_least "controls found in the driver" "$(wc -w <<< "$controls")" 38
at_least "options of v4l2-ctl" "$(wc -l <<< "$v4l2_help")" 100

for doc in install controls bring-up live; do
	run bash -n <(fenced "docs/$doc.md")
	want_status 0 "docs/$doc.md: shell syntax"
	check_document "docs/$doc.md" "$(fenced "docs/$doc.md")" 12
done
run bash -n <(fenced README.md)
want_status 0 "README.md: shell syntax"
check_document README.md "$(fenced README.md)" 8
# this one shows commands indented
check_document docs/qhycam.md "$(fenced docs/qhycam.md
	sed -nE 's/^ {4}(qhycam [a-z].*[a-z])   .*/\1/p; s/^ {4}(qhycam [^ ]+ [^ ]+.*)$/\1/p' \
		docs/qhycam.md)" 3

# untried FILE TEST...: blocks of commands in docs/live.md that no test there runs,
# "HEADING N" each, but for sections that have tests of their own.
untried()
{
	local heading block number used

	used=$(grep -hE '^[[:space:]]*(cook|serve) ' "${@:2}" | tr -d '"')
	while IFS=: read -r heading block; do
		number=" $block"
		((block > 1)) || number="( 1)?"
		grep -qE " $heading$number(\$| [^0-9])" <<< "$used" ||
			echo "$heading $block"
	done < <(awk '
		/^## / { other = /^## (OBS|Browsers|PipeWire)/; heading = "" }
		/^### / { heading = substr($0, 5); block = 0 }
		/^```sh$/ && heading && !other { print heading ":" ++block }' "$1" |
		grep -v "^Packages:")
}

is "docs/live.md: every command is run by a test" \
	"$(untried docs/live.md tests/guest/live*.sh)" ""
is "seen: commands that no test runs" \
	"$(untried docs/live.md tests/guest/live-mpv.sh | grep HLS)" \
	"HLS 1"$'\n'"HLS 2"

# The checks themselves can fail.
while IFS='|' read -r line want; do
	problems=
	commands=0
	where=$line
	check_line "$line"
	is "seen: $line" "$problems" "$line: $want"$'\n'
done << 'END'
frobnicate --all|no program frobnicate
sudo make dkms-instal|make -C .: no target dkms-instal
make -C userspace isntall|make -C userspace: no target isntall
v4l2-ctl -d /dev/video0 -c gian=3|no control gian
v4l2-ctl --stream-nmap|v4l2-ctl has no --stream-nmap
v4l2-ctl --set-fmt-video=pixelformat=YUYV|no format YUYV
qhycam shot -n 3|qhycam has no shot
qhycam shoot --gian 3|qhycam shoot has no --gian
install -m 644 userspace/udev/61-x.rules /tmp|no userspace/udev/61-x.rules
cat /sys/kernel/debug/usb/qhyccd-*/sats|the driver has no sats in debugfs
sudo dkms remove qhyccd/9.9 --all|version of qhyccd/9.9
sudo apt-get install ./build/qhycam_9.9_amd64.deb|no ./build/qhycam_9.9_amd64.deb
sudo apt-get install ./build/qhicam_0.1.0_amd64.deb|no ./build/qhicam_0.1.0_amd64.deb
sudo sh -c 'cat /sys/kernel/debug/usb/qhyccd-*/sats'|the driver has no sats in debugfs
END
done_testing
