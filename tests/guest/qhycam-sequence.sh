#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam sequence does a plan with a camera: files, numbers, order, estimates.
# needs: camera=268m,pace=fast limit=150s tags=qhycam
. "$QHY_REPO/tests/lib/qhycam.sh"

area="-r 640x480+24+0"
load_driver
cat > p <<END
# a night in short
run sh -c "echo before >> log"
shoot --type dark -t 1ms $area -o dark
repeat 3
  shoot -t 2ms -n 2 $area -o light-%n.fits --gain 26
  run sh -c 'echo \$QHYCAM_FILE >> log'
  wait 10ms
end
shoot -t 1ms -n 2 --live --bits 8 $area -o live --preview live.png
shoot -t 1ms $area -o light-%n.fits
END
qhycam sequence p --dry-run
want_status 0
want_err ""
want_out_has $'\n10 frames, [0-9]+ s, 5\\.[0-9] MB; begun now it would end at '
want_out_has 'first file light-0007.fits'
check "no camera is missed" test "${out/no camera/}" = "$out"
files_here p
qhycam sequence p
want_status 0
want_out "$(printf '%s.fits\n' dark light-000{1..6} live-000{1,2} light-0007)"
want_err_has 'step 3 of 13, line 5: shoot .*; [0-9]+ s left, ready [0-9:]+'
want_err_has 'frame 2/2: median '
want_err_has '10 of 10 frames; 0 s left'
want_err_has 'done: 10 frames'
files_here dark.fits light-000{1..7}.fits live-000{1,2}.fits live.png log p p.journal
is "programs know the last file" "$(tr '\n' ' ' < log)" \
	"before light-0002.fits light-0004.fits light-0006.fits "
check "every pixel" pattern_frames ./*.fits
is "frames in the journal" "$(grep -c 'Z frame ' p.journal)" 10
refused 10 'this plan is done already' sequence p
qhycam sequence p --restart
want_status 10
one_line 'line 3: dark.fits is there already, and this plan has not taken it'
rm ./*.fits ./*.png
qhycam sequence p --restart --quiet --camera QHY268M
want_status 0
want_err ""
is "files" "$(wc -l < "$T/out")" 10
rm ./* 2> /dev/null

# What goes wrong in a step ends the plan with the step's code.
echo "shoot -t 1ms --gain 100000 $area -o a" > p
qhycam sequence p
want_status 1 "a value that this camera does not take"
want_err_has 'qhycam shoot: --gain 100000: QHY268M.* takes '
want_err_has 'qhycam sequence: line 1: shoot ended with exit status 2'
printf '%s\n' "shoot -t 1ms $area -o a -c QHY600" > p
qhycam sequence p --restart --camera QHY268M
want_status 4 "the step's own camera counts"
big="--roi 1920x1080+24+0"
printf '%s\n' "shoot -t 1ms $big -o a-%n -n 3 --retries 0" "shoot -t 1ms $area -o b" > p
cam 0 'fault on frame#2 at byte 1000000 do drop 512' > /dev/null || bail "no such fault"
qhycam sequence p --restart
want_status 3 "a frame that stays damaged"
want_err_has 'qhycam sequence: done, but 1 of 4 frames are missing'
files_here a-0001.fits a-0003.fits b.fits p p.journal
check "its pixels" pattern_frames ./*.fits
cam 0 faults clear > /dev/null
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
