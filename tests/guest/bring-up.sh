#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam bring-up sends nothing that was not consented to: without consent the camera is
# asked, and told nothing. Its bundle, and what it refuses to do.
# needs: camera=268m,scene=flat
# needs: limit=120s tags=qhycam
. "$QHY_REPO/tests/lib/state.sh"
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/lib/bringup.sh"

hostname secret-of-the-host
refused 4 'the driver is not loaded' bring-up --read-only
load_driver
refused 4 'no such camera on USB' bring-up --camera nobody

bring_up "nobody answers" --json
want_status 0 "no answer"
is "no answer: named" "$(named)" ""
want_err_has $'== status: .*\n   done\n' "the status is asked"
want_err_has $'== cooler: .*Yes or no\\? no' "a question for the cooler"

# one step of two
printf 'no\nyes\n' > "$T/answers"
mark "yes to one"
timeout $((100 * QHY_TEST_SCALE)) "$QHYCAM" bring-up --steps live,deep --bundle b.tar \
	< "$T/answers" > "$T/page" 2> "$T/err"
is "exit status" $? 0
mark "end of yes to one"
matches "the page" "$(< "$T/page")" 'live +left out.*deep +went well.*Contradicted.  none'
is "the bundle" "$(tar -tf b.tar | tr '\n' ' ')" "$(printf 'qhycam-bring-up/%s ' '' 01-deep.pcap \
	check.json check.txt frames.json kernel-log.txt page.txt system.txt usb.txt)"
tar -xf b.tar
run "$QHYCAM" trace --check qhycam-bring-up/01-deep.pcap
want_status 0 "its recording is a recording"
want_out_has $'\nA10 +confirmed'
is "its frames" "$(jq -r 'select(.damaged | not) | .bytes' qhycam-bring-up/frames.json |
	sort | uniq -c | tr -s ' ')" " 8 65520"
is "no secrets" "$(grep -rl secret-of qhycam-bring-up)" ""
refused 2 'b.tar: exists already' bring-up --read-only --bundle b.tar

# who may not
run setpriv --reuid=65534 --regid=65534 --clear-groups "$QHYCAM" bring-up --read-only
want_status 6 "an ordinary user"
want_err_has 'needs root'
v4l2-ctl -d "$(video_node)" --set-selection target=crop,left=0,top=0,width=64,height=64 \
	--stream-mmap > "$T/stream" 2>&1 &
pid=$!
check "somebody streams" wait_until 20 camera_state running
refused 5 'in use' bring-up --read-only
kill $pid
wait $pid 2> /dev/null
qhy_unload
load_driver unconfirmed=1
taken=$(dmesg | grep -c 'serial number')
refused 10 'loaded with unconfirmed=1' bring-up --read-only
is "the driver keeps the camera" "$(dmesg | grep -c 'serial number')" "$taken"

read_log
is "no answer: sent" "$(sent "nobody answers")" ""
is "a yes to 'deep': sent" "$(sent "yes to one")" \
	"b9 d1/a0 d1/a2 d1/a3 d1/a4 d1/a5 d1/a7 d1/a8 d1/a9 "
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
