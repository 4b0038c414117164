#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# hwmon shows what the camera has, `sensors` prints it, and pwm1 is the cooler.
# Without unconfirmed only the sensor and the cooler are there.
# needs: camera=268m | camera=600c deep
# needs: limit=120s tags=hwmon,kernels
. "$QHY_REPO/tests/lib/state.sh"

# hwmon: the directory of the camera.
hwmon()
{
	local dir

	for dir in "$SYS_DRIVER"/*:*/hwmon/hwmon*; do
		[[ $(< "$dir/name") == qhyccd ]] && echo "$dir"
	done
}

attributes()
{
	(cd "$dir" && printf '%s ' {humidity,in,pwm,temp}[0-9]*) | sed 's/[a-z]*\[0-9\]\* //g'
}

# reads FILE VALUE: for wait_until; readings are shared for a second.
reads()
{
	[[ $(cat "$dir/$1" 2>&1) == "$2" ]]
}

# no_data FILE: ENODATA.
no_data()
{
	[[ $(cat "$dir/$1" 2>&1) == *": No data available" ]]
}

refused()
{
	! echo "$2" > "$dir/$1"
} 2> /dev/null

load_driver
dir=$(hwmon)
is "one device" "$(wc -w <<< "$dir")" 1
is "without unconfirmed" "$(attributes)" "pwm1 pwm1_enable temp1_input temp1_label "
is "label" "$(< "$dir/temp1_label")" Sensor
check "temperature" wait_until 5 reads temp1_input 20000
check "the driver goes" qhy_unload
is "it goes with the driver" "$(hwmon 2> /dev/null)" ""

load_driver unconfirmed=1
dir=$(hwmon)
is "all" "$(attributes)" "humidity1_input humidity1_label in0_label in0_lcrit_alarm \
pwm1 pwm1_enable temp1_input temp1_label temp2_input temp2_label "
is "labels" "$(cat "$dir"/{temp1,temp2,humidity1,in0}_label | tr '\n' ' ')" \
	"Sensor Humidity sensor Humidity Supply "

# Values, by the camera's own words.
cam_lines 0 << 'EOF' || not_ok "control line"
ambient -15
clock 3000
humidity 43.2 17.6
EOF
check "a cold night" wait_until 20 camera_between temperature_c -15.04 -14.96
cam 0 "clock 20" > /dev/null
check "temperature" wait_until 5 reads temp1_input -15000
check "humidity" wait_until 5 reads humidity1_input 43200
check "its temperature" wait_until 5 reads temp2_input 17600
cam 0 "humidity absent" > /dev/null
check "no humidity sensor" wait_until 5 no_data humidity1_input
check "no temperature of it" no_data temp2_input
cam 0 "humidity 51 16.5" > /dev/null
check "the sensor is back" wait_until 5 reads humidity1_input 51000

# The cooler.
set_to cooler_ramp=0
is "off" "$(< "$dir/pwm1_enable")" 0
echo 1 > "$dir/pwm1_enable"
echo 140 > "$dir/pwm1"
check "pwm1: the camera" wait_until 5 camera_is pwm 140
is "pwm1: the control" "$(value cooler_mode)" 1
check "pwm1" wait_until 5 reads pwm1 140
set_to cooler_target_temperature=-180
echo 2 > "$dir/pwm1_enable"
is "automatic: the camera" "$(cam_status 0 automatic) $(cam_status 0 target)" "true -180"
is "automatic: the control" "$(value cooler_mode)" 2
set_to cooler_mode=1
is "the control is seen" "$(< "$dir/pwm1_enable")" 1
check "3 is refused" refused pwm1_enable 3
check "-1 is refused" refused pwm1_enable -1
check "256 is refused" refused pwm1 256
is "still manual" "$(< "$dir/pwm1_enable") $(value cooler_mode)" "1 1"
echo 0 > "$dir/pwm1_enable"
is "off again" "$(value cooler_mode) $(cam_status 0 pwm) $(cam_status 0 automatic)" "0 0 false"

# The ramp binds hwmon, too.
set_to cooler_ramp=3000
echo 1 > "$dir/pwm1_enable"
echo 200 > "$dir/pwm1"
at_most "not at once" "$(cam_status 0 pwm)" 80
check "in the end" wait_until 30 camera_is pwm 200

# The alarm, and what people read.
is "no alarm" "$(< "$dir/in0_lcrit_alarm")" 0
run sensors
want_status 0
matches "sensors: name" "$out" $'(^|\n)qhyccd-(virtual|isa|usb)?-?[^\n]*\n'
matches "sensors: temperature" "$out" 'Sensor: +-?[0-9]+\.[0-9].C'
matches "sensors: humidity" "$out" 'Humidity: +51\.0 %RH'
matches "sensors: its temperature" "$out" 'Humidity sensor: +\+16\.5.C'
printf '%s\n' "$out" > /out/sensors
cam 0 power under9 > /dev/null
check "alarm" wait_until 5 reads in0_lcrit_alarm 1
run sensors
want_out_has 'Supply:.*ALARM' "sensors: alarm"
printf '%s\n' "$out" > /out/sensors-alarm
cam 0 power good > /dev/null
check "no alarm again" wait_until 5 reads in0_lcrit_alarm 0
done_testing
