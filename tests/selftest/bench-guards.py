#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
# needs: limit=30s tags=selftest
"""make bench-quick: noise is measured again and goes, what is slow fails."""

import contextlib
import io
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))

import bench  # noqa: E402

GOOD = {
    "speed": {"speed floor": 400, "speed GREY": 400, "speed Y16_BE": 396,
              "speed Y16": 380, "fast floor": 0.1, "fast GREY": 0.12,
              "fast Y16_BE": 0.11, "fast Y16": 0.5, "fast libusb": 8,
              "fast uvcvideo": 4, "fast floor and a pass": 0.4},
    "lost": {"lost 268m 4 0": 0},
    "memory": {"memory 268m queue": 0.4, "memory 268m stream": 1.4},
    "files": {"file dd": 30, "file FITS": 35},
}
# (what, part, figure, its values in turn: the last one stays, status, turns)
CASES = [
    ("good", "speed", "speed GREY", [400], 0, 1),
    ("noise once", "speed", "fast GREY", [5, 0.12], 0, 3),
    ("noise in two of three", "speed", "fast GREY", [5, 5, 0.12], 1, 3),
    ("slow", "speed", "speed Y16", [150], 1, 3),
    ("dear", "speed", "fast Y16_BE", [0.9], 1, 3),
    ("no better than libusb", "speed", "fast libusb", [1], 1, 3),
    ("a frame lost once", "lost", "lost 268m 4 0", [1, 0], 0, 2),
    ("a frame lost each time", "lost", "lost 268m 4 0", [1], 1, 3),
    ("memory", "memory", "memory 268m stream", [9], 1, 3),
    ("files", "files", "file FITS", [90], 1, 3),
    ("not measured", "files", "file FITS", [None], 1, 3),
]
failures = []


def expect(what, seen, wanted):
    if seen != wanted:
        failures.append(f"{what}: {seen}, wanted {wanted}")


def play(what, part, figure, values, status, turns):
    """As bench.py --quick, with figures that are made up."""
    taken = {name: 0 for name in GOOD}

    def measure(name):
        def add(figures):
            for key, value in GOOD[name].items():
                if (name, key) == (part, figure):
                    value = values[min(taken[name], len(values) - 1)]
                if value is not None:
                    figures.add(key, value)
            taken[name] += 1
        return add

    said = io.StringIO()
    bench.QUICK = {name: measure(name) for name in GOOD}
    with contextlib.redirect_stdout(said), \
            contextlib.redirect_stderr(io.StringIO()):
        expect(f"{what}: status", bench.quick(), status)
    last = said.getvalue().splitlines()[-1]
    expect(f"{what}: verdict", " 0 failed," in last, status == 0)
    expect(f"{what}: turns", taken,
           {name: turns if name == part else 1 for name in GOOD})


for case in CASES:
    before = len(failures)
    play(*case)
    print(("ok" if len(failures) == before else "not ok")
          + f" {CASES.index(case) + 1} - {case[0]}")
    for text in failures[before:]:
        print(f"# {text}")
print(f"1..{len(CASES)}")
sys.exit(1 if failures else 0)
