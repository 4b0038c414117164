#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the runner of the mutants calls caught: a check of the named test fails.
# Nothing else is: no effect, no program, a test that dies without saying so.
# needs: limit=240s tags=selftest
. "$QHY_REPO/tests/lib/test.sh"

file=drivers/media/usb/qhyccd/qhy-ramp.c
mkdir "$T/patches"

# mutant NAME SED [NEEDS]: of the ramp; empty SED: an empty line more.
mutant()
{
	{
		printf 'breaks: %s\ncaught-by: unit/driver-ramp\nneeds: %s\n' "$1" "${3:-}"
		sed -E "$2" "$QHY_REPO/$file" |
			diff -u --label "a/$file" --label "b/$file" "$QHY_REPO/$file" -
	} > "$T/patches/$1.patch"
}

mutants()
{
	run "$QHY_REPO/tests/mutants/run" --patches "$T/patches" --tree "$T/tree" "$@"
}

mutant wrong 's/^(\s*)return qhy_ramp_value\(ramp\);/\1return target;/'
mutant nothing 's/^$/\n/;T;:a;n;ba'
mutant no-program 's/S64_MAX/S65_MAX/'
mutant dies 's/^(\s*)(ramp->at = .*)/\1\2 __builtin_trap();/'
mutant dies-as-said 's/^(\s*)(ramp->at = .*)/\1\2 __builtin_trap();/' sign=crash
mutant elsewhere 's/S64_MAX/S32_MAX/' kernel=debug

mutants wrong dies-as-said
want_status 0 "both are caught"
want_out_has $'\n2 caught, 0 survived$' "both are caught"
want_out_has 'caught +wrong .* s  not ok - ' "by a check"
want_out_has 'caught +dies-as-said .*SIG' "by a signal, as its patch says"

mutants wrong nothing no-program dies
want_status 1 "some survive"
want_out_has $'\n1 caught, 3 survived$' "some survive"
want_out_has 'SURVIVED nothing .*unit/driver-ramp passes' "no effect"
want_out_has 'SURVIVED no-program .*could not be built' "no program"
want_out_has 'SURVIVED dies .*not by its check' "no word of the test"
want_out_has $'\nsurvived: dies\n' "their names"

mutants --kernel stock elsewhere
want_status 1 "nothing to try"
want_out_has 'not tried: elsewhere: needs --kernel debug' "another kernel"
want_out_has $'\n0 caught, 0 survived$' "nothing to try"
done_testing
