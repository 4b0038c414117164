#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam broadcast: every option that is wrong in itself ends with 2 and one line, before
# a camera is looked for; without a camera the end is 4, and nothing is sent.
. "$QHY_REPO/tests/lib/qhycam.sh"

refused 2 'OUTPUT is missing: write - for' broadcast
refused 2 'OUTPUT is missing' broadcast -t 1
refused 2 'OUTPUT and --pipewire exclude' broadcast - --pipewire
refused 2 'video9: is neither - nor the path' broadcast video9
refused 2 "'x' is not expected" broadcast - x
refused 2 'raw-video is for standard output' broadcast /dev/video9 --raw-video
refused 2 'raw-video is for standard output' broadcast --pipewire --raw-video
refused 2 '--format rgb: must be one of yuyv, yu12, nv12' broadcast - --format rgb
refused 2 '--format yuyv: y4m is made of yu12' broadcast - --format yuyv
refused 2 '--format nv12: PipeWire gets yuyv' broadcast --pipewire --format nv12
refused 2 '--size 640: is no size; write WIDTHxHEIGHT' broadcast - --size 640
refused 2 '--size 641x480: is no size' broadcast - -s 641x480
refused 2 '--size and --crop exclude' broadcast - -s 640x480 -r 640x480+0+0
refused 2 '--crop 640x480: is no region' broadcast - --crop 640x480
refused 2 '--bin 0: must be 1 \.\. 4' broadcast - --bin 0
refused 2 '--bin 5: must be 1 \.\. 4' broadcast - --bin 5
refused 2 '--bits 12: must be one of 8, 16' broadcast - --bits 12
refused 2 '--stretch log: must be auto, none or linear:BLACK,WHITE' broadcast - --stretch log
refused 2 '--stretch linear:9,8: must be' broadcast - --stretch linear:9,8
refused 2 '--lock-after is for --stretch auto' broadcast - --stretch none --lock-after 3
refused 2 '--lock-after 0: must be 1 ' broadcast - --lock-after 0
refused 2 '--overlay clock: must be time, exposure, temperature' broadcast - --overlay clock
refused 2 '--rate 0: must be 1 \.\. 120' broadcast - --rate 0
refused 2 '--rate 29.97: is no whole number' broadcast - --rate 29.97
refused 2 '--count 0: must be 1 ' broadcast - -n 0
refused 2 '--count and --duration exclude' broadcast - -n 5 --duration 5s
refused 2 '--duration 1ms: is shorter than one picture' broadcast - --duration 1ms
refused 2 '--duration 100000h: more than 10 years' broadcast - --duration 100000h
refused 2 '--timeout 5x: is no duration' broadcast - --timeout 5x
refused 2 '--no-reopen and --timeout exclude' broadcast - --no-reopen --timeout 5s
refused 2 '--exposure 5x: is no duration' broadcast - -t 5x
refused 2 "did you mean 'broadcast'" broadcats

if [[ ! -e /sys/module/qhyccd ]] && ! grep -qsx 1618 /sys/bus/usb/devices/*/idVendor; then
	refused 4 'no camera: ' broadcast -
	refused 4 'no camera: ' broadcast /dev/video9 --timeout 1h
	refused 4 'no camera: ' broadcast --pipewire
else
	skip "no camera" "a camera or the driver is here"
fi
no_files

# What has been built without PipeWire says so.
qhycam help broadcast
want_out_has '--pipewire'
done_testing
