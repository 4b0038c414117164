# SPDX-License-Identifier: GPL-2.0
"""The patches: what their first lines say, and whether they apply.

    breaks: what does not work any more (may go on, indented)
    caught-by: guest/stream-faults@268m
    says: REGEX
    needs: kernel=debug sign=kernel

caught-by names the cheapest test that notices, as tests/run does. sign is what
it notices by: check (default: a check of the test fails), kernel (the kernel
complains), camera (the emulated camera does), hang (the time is over) or crash
(the program dies or a sanitizer ends it). says is found in the name of that
check, or in what the others say. Without it, any will do: that is for unit
tests, which do not fail because the host is busy.
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys

import testcase

SIGNS = ("check", "kernel", "camera", "hang", "crash")
KERNELS = ("stock", "debug")
DRIVER = "drivers/media/usb/qhyccd/"
LINES = 12          # removed and added ones; a mutant is a slip, no rewrite
_KEY = re.compile(r"^([a-z-]+):\s*(.*)$")


@dataclasses.dataclass
class Mutant:
    name: str
    path: pathlib.Path
    breaks: str = ""
    test: str = ""
    says: str = ""
    sign: str = "check"
    kernel: str = "stock"
    errors: list = dataclasses.field(default_factory=list)


def _header(text):
    """(key, value) of the lines before the first diff; None for others."""
    found = []
    for line in text.splitlines():
        if line.startswith(("diff ", "--- ")):
            break
        match = _KEY.match(line)
        if match:
            found.append([match[1], match[2].strip()])
        elif line.startswith(" ") and found:
            found[-1][1] += " " + line.strip()
        elif line.strip():
            found.append([None, line.strip()])
    return found


def _need(mutant, word):
    key, _, value = word.partition("=")
    if key == "kernel" and value in KERNELS:
        mutant.kernel = value
    elif key == "sign" and value in SIGNS:
        mutant.sign = value
    else:
        mutant.errors.append(f"needs: {word}: not understood")


def read(path):
    mutant = Mutant(path.stem, path)
    for key, value in _header(path.read_text(encoding="utf-8")):
        if key == "breaks" and value:
            mutant.breaks = value
        elif key == "caught-by" and not mutant.test:
            mutant.test = value
        elif key == "says":
            mutant.says = value
        elif key == "needs":
            for word in value.split():
                _need(mutant, word)
        else:
            mutant.errors.append(f"not understood: {key or ''} {value}")
    if not mutant.breaks:
        mutant.errors.append("no line breaks:")
    if not mutant.test:
        mutant.errors.append("no line caught-by:")
    if mutant.test.startswith("guest/") and not mutant.says:
        mutant.errors.append("no line says:")
    return mutant


def find(directory, names):
    """All, or those with these names; an unknown name ends the program."""
    found = {p.stem: p for p in sorted(directory.glob("*.patch"))}
    for name in names:
        if name not in found:
            sys.exit(f"tests/mutants/run: no mutant is called {name}")
    return [read(found[name]) for name in names or found]


def names_of_tests():
    """As tests/run -l knows them, built or not."""
    tests = testcase.find(testcase.REPO / "tests", testcase.REPO / "build")
    return {t.name for t in tests} | {
        t.name.replace("unit/", "asan/", 1) for t in tests}


def _git_apply(path, tree, *arguments):
    """git apply, which knows no fuzz, as if the tree were no repository."""
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent),
           "GIT_DIR": "/nonexistent"}
    return subprocess.run(["git", "apply", *arguments, str(path.resolve())],
                          cwd=tree, env=env, text=True, capture_output=True,
                          timeout=20, check=False)


def apply(mutant, tree):
    """None, or why it could not be applied."""
    done = _git_apply(mutant.path, tree)
    if done.returncode:
        return f"does not apply: {done.stderr.strip()}"
    return None


def flaws(mutant, tests):
    """What is wrong with the file, as lines of text."""
    found = list(mutant.errors)
    if mutant.test and mutant.test not in tests:
        found.append(f"caught-by: {mutant.test}: no such test")
    done = _git_apply(mutant.path, testcase.REPO, "--check")
    if done.returncode:
        return found + ["does not apply:", *done.stderr.splitlines()]
    done = _git_apply(mutant.path, testcase.REPO, "--numstat")
    changed = 0
    for line in done.stdout.splitlines():
        added, removed, path = line.split("\t")
        changed += int(added) + int(removed)
        if not path.startswith(DRIVER):
            found.append(f"{path}: not the driver's")
    if not 0 < changed <= LINES:
        found.append(f"{changed} lines differ; at most {LINES} may")
    return found
