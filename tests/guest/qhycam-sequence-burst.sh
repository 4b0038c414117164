#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Bursts in a plan: whatever ends qhycam sequence in the middle of one, its file is
# whole or not there, and the same command takes it again. --first and --whole.
# needs: camera=268m limit=240s tags=qhycam,burst,deep
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

# A file for each frame: what is missing comes from another burst.
cat > p <<END
burst -t 400ms $area -n 2 -o b%b-%n
burst -t 1ms $area -o b%b-%n --end 4
END
qhycam sequence p -n
want_status 0
want_out_has '5\.1 MB; first file b1-0001.fits'
want_out_has '1\.3 MB; first file b3-0009.fits'
interrupted KILL 7 sequence p
check "KILL: no part of a file is left" wait_until 20 no_part
is "KILL: the first burst is there" "$(printf '%s ' b1-*)" \
	"b1-0001.fits b1-0002.fits b1-0003.fits b1-0004.fits "
before=$(stat -c '%n %i %y' b*.fits)
at_least "KILL: of the second, too" "$(find . -name 'b2-*' | wc -l)" 1
qhycam sequence p
want_status 0
want_err_has "resumed: $(wc -l <<< "$before") of 10 frames are there"
is "files" "$(printf '%s ' b*.fits)" "$(printf 'b1-%04d.fits ' {1..4})$(
	printf 'b2-%04d.fits ' {5..8})b3-0009.fits b3-0010.fits "
is "each is that frame of its burst" "$(pattern_frames b*.fits)" "2 3 4 5 2 3 4 5 2 3 "
is "what was there is as it was" "$(stat -c '%n %i %y' b*.fits | grep -Fxf <(echo "$before"))" \
	"$before"
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
qhycam burst -t 1ms "${words[@]}" --only 3,5 --first 2 -o 'o%b-%n'
want_status 0
want_out $'o2-0006.fits\no2-0008.fits'
is "those frames" "$(pattern_frames o2-*)" "3 5 "
qhycam burst -t 1ms "${words[@]}" --only 2-4 --first 2 --first-file 6 -o 'o%b-%n'
want_status 2
qhycam burst -t 1ms "${words[@]}" --only 3,5 --first 2 --first-file 5 --end 7 -o 'o%b-%n' --overwrite
want_status 0
want_out $'o2-0006.fits\no2-0008.fits'
refused 2 '--output s%b-%n: s4-0007.fits exists already' burst -t 1ms "${words[@]}" --end 4 \
	-n 2 --first 4 -o 's%b-%n'
is "the camera refused nothing" "$(cam_status 0 refused)" 0
done_testing
