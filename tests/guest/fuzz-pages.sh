#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a device says of itself when it is bound, and files that should be its
# firmware, at random: cameras have names from the table and serial numbers of
# plain characters; of a damaged file not a byte is sent. 200 pages and 300
# files, or 10000 of each with QHY_LONG=1. (telemetry-garbage has the rest.)
# needs: camera=268m,pace=fast camera=600c,boot=loader,pace=fast
# needs: limit=2400s tags=fuzz,probe,firmware
. "$QHY_REPO/tests/lib/stream.sh"

pages=200
files=300
[[ -z ${QHY_LONG:-} ]] || pages=10000 files=10000
export LC_ALL=C

seed=$RANDOM
diag "seed $seed"
qhy_load --no-firmware --cameras 1 unconfirmed=1 || bail "the driver did not load"
for interface in "$SYS_DRIVER"/*-1:*; do
	interface=${interface##*/}
done

# Firmware date, sub-model, colour, serial number of the status; the EEPROM,
# which is asked when that colour is none, or that serial number empty.
cam_lines 0 << EOT || bail "the camera did not take the faults"
fault on control 0xD2* at byte 9 do garbage 3 $((seed + 1))
fault on control 0xD2* at byte 46 do garbage 18 $((seed + 2))
fault on control 0xCA* do garbage 16 $((seed + 3))
EOT
before=$(cam_status 0 faults_fired)
wrong=
declare -A names
for ((i = 0; i < pages; i++)); do
	if ((i == pages / 2)); then
		cam 0 'fault on control 0xD2* at byte 48 do zero 16' > /dev/null
	fi
	echo "$interface" > "$SYS_DRIVER/unbind"
	if ! echo "$interface" > "$SYS_DRIVER/bind"; then
		wrong+="page $i: not bound"$'\n'
		continue
	fi
	read -r serial < "$SYS_DRIVER/$interface/serial_number"
	read -r name < "$SYS_DRIVER/$interface/video4linux/video0/name"
	names[$name]=1
	[[ $serial =~ ^[A-Za-z0-9._-]{0,16}$ ]] ||
		wrong+="page $i: serial number $serial"$'\n'
	[[ $name =~ ^QHY268(M|C|M Pro)$ ]] || wrong+="page $i: name $name"$'\n'
done
is "$pages random pages" "$wrong" ""
# A colour camera is one in 256.
((pages < 5000)) || at_least "models seen" ${#names[@]} 2
at_least "pages that were asked for" $(($(cam_status 0 faults_fired) - before)) \
	$((pages * 3))
cam 0 'faults clear' > /dev/null
echo "$interface" > "$SYS_DRIVER/unbind"
echo "$interface" > "$SYS_DRIVER/bind"
is "afterwards: serial number" "$(< "$SYS_DRIVER/$interface/serial_number")" \
	"$(cam_status 0 serial)"

for loader in /sys/bus/usb/devices/*-2:1.0; do
	loader=${loader##*/}
done
before=$(cam_status 1 controls)
run timeout $((1200 * ${QHY_TEST_SCALE:-1})) "$QHY_REPO/build/tests/bin/qhymess" \
	"$QHY_FIRMWARE/QHY600.img" "$FIRMWARE/QHY600.img" $files "$seed" \
	"$SYS_DRIVER/bind" "$loader"
want_status 0 "$files damaged images"
want_out "images=$files refused=$files" "$files damaged images"
is "requests to the boot loader meanwhile" $(($(cam_status 1 controls) - before)) 0
check "the reasons are told" kernel_said 'firmware qhy/QHY600.img refused: '

qhy_firmware
cam 1 replug > /dev/null
check "a good file starts the camera" wait_until 30 have_nodes 2
for k in 0 1; do
	stream -d "$(video_node $k)" -f "$(flat $k)" -c 640x480+24+2 -n 5
	is_clean "camera $k, afterwards" 5
	is "camera $k refused" "$(cam_status $k refused)" 0
done
done_testing
