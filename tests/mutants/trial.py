# SPDX-License-Identifier: GPL-2.0
"""A copy of the tree in which the driver is broken, built and tested."""

import filecmp
import hashlib
import json
import os
import pathlib
import re
import shutil
import xml.etree.ElementTree as xml

import ktap
import testcase
from vmlib.config import scale
from vmlib.process import Child

REPO = testcase.REPO
# Programs that no mutant of the driver changes: the copy uses the tree's.
SHARED = ("emulator", "userspace", "tests/bin")
FILES = ["Kbuild", "Makefile"]
PARTS = ("drivers", "tests", "uapi")
LEFT_OUT = ("mutants", "__pycache__", ".tmp_versions")
MADE = re.compile(r"\.(o|ko|mod|mod\.c|cmd|pyc)$|"
                  r"^(Module\.symvers|modules\.order)$")
BUILD_LIMIT = 300       # seconds
VM_LIMIT = 300          # beyond a test's own limit: the runner bounds it first


def sources():
    """What the driver and its tests are made of, but for the mutants."""
    found = []
    for part in PARTS:
        for directory, folders, files in os.walk(REPO / part):
            folders[:] = [f for f in folders if f not in LEFT_OUT]
            place = pathlib.Path(directory).relative_to(REPO)
            found += [str(place / f) for f in files if not MADE.search(f)]
    return sorted(FILES + found)


def digest(names):
    """Of all that the outcome of a test depends on."""
    total = hashlib.sha256()
    for name in names:
        content = (REPO / name).read_bytes()
        total.update(f"{name} {len(content)}\n".encode() + content)
    return total.hexdigest()


class Tree:
    """Built step by step, so that a mutant costs one object and one link."""

    def __init__(self, path, kernel):
        self.path = path.absolute()
        self.kernel = kernel
        self.results = self.path.parent / "results"
        self.log = self.path.parent / "build.log"
        self.child = None
        self.sign = None

    def stop(self):
        if self.child:
            self.child.stop(30)

    def sync(self):
        """The copy is as the tree is; what is equal keeps its time."""
        listing = self.path.parent / "files"
        names = sources()
        self.path.mkdir(parents=True, exist_ok=True)
        for name in set(_read(listing).splitlines()) - set(names):
            (self.path / name).unlink(missing_ok=True)
        listing.write_text("\n".join(names))
        for name in names:
            to = self.path / name
            if to.exists() and filecmp.cmp(REPO / name, to, shallow=False):
                continue
            to.parent.mkdir(parents=True, exist_ok=True)
            to.unlink(missing_ok=True)
            shutil.copy(REPO / name, to, follow_symlinks=False)
        for name in SHARED:
            link = self.path / "build" / name
            if not link.is_symlink():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(REPO / "build" / name)

    def _run(self, argv, seconds, log):
        """Exit status; None when the time was over."""
        env = {k: v for k, v in os.environ.items() if k != "QHY_MODULE"}
        with open(log, "wb") as file:
            self.child = Child([str(a) for a in argv], stdout=file,
                               stderr=file, cwd=self.path, env=env)
        if not self.child.wait(seconds):
            self.child.stop(30)
            return None
        return self.child.stop()

    def build(self, tests):
        """What these tests need; None, or why it could not be."""
        programs = [self.path / "build/tests" / t for t in tests
                    if not t.startswith("guest/")]
        steps = []
        if programs:
            steps.append(["make", "-f", "tests/unit/driver.mk",
                          f"T={self.path}/build/tests", *programs])
        # for another kernel tests/run builds the driver itself
        if len(programs) < len(tests) and self.kernel == "stock":
            steps.append(["make", f"-j{os.cpu_count()}", "module"])
        for argv in steps:
            status = self._run(argv, BUILD_LIMIT * scale(), self.log)
            if status:
                return f"could not be built: {self.log}"
            if status is None:
                return "the build does not end"
        return None

    def _test(self, tests):
        """Name -> text of its failure, or None; of those that were run."""
        shutil.rmtree(self.results, ignore_errors=True)
        limit = sum(t.limit + VM_LIMIT for t in testcase.find(
            self.path / "tests", self.path / "build") if t.name in tests)
        self.results.mkdir(parents=True)
        self._run(["tests/run", "--results", self.results, "--kernel",
                   self.kernel, *tests], limit * scale(),
                  self.results / "run.log")
        junit = self.results / "junit.xml"
        if not junit.exists():
            return {}
        found = {}
        for case in xml.parse(junit).getroot():
            text = None
            for child in case:
                text = f"{child.tag}: {child.get('message')}"
            found[f"{case.get('classname')}/{case.get('name')}"] = text
        return found

    def failing(self, tests):
        """Those that do not pass; what passed in this very tree is known."""
        known = self.path.parent / "passed.json"
        key = f"{self.kernel} {digest(sources())}"
        passed = set(json.loads(_read(known) or "{}").get(key, []))
        tests = [t for t in tests if t not in passed]
        found = self._test(tests) if tests else {}
        passed |= {t for t in tests if t in found and not found[t]}
        known.write_text(json.dumps({key: sorted(passed)}))
        return [t for t in tests if t not in passed]

    def caught(self, mutant):
        """None when its test fails by its sign, or why not."""
        failure = self._test([mutant.test]).get(mutant.test, "not run")
        if failure is None:
            return f"{mutant.test} passes"
        signs = self._signs(mutant.test, failure, mutant.sign)
        for self.sign in signs:
            if re.search(mutant.says, self.sign):
                return None
        return f"{mutant.test} fails, but not by its {mutant.sign} " \
               f"/{mutant.says}/: {failure} {signs[:1] or ''}"

    def _signs(self, name, failure, kind):
        """What a test's results have of this kind."""
        directory = self.results / name
        report = ktap.Report(_read(directory / "out"))
        trouble = json.loads(_read(directory / "meta.json")
                             or "{}").get("trouble", [])
        late = "no end after" in failure
        if late or kind == "hang":
            return [failure] if late and kind == "hang" else []
        if "the machine could not be run" in dict(trouble):
            return []
        if kind in ("kernel", "camera"):
            return [text for what, text in trouble
                    if what == f"{kind} complaint"]
        if kind == "crash":
            said = _read(directory / "err")
            return [failure] if "ended by SIG" in failure else \
                [line for line in said.splitlines() if "Sanitizer" in line]
        return [f"not ok - {r.name}" for r in report.failed() if not r.parts]


def _read(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
