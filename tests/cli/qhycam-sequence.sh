#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam sequence without a camera: mistakes in plans, what is refused before the
# start, programs, waits, journals, signals.
# needs: limit=120s
. "$QHY_REPO/tests/lib/qhycam.sh"

# plan LINE...: the file p
plan()
{
	printf '%s\n' "$@" > p
}

# mistake WHERE TEXT LINE...: the plan is refused there, and nothing is done.
mistake()
{
	local where=$1 text=$2

	shift 2
	plan "$@"
	refused 2 "^qhycam sequence: p:$where: .*$text" sequence p
	[[ ! -e p.journal ]] || not_ok "no journal of a wrong plan"
}

shot="shoot -t 1s -o"
refused 2 'PLAN is missing' sequence
refused 2 "'q' is not expected" sequence p q
refused 2 'did you mean --dry-run' sequence p --dry-rum
refused 2 'p: No such file or directory' sequence p
mistake 1:1 'there is no step'
mistake 2:1 "unknown step 'shot'; did you mean 'shoot'" '# night' 'shot -t 1s'
mistake 1:1 "unknown step 'sequence'" 'sequence p'
mistake 1:7 'did you mean --exposure' 'shoot --expsoure 3s'
mistake 1:10 '--exposure 5x: is no duration' 'shoot -t 5x -o a'
mistake 2:18 "'extra' is not expected" '' "$shot a extra"
mistake 1:1 '--output is missing' 'shoot -t 1s'
mistake 1:1 '--exposure is missing' 'shoot -o a'
mistake 1:1 '--help is no step' "$shot a --help"
mistake 1:18 '--overwrite is not for plans' "$shot a --overwrite"
mistake 1:18 '--first is not for plans' "$shot a --first 3"
mistake 1:16 'cannot be known' "$shot a-%d"
mistake 1:22 '%e needs --exposure' 'shoot --type bias -o %e'
mistake 1:22 '--only is not for plans' 'burst -t 1ms -o b-%n --only 2'
mistake 1:22 '--first-file is not for plans' 'burst -t 1ms -o b-%n --first-file 2'
mistake 1:22 '--first is not for plans' 'burst -t 1ms -o b-%n --first 2'
mistake 1:1 '--exposure is missing' 'burst --cube -o b'
mistake 1:18 '--end 2: must be 3' 'burst -t 1 --end 2 --cube -o b'
mistake 1:1 '--end must be at least 2 more' 'burst -t 1 --start 5 --end 6 --cube -o b'
mistake 1:27 '--overwrite is not for plans' 'burst -t 1 --cube -o b-%n --overwrite'
mistake 2:24 'b.fits would be written twice' 'repeat 2' 'burst -t 1ms --cube -o b' end
mistake 1:16 '%g needs --gain' "$shot %g"
mistake 1:1 '%f needs --filter' "$shot %f"
mistake 4:16 '%f, but here no filter' 'filters R' 'filter R' 'repeat 2' "$shot %f-%n" 'wheel 0' end
mistake 3:8 'to be 1 to 60 characters' 'filters Ü' "$shot a" 'filter Ü'
mistake 1:18 '--ser is not for plans' "$shot a --ser"
mistake 1:1 '%b is for .qhycam burst' "$shot %b"
mistake 1:1 'exclude each other' "$shot a --raw --compress rice"
mistake 1:1 'TARGET is missing' 'cool --wait'
mistake 1:6 'TARGET x: is no number' 'cool x'
mistake 2:6 'TARGET -51: must be -50.0 .. 50.0' '' 'cool -51'
mistake 1:10 'unknown option -x' 'cool -10 -x'
mistake 1:17 '--ramp 400: must be 0.1 .. 300' 'cool -10 --ramp 400 --wait'
mistake 1:10 '--within x: is no number' 'cool -10 --within=x --wait'
mistake 1:24 '--hold 25h: must be 24h at most' 'cool -10 --wait --hold 25h'
mistake 1:1 '--hold are for --wait' 'cool -10 --hold 1s'
mistake 1:6 "'5' is not expected" 'warm 5'
mistake 1:13 '--ramp 0: must be' 'warm --ramp 0'
mistake 1:1 '--no-wait and --timeout exclude' 'warm --no-wait --timeout 1s'
mistake 1:1 'SLOT is missing' wheel
mistake 1:7 'SLOT -1: slots count from 0' 'wheel -1'
mistake 1:17 '--timeout 2h: must be 1h' 'wheel --timeout 2h 3'
mistake 1:9 'unknown option --timeot; did you mean' 'wheel 3 --timeot'
mistake 2:16 'a.fits would be written twice, first by line 1' "$shot a" "$shot ./a"
mistake 2:16 'a.fits would be written twice, first by line 2' 'repeat 2' "$shot a" end
mistake 2:16 'a-1000.fits would be written twice' "$shot a-%3n -n 1001" "$shot a-%n -n 1000"
mistake 2:1 'more than 200000 frames' 'repeat 3' "$shot a-%n -n 100000" end
mistake 3:1 'no repeat has begun' 'wait 1' '' end
mistake 1:12 '25:00: is no time of day' 'wait until 25:00'
mistake 1:5 'unknown option --soon' 'run --soon x'
mistake 1:1 'more than 200000 frames' "$shot a -n 200001"
no_frames()
{
	[[ -z $(find . -name '*.fits*') ]]
}
check "no frames" no_frames

# Before the start.
plan "pause change the cap"
refused 10 'line 1: pause needs a terminal' sequence p
plan "$shot nowhere/a"
refused 9 'directory nowhere/*: No such file' sequence p
plan "$shot a" 'wait 1s'
touch a.fits
refused 10 'line 1: a.fits is there already' sequence p
rm a.fits
plan "shoot -t 1s -n 100000 -o huge-%n" "shoot -t 1s -n 100000 -o huger-%n"
refused 10 'the disk of . is too small: up to [0-9.]+ GB needed, [0-9.]+ GB free; --anyway' \
	sequence p
check "nothing was begun" test ! -e p.journal
qhycam sequence p -n
want_status 10 "a dry run with too small a disk"
want_out_has '200000 frames, '
qhycam sequence p --dry-run --anyway
want_status 0

# What a dry run tells; nothing is done.
plan 'run touch done' 'wait 90s' 'repeat 2' "$shot flat-%n -n 2 -r 100x50+0+0" end \
	'shoot -t 20ms --live -n 50 -r 100x50+0+0 -o x --bits 8'
qhycam sequence p -n
want_status 0
want_err ""
want_out_has '   1  line 1    run touch done'
want_out_has '3 s, 0.0 MB; first file flat-0001.fits'
want_out_has 'first file flat-0003.fits'
want_out_has '1 s, 0.9 MB; first file x-0001.fits'
want_out_has '54 frames, 1 min 36 s, 1.0 MB; begun now it would end at 20'
want_out_has 'not counted: the time of 1 step '
want_out_has 'no camera was asked, so sizes are at most these: no camera'
files_here p

# More than anybody lives to see is no more than that.
plan 'burst -t 3600s -n 200 --start 65533 --end 65535 --cube -o b --interval 1h -r 100x50+0+0' \
	'repeat 1000' "shoot -t 3600s -o a-%n -n 190 -r 100x50+0+0" end
qhycam sequence p -n
want_status 0
want_out_has '190200 frames, 277777 h 47 min, '

# Programs.
# shellcheck disable=SC2016 # the plan's shell expands it
plan 'run sh -c "echo step $QHYCAM_STEP; echo \"file $QHYCAM_FILE.\" >&2; echo x >> ran"' \
	'wait 10ms' 'repeat 2' 'run sh -c "echo y >> ran"' end 'run --optional false' \
	'run --optional ./no-such-program'
sed -i 's/\\"//g' p
qhycam sequence p
want_status 0
want_out ""
want_err_has $'\nstep 1\n'
want_err_has $'\nfile .\n'
want_err_has 'line 6: false ended with exit status 1; going on'
want_err_has $'\ncannot be started: No such file or directory\n'
want_err_has 'step 6 of 6, line 7: run ./no-such-program; 0 s left, ready '
is "what ran, once each" "$(tr '\n' ' ' < ran)" "x y y "
refused 10 'this plan is done already' sequence p
qhycam sequence p --restart -q
want_status 0
want_err $'file .\ncannot be started: No such file or directory'
is "again" "$(tr '\n' ' ' < ran)" "x y y x y y "
rm ran p.journal

plan 'run sh -c "echo a >> ran"' 'run sh -c "test -e here"' 'run sh -c "echo b >> ran"'
qhycam sequence p
want_status 1
want_err_has 'qhycam sequence: line 2: sh ended with exit status 1'
touch here
qhycam sequence p
want_status 0 "resumed after a failure"
want_err_has 'resumed: 0 of 0 frames'
is "what ran" "$(tr '\n' ' ' < ran)" "a b "
rm ran p.journal here
plan 'run --timeout 100ms sleep 100'
qhycam sequence p
want_status 8
want_err_has 'time ran out: it was stopped'
rm p.journal
plan 'run sh -c "kill -9 $$"'
qhycam sequence p
want_status 1
want_err_has 'ended with exit status 137'
rm p.journal

# On a terminal: a line with the time left, and Enter.
plan 'pause take the cap off' 'wait 1200ms' 'run echo here'
mkfifo "$T/keys"
TERM=xterm script -q -e -f -c "$QHYCAM sequence p" "$T/typescript" < "$T/keys" > /dev/null &
pid=$!
exec 7> "$T/keys"
check "it asks" wait_until 20 grep -q 'take the cap off \[Enter goes on\]' "$T/typescript"
echo >&7
wait $pid
is "exit code on a terminal" $? 0
exec 7>&-
matches "what it shows" "$(< "$T/typescript")" \
	'step 2 of 3, line 2; [12] s left, ready [0-9]+:[0-9]+'$'\e''\[K'
matches "what a program says" "$(< "$T/typescript")" $'\nhere\r'
rm p.journal

# Times of day that have passed.
plan "wait until $(date -d '-1 hour' +%H:%M)" "wait until 2020-01-01T00:00Z" 'wait 0'
qhycam sequence p
want_status 0 "no wait for what has passed"

# Whose journal it is.
plan 'wait 2ms'
refused 10 'p.journal: is of another plan, or the plan has been changed' sequence p
plan 'wait until 2020-01-01T00:00Z' 'run false'
qhycam sequence p --journal j
want_status 1
mkdir other
cd other || bail "no directory"
refused 10 "journal ../j: the plan was begun in the directory $T/work; go there" \
	sequence ../p -j ../j
cd ..
echo "hello" > k
refused 10 'journal k:1: this line is damaged' sequence p -j k
is "not touched" "$(< k)" "hello"
refused 10 'journal k:1: this line is damaged' sequence p -j k --restart
refused 9 'journal nowhere/k: cannot be opened' sequence p -j nowhere/k
sed -i '1s/ plan 1 / plan 2 /' j
refused 10 'journal j:1: this line is damaged' sequence p -j j
qhycam sequence p -j /dev/full
want_status 10
rm -r other j k p.journal

# One at a time; signals; a killed one.
started()
{
	[[ -e going ]]
}

# begin: the plan in the background, until its program runs.
begin()
{
	rm -f going
	"$QHYCAM" sequence p > "$T/begun" 2>&1 < /dev/null &
	pid=$!
	check "the program runs" wait_until 20 started
}

plan 'run sh -c "echo a >> ran"' 'run sh -c "touch going; exec sleep 1000"'
begin
refused 5 'journal p.journal: another qhycam is at work' sequence p
declare -A code=([INT]=130 [TERM]=143)
for signal in INT TERM; do
	kill -$signal $pid
	wait $pid
	is "exit code after $signal" $? "${code[$signal]}"
	matches "what it says" "$(tail -n 1 "$T/begun")" \
		'interrupted; 0 of 0 frames are finished, the same command goes on'
	[[ $signal == TERM ]] || begin
done
begin
child=$(pgrep -P $pid)
{
	kill -KILL $pid
	wait $pid
} 2> /dev/null
child_gone()
{
	! kill -0 "$child" 2> /dev/null
}
check "its program ends with it" wait_until 10 child_gone
plan 'run sh -c "echo a >> ran"' 'run sh -c "touch going; exec sleep 1000"'
begin
kill -TERM $pid
wait $pid
is "what was done once" "$(cat ran)" a
done_testing
