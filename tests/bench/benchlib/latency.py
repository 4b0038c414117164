# SPDX-License-Identifier: GPL-2.0
"""From the last byte on the wire to the program, and how long calls take.

The camera's log has the time at which the last byte of each frame was given to
the host ("gone"), by this host's clock; the machine has its own. Marks that the
machine asks the camera to log ("ping") tell both: of those before and of those
after a window the one that came back soonest counts, and a straight line
through these two is the one clock in terms of the other.
"""

import bisect
import collections
import statistics

from . import guest
from .figures import Row

CROP = "1280x720+2400+1600"
SIZE = (1280, 720)
FORMATS = ("GREY", "Y16_BE", "Y16")
LOADS = (0, 2)


class Clock:
    """Camera's seconds to the machine's ns; error is half the way there and
    back, ns: by so much it may be wrong."""

    def __init__(self, before, after):
        (t0, n0, e0), (t1, n1, e1) = (min(p, key=lambda x: x[2])
                                      for p in (before, after))
        self.rate = (n1 - n0) / (t1 - t0)
        self.origin = n0 - t0 * self.rate
        self.error = max(e0, e1)

    def __call__(self, t):
        return self.origin + t * self.rate


def _pings(lines, marks):
    """(camera's time, machine's time, error) of each."""
    found = []
    for line in lines:
        begin, end = int(line[2]), int(line[3])
        found.append((next(marks), (begin + end) / 2, (end - begin) / 2))
    return found


SLACK = 100000      # ns; the straight line between two pings is not exact


def _match(ends, frames, error):
    """ns from the end of each frame on the wire to what frames tells of it:
    pairs of a sequence number and a time. How the camera's numbers and these go
    together: as late as possible, but no frame came before it was sent."""
    times = [time for _, time in ends]
    shifts = []
    for sequence, time in frames:
        at = bisect.bisect_right(times, time + error + SLACK) - 1
        if at >= 0:
            shifts.append(ends[at][0] - sequence)
    if not shifts:
        raise guest.BenchError("no frame came")
    ended = dict(ends)
    return [time - ended[sequence + min(shifts)] for sequence, time in frames
            if sequence + min(shifts) in ended]


def _ends(log, clock, since, until):
    """Numbers of frames, and when they were gone by the machine's clock."""
    return [(line["frames"], clock(line["t"])) for line in log
            if line["ev"] == "gone" and since < line["t"] < until]


def window(results, log, marks, name, number):
    """(ns of each frame, error of the clock) of one window with its pings."""
    before, after = (_pings(results.rounds(name + when)[number], marks)
                     for when in ("-before", "-after"))
    clock = Clock(before, after)
    ends = _ends(log, clock, before[0][0], after[-1][0])
    lines = results.rounds(name)[number]
    frames = [(int(x[1]), int(x[3])) for x in lines if x[0] == "frame"]
    if not frames:
        frames = list(enumerate(int(x[0]) for x in lines))
    return _match(ends, frames, clock.error), clock.error


def steps(name, read):
    """A window between pings."""
    return [f"pings {name}-before", read, f"pings {name}-after"]


def marks_of(log):
    """Times of the pings, in order."""
    return iter([line["t"] for line in log if line["ev"] == "mark"
                 and line["text"].startswith("ping ")])


def _readers(seconds):
    yield "floor", f"floor {{}} {seconds} times {SIZE[0]} {SIZE[1]}"
    for form in FORMATS:
        yield form, (f"read {{}} {seconds} 0 -f {form} -c {CROP} -b 4 -t")


def latency(figures, rounds, seconds, loads=LOADS):
    plan, order = ["pace real"], []
    for number in range(rounds):
        for hogs in loads:
            plan.append(f"hogs {hogs}")
            for way, read in _readers(seconds):
                name = f"{way}-{hogs}"
                plan += steps(name, read.format(name))
                order.append((way, hogs, name, number))
    plan += ["hogs 0", "pace fast"]
    plan += [f"run calls 0 -f GREY -c {CROP} -b 4 -n 20 -t -g"] * rounds
    results = guest.run("latency", ["268m"], plan, 60 + 30 * len(plan))
    log = results.log()
    marks = marks_of(log)
    for way, hogs, name, number in order:
        times, error = window(results, log, marks, name, number)
        ms = [t / 1e6 for t in times]
        figures.add(f"latency {way} {hogs}", statistics.median(ms))
        figures.add("latency clock", error / 1e6)
        for value in ms:
            figures.add(f"all {way} {hogs}", value)
    for said in results.rounds("calls"):
        _calls(figures, said)


def _calls(figures, lines):
    """STREAMON and its likes, ms."""
    took = collections.defaultdict(list)
    for line in lines:
        if line[0] == "call":
            took[line[1]].append((int(line[3]) - int(line[2])) / 1e6)
            if line[1] == "STREAMON":
                began = int(line[2])
        elif line[0] == "first":
            took["first"].append((int(line[1]) - began) / 1e6)
    for name, values in took.items():
        figures.add(f"call {name}", statistics.median(values))


def high(values, per_mille=999):
    """The value that so many of a thousand do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * per_mille // 1000)]


def rows(loads=LOADS):
    found = []
    for hogs in loads:
        with_hogs = f", {hogs} hogs" if hogs else ""
        found.append(Row(f"latency floor {hogs}",
                         f"floor: to the completion{with_hogs}", "ms"))
        for form in FORMATS:
            found.append(Row(f"latency {form} {hogs}",
                             f"driver, {form}: to DQBUF{with_hogs}", "ms",
                             f"latency floor {hogs}", "floor"))
    found += [Row("latency clock", "error of these, at most", "ms"),
              Row("call STREAMON", "STREAMON", "ms"),
              Row("call first", "STREAMON to the first data", "ms"),
              Row("call STREAMOFF", "STREAMOFF", "ms"),
              Row("call S_CTRL", "gain written", "ms")]
    return found


def table(figures):
    """Tails, of all rounds together."""
    head = ["last byte to", "frames", "median, ms", "99 %, ms", "99.9 %, ms"]
    lines = []
    for hogs in LOADS:
        for way in ("floor", *FORMATS):
            values = figures.get(f"all {way} {hogs}")
            if values:
                lines.append([f"{way}, {hogs} hogs", str(len(values)),
                              f"{statistics.median(values):.2f}",
                              f"{high(values, 990):.2f}",
                              f"{high(values):.2f}"])
    return [head, *lines] if lines else []
