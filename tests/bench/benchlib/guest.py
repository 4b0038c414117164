# SPDX-License-Identifier: GPL-2.0
"""A plan of steps, run in one machine by guest.sh, and what came of it."""

import collections
import json
import os
import pathlib
import subprocess
import sys

REPO = pathlib.Path(__file__).resolve().parents[3]
TICK = os.sysconf("SC_CLK_TCK")
GUEST_TICK = 100        # of /proc/stat in the machine, on every x86
IDLE = (3, 4)           # idle and iowait in /proc/stat's first line
OTHER = slice(0, 8)     # without guest times, which are counted twice


class BenchError(Exception):
    """The figures could not be had."""


class Window:
    """What one reader cost: bytes that the cameras sent, seconds, CPU seconds
    as the machine's kernel counts them (guest) and as this host counts those
    of the machine's virtual CPUs (host)."""

    def __init__(self, begin, end):
        self.seconds = end["time"] - begin["time"]
        self.bytes = end["bytes"] - begin["bytes"]
        self.guest = end["busy"] - begin["busy"]
        self.host = end["host"] - begin["host"]


class Results:
    """Windows and lines of programs by the names of their steps, in order."""

    def __init__(self, directory):
        self.directory = directory
        self.windows = collections.defaultdict(list)
        self.lines = collections.defaultdict(list)

    def reading(self, name, number):
        """A window in which something must have been read."""
        window = self.windows[name][number]
        if window.bytes <= 0:
            raise BenchError(f"{name}: nothing came in {window.seconds:.1f} s")
        return window

    def rounds(self, name):
        """What was said in each round: lists of lines, each a list of words."""
        found = [[]]
        for line in self.lines[name]:
            if line == ["over"]:
                found.append([])
            else:
                found[-1].append(line)
        return found[:-1]

    def log(self, camera=0):
        """The camera's log."""
        path = self.directory / f"camera{camera}.jsonl"
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def _parent_and_name(pid):
    """Of a process; (None, "") when it has gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None, ""
    name, _, rest = text.rpartition(")")
    return int(rest.split()[1]), name.partition("(")[2]


def _machine_of(pid):
    """The QEMU that this process has started."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        parent, name = _parent_and_name(entry.name)
        if parent == pid and name.startswith("qemu-system"):
            return int(entry.name)
    raise BenchError("where is the machine?")


def _virtual_cpus(pid):
    """CPU seconds of its virtual CPUs."""
    nanoseconds = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text()
        if name.startswith("CPU "):
            nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def _look(words):
    cpu = [int(word) for word in words[2:]][OTHER]
    return {"time": float(words[0]), "bytes": int(words[1]),
            "busy": (sum(cpu) - sum(cpu[k] for k in IDLE)) / GUEST_TICK}


def _take(stream, machine, results):
    begin = stop = None
    for line in stream:
        words = line.split()
        if not words:
            continue
        if words[0] == "begin":
            begin = _look(words[2:])
            begin["host"] = _virtual_cpus(machine())
        elif words[0] == "stop":
            stop = _virtual_cpus(machine())
        elif words[0] == "end":
            end = {**_look(words[2:]), "host": stop}
            results.windows[words[1]].append(Window(begin, end))
            print(f"  {words[1]}", end="", file=sys.stderr, flush=True)
        elif words[0] == "of":
            results.lines[words[1]].append(words[2:])


def run(name, cameras, plan, seconds):
    """The steps of plan, a list of texts, in one machine with these cameras;
    seconds: a bound."""
    directory = REPO / "build/bench" / name
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "plan").write_text("".join(step + "\n" for step in plan))
    command = [str(REPO / "tests/vm/vm"), "run", "--mem", "4G",
               "--timeout", str(seconds), "--results", str(directory)]
    for camera in cameras:
        command += ["--camera", camera]
    command += ["--", "bash", str(REPO / "tests/bench/guest.sh"),
                str(directory / "plan")]
    results = Results(directory)
    found = []

    def machine():
        if not found:
            found.append(_machine_of(child.pid))
        return found[0]

    print(f"{name}:", end="", file=sys.stderr, flush=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        _take(child.stdout, machine, results)
    print(file=sys.stderr)
    if child.returncode:
        raise BenchError(f"{name}: the machine ended with status "
                         f"{child.returncode}, see {directory}")
    return results
