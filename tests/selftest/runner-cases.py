#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
# needs: limit=240s tags=selftest
"""The runner's verdicts: each test in runner-cases/ says what it expects.

    # expect: pass
    # expect: fail REGEX of the reasons
    # expect: skip REGEX of the reason
"""

import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
RUNNER = HERE.parent / "run"
CASES = HERE / "runner-cases"
count = failures = 0


def check(good, name, *explanation):
    global count, failures
    count += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        for text in explanation:
            for line in str(text).splitlines()[:12]:
                print(f"# {line}")


def expectations():
    """Name of a test without its alternative -> (state, regex)."""
    expected = {}
    for path in CASES.glob("*/*"):
        match = re.search(r"expect: (pass|fail|skip) ?(.*?)(?: \*/)?$",
                          path.read_text(), re.M)
        expected[f"{path.parent.name}/{path.stem}"] = match.groups()
    return expected


def outcomes(junit):
    """Name -> (state, reasons) as the JUnit file tells."""
    found = {}
    for case in xml.parse(junit).getroot():
        name = f"{case.get('classname')}/{case.get('name')}"
        state, reason = "pass", ""
        for child in case:
            state = {"failure": "fail", "skipped": "skip"}[child.tag]
            reason = child.get("message")
        found[name] = (state, reason)
    return found


def run(results, *arguments):
    return subprocess.run(
        [RUNNER, "--tests", CASES, "--build", results, *arguments],
        capture_output=True, text=True, timeout=220, check=False)


def main():
    results = pathlib.Path(os.environ["QHY_RESULTS"]) / "run"
    done = run(results, "-j", "2")
    expected = expectations()
    found = outcomes(results / "results/junit.xml")
    for name in sorted(found):
        base = name.split("@")[0]
        state, pattern = expected[base]
        got, reason = found[name]
        check(got == state and re.search(pattern, reason, re.S),
              f"{name} gives {state}", f"got {got}: {reason}",
              f"want {state}: {pattern}")
    missing = set(expected) - {name.split("@")[0] for name in found}
    check(not missing, "every case was run", missing)
    check("guest/models@268m" in found and
          "guest/models@600c+268c" in found,
          "one run for each alternative", list(found))
    states = [state for state, _ in found.values()]
    check(done.stdout.splitlines()[-1] ==
          f"{states.count('pass')} passed, {states.count('fail')} failed, "
          f"{states.count('skip')} skipped", "the last line", done.stdout)
    check(done.returncode == 1, "a failure gives status 1", done.returncode)
    check(done.stderr == "", "nothing on stderr", done.stderr)
    longest = max(len(block.splitlines()) for block in
                  re.split(r"^(?=\S)", done.stdout, flags=re.M))
    check(longest <= 31, "a failure takes at most 30 lines", longest)

    done = run(results, "cli/pass")
    check(done.returncode == 0 and done.stdout.endswith(
        "\n1 passed, 0 failed, 0 skipped\n"), "one by name", done.stdout)
    done = run(results, "cli/skip")
    check(done.returncode == 1, "nothing but skips is a failure", done.stdout)
    done = run(results, "no-such-test")
    check(done.returncode == 1 and "no-such-test" in done.stderr,
          "a wrong name is told", done.stderr)
    done = run(results, "--repeat", "3", "cli/pa*")
    check(done.stdout.endswith("\n3 passed, 0 failed, 0 skipped\n"),
          "--repeat", done.stdout)
    done = run(results, "-l", "models")
    check(done.stdout.split()[0] == "guest/models@268m", "-l", done.stdout)
    lines = run(results, "-l", "models", "--first").stdout.splitlines()
    check(len(done.stdout.splitlines()) == 2 and len(lines) == 1
          and lines[0].startswith("guest/models@268m "), "--first", lines)
    print(f"1..{count}")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
