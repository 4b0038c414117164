#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A plan with cooler and filter wheel, and a camera that loses its power on the
# way: what it has forgotten is set again, and the headers are right.
# needs: camera=268m,pace=fast,clock=20 deep limit=240s tags=qhycam,cooler,wheel
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

load_driver unconfirmed=1
# shellcheck disable=SC2317 # called by wait_until
wheel_there()
{
	[[ $("$QHYCAM" wheel 2> /dev/null) == 7\ slots,\ at* ]]
}

cam 0 wheel 7 300 > /dev/null
check "the wheel is there" wait_until 60 wheel_there
cat > p <<'END'
filters L R G B
cool -5 --ramp 200 --wait --within 1 --hold 1s
repeat 2
  filter R
  shoot -t 50ms -n 2 -r 640x480+24+0 --object M31 -o %o-%f-%n
  filter B
  shoot -t 50ms -r 640x480+24+0 --object M31 -o %o-%f-%n --compress rice
end
warm --ramp 300
END
cam 0 'fault on frame#5 at byte 100000 do unplug' > /dev/null || bail "no such fault"
LIMIT=200
qhycam sequence p
want_status 7
want_err_has 'line 5: shoot ended with exit status 7'
want_out $'M31-R-0001.fits\nM31-R-0002.fits\nM31-B-0001.fits.fz\nM31-R-0003.fits'
cam 0 faults clear > /dev/null
cam 0 plug > /dev/null
check "the node is back" wait_until 20 have_nodes 1
# shellcheck disable=SC2034 # for value
node=$(video_node)
is "the cooler is off" "$(value cooler_mode)" 0
cam 0 wheel 7 300 > /dev/null
check "the wheel is there again" wait_until 60 wheel_there
qhycam sequence p
want_status 0
want_out $'M31-R-0004.fits\nM31-B-0002.fits.fz'
want_err_has 'as before: line 2'
want_err_has 'as before: line 4'
for number in 1 2 3 4; do
	header "M31-R-000$number.fits"
	has FILTER R
	has OBJECT M31
	has COOLER automatic
	has SET-TEMP -5.0
done
is "the cooler is off at the end" "$(value cooler_mode)" 0
is "the wheel stands at B" "$(cam_status 0 wheel_position)" 3
check "pixels" pattern_frames M31-R-*.fits
done_testing
