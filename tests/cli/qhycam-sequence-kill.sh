#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whoever of qhycam sequence and its step is killed, at whatever moment: the same
# command goes on, and each frame is taken once. Here shoot needs no camera.
# needs: limit=240s
QHYCAM=$QHY_REPO/build/tests/bin/qhycam-pretend
. "$QHY_REPO/tests/lib/qhycam.sh"

[[ -x $QHYCAM ]] || bail "no $QHYCAM: make tests"
mapfile -t files < <(printf 'a-%04d.fits\n' {1..6}; echo c.fits)
cat > "$T/plan" <<'END'
shoot -t 2ms -n 3 -o a
repeat 3
  shoot -t 2ms -o a-%n
  run sh -c 'echo "$QHYCAM_STEP" "$QHYCAM_FILE" >> ran'
end
shoot -t 2ms -o c
END

# sequence [PRETEND]: what it printed goes to "names"; a copy of each file is kept
# to see whether it is the same later.
sequence()
{
	QHYCAM_PRETEND=${1:-} "$QHYCAM" sequence p >> "$T/names" 2> "$T/err" < /dev/null
	status=$?
} 2> /dev/null

# is_right NAME: all files once, named once, in the journal once, and as they were.
is_right()
{
	is "$1: files" "$(echo ./*.fits)" "$(printf './%s ' "${files[@]}" | sed 's/ $//')"
	is "$1: each named" "$(sort -u "$T/names" | tr '\n' ' ')" "${files[*]} "
	at_most "$1: names that came again" "$(sort "$T/names" | uniq -d | wc -l)" "${2:-1}"
	is "$1: each in the journal once" \
		"$(sed -nE 's/.*Z frame [0-9]+ [0-9]+ (.*) ~.*/\1/p' p.journal | sort |
			tr '\n' ' ')" "${files[*]} "
	is "$1: none has changed" "$(cd "$T/kept" && for f in *; do
		cmp "$f" "$OLDPWD/$f" 2>&1; done)" ""
	is "$1: no part of a file" "$(find . -name '.*.part-*')" ""
}

keep()
{
	rm -rf "$T/kept"
	mkdir "$T/kept"
	cp p ./*.fits "$T/kept" 2> /dev/null
}

fresh()
{
	rm -f ./* "$T/names"
	cp "$T/plan" p
}

for place in exposed written told; do
	for frame in 1 2 3 5 6; do
		for whom in "" parent:; do
			what="${whom:-step:}$place:$frame"
			fresh
			sequence "$whom$place:$frame"
			if [[ $whom ]]; then
				is "$what: killed" "$status" 137
			else
				is "$what: exit code" "$status" 1
			fi
			keep
			sequence
			is "$what: exit code at the end" "$status" 0
			is_right "$what"
			is "$what: programs" "$(sort -u ran | tr '\n' ' ')" \
				"3 a-0004.fits 5 a-0005.fits 7 a-0006.fits "
		done
	done
done

# Again and again, each time one frame further.
fresh
tries=0
for frame in 1 2 3 4 5 6; do
	keep
	sequence "parent:told:$frame"
	is "killed in frame $frame" "$status" 137
	tries=$((tries + 1))
done
keep
sequence
is "the seventh time" "$status" 0
is_right "seven times" 6

# At any moment.
for delay in 0.005 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08 0.09 0.1 0.12 0.14; do
	fresh
	"$QHYCAM" sequence p > "$T/names" 2> /dev/null < /dev/null &
	pid=$!
	pause $delay
	{
		kill -KILL $pid
		wait $pid
	} 2> /dev/null
	keep
	[[ ! -e p.journal ]] || grep -q ' done 0 ~' p.journal || sequence
	[[ -e p.journal ]] || sequence
	is_right "killed after $delay s"
done

# The journal cannot be written any longer.
fresh
(
	ulimit -f 1
	"$QHYCAM" sequence p -q > "$T/names" 2> "$T/err" < /dev/null
	echo $? > "$T/status"
)
is "a file limit: exit code" "$(< "$T/status")" 9
matches "what it says" "$(< "$T/err")" 'journal p.journal: cannot be written: File too large'
keep
sequence
is "without the limit: exit code" "$status" 0
is_right "file limit"

# A directory that is full of strangers' files.
fresh
sequence parent:told:2
touch c.fits
sequence
is "a name that is taken: exit code" "$status" 10
matches "what it says" "$(< "$T/err")" 'line 6: c.fits is there already, and this plan has not'
rm c.fits
keep
sequence
is_right "a name that is free again"

# What the journal does not fit.
fresh
sequence parent:told:4
sed -i 's/repeat 3/repeat 4/' p
sequence
is "another plan: exit code" "$status" 10
sed -i 's/repeat 4/repeat 3 # times/' p
keep
sequence
is_right "a comment"

# What the camera forgets without power is set again, and nothing else.
cat > "$T/plan" <<'END'
filters L R G
cool -5
cool -10.5 --wait
filter G
filter R
shoot -t 2ms -n 3 -o %f-%n
shoot -t 2ms -n 3 -o %f-%n --filter X
wheel 0
cool 10
shoot -t 2ms -n 2 -o end
END
mapfile -t files < <(printf '%s.fits\n' R-000{1..3} X-000{1..3} end-000{1,2} | sort)
fresh
sequence parent:told:2
keep
is "before the end" "$(< settings)" "cool -5,cool -10.5 --wait,wheel 2,wheel 1,"
rm settings
sequence
is "what was set" "$(< settings)" "cool -10.5 --wait,wheel 1,wheel 0,cool 10,"
is_right "cooler and wheel"

# Each burst is a file; frames that it misses do not end the plan.
cat > "$T/plan" <<'END'
burst -t 2ms -n 3 --cube -o b%b-%n
repeat 2
  burst -t 2ms --cube -o b%b-%n
end
END
mapfile -t files < <(printf '%s.fits\n' b{1,2,3}-000 b{4,5}-000 | sed -E 's/b(.)-000/&\1/')
for place in exposed written told; do
	fresh
	sequence "parent:$place:2"
	is "burst: $place: killed" "$status" 137
	keep
	sequence
	is "burst: $place: exit code at the end" "$status" 3
	matches "burst: $place: what it says" "$(tail -n 1 "$T/err")" \
		'done, but frames between those were lost'
	is_right "burst: $place"
done

# A file for each frame: what a burst has not got is taken in another one.
cat > "$T/plan" <<'END'
burst -t 2ms -n 2 --start 2 --end 6 -o b-%n
shoot -t 2ms -o b-%n
repeat 2
  burst -t 2ms -o b-%n --end 4
end
END
mapfile -t files < <(printf 'b-%04d.fits\n' {1..11})
for place in exposed written told; do
	for frame in 1 2 4 6 8 9; do
		fresh
		sequence "parent:$place:$frame"
		is "single: $place:$frame: killed" "$status" 137
		keep
		sequence
		is "single: $place:$frame: exit code at the end" "$status" 0
		is_right "single: $place:$frame"
	done
done

# Holes, as threads leave them that write several files at a time; the frame that
# was moved away has been taken.
fresh
sequence told:1
is "holes: exit code" "$status" 1
echo 3 > b-0003.fits
echo 5 > b-0005.fits
mv b-0001.fits "$T/away"
keep
sequence
is "holes: exit code" "$status" 0
check "holes: a file that was moved away is not taken again" test ! -e b-0001.fits
mv "$T/away" b-0001.fits
is_right "holes"
done_testing
