#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam status tells what the camera itself knows: as text, as JSON with keys
# that stay, again and again, while another qhycam exposes, and until the camera
# is pulled.
# needs: camera=268m deep | camera=600c deep
# needs: limit=180s tags=qhycam
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"

# field FILTER: of the last run's JSON.
field()
{
	jq -c "$1" "$T/out"
}

keys='"card","cooler","exposure_remaining_ms","humidity_c","humidity_percent","node","serial",'
keys+='"supply","tec_protection","temperature_c","time","type","wheel_position","wheel_slots"'

load_driver
node=$(video_node)
qhycam status
want_status 0
want_err ""
want_out_has '^camera +QHY[^,]+, serial number [^,]+, /dev/video'
want_out_has 'temperature +20\.0 C'
want_out_has $'\ncooler +Off, power 0 %, at most 10\.0 C per minute'
qhycam status --json
want_status 0
is "keys" "$(field keys)" "[$keys]"
is "keys of the cooler" "$(field '.cooler | keys')" \
	'["mode","power","power_percent","ramp_c_per_minute","target_c"]'
is "who" "$(field '[.type, .node]')" "[\"status\",\"$node\"]"
is "what the driver does not tell" "$(field '[.humidity_percent, .humidity_c, .supply,
	.tec_protection, .wheel_slots, .wheel_position]')" "[null,null,null,null,null,null]"
matches "time" "$(field .time)" '^"20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z"$'
check "the driver goes" qhy_unload

load_driver unconfirmed=1
cam_lines 0 << 'END' || not_ok "control line"
humidity 43.2 17.6
wheel 5 300
END
set_to cooler_ramp=0
set_to cooler_power=102 cooler_mode=1
check "the wheel is found" wait_until 30 value_is filter_wheel_position 0
qhycam status --json
is "keys are the same" "$(field keys)" "[$keys]"
is "the cooler" "$(field '.cooler | [.mode, .power, .power_percent, .ramp_c_per_minute]')" \
	'["manual",102,40,0]'
is "humidity" "$(field '[.humidity_percent, .humidity_c]')" "[43.2,17.6]"
is "supply" "$(field '[.supply, .tec_protection]')" '["good",false]'
is "wheel" "$(field '[.wheel_slots, .wheel_position]')" "[5,0]"
set_to cooler_mode=0
qhycam status
want_out_has 'humidity +43\.2 % at 17\.6 C in the sensor chamber'
want_out_has 'supply +Good'
want_out_has 'TEC protection +off'
want_out_has 'filter wheel +5 slots, at slot 0, counted from 0'
cam 0 power under9 > /dev/null
check "undervoltage" wait_until 10 value_is power_status 4
qhycam status --json
is "undervoltage, in JSON" "$(field '[.supply, .tec_protection, .cooler.mode]')" \
	'["undervoltage",true,"off"]'
qhycam status --watch --count 1
want_out_has 'supply: Undervoltage'
cam 0 power good > /dev/null

# Again and again.
qhycam status --watch --interval 0.1s --count 4
want_status 0
is "four lines" "$(grep -cE '^20[0-9T:.-]+Z -?[0-9.]+ C, off, power [0-9]+ %' "$T/out")" 4
is "nothing else" "$(wc -l < "$T/out") $(wc -l < "$T/err")" "4 0"
qhycam status -w -i 0.1 -n 3 --json
is "three objects" "$(jq -r .type "$T/out" | tr '\n' ' ')" "status status status "
run env TERM=xterm script -q -e -c "stty cols 40; $QHYCAM status -w -i 0.1 -n 3" typescript
want_status 0 "on a terminal"
is "redrawn, no wider than the terminal" \
	"$(tr '\r' '\n' < "$T/out" | sed 's/\x1b\[K//g' | grep ' C, off' | awk 'length < 40' | wc -l)" 3

for signal in INT TERM; do
	rm -f "$T/watch"
	"$QHYCAM" status --watch --json > "$T/watch" 2> "$T/err" < /dev/null &
	pid=$!
	check "$signal: it watches" wait_until 20 test -s "$T/watch"
	kill -$signal $pid
	wait $pid
	is "$signal: exit code" $? "$([[ $signal == INT ]] && echo 130 || echo 143)"
	is "$signal: whole lines" "$(jq -r .type "$T/watch" | sort -u)" status
done
run bash -c "set -o pipefail; $QHYCAM status --watch -i 0.1 | head -n 1"
want_status 1 "nobody reads on"
want_err_has 'standard output cannot be written' "nobody reads on"

# While it exposes.
"$QHYCAM" shoot -t 600s -o a.fits > /dev/null 2>&1 < /dev/null &
pid=$!
check "it exposes" wait_until 20 camera_state exposing
qhycam status
want_status 0 "meanwhile"
want_out_has 'exposure +5[0-9]{2}\.[0-9] s left' "meanwhile"
qhycam status --json
check "time left" between 400000 "$(field .exposure_remaining_ms)" 600000
check "it still exposes" camera_state exposing
kill -INT $pid
wait $pid

# Errors.
cam 0 'fault on control 0xD2* do stall' > /dev/null
qhycam status
want_status 1 "a camera that refuses to tell"
one_line "$node: cannot read its state: "
cam 0 'faults clear' > /dev/null
refused 2 'are for --watch' status --count 3
refused 2 '--interval 1us: must be 0.1s \.\. 24h' status -w -i 1us
refused 4 '--camera QHY1: no such camera' status -c QHY1
chmod 600 "$node"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" status
want_status 6 "no permission"
one_line "$node: no permission to open it"
chmod 666 "$node"

rm "$T/watch"
"$QHYCAM" status --watch > "$T/watch" 2> "$T/err" < /dev/null &
pid=$!
check "it watches" wait_until 20 test -s "$T/watch"
cam 0 unplug > /dev/null
wait $pid
is "pulled: exit code" $? 7
matches "pulled: what it says" "$(< "$T/err")" '^qhycam status: .* was disconnected; check'
refused 4 'no camera: ' status
done_testing
