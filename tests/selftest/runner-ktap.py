#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
# needs: limit=30s tags=selftest
"""The parser of test results, on logs of every shape."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import ktap  # noqa: E402

KUNIT = """\
KTAP version 1
1..2
    KTAP version 1
    # Subtest: qhy_frame
    # module: qhy_frame_kunit
    1..2
    ok 1 whole_frame
        KTAP version 1
        # Subtest: cut
        ok 1 first byte
        ok 2 last byte
        1..2
    ok 2 cut
# qhy_frame: pass:2 fail:0 skip:0 total:2
ok 1 qhy_frame
    KTAP version 1
    1..1
    # bytes: EXPECTATION FAILED at qhy_proto_kunit.c:12
    not ok 1 bytes
not ok 2 qhy_proto
"""

# (what, log, exit status, state, leaves passed, failed, skipped, reason)
CASES = [
    ("plan first", "1..1\nok 1 - a\n", 0, "pass", 1, 0, 0, ""),
    ("plan last", "ok 1 - a\nok 2 - b\n1..2\n", 0, "pass", 2, 0, 0, ""),
    ("TAP 13", "TAP version 13\n1..1\nok 1 a\n", 0, "pass", 1, 0, 0, ""),
    ("no numbers", "1..2\nok - a\nok\n", 0, "pass", 2, 0, 0, ""),
    ("noise", "hello\n1..1\nok, fine\nok 1 a\nokay\n", 0, "fail", 2, 0, 0,
     "2 results, 1 planned"),
    ("words", "1..1\nokay\nnot okay\nok 1 a\n", 0, "pass", 1, 0, 0, ""),
    ("failure", "1..1\nnot ok 1 a\n", 1, "fail", 0, 1, 0, "1 of 1 failed"),
    ("failure, status 0", "1..1\nnot ok 1 a\n", 0, "fail", 0, 1, 0,
     "1 of 1 failed"),
    ("status", "1..1\nok 1 a\n", 3, "fail", 1, 0, 0, "exit status 3"),
    ("nothing", "", 0, "fail", 0, 0, 0, "no plan and no results"),
    ("noise only", "hello\n", 0, "fail", 0, 0, 0, "no plan and no results"),
    ("no plan", "ok 1 a\n", 0, "fail", 1, 0, 0, "no plan"),
    ("two plans", "1..1\nok 1 a\n1..1\n", 0, "fail", 1, 0, 0,
     "more than one plan"),
    ("too few", "1..2\nok 1 a\n", 0, "fail", 1, 0, 0,
     "1 results, 2 planned"),
    ("none", "1..0\n", 0, "fail", 0, 0, 0, "a plan of no tests"),
    ("wrong number", "1..2\nok 1 a\nok 3 b\n", 0, "fail", 2, 0, 0,
     "result 3 where 2 was due"),
    ("skip all", "1..0 # SKIP no lens\n", 0, "skip", 0, 0, 0, "no lens"),
    ("skip each", "1..1\nok 1 a # SKIP no lens\n", 0, "skip", 0, 0, 1,
     "no lens"),
    ("skip one", "1..2\nok 1 a # skip no lens\nok 2 b\n", 0, "pass", 1, 0, 1,
     ""),
    ("expected failure", "1..1\nnot ok 1 a # XFAIL bug\n", 0, "pass", 1, 0, 0,
     ""),
    ("unexpected pass", "1..1\nok 1 a # TODO bug\n", 0, "fail", 0, 1, 0,
     "1 of 1 failed"),
    ("timeout", "1..1\nok 1 a # TIMEOUT 45 s\n", 0, "fail", 0, 1, 0,
     "1 of 1 failed"),
    ("bail out", "1..1\nBail out! no camera\n", 1, "fail", 0, 0, 0,
     "no camera"),
    ("nested", KUNIT, 0, "fail", 3, 1, 0, "2 of 7 failed"),
    ("nested without plan", "1..1\n  ok 1 a\nok 1 b\n", 0, "fail", 1, 0, 0,
     "no plan of the parts"),
    ("nested without whole", "1..1\nok 1 a\n  1..1\n  ok 1 b\n", 0, "pass",
     2, 0, 0, ""),
    ("a hash in a name", "1..1\nok 1 - #define X == 3\n", 0, "pass", 1, 0, 0,
     ""),
]


def main():
    failures = 0
    for number, case in enumerate(CASES, 1):
        what, log, status, *want, reason = case
        report = ktap.Report(log)
        state, reasons = report.verdict(status)
        got = [state, *(report.count(s) for s in (ktap.PASS, ktap.FAIL,
                                                  ktap.SKIP))]
        good = got == want and reason in "; ".join(reasons)
        failures += not good
        print(f"{'ok' if good else 'not ok'} {number} - {what}")
        if not good:
            print(f"# want {want} {reason}\n# got {got} {reasons}")
    texts = ktap.Report("1..1\nnot ok 1 a\n# got 1\n# want 2\n").failed()
    good = texts[0].diagnostics == ["# got 1", "# want 2"]
    failures += not good
    print(f"{'ok' if good else 'not ok'} {len(CASES) + 1} - diagnostics belong "
          "to the result before them")
    print(f"1..{len(CASES) + 1}")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
