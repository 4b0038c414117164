#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The header of a file says of its frame what the camera itself wrote down about
# it: settings, times, cooler, supply, counters, GPS.
# needs: camera=268m deep | camera=600c deep
# needs: limit=300s tags=qhycam,meta
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

roi=(--roi 640x480+24+4)

# says KEY WANT: a frame taken now has this value.
# shellcheck disable=SC2317 # called by wait_until
says()
{
	"$QHYCAM" shoot -t 20ms "${roi[@]}" --overwrite -q -o now.fits > /dev/null || return
	header now.fits
	[[ $(key "$1") == "$2" ]]
}

# shellcheck disable=SC2317 # called by wait_until
shows_wheel()
{
	"$QHYCAM" info | grep -qx 'filter wheel    7 slots, at slot 0, counted from 0'
}

# The machine knows the host's files, but not which directory this run writes to:
# the mark tells. It must be read only once, the machine may keep what it saw.
read_truth()
{
	local mark="truth $RANDOM $EPOCHREALTIME" log=${QHY_RESULTS:-}/camera0.jsonl

	cam 0 mark "$mark" > /dev/null
	grep -q "$mark" "$log" && grep '"ev":"exposed"' "$log" > "$T/truth"
}

# truth N FIELD: what the camera wrote down about the frame with counter N. (Not by
# jq, whose numbers are too short for ns since 1970.)
truth()
{
	grep "\"n\":$1," "$T/truth" | sed -n -E "\$s/.*\"$2\":([0-9-]+).*/\1/p"
}

# as_date NS: the form of DATE-OBS.
as_date()
{
	date -u -d "@$(($1 / 1000000000)).$(printf %09d $(($1 % 1000000000)))" \
		+%Y-%m-%dT%H:%M:%S.%6N
}

# settings_match FILE N: the header against the camera's own words.
settings_match()
{
	local n=$2

	header "$1"
	is "$1: settings" "$(key GAIN) $(key OFFSET) $(key USBLIMIT) $(awk -v s="$(key EXPTIME)" \
		'BEGIN { printf "%.0f", s * 1e6 }')" \
		"$(truth "$n" gain) $(truth "$n" offset) $(truth "$n" traffic) $(truth "$n" \
			exposure_us)"
	at_most "$1: temperature, difference in 0.1 C" \
		"$(awk -v a="$(key CCD-TEMP)" -v b="$(truth "$n" temperature)" \
			'BEGIN { d = 10 * a - b; printf "%d", d < 0 ? -d : d }')" 2
}

# near FILE N: the exposure began when it began. The clock of the machine may
# differ from the host's; half of the exposure time tells start from end.
near()
{
	local off

	header "$1"
	matches "$1: source of the times" "$(comment DATE-OBS)" '^UTC start, host clock \+- '
	off=$(($(instant DATE-OBS) - $(truth "$2" start)))
	at_most "$1: start, ms off" $((${off#-} / 1000000)) 1500
	is "$1: from start to end, us" $((($(instant DATE-END) - $(instant DATE-OBS)) / 1000)) \
		"$(truth "$2" exposure_us)"
	matches "$1: TIMSYER" "$(key TIMSYER)" '^[0-9]+\.[0-9]{6}$'
}

load_driver unconfirmed=1
node=$(video_node)
set_control()
{
	v4l2-ctl -d "$node" -c "$1" || not_ok "v4l2-ctl -c $1"
}

# Slow enough that a temperature which is a second old is still right.
cam 0 clock 0.1 > /dev/null
qhycam shoot -t 3s -n 2 "${roi[@]}" --gain 26 --offset 30 --traffic 5 --mode 1 -o 'single'
want_status 0
is "no complaint about metadata" "$(grep -c metadata "$T/err")" 0
read -r -a single <<< "$(pattern_frames single-*.fits)"
header single-0001.fits
has READOUTM "High Gain"
has COOLER off
has COOLPOWR 0.0
has SET-TEMP absent
has PWRSTAT absent
has TECPROT absent
has GPS_SFLG absent
qhycam shoot -t 3s -n 3 --live "${roi[@]}" --gain 7 --bits 8 -o 'live'
want_status 0
read -r -a live <<< "$(pattern_frames live-*.fits)"
verified single-*.fits live-*.fits

set_control cooler_ramp=0,cooler_mode=1,cooler_power=128
check "manual cooling" wait_until 30 says COOLPOWR 50.2
has COOLER manual
has SET-TEMP absent
set_control cooler_target_temperature=155,cooler_mode=2
check "automatic cooling" wait_until 30 says SET-TEMP 15.5
has COOLER automatic
verified now.fits
cam 0 humidity 45.7 20.3 > /dev/null
check "humidity" wait_until 30 says CCD-HUM 45.7
has CCD-HTMP 20.3
cam 0 wheel 7 > /dev/null
qhycam info
want_out_has $'\ncooler +Automatic, target 15\\.5 C, power [0-9]+ %\n'
want_out_has $'\nhumidity +45\\.7 % at 20\\.3 C in the sensor chamber\n'
want_out_has $'\nsupply +Good\n'
want_out_has $'\nTEC protection +off\n'
check "info shows the wheel once the driver has looked" wait_until 30 shows_wheel
cam 0 humidity absent > /dev/null
check "no sensor for humidity" wait_until 30 says CCD-HUM absent
cam 0 power under9 > /dev/null
check "undervoltage" wait_until 30 says PWRSTAT undervoltage
has TECPROT T
verified now.fits
qhycam info
want_out_has $'\nsupply +Undervoltage\n'
want_out_has $'\nTEC protection +on: an undervoltage is remembered'
cam 0 power good > /dev/null
check "the supply is good again" wait_until 30 says PWRSTAT absent
has TECPROT T

# GPS: the same instants in the header as in the camera's own words.
set_control gpio_port_mode=1
cam 0 gps at -33.8833333 151.2083333 > /dev/null
cam 0 gps locked > /dev/null
qhycam shoot -t 30ms -n 2 "${roi[@]}" -o 'gps-single'
want_status 0
qhycam shoot -t 30ms -n 4 --live --bits 8 "${roi[@]}" -o 'gps-live'
want_status 0
verified gps-*.fits
cam 0 gps unlocked > /dev/null
qhycam shoot -t 30ms "${roi[@]}" -o 'unlocked'
want_status 0
header unlocked.fits
matches "unlocked: DATE-OBS is the host's" "$(comment DATE-OBS)" "host clock"
is "unlocked: its flag, bits 5:4" $(($(key GPS_SFLG) >> 4 & 3)) 1
has GPS_LAT absent
verified unlocked.fits
cam 0 gps absent > /dev/null
qhycam shoot -t 30ms "${roi[@]}" -o 'absent'
want_status 0
header absent.fits
has GPS_SFLG 0
has GPS_ST absent
matches "no box: DATE-OBS is the host's" "$(comment DATE-OBS)" "host clock"
set_control gpio_port_mode=0

if read_truth; then
	settings_match single-0001.fits "${single[0]}"
	settings_match single-0002.fits "${single[1]}"
	for k in 0 1 2; do
		settings_match "live-000$((k + 1)).fits" "${live[k]}"
		near "live-000$((k + 1)).fits" "${live[k]}"
	done
	near single-0001.fits "${single[0]}"
	near single-0002.fits "${single[1]}"
	for file in gps-*.fits; do
		header "$file"
		n=$(key GPS_SEQ)
		is "$file: start" "$(key DATE-OBS)" "$(as_date "$(truth "$n" gps_start)")"
		is "$file: end" "$(key DATE-END)" "$(as_date "$(truth "$n" gps_end)")"
		is "$file: GPS_SU, in 0.1 us" "$(tr -d . <<< "$(key GPS_SU)")" \
			$(($(truth "$n" gps_start) % 1000000000 / 100))
		is "$file: FRAMECNT" "$(key FRAMECNT)" "$(truth "$n" gps_sequence)"
		is "$file: GPS_PPSC" "$(key GPS_PPSC)" "$(truth "$n" gps_pps)"
		is "$file: place" "$(key GPS_LAT) $(key GPS_LONG)" "-33.8833333 151.2083333"
		has DATE-END "$(key GPS_ET | cut -c 1-26)"
		is "$file: source" "$(comment DATE-OBS)" "UTC start of exposure, GPS"
	done
else
	skip "against the camera's own words" "its log is not seen here"
fi
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
