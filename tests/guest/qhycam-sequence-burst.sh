#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Bursts in a plan: whatever ends qhycam sequence in the middle of one, its file is
# whole or not there, and the same command takes it again. --first and --whole.
# needs: camera=268m limit=240s tags=qhycam,burst
. "$QHY_REPO/tests/lib/qhycam.sh"
. "$QHY_REPO/tests/guest/qhycam-header.inc"

area="--roi 644x482+24+2"
read -r -a words <<< "$area"
load_driver unconfirmed=1

have_sent()
{
	(($(cam_status 0 frames_sent) >= sent + $1))
}

# interrupted SIGNAL FRAMES ARGUMENTS...: after so many frames.
interrupted()
{
	local signal=$1 frames=$2 pid

	shift 2
	sent=$(cam_status 0 frames_sent)
	"$QHYCAM" "$@" > "$T/names" 2> "$T/err" < /dev/null &
	pid=$!
	check "$signal: frames come" wait_until 30 have_sent "$frames"
	kill -"$signal" $pid
	{
		wait $pid
	} 2> /dev/null
	is "$signal: exit code" $? $((128 + $(kill -l "$signal")))
}

no_part()
{
	[[ -z $(find . -name '.*.part-*') ]]
}

# is_burst FILE NUMBER: all of its frames.
is_burst()
{
	header "$1"
	has BURSTNO "$2"
	has NAXIS3 4
	has BURSTMIS absent
	is "$1: pixels" "$(pattern_frames "$1")" "2 3 4 5 "
}

cat > p <<END
burst -t 400ms $area -n 3 --cube -o b%b-%n
wait 10ms
burst -t 1ms $area --cube -o b%b-%n --interval 1s
END
qhycam sequence p -n
want_status 0
want_out_has 'first file b4-0004.fits'
want_out_has '6 s, 7\.5 MB; first file b1-0001.fits'
interrupted TERM 6 sequence p
is "named" "$(< "$T/names")" b1-0001.fits
files_here b1-0001.fits p p.journal
interrupted KILL 2 sequence p
# its step ends by itself
check "KILL: no part of a file is left" wait_until 20 no_part
files_here b1-0001.fits p p.journal
qhycam sequence p
want_status 0
want_err_has 'resumed: 1 of 4 frames are there'
want_out $'b2-0002.fits\nb3-0003.fits\nb4-0004.fits'
for number in 1 2 3 4; do
	is_burst "b$number-000$number.fits" $number
done
rm ./*

# On the command line.
interrupted INT 2 burst -t 400ms "${words[@]}" --cube --whole -o w
no_files
interrupted INT 3 burst -t 400ms "${words[@]}" --cube -o w
files_here w.fits
at_least "frames that had come" "$(pattern_frames w.fits | wc -w)" 1
qhycam burst -t 1ms "${words[@]}" --cube --first 7 -o x
want_status 0
want_out x-0007.fits
is_burst x-0007.fits 7
qhycam burst -t 1ms "${words[@]}" --end 4 -n 2 --first 3 -o 's%b-%n'
want_status 0
want_out $'s3-0005.fits\ns3-0006.fits\ns4-0007.fits\ns4-0008.fits'
refused 2 '--output s%b-%n: s4-0007.fits exists already' burst -t 1ms "${words[@]}" --end 4 \
	-n 2 --first 4 -o 's%b-%n'
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
