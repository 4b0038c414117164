# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# USB recordings of what a camera is asked, compared with what it wrote down.
# Source this behind any other lib file:
#
#	record_begin		before the driver is loaded, or the camera plugged in
#	...			anything
#	record_end		when nobody talks to the camera any longer
#	recording_is_the_log	a check
#
# One camera only: the log does not know addresses on the bus. With QHY_TRACE=1
# test.sh does this in every test of one camera.

QHYTRACE=${QHYCAM:-$QHY_REPO/build/userspace/qhycam}

# record_stop: no more of it.
record_stop()
{
	kill -INT "$record_pcap"
	[[ -z $record_text ]] || kill "$record_text"
	wait 2> /dev/null "$record_pcap" ${record_text:+"$record_text"}
	record_pcap=
}

# record_begin [BYTES]: everything from now on, as pcap and as text; with BYTES as
# pcap only, and of each packet so many.
record_begin()
{
	[[ -z ${record_pcap:-} ]] || record_stop
	[[ -e /dev/usbmon0 ]] || modprobe usbmon || bail "no usbmon"
	if [[ ! -e /sys/kernel/debug/usb/usbmon/0u ]]; then
		mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
	fi
	cam 0 mark "recording begins" > /dev/null
	tcpdump -i usbmon0 -s "${1:-0}" -U -Z root -w "$T/usb.pcap" 2> "$T/tcpdump.err" &
	record_pcap=$! record_text=
	if [[ -z ${1:-} ]]; then
		cat /sys/kernel/debug/usb/usbmon/0u > "$T/usb.txt" &
		record_text=$!
	fi
	# it has opened the device when it says so
	wait_until 20 grep -q 'listening on' "$T/tcpdump.err" ||
		bail "no recording: $(< "$T/tcpdump.err")"
}

# record_end: into $T/usb.pcap and $T/usb.txt; the camera's words in $T/truth.
record_end()
{
	cam 0 mark "recording ends" > /dev/null
	record_stop
	cp "$QHY_RESULTS/camera0.jsonl" "$T/truth"
	grep -q '"mark","text":"recording ends"' "$T/truth" || bail "the camera's log"
	matches "no packet was lost" "$(< "$T/tcpdump.err")" '(^|[^0-9])0 packets dropped by kernel'
}

# is_the_log NAME FILE: the listing of this recording is the camera's log.
is_the_log()
{
	run timeout $((120 * ${QHY_TEST_SCALE:-1})) "$QHYTRACE" trace --json "$2"
	want_status 0 "$1"
	cp "$T/out" "$T/listing"
	if ! python3 "$QHY_REPO/tests/lib/trace.py" "$T/listing" "$T/truth" > "$T/verdicts" 2>&1; then
		not_ok "$1: the comparison" "$(< "$T/verdicts")"
		return
	fi
	tell_verdicts "$T/verdicts" "$1: " "$2" "$T/truth"
}

# recording_is_the_log: each of them.
recording_is_the_log()
{
	is_the_log "pcap" "$T/usb.pcap"
	[[ -z $record_text ]] || is_the_log "text" "$T/usb.txt"
}
