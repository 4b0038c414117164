#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whatever ends qhycam sequence, the same command goes on: all files are there,
# whole, none was taken twice, and none that was there has changed. (At each point
# between camera, file and journal: cli/qhycam-sequence-kill.)
# needs: camera=268m,pace=fast limit=480s tags=qhycam,hotplug,deep
. "$QHY_REPO/tests/lib/qhycam.sh"

# begin [ARGUMENTS...]: the plan in the background; its output goes to "names".
begin()
{
	"$QHYCAM" sequence p "$@" >> "$T/names" 2> "$T/begun" < /dev/null &
	pid=$!
}

# ended CODE: so it ended.
ended()
{
	wait $pid 2> /dev/null
	is "$what: exit code" $? "$1"
	frozen=$(stat -c '%n %i %y' ./*.fits 2> /dev/null)
	is "$what: no part of a file" "$(find . -name '*.part-*')" ""
}

# resumed NAME...: it goes on, and these are all files then.
resumed()
{
	touch go
	qhycam sequence p
	want_status 0 "$what: resumed"
	want_err_has 'resumed: [0-9]+ of [0-9]+ frames are there'
	cat "$T/out" >> "$T/names"
	is "$what: files" "$(echo ./*.fits)" "$(printf './%s ' "$@" | sed 's/ $//')"
	is "$what: each named" "$(sort -u "$T/names" | tr '\n' ' ')" "$* "
	at_most "$what: names that came again" "$(sort "$T/names" | uniq -d | wc -l)" 1
	is "$what: in the journal once each" \
		"$(sed -nE 's/.*Z frame [0-9]+ [0-9]+ (.*) ~.*/\1/p' p.journal | sort |
			tr '\n' ' ')" "$* "
	is "$what: what was there is as it was" \
		"$(stat -c '%n %i %y' ./*.fits | grep -Fxf <(echo "$frozen"))" "$frozen"
	check "$what: pixels" pattern_frames ./*.fits
	rm -f ./* "$T/names"
}

# all LETTER N: names of N frames
all()
{
	local k

	for ((k = 1; k <= $2; k++)); do
		printf '%s-%04d.fits\n' "$1" "$k"
	done
}

there()
{
	[[ -e $1 ]]
}

area="-r 640x480+24+0"
load_driver
mapfile -t ten < <(all a 7 && all b 3)
# night: the plan. Without "go" it does not end.
night()
{
	rm -f "$T/names"
	cat > p <<-END
		shoot -t 200ms -n 5 $area -o a
		shoot -t 200ms -n 2 $area -o a-%n
		wait 200ms
		shoot -t 200ms -n 3 $area -o b
		run --timeout 10m sh -c 'until [ -e go ]; do sleep 0.1; done'
	END
}

# Killed after each file in turn; what was begun is not left behind.
for ((k = 0; k < 9; k += 2)); do
	what="killed after ${ten[k]}"
	night
	begin
	check "$what: it is there" wait_until 20 there "${ten[k]}"
	kill -KILL $pid
	ended 137
	resumed "${ten[@]}"
done

# The journal's last line is torn; frames in the middle are missing.
what="torn journal"
night
begin
# The file may be there long before its line.
check "$what: it runs" wait_until 20 grep -qs 'a-0003.fits ~' p.journal
kill -KILL $pid
ended 137
truncate -s -9 p.journal
rm a-0002.fits "$T/names"
touch go
"$QHYCAM" sequence p > "$T/names" 2> "$T/err"
is "$what: exit code" $? 0
check "$what: a file that was moved away is not taken again" test ! -e a-0002.fits
is "$what: all others" "$(echo ./*.fits)" "$(printf './%s ' "${ten[@]}" | sed 's/ $//; s/.\/a-0002.fits //')"
rm -f ./* "$T/names"

# The step is killed; between two steps there is none.
# shellcheck disable=SC2317 # called by wait_until
step_killed()
{
	pkill -KILL -P $pid
	! kill -0 $pid 2> /dev/null
}

what="step killed"
night
begin
check "$what: it runs" wait_until 20 there a-0002.fits
check "$what: that ends it" wait_until 20 step_killed
ended 1
matches "$what: what it says" "$(tail -n 1 "$T/begun")" \
	'line [1-5]: (shoot was ended by signal 9|sh ended with exit status 137)'
resumed "${ten[@]}"

for signal in INT TERM; do
	what="signal $signal"
	night
	begin
	check "$what: it runs" wait_until 20 there a-0003.fits
	kill -$signal $pid
	ended $((128 + $(kill -l $signal)))
	matches "$what: what it says" "$(tail -n 1 "$T/begun")" \
		'interrupted; [0-9]+ of 10 frames are finished, the same command goes on'
	check "$what: the camera is idle" camera_state idle
	resumed "${ten[@]}"
done

what="unplugged"
night
cam 0 'fault on frame#4 at byte 100000 do unplug' > /dev/null || bail "no such fault"
begin
ended 7
cam 0 faults clear > /dev/null
qhycam sequence p
want_status 4 "$what: without a camera"
cam 0 plug > /dev/null
check "$what: the node is back" wait_until 20 have_nodes 1
resumed "${ten[@]}"

# A clock that is set back and on.
what="clock"
night
touch go
echo "wait until $(date -u -d '+1 day' +%FT%H:%MZ)" >> p
begin
check "$what: it runs" wait_until 20 there a-0002.fits
date -s '-2 hours' > /dev/null
check "$what: set back, it goes on" wait_until 20 there b-0003.fits
date -s '+50 hours' > /dev/null
ended 0
is "$what: files" "$(tr '\n' ' ' < "$T/names")" "${ten[*]} "
rm -f ./* "$T/names"

# A disk that gets full: the first frames fit, then neither files nor journal do.
mkdir small
mount -t tmpfs -o size=2500k tmpfs small || bail "no tmpfs"
cd small || bail "no small"
night
qhycam sequence p
want_status 10
one_line 'the disk of . is too small: 6.3 MB needed, 2.[0-9] MB free; --anyway'
what="disk full"
begin --anyway
ended 9
at_least "$what: frames that fitted" "$(wc -l < "$T/names")" 3
head -c 10000000 /dev/zero > filler 2> /dev/null
begin --anyway
ended 9
rm filler
mount -o remount,size=20m .
resumed "${ten[@]}"
cd ..
umount small
rmdir small

qhycam shoot -t 1ms -r 640x480+24+0 -o last
want_status 0 "the camera works"
is "it refused nothing" "$(cam_status 0 refused)" 0
done_testing
