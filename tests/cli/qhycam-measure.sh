#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# offset, focus, characterize: usage errors end with 2 before a camera is looked for;
# the help fits 80 columns.
. "$QHY_REPO/tests/lib/qhycam.sh"

narrow()
{
	! awk 'length > 80 { print; wide = 1 } END { exit !wide }' "$T/out"
}

for verb in offset focus characterize; do
	qhycam help "$verb"
	want_status 0
	want_err ""
	want_out_has "^usage: qhycam $verb "
	check "$verb fits 80 columns" narrow
	refused 2 'unknown option --xyzzy' "$verb" --xyzzy
	refused 2 "'extra' is not expected" "$verb" extra
	refused 2 '--roi 100x100: is no region' "$verb" --roi 100x100
	refused 2 '--camera needs a value' "$verb" -c
	refused 2 '--mode needs a value' "$verb" -m
done
refused 2 '--count 0: must be 1 \.\. 1000' offset -n 0
refused 2 '--count 1001: must be 1 ' offset -n 1001
refused 2 '--gain x: is no whole number' offset --gain x
refused 2 '--png needs a value' offset --png
refused 2 '--exposure is missing; write -t TIME' focus
refused 2 '--exposure 5x: is no duration' focus -t 5x
refused 2 '--stars 0: must be 1 \.\. 200' focus -t 1 --stars 0
refused 2 '--count 0: must be 1 ' focus -t 1 -n 0
refused 2 "--gains: '' is no whole number; write --gains 0,56,60" characterize --gains ''
refused 2 "--gains: 'a' is no whole number" characterize --gains 1,a
refused 2 "--gains: '' is no whole number" characterize --gains 1,,2
refused 2 "--gains: '' is no whole number" characterize --gains 1,
refused 2 '--gains: no more than 32' characterize --gains "$(seq -s, 33)"
refused 2 '--yes needs --no-dark' characterize --yes
refused 2 '--dark and --no-dark exclude each other' characterize --dark 5s --no-dark
refused 2 '--dark 5x: is no duration' characterize --dark 5x

# Plots need a gnuplot, which is looked for before a camera is.
plot=("$QHYCAM" characterize --yes --no-dark --plot)
mkdir "$T/bin"
run env PATH="$T/bin" "${plot[@]}" x
want_status 2
one_line '--plot: there is no gnuplot; install it .apt-get install gnuplot-nox., or leave --plot out'
ln -s /bin/true "$T/bin/gnuplot"
run env PATH="$T/bin" "${plot[@]}" none/x
want_status 9
one_line 'directory none: .* make it first'
run env PATH="$T/bin" "${plot[@]}" ''
want_status 2
one_line '--plot: is no name for files'
no_files
done_testing
