#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam cool and warm: the camera is told what was asked for and nothing
# faster than the ramp; waiting ends when it is reached, when time is over, when
# somebody else sets the cooler, when the camera switches it off, at a signal,
# and when the camera is pulled. The cooler goes on in each case.
# needs: camera=268m,clock=20 deep | camera=600c,clock=20 deep
# needs: limit=420s tags=qhycam,cooler
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"

# waiting ARGUMENTS...: qhycam in the background, until it has told; sets pid.
waiting()
{
	rm -f "$T/err"
	"$QHYCAM" "$@" > "$T/out" 2> "$T/err" < /dev/null &
	pid=$!
	check "$*: it waits" wait_until 20 grep -qs eta "$T/err"
}

# ended NAME CODE REGEX: the last line that it wrote.
ended()
{
	wait $pid
	is "$1: exit code" $? "$2"
	matches "$1: what it says" "$(tail -n 1 "$T/err")" "$3"
}

goes_on()
{
	is "$1: the cooler goes on" "$(value cooler_mode) $(value cooler_target_temperature)" "$2"
}

load_driver unconfirmed=1
node=$(video_node)
LIMIT=300

# -- cold -------------------------------------------------------------------------
mark cool
qhycam cool -5.5 --ramp 200 --wait --hold 2s
want_status 0
want_out ""
want_err_has 'Z cooling from 20\.0 C to -5\.5 C, at most 200\.0 C per minute'
want_err_has 'Z [0-9.-]+ C, target -5\.5 C  power [0-9]+ %  eta ([0-9]+ (s|min)|\?)'
want_err_has 'Z -(5\.[0-9]|6\.0) C, power [0-9]+ %: reached$'
check "the camera is that cold" camera_between temperature_c -6.1 -4.9
is "as told" "$(value cooler_mode) $(value cooler_target_temperature) $(value cooler_ramp)" \
	"2 -55 2000"
mark "cool, end"
qhycam cool --wait --within 1 --hold 1s -q -- -5.4
want_status 0 "near enough, quiet"
want_err "" "near enough, quiet"
is "the ramp stays" "$(value cooler_ramp)" 2000
set_to cooler_ramp=0
qhycam cool -6 -q
want_status 0 "not waiting"
is "no ramp becomes one" "$(value cooler_ramp)" 100
goes_on "not waiting" "2 -60"
run env TERM=xterm script -q -e -c "stty cols 60; $QHYCAM cool -8 -r 60 -w --hold 1s" typescript
want_status 0 "on a terminal"
want_out_has $'\r''-[678]\.[0-9] C, target -8\.0 C  power [0-9]+ %  eta [0-9?]' "on a terminal"

# -- not reached --------------------------------------------------------------------
qhycam cool -50 --ramp 0.1 --wait --timeout 2s
want_status 8 "too slow"
want_err_has 'qhycam cool: time ran out at -[0-9.]+ C, power [0-9]+ %: the ramp or the time '
goes_on "too slow" "2 -500"
qhycam cool -50 --ramp 300 --wait --timeout 25s
want_status 8 "too cold"
want_err_has 'power (9[5-9]|100) %: that target is too cold for this air; the cooler goes on'
goes_on "too cold" "2 -500"

# -- interrupted -----------------------------------------------------------------------
waiting cool -9 -r 0.1 -w
kill -INT $pid
ended "Ctrl-C" 130 "interrupted; the cooler goes on, 'qhycam warm' switches it off"
goes_on "Ctrl-C" "2 -90"
waiting cool -9 -w --within 0.1 --hold 1h --timeout 1h
kill -TERM $pid
ended "SIGTERM" 143 'the cooler goes on'
goes_on "SIGTERM" "2 -90"

# -- somebody else, and the camera itself -------------------------------------------------
waiting cool -9 -w --hold 1h --timeout 1h
set_to cooler_target_temperature=-70
ended "another target" 1 "$node: another program has set the cooler meanwhile: Automatic, target -7\.0 C"
waiting cool -9 -w --hold 1h --timeout 1h
cam 0 power under9 > /dev/null
ended "undervoltage" 1 "$node: the cooler was switched off at -?[0-9.]+ C, .* 'qhycam doctor'"
cam_lines 0 << 'END' || not_ok "control line"
power good
protection clear
END

# -- warm --------------------------------------------------------------------------------
qhycam cool -5 -r 300 -w --hold 1s -q
want_status 0 "cold again"
before=$(cam_status 0 pwm)
at_least "with power" "$before" 50
mark warm
waiting warm --ramp 10
kill -INT $pid
ended "warm, Ctrl-C" 130 'interrupted; the power goes on going down by itself'
is "the mode is off" "$(value cooler_mode)" 0
at_least "the power does not drop" "$(cam_status 0 pwm)" $((before - 15))
qhycam warm -r 0.1 --timeout 1s
want_status 8 "warm, too slow"
want_err_has 'time ran out: the power is still [0-9]+ %; it goes on going down'
qhycam warm --ramp 100 --no-wait
want_status 0 "warm, not waiting"
qhycam warm
want_status 0
want_err_has 'Z -?[0-9.]+ C, power 0 %: the cooler is off$'
is "the camera's power" "$(cam_status 0 pwm) $(cam_status 0 automatic)" "0 false"
mark "warm, end"
qhycam warm
want_status 0 "once more"
want_err_has 'Z -?[0-9.]+ C: the cooler is off$' "once more"

# -- errors --------------------------------------------------------------------------------
refused 2 'TARGET is missing' cool
refused 2 'TARGET cold: is no number' cool cold
refused 2 'TARGET -10.55: is no number with at most one decimal' cool -10.55
refused 2 'TARGET -51: must be -50.0 \.\. 50.0' cool -51
refused 2 "'-3' is not expected here" cool -2 -3
refused 2 '--ramp 0: must be 0.1 \.\. 300.0' cool -2 --ramp 0
refused 2 '--ramp fast: is no number' warm --ramp fast
refused 2 '--within 11: must be 0.1 \.\. 10.0' cool -2 -w --within 11
refused 2 '--timeout, --within and --hold are for --wait' cool -2 --timeout 1m
refused 2 '--timeout 25h: must be 24h at most' cool -2 -w --timeout 25h
refused 2 '--hold 25h: must be 24h at most' cool -2 -w --hold 25h
refused 2 '--no-wait and --timeout exclude each other' warm --no-wait --timeout 3s
refused 4 '--camera 7: no such camera' cool -2 -c 7
refused 4 '--camera 7: no such camera' warm -c 7
is "nothing of it was done" "$(value cooler_mode)" 0
"$QHYCAM" shoot -t 600s -o a.fits > /dev/null 2>&1 < /dev/null &
shooting=$!
check "it exposes" wait_until 20 camera_state exposing
refused 5 "$node: .* is in use by qhycam \(pid $shooting\)" warm -q
refused 5 "$node: .* is in use by qhycam \(pid $shooting\)" cool -3 -q
kill -INT $shooting
wait $shooting
is "nothing of it was done" "$(value cooler_mode)" 0
chmod 600 "$node"
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" cool -3
want_status 6 "no permission"
chmod 666 "$node"
cam 0 'fault on control 0xD2* do stall' > /dev/null
qhycam cool -3
want_status 1 "a camera that refuses to tell"
one_line 'cannot read '
cam 0 'faults clear' > /dev/null

# A camera that does not answer for a while.
cam 0 'fault on control 0xD2* do stall' > /dev/null
qhycam status --watch
want_status 1 "it never tells"
is "it never tells: how often it was asked" "$(grep -c 'cannot read its state' "$T/err")" 10
cam 0 'faults clear' > /dev/null
waiting cool -9 -r 0.1 -w
cam 0 'fault on control 0xD2* do stall' > /dev/null
check "it is told" wait_until 30 grep -q 'cannot read its state' "$T/err"
cam 0 'faults clear' > /dev/null
check "it goes on" kill -0 $pid
kill -INT $pid
ended "after a gap" 130 'the cooler goes on'

waiting cool -9 -r 0.1 -w
cam 0 unplug > /dev/null
ended "pulled" 7 'was disconnected'

read_log
part cool "cool, end" | commands af > "$T/targets"
is "nothing but automatic" "$(grep -cv '^af01' "$T/targets")" 0
at_least "targets on the way" "$(wc -l < "$T/targets")" 3
last=255 up=
while read -r data; do
	((16#${data:4:2} <= last)) || up+="$last to $((16#${data:4:2})) "
	last=$((16#${data:4:2}))
done < <(part warm "warm, end" | commands af)
is "the power only goes down" "$up" ""
is "to nothing" $last 0
done_testing
