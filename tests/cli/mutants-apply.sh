#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every mutant of the driver still applies to it and says which test notices;
# what is wrong with one is found.
. "$QHY_REPO/tests/lib/test.sh"

look()
{
	run "$QHY_REPO/tests/mutants/run" --check "$@"
}

look
want_status 0 "all mutants"
is "those that do not apply" "$(grep -A 3 '^not ok' <<< "$out")" ""
is "patches without a verdict" "$(grep -c '^ok' <<< "$out")" \
	"$(find "$QHY_REPO/tests/mutants" -name '*.patch' | wc -l)"
at_least "mutants" "$(grep -c '^ok' <<< "$out")" 16

# wrong NAME REGEX SED: a good patch with this edit is refused for this reason.
wrong()
{
	mkdir -p "$T/wrong"
	sed -E "$3" "$QHY_REPO/tests/mutants/frame-short.patch" > "$T/wrong/one.patch"
	look --patches "$T/wrong"
	want_status 1 "$1"
	want_out_has "$2" "$1"
}

wrong "another driver" 'does not apply' 's/^-(.*)payload/-\1load/'
wrong "context that has changed" 'does not apply' 's/^ (.*)last/ \1first/'
wrong "no words" 'no line breaks:' '/^breaks:/,/^caught-by/{/^caught-by/!d}'
wrong "no test" 'no line caught-by:' '/^caught-by:/d'
wrong "an unknown test" 'nothing: no such test' 's/^(caught-by:).*/\1 unit\/nothing/'
wrong "an unknown need" 'kernel=old: not understood' \
	's/^(caught-by:.*)/\1\nneeds: kernel=old/'

# Patches of new files: one that is not the driver's, one that is no slip.
added()
{
	printf 'breaks: x\ncaught-by: cli/mutants-apply\n--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%d @@\n' \
		"$1" "$2"
	seq "$2" | sed 's/^/+/'
}

added tests/new 1 > "$T/wrong/one.patch"
look --patches "$T/wrong"
want_out_has "tests/new: not the driver's" "another file"
added drivers/media/usb/qhyccd/qhy-new.c 20 > "$T/wrong/one.patch"
look --patches "$T/wrong"
want_out_has '20 lines differ' "a rewrite"
run "$QHY_REPO/tests/mutants/run" --check no-such-mutant
want_status 1 "an unknown name"
done_testing
