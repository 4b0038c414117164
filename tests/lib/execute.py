# SPDX-License-Identifier: GPL-2.0
"""Runs one test as a child process and judges what it left behind."""

import json
import os
import pathlib
import selectors
import shutil
import signal
import subprocess
import sys
import time

import ktap
from testcase import REPO

sys.path.insert(0, str(REPO / "tests/vm"))
from vmlib.process import Child  # noqa: E402

# A machine that must first be saved may take this long before the test begins.
VM_SETUP = 180
SHOWN = 30          # lines of a failure that are shown
WIDTH = 200


class Outcome:
    def __init__(self, test, state, reasons, report, seconds):
        self.test = test
        self.state = state
        self.reasons = reasons
        self.report = report
        self.seconds = seconds


class Running:
    """A started test."""

    def __init__(self, test, results, scale):
        self.test = test
        self.results = results / test.directory
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir(parents=True)
        self.began = time.monotonic()
        self.timed_out = False
        self.child = None
        limit = test.limit * scale
        if test.kind == "guest":
            limit += VM_SETUP * scale       # the machine keeps the test's own
        self.deadline = self.began + limit
        if not test.error:
            self._start(scale)

    def _start(self, scale):
        test = self.test
        env = {**os.environ, "QHY_REPO": str(REPO), "LANG": "C.UTF-8",
               "QHY_TEST_SCALE": str(scale), "QHY_RESULTS": str(self.results)}
        if test.kind == "guest":
            argv = test.vm_argv(self.results, ["bash", str(test.path)])
            out, err = "vm.out", "vm.err"
        else:
            env["QHY_TEST_SCALE"] = str(max(1, round(scale)))
            argv = [str(test.path)]
            if test.path.suffix == ".sh":
                argv.insert(0, "bash")
            out, err = "out", "err"
        with open(self.results / out, "wb") as out_file, \
             open(self.results / err, "wb") as err_file:
            self.child = Child(argv, stdout=out_file, stderr=err_file,
                               env=env, cwd=REPO)

    def expire(self):
        """The time is over: end it, the machine gets time to end its own."""
        self.timed_out = True
        self.child.stop(10)

    def stop(self):
        if self.child:
            self.child.stop(10)
            self._end_group()

    def _end_group(self):
        """Processes of the test's own group that are still there."""
        found = _group_members(self.child.process.pid)
        for pid, _ in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return [name for _, name in found]

    def finish(self):
        """Outcome of a test whose process has ended."""
        seconds = time.monotonic() - self.began
        test = self.test
        if test.error:
            return Outcome(test, ktap.FAIL, [test.error], ktap.Report(""), 0)
        status = self.child.stop()
        left = self._end_group()
        report = ktap.Report(_read(self.results / "out"))
        trouble = self._trouble()
        state, reasons = report.verdict(
            0 if trouble or self.timed_out or status < 0 else status)
        reasons = reasons if state == ktap.FAIL or not trouble else []
        if self.timed_out:
            reasons.insert(0, f"no end after {seconds:.0f} s")
        elif status < 0:
            reasons.insert(0, f"ended by {signal.Signals(-status).name}")
        if left:
            reasons.append("processes left over: " + ", ".join(left))
        reasons += trouble
        if trouble or left or self.timed_out or status:
            state = ktap.FAIL
        if test.kind != "guest":
            self._write_meta(status, seconds)
        return Outcome(test, state, reasons, report, seconds)

    def _trouble(self):
        """What the machine itself found wrong."""
        if self.test.kind != "guest":
            return []
        try:
            meta = json.loads(_read(self.results / "meta.json"))
        except ValueError:
            text = _read(self.results / "vm.err").strip()
            return [f"no verdict of the machine: {text or 'it was ended'}"]
        return [f"{kind}: {text}" for kind, text in meta["trouble"]]

    def _write_meta(self, status, seconds):
        meta = {"command": [str(self.test.path)], "exit": status,
                "seconds": round(seconds, 3)}
        (self.results / "meta.json").write_text(json.dumps(meta, indent=1)
                                                + "\n")


def _group_members(group):
    """(pid, name) of every living process in a process group."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        name, fields = stat.split("(", 1)[1].rsplit(")", 1)
        state, _, pgrp = fields.split()[:3]
        if int(pgrp) == group and state not in "ZX":
            found.append((int(entry.name), name))
    return found


def _read(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def explain(outcome, results):
    """At most SHOWN lines about a failure; the last one reruns the test."""
    directory = results / outcome.test.directory
    lines = []
    for reason in outcome.reasons:
        lines += reason.splitlines()
    for result in outcome.report.failed()[:4]:
        lines.append(f"not ok - {result.name} {result.why}".rstrip())
        lines += ["  " + text for text in result.diagnostics[:5]]
    for name in ("err", "camera0.err"):
        text = _read(directory / name).splitlines()[-6:]
        lines += [f"{name}: {line}" for line in text]
    room = SHOWN - 2
    if len(lines) > room:
        lines = lines[:room - 1] + [f"... {len(lines) - room + 1} more"]
    lines += [f"results: {directory}", f"again:   {outcome.test.rerun()}"]
    return [line[:WIDTH] for line in lines]


class Lanes:
    """Runs tests side by side, in their order, never two that are alone."""

    def __init__(self, results, scale, on_end):
        self.results = results
        self.scale = scale
        self.on_end = on_end
        self.selector = selectors.DefaultSelector()
        self.running = []

    def run(self, tests, lanes):
        waiting = list(tests)
        try:
            while waiting or self.running:
                while waiting and self._room(waiting[0], lanes):
                    self._begin(waiting.pop(0))
                self._wait()
        finally:
            for one in self.running:
                one.stop()
            self.running = []

    def _room(self, test, lanes):
        alone = ["alone" in r.test.options for r in self.running]
        if "alone" in test.options or any(alone):
            return not self.running
        # A repeated test has one place for its results.
        if any(r.test.directory == test.directory for r in self.running):
            return False
        return len(self.running) < lanes

    def _begin(self, test):
        one = Running(test, self.results, self.scale)
        if one.child is None:
            self.on_end(one.finish())
            return
        self.running.append(one)
        self.selector.register(one.child.pidfd, selectors.EVENT_READ, one)

    def _wait(self):
        if not self.running:
            return
        now = time.monotonic()
        left = max(0.0, min(r.deadline for r in self.running) - now)
        ended = [key.data for key, _ in self.selector.select(min(left, 5))]
        late = [r for r in self.running
                if r not in ended and time.monotonic() >= r.deadline]
        for one in ended + late:
            self.selector.unregister(one.child.pidfd)
            if one in late:
                one.expire()
            self.running.remove(one)
            self.on_end(one.finish())


def open_shell(test):
    """A shell in the machine with the test's cameras; returns its status."""
    cameras = [word for camera in test.cameras
               for word in ("--camera", camera)]
    print(f"run the test there:  bash {test.path.relative_to(REPO)}")
    return subprocess.call([REPO / "tests/vm/vm", "shell", *cameras,
                            "--env", f"QHY_TEST={test.path}"])
