# SPDX-License-Identifier: GPL-2.0
"""Reads the results that a test prints: KTAP version 1, or TAP 12 to 14.

    1..2                        the plan, at the start or at the end
    ok 1 - name
    not ok 2 - name # SKIP|TODO|XFAIL|TIMEOUT|ERROR why
    # diagnostic text           belongs to the result before it
      1..1                      results that are indented by two spaces or more
      ok 1 - part               are parts of the next result to the left
    Bail out! why

Other lines are allowed and ignored.
"""

import dataclasses
import re

_PLAN = re.compile(r"^( *)1\.\.(\d+)(?:\s*#\s*(SKIP\S*)?\s*(.*))?$", re.I)
_RESULT = re.compile(r"^( *)(not )?ok\b *(\d+)? *(?:- )?(.*?)"
                     r"(?:\s*(?<!\\)#\s*(SKIP|TODO|XFAIL|TIMEOUT|ERROR)\S*"
                     r"\s*(.*))?$", re.I)
_BAIL = re.compile(r"^Bail out!\s*(.*)$")
PASS, FAIL, SKIP = "pass", "fail", "skip"


@dataclasses.dataclass
class Result:
    """One result line; parts are counted instead of their whole."""
    name: str
    state: str
    why: str = ""
    depth: int = 0
    parts: int = 0
    diagnostics: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Level:
    """What was seen at one indentation."""
    plan: int | None = None
    seen: int = 0


class Report:
    """Everything that a test's output says; errors are reasons to fail."""

    def __init__(self, text):
        self.results = []
        self.errors = []
        self.skip_all = None
        self.levels = {}
        for line in text.splitlines():
            self._line(line)
        for depth in sorted(self.levels):
            self._close(depth)
        if 0 not in self.levels and not self.errors:
            self.errors.append("no plan and no results")

    def _line(self, line):
        if match := _PLAN.match(line):
            self._plan(len(match[1]), int(match[2]), match[3], match[4])
        elif match := _RESULT.match(line):
            self._result(*match.groups())
        elif match := _BAIL.match(line):
            self.errors.append("bail out: " + (match[1] or "no reason given"))
        elif line.lstrip().startswith("# ") and self.results:
            self.results[-1].diagnostics.append(line.strip())

    def _plan(self, depth, count, skip, why):
        level = self.levels.setdefault(depth, Level())
        if level.plan is not None:
            self.errors.append("more than one plan")
        level.plan = count
        if depth == 0 and count == 0 and skip:
            self.skip_all = why or "no reason given"

    def _result(self, indent, negative, number, name, directive, why):
        depth = len(indent)
        directive = (directive or "").upper()
        level = self.levels.setdefault(depth, Level())
        level.seen += 1
        if number and int(number) != level.seen:
            self.errors.append(f"result {number} where {level.seen} was due")
        result = Result(name, _state(bool(negative), directive), why or "",
                        depth)
        if directive in ("TODO", "XFAIL") and not negative:
            result.why = "was expected to fail, and passed"
        for deeper in sorted(d for d in self.levels if d > depth):
            result.parts += self.levels[deeper].seen
            self._close(deeper)
        self.results.append(result)

    def _close(self, depth):
        level = self.levels[depth]
        if depth:
            del self.levels[depth]
        if level.plan is None:
            self.errors.append("no plan" if not depth
                               else "no plan of the parts")
        elif level.plan != level.seen:
            self.errors.append(f"{level.seen} results, {level.plan} planned")
        elif not level.plan and self.skip_all is None:
            self.errors.append("a plan of no tests")

    def leaves(self):
        return [r for r in self.results if not r.parts]

    def count(self, state):
        return sum(r.state == state for r in self.leaves())

    def failed(self):
        return [r for r in self.results if r.state == FAIL]

    def verdict(self, status):
        """(state, reasons) of a test whose program ended with status."""
        reasons = list(self.errors)
        failed = self.failed()
        if failed:
            reasons.append(f"{len(failed)} of {len(self.results)} failed")
        if status:
            reasons.append(f"exit status {status}")
        if reasons:
            return FAIL, reasons
        if self.skip_all is not None:
            return SKIP, [self.skip_all]
        if all(r.state == SKIP for r in self.results):
            return SKIP, sorted({r.why for r in self.results})
        return PASS, []


def _state(negative, directive):
    if directive == "SKIP":
        return SKIP
    if directive in ("TIMEOUT", "ERROR"):
        return FAIL
    if directive in ("TODO", "XFAIL"):
        return PASS if negative else FAIL
    return FAIL if negative else PASS
