#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The man page knows every verb, option and exit code that the program has, and
# no option that it has not.
. "$QHY_REPO/tests/lib/qhycam.sh"

page=$QHY_REPO/userspace/qhycam.1
# options_of TEXT: long options in it, one a line
options_of()
{
	grep -oE -- '--[a-z][a-z-]*' <<< "$1" | sort -u
}

# flags: the long options of the page
flags()
{
	sed -nE 's/.*Fl Fl ([a-z][a-z-]*).*/--\1/p' "$page" | sort -u
}

# section VERB: of its own options, and the one of those that many have
section()
{
	awk -v own="^[.]Ss Options( of (.*[ ,])?$1([ ,].*)?)?\$" \
		'/^\.S[hs]/ { on = $0 ~ own } on' "$page"
}

qhycam help
verbs=$(sed -nE 's/^  ([a-z-]+) {2,}.*/\1/p' "$T/out")
at_least "verbs" "$(wc -w <<< "$verbs")" 4
all=--version$'\n'
for verb in $verbs; do
	check "verb $verb" grep -q "^\.It Cm $verb\$" "$page"
	qhycam help "$verb"
	all+=$(options_of "$(grep -E '^  (-.,|   ) --' "$T/out")")$'\n'
done
is "options" "$(flags)" "$(sort -u <<< "$all" | sed '/^$/d')"
# A letter must be told with each verb that has it, in that verb's own section.
for verb in $verbs; do
	qhycam help "$verb"
	while read -r letter option; do
		check "$verb: -$letter is --$option" grep -q \
			"^\.It Fl $letter , Fl Fl $option\>" <(section "$verb")
	done < <(sed -nE 's/^  -(.), --([a-z-]+).*/\1 \2/p' "$T/out")
done
for code in 0 1 2 3 4 5 6 7 8 9 10 "21 to 44" "130 , 143"; do
	check "exit code $code" grep -qx "\.It $code" "$page"
done
if command -v man > /dev/null; then
	run env LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page"
	want_status 0 "formatting"
	want_err "" "formatting"
else
	skip "formatting" "no man"
fi
if command -v mandoc > /dev/null; then
	run mandoc -Tlint -W style "$page"
	# whether other pages are installed is no fault of this one
	is "mandoc" "$(cat "$T/out" "$T/err" | grep -v 'outdated mandoc.db')" ""
else
	skip "mandoc" "no mandoc"
fi
done_testing
