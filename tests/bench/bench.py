#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""How close the driver is to the wire, and how far ahead of other ways.

Prints one table and writes docs/bench/results.md and plots beside it; what is
measured and how: docs/bench/README.md. --quick measures less,
writes nothing and fails when a ratio is more than twice what is wanted or was
measured, again and again; its last line is "N passed, N failed, N skipped".
"""

import argparse
import json
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from benchlib import (files, latency, lost, memory, report, size,  # noqa: E402
                      streams)
from benchlib.figures import Figures  # noqa: E402
from benchlib.guest import REPO, BenchError  # noqa: E402

DOCS = REPO / "docs/bench"
KEPT = REPO / "build/bench/figures.json"
PARTS = {
    "cost": lambda f, n: streams.cost(f, n, 5),
    "speed": lambda f, n: streams.speed(f, n, 3),
    "lost": lambda f, n: lost.lost(f, max(1, n // 2), 4),
    "latency": lambda f, n: latency.latency(f, n, 4),
    "size": lambda f, n: (size.size(f, n, 2), size.many(f, n, 2)),
    "memory": lambda f, n: memory.memory(f, n, 0),
    "files": lambda f, n: (files.files(f, n, 0), files.pictures(f),
                           files.shoot(f, n)),
}
QUICK = {
    "speed": lambda f: streams.speed(f, 4, 2),
    "lost": lambda f: lost.lost(f, 1, 3, [("268m", 4, 0)]),
    "memory": lambda f: memory.memory(f, 1, 0, memory.CASES[:1]),
    "files": lambda f: files.files(f, 2, 0),
}
# First words of the names of rows that a part of these measures.
GUARDED = {"speed": ("speed", "fast"), "memory": ("memory",), "files": ("file",)}
TRIES = 3

SECTIONS = (
    ("CPU per gigabyte, at the camera's own pace", streams.cost_rows()),
    ("The same, as the machine's kernel counts it", streams.guest_rows()),
    ("As fast as possible", streams.speed_rows()),
    ("Last byte on the wire to the reader, and calls", latency.rows()),
    ("Memory beyond the frames", memory.rows()),
    ("Files", files.rows()),
)
ALL_ROWS = [row for _, rows in SECTIONS for row in rows]


def tables(figures):
    """(heading, table) of each that has figures."""
    found = [(heading, [report.HEAD, *report.lines(figures, rows)])
             for heading, rows in SECTIONS]
    found[4:4] = [("... all rounds together", latency.table(figures)),
                  ("Frames lost at the camera's own pace", lost.table(figures)),
                  ("A frame by its size", size.table(figures)),
                  ("More cameras, 1280 x 800 each", size.many_table(figures))]
    return [(heading, table) for heading, table in found if len(table) > 1]


def about(began, rounds):
    """On what, and how busy it was."""
    kernel = subprocess.run(["uname", "-sr"], text=True, check=True,
                            capture_output=True).stdout.strip()
    load = os.getloadavg()
    return (f"{rounds} rounds, {time.strftime('%Y-%m-%d')}, "
            f"{(time.time() - began) / 60:.0f} minutes; host: {os.cpu_count()} "
            f"CPUs, {kernel}, load {load[2]:.1f} on average of the last 15 "
            f"minutes; QEMU without hardware virtualisation")


def write_docs(figures, told):
    DOCS.mkdir(exist_ok=True)
    text = "# What was measured\n\nWritten by `make bench`; [README](README.md)" \
           " says how.\n\n"
    text += "".join(f"- {part}: {what}.\n" for part, what in told.items())
    for heading, table in tables(figures):
        text += f"\n## {heading}\n\n" + report.markdown(table)
    for name in ("cost", "latency", "size"):
        text += f"\n![{name}]({name}.png)\n"
    (DOCS / "results.md").write_text(text)
    report.bars(DOCS / "cost.png", "CPU per gigabyte, by the way of reading",
                "s/GB", figures,
                [(f"cost {way}", way.replace("_", " "))
                 for way in streams.WAYS])
    report.tails(DOCS / "latency.png", figures,
                 [(f"all {way} {hogs}", f"{way}, {hogs} hogs".replace("_", " "))
                  for hogs in latency.LOADS
                  for way in ("floor", *latency.FORMATS)])
    report.curves_of_size(DOCS / "size.png", figures, size.FORMATS,
                          [w * h for w, h in size.SIZES])


def show(figures):
    for heading, table in tables(figures):
        print(f"{heading}\n\n{report.text(table)}")


def keep(figures, told):
    """So that the parts can be measured one by one."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps({"told": told, "values": figures.values}))


def whole(arguments):
    figures, told = Figures(), {}
    if arguments.parts and KEPT.exists():
        kept = json.loads(KEPT.read_text())
        told = kept["told"]
        figures.values.update(kept["values"])
    for part in arguments.parts or PARTS:
        began = time.time()
        fresh = Figures()
        PARTS[part](fresh, arguments.rounds)
        figures.values.update(fresh.values)
        told[part] = about(began, arguments.rounds)
        keep(figures, told)
    show(figures)
    write_docs(figures, told)
    return 0


def judge(figures):
    """{part: [(text, good)]} of all that is guarded."""
    judged = {part: report.guards(figures, [row for row in ALL_ROWS
                                            if row.name.split()[0] in names])
              for part, names in GUARDED.items()}
    least = min(figures.get(lost.name("268m", 4, 0)))
    judged["lost"] = [(f"frames lost on an idle machine: {least}", least == 0)]
    return judged


def quick():
    """A part in which something fails is measured again: what was noise goes
    under in the medians of all its rounds, what was not stays."""
    figures = Figures()
    again = list(QUICK)
    for left in reversed(range(TRIES)):
        for part in again:
            QUICK[part](figures)
        judged = judge(figures)
        again = [part for part in QUICK
                 if not all(good for _, good in judged[part])]
        if not again:
            break
        print(f"failed: {', '.join(again)}"
              + ("; once more" if left else ""), file=sys.stderr)
    show(figures)
    verdicts = sum(judged.values(), [])
    for text, good in verdicts:
        print(("ok - " if good else "not ok - ") + text)
    passed = sum(good for _, good in verdicts)
    print(f"{passed} passed, {len(verdicts) - passed} failed, 0 skipped")
    return 0 if passed == len(verdicts) else 1


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--quick", action="store_true",
                        help="guard the ratios")
    parser.add_argument("parts", nargs="*", metavar="PART",
                        help="only these, beside what was measured before: "
                             + " ".join(PARTS))
    arguments = parser.parse_args()
    if arguments.rounds < 1 or set(arguments.parts) - set(PARTS):
        parser.error("--rounds wants more than 0, PART is one of "
                     + " ".join(PARTS))
    try:
        return quick() if arguments.quick else whole(arguments)
    except BenchError as error:
        sys.exit(f"bench.py: {error}")


if __name__ == "__main__":
    sys.exit(main())
