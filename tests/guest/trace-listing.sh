#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A recording of the driver's whole work with a camera, firmware and all, by
# usbmon: 'qhycam trace' lists exactly what the camera wrote down, and finds that
# it does what was assumed.
# needs: camera=268m,boot=loader | camera=600c,boot=loader deep
# needs: limit=180s tags=trace
. "$QHY_REPO/tests/lib/truth.sh"
. "$QHY_REPO/tests/lib/trace.sh"

small=(-f "$(deep)" -c 256x128+24+2)

# numbered VERDICT: the assumptions of which --check says so.
numbered()
{
	jq -r "select(.verdict == \"$1\") | .number" "$T/out" | tr '\n' ' '
}

# as boot loader, and then as the camera
cam 0 unplug > /dev/null
record_begin
cam 0 plug > /dev/null
load_driver unconfirmed=1
v4l2-ctl -d "$(video_node)" -c exposure_time_microseconds=150000,gain=10,offset=30
begin "${small[@]}"
check "live frames" wait_until 30 frames_came 12
control gain=60,exposure_time_microseconds=100000
check "more of them" wait_until 30 frames_came 18
finish "live"
control gpio_port_mode=1
stream "${small[@]}" -n 2
control gpio_port_mode=0,led_calibration=1,led_calibration=0
control capture_mode=1
metas "$T/single" "${small[@]}" -n 2
want_status 0 "single frames"
control capture_mode=0,burst=1,burst_start_frame=1,burst_end_frame=4
begin "${small[@]}" -w 60000
control burst_release=1
check "a burst" wait_until 30 frames_came 2
finish "burst"
control burst=0
check "the driver unloads" qhy_unload
record_end
recording_is_the_log

"$QHYTRACE" trace "$T/usb.pcap" > /out/listing 2>&1
matches "the firmware is one line" "$(grep -c ' firmware: [0-9]* bytes in ' /out/listing)" '^1$'
run "$QHYTRACE" trace --check "$T/usb.pcap"
want_status 0 "--check"
cp "$T/out" /out/check
run "$QHYTRACE" trace --check --json "$T/usb.pcap"
is "contradicted" "$(numbered contradicted)" ""
is "confirmed" "$(numbered confirmed)" "1 3 4 5 6 9 10 13 "
done_testing
