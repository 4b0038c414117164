#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/controls.md and the driver say the same: each control with its id, type,
# range, default, menu and flags, with and without unconfirmed; and each of the
# page's commands works.
# needs: camera=268m,pace=fast | camera=600c,pace=fast
# needs: limit=240s tags=docs
. "$QHY_REPO/tests/lib/state.sh"

page=$QHY_REPO/docs/controls.md

# from_page TIER: the table's rows, one form: name|id|type|range|default|flags
from_page()
{
	awk -F ' *[|] *' -v tier="$1" -v family="$(family)" '
	function own(text,   part, n, i) {	# "268: A; 600: B" -> mine
		if (text !~ /^268:/)
			return text
		n = split(text, part, "; ")
		for (i = 1; i <= n; i++)
			if (sub("^" family ": ", "", part[i]))
				return part[i]
	}
	/^\| value \| 268 \| 600 \|/ { modes = 1; next }
	modes && /^\| [0-9]/ {
		number = substr($2, 1, 1)
		name = family == 268 ? $3 : $4
		if (name != "-")
			items = items (items ? "; " : "") number " " name
		next
	}
	modes && !/^\|/ { modes = 0 }
	$2 ~ /^`[a-z_]+`$/ && $3 ~ /^0x/ {
		if (substr($8, 1, 1) > tier || ($8 ~ /600 only/ && family != 600))
			next
		gsub("`", "", $2)
		sub(/ \(.*\)/, "", $5)
		row[++rows] = $2 "|" $3 "|" $4 "|" own($5) "|" $6 "|" $9
	}
	END {
		for (i = 1; i <= rows; i++) {
			sub("see below", items, row[i])
			print row[i]
		}
	}' "$page" | sort
}

# from_driver: v4l2-ctl -L in the same form
from_driver()
{
	v4l2-ctl -L | awk '
	function field(name,   text) {
		text = $0
		if (!sub(".* " name "=", "", text))
			return "-"
		sub(/ .*/, "", text)
		return text
	}
	function letters(   text, out) {
		if (!match($0, /flags=.*/))
			return ""
		text = substr($0, RSTART)
		out = text ~ /read-only/ ? " R" : ""
		out = out (text ~ /write-only/ ? " W" : "")
		out = out (text ~ /[ =]volatile/ ? " V" : "")
		out = out (text ~ /modify-layout/ ? " L" : "")
		out = out (text ~ /has-payload/ ? " P" : "")
		out = out (text ~ /execute-on-write/ ? " X" : "")
		return substr(out, 2)
	}
	function out() {
		if (name)
			print name "|" id "|" type "|" range "|" default "|" flags
		name = ""
	}
	/^ *[a-z_0-9]+ 0x[0-9a-f]+ \(/ {
		out()
		name = $1
		id = $2
		type = $3
		gsub(/[():]/, "", type)
		default = field("default")
		flags = letters()
		range = field("min") " .. " field("max")
		if (type == "menu") range = ""
		if (type == "bool") range = "0, 1"
		if (type == "button") range = "-"
		if (type == "area") range = field("value")
		if (type == "bitmask") {
			range = "0 .. " (field("max") == "0x0000000f" ? 15 : field("max"))
			default += 0
		}
		next
	}
	/^\t+[0-9]+: / {
		sub(/^\t+/, "")
		sub(":", "")
		range = range (range ? "; " : "") $0
	}
	END { out() }' | sort
}

same()
{
	from_page "$1" > "$T/page"
	from_driver > "$T/driver"
	at_least "tier $1: controls" "$(wc -l < "$T/driver")" "$2"
	is "tier $1: page (<) and driver (>)" "$(diff "$T/page" "$T/driver")" ""
}

# fenced: the page's commands, "\" at the end of a line undone
fenced()
{
	awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$page" |
		sed -e ':a' -e '/\\$/N; s/\\\n//; ta'
}

# Programs of the page that this machine does not need
# shellcheck disable=SC2317 # called by the page's commands
sudo()
{
	"$@"
}
export -f sudo

# event LINE: a command that waits; something makes the event.
event()
{
	local control=${1##*ctrl=} pid

	timeout 60 bash -c "$1" > "$T/event" 2>&1 &
	pid=$!
	wait_until 20 subscribed "$pid" || return
	case $control in
	sensor_temperature) cam_lines 0 <<< $'clock 100\nambient 5' ;;
	cooler_mode)
		set_to cooler_ramp=0
		set_to cooler_mode=1 ;;
	esac
	wait "$pid" && grep -q "ctrl: $control" "$T/event"
}

load_driver
same 1 16
check "the driver goes" qhy_unload
load_driver unconfirmed=1
same 2 36

# The commands once: the page writes them for a mono camera.
[[ $(family) == 268 ]] || done_testing

cd "$T" || bail "no $T"
done_lines=0
while IFS= read -r line; do
	case $line in
	*/etc/modprobe.d/* | *modprobe* | *udevadm* | *by-id*) continue ;;
	esac
	done_lines=$((done_lines + 1))
	if [[ $line == *--wait-for-event* ]]; then
		check "$line" event "$line"
		continue
	fi
	# Pictures of this machine are small and quick, where the page leaves it open.
	[[ $line != *--stream-mmap* ]] || set_to capture_mode=0 exposure_time_microseconds=1000
	[[ $line != *--stream-mmap* ]] ||
		v4l2-ctl --set-selection=target=crop,left=24,top=0,width=640,height=480
	run timeout 60 bash -c "$line"
	want_status 0 "$line"
	is "$line: no complaint" "$(grep -iE 'fail|unknown (control|command)|invalid|denied|cannot|error' \
		"$T/out" "$T/err" | grep -vE 'endpoint_errors|Check Error')" ""
done < <(fenced)
at_least "commands" $done_lines 20
is "picture files" "$(stat -c %s three.raw frames.raw | tr '\n' ' ')" \
	"$((640 * 480 * 3)) $((640 * 480 * 2 * 10)) "
done_testing
