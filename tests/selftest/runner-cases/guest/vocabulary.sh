#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail 10 of 20 failed
# Every check once as it holds and once as it does not.
. "$QHY_REPO/tests/lib/test.sh"
check "check holds" true
check "check fails" false
is "is holds" a a
is "is fails" a b
matches "matches holds" abc b.
matches "matches fails" abc x
at_least "at_least holds" 5 5
at_least "at_least fails" 4 5
at_least "at_least wants a number" "" 5
at_most "at_most holds" 5 5
at_most "at_most fails" 6 5
run sh -c 'echo out; echo err >&2; exit 3'
want_status 3 run
want_status 0 run
want_out out run
want_out err run
want_err_has '^err$' run
want_err_has out run
check "wait_until holds" wait_until 1 true
check "wait_until ends" wait_until 1 false
skip "skip" "for a reason"
done_testing
