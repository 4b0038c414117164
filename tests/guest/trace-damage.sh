#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A recording of a camera that fails: short and damaged frames, requests that it
# refuses or does not answer. The listing has each of them as the camera wrote it
# down, and --check what they say about the ends of frames.
# needs: camera=600c deep
# needs: limit=120s tags=trace
. "$QHY_REPO/tests/lib/truth.sh"
. "$QHY_REPO/tests/lib/trace.sh"

record_begin
load_driver
v4l2-ctl -d "$(video_node)" -c exposure_time_microseconds=100000
cam_lines 0 << 'END' || bail "faults"
fault on frame#3 at byte 30000 do short
fault on frame#5 at byte 32768 do short
fault on frame#7 do filler
fault on frame#9 at byte 1000 do drop 24
fault on control 0xBC#3 do stall
fault on control 0xBC#8 do silent
END
begin -f "$(deep)" -c 256x128+24+2
check "frames" wait_until 60 frames_came 30
finish "the stream"
check "the driver unloads" qhy_unload
record_end
is "faults" "$(grep -c '"ev":"fault"' "$T/truth")" 6
recording_is_the_log

run "$QHYTRACE" trace "$T/usb.pcap"
cp "$T/out" /out/listing
want_out_has $'[?] frame: 30000 bytes .*, short packet, NOT the 65540 of 256x128 16 bit, NO trailer\n'
want_out_has $'[?] frame: 32768 bytes .*, empty packet, NOT the 65540 of 256x128 16 bit, NO trailer\n'
want_out_has $'  frame: 65540 bytes .*, trailer, filler at the end\n'
want_out_has $'[?] frame: 65516 bytes .*, NOT the 65540 of 256x128 16 bit, trailer\n'
want_out_has 'in  bc    DDR level .*-> stall after '
want_out_has 'in  bc    DDR level .*-> cancelled after '
run "$QHYTRACE" trace --check --json "$T/usb.pcap"
want_status 0 "--check"
for number in 10 11 12; do
	is "A$number" "$(jq -r "select(.number == $number) | .verdict" "$T/out")" confirmed
done
done_testing
