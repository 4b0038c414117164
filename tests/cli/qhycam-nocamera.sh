#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Without a camera every verb that needs one ends with 4 and says what to check.
. "$QHY_REPO/tests/lib/qhycam.sh"

[[ ! -e /sys/module/qhyccd ]] || skip_all "this computer has the driver loaded"
! grep -qsx 1618 /sys/bus/usb/devices/*/idVendor || skip_all "a real camera is plugged in"

for args in list "list --json" info "info --json" "info --camera 0" "info --camera /dev/video9" \
	status "status -w" "cool -10" "cool -5 -w" warm wheel "wheel 2" gpio "gpio 1=1" \
	"shoot -t 1 -o x" "shoot --type bias -o x" "shoot -t 1 -o x --camera QHY268M"; do
	read -r -a words <<< "$args"
	refused 4 'no camera: ' "${words[@]}"
done
want_err_has 'modprobe qhyccd'
want_err_has '1618:c269.*1618:c601.*1618:c268.*1618:c600'
want_err_has '/lib/firmware/qhy/'
want_err_has 'permission of /dev/video'
qhycam doctor --json
want_status 3
want_err ""
is "doctor: no camera" "$(jq -r 'select(.check == "usb") | .level' "$T/out")" fail
refused 4 'no such camera' doctor --camera QHY268M
refused 4 'no such camera on USB' bring-up --consent all
qhycam doctor --bundle b.tar
want_status 3
want_out_has 'no camera on USB'
is "doctor: the bundle" "$(tar -xOf b.tar qhycam-doctor/doctor.txt | grep -c 'no camera on USB')" 1
rm b.tar
no_files
done_testing
