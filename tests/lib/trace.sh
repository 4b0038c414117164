# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# USB recordings of what a camera is asked, compared with what it wrote down.
# Source this behind any other lib file:
#
#	record_begin [text]	before the driver is loaded, or the camera plugged in
#	...			anything
#	record_end		when nobody talks to the camera any longer
#	recording_is_the_log	a check
#
# One camera only: the log does not know addresses on the bus. With QHY_TRACE=1
# test.sh does this in every test of one camera.

QHYTRACE=${QHYCAM:-$QHY_REPO/build/userspace/qhycam}

USBMON=/sys/kernel/debug/usb/usbmon

# lost_text: packets for which the text had no room, since the module was loaded.
lost_text()
{
	sed -n -E 's/.*text_lost ([0-9]+).*/\1/p' $USBMON/0s
}

# record_stop: no more of it.
record_stop()
{
	local pid

	for pid in $record_text $record_pcap; do
		kill "$pid"
		wait "$pid" 2> /dev/null
	done
	record_text='' record_pcap=''
}

# record_begin [text]: everything from now on, as pcap and as text. usbmon has room for
# four of the driver's transfers in a pcap, and drops the others when more are done at
# once; of a text it is more than a hundred, with 32 bytes of each. What reads goes
# before all others.
record_begin()
{
	[[ -z ${record_text:-} ]] || record_stop
	[[ -e /dev/usbmon0 ]] || modprobe usbmon || bail "no usbmon"
	[[ -e $USBMON/0u ]] ||
		mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
	cam 0 log all > /dev/null
	cam 0 mark "recording begins" > /dev/null
	record_lost=$(lost_text) record_pcap=''
	chrt -f 20 cat $USBMON/0u > "$T/usb.txt" &
	record_text=$!
	wait_until 20 reads "$record_text" $USBMON/0u || bail "nobody reads usbmon's text"
	[[ ${1:-} != text ]] || return 0
	chrt -f 20 tcpdump -i usbmon0 -s 0 -U -Z root -w "$T/usb.pcap" 2> "$T/tcpdump.err" &
	record_pcap=$!
	# it has opened the device when it says so
	wait_until 20 grep -q 'listening on' "$T/tcpdump.err" ||
		bail "no recording: $(< "$T/tcpdump.err")"
}

# reads PID FILE: it has it open.
reads()
{
	[[ $(readlink "/proc/$1/fd/3" 2> /dev/null) == "$2" ]]
}

# record_end: into $T/usb.txt and $T/usb.pcap, if there is to be one; the camera's words
# in $T/truth.
record_end()
{
	local pcap=$record_pcap

	cam 0 mark "recording ends" > /dev/null
	record_stop
	# the test may have read the log, and the machine kept what it saw of it
	echo 3 > /proc/sys/vm/drop_caches
	cp "$QHY_RESULTS/camera0.jsonl" "$T/truth"
	grep -q '"mark","text":"recording ends"' "$T/truth" || bail "the camera's log"
	is "text: packets lost" $(($(lost_text) - record_lost)) 0
	[[ -z $pcap ]] || matches "pcap: packets lost" "$(< "$T/tcpdump.err")" \
		'(^|[^0-9])0 packets dropped by kernel'
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
	if [[ ! -s $T/usb.txt ]]; then
		is "what the camera was asked, of which nothing was seen" \
			"$(sed '1,/"recording begins"/d' "$T/truth" | grep -c '"ev":"control"')" 0
		return
	fi
	is_the_log "text" "$T/usb.txt"
	[[ ! -e $T/usb.pcap ]] || is_the_log "pcap" "$T/usb.pcap"
}
