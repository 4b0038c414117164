# SPDX-License-Identifier: GPL-2.0
"""What qhycam adds to a frame on its way to a file: on this host beside dd of the
same bytes, astropy and memcpy(); in the machine, from the camera, beside dd."""

import pathlib
import re
import subprocess
import tempfile
import time

from . import guest
from .figures import Row
from .guest import REPO, BenchError

WIDTH, HEIGHT = 6280, 4210
FRAMES = 3
WAYS = {"the same bytes, write()": "write", "--raw": "raw", "FITS": "FITS",
        "FITS, camera big endian": "FITS BE", "--bin 2": "bin",
        "--compress rice": "rice"}
SHOTS = {"FITS": "", "raw": "--raw", "rice": "--compress rice"}
PICTURES = {"1080p SRGGB16 bilinear YU12": "debayer",
            "600M GREY YU12": "stretch", "600M Y16 bin 4 YUYV": "binned"}
ASTROPY = """
import sys, time
import numpy
from astropy.io import fits
data = (numpy.arange({w} * {h}, dtype=numpy.uint32) * 2654435761 >> 24
        ).astype(numpy.uint16).reshape({h}, {w}) + 326
for n in range({frames} + 1):
    if n == 1:
        begin = time.monotonic()
    fits.PrimaryHDU(data).writeto(sys.argv[1], overwrite=True)
print((time.monotonic() - begin) / {frames} * 1e3)
"""


def _run(*command):
    done = subprocess.run(command, text=True, capture_output=True,
                          timeout=300, check=False)
    if done.returncode:
        raise BenchError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def _dd(source, target):
    """ms of one dd of a frame's bytes, its start included."""
    begin = time.monotonic()
    for _ in range(FRAMES):
        _run("dd", f"if={source}", f"of={target}", "bs=1M", "status=none")
    return (time.monotonic() - begin) / FRAMES * 1e3


def files(figures, rounds, _seconds):
    program = ASTROPY.format(w=WIDTH, h=HEIGHT, frames=FRAMES)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as text:
        directory = pathlib.Path(text)
        source, target = directory / "frame", directory / "copy"
        source.write_bytes(bytes(range(256)) * (WIDTH * HEIGHT * 2 // 256))
        for _ in range(rounds):
            figures.add("file dd", _dd(source, target))
            out = _run(REPO / "build/tests/bin/qhycam-write", text,
                       str(FRAMES))
            for line in out.splitlines()[1:]:
                name, _, ms = re.match(r"(.*?) +([0-9.]+) +([0-9.]+)$",
                                       line).groups()
                if name in WAYS:
                    figures.add(f"file {WAYS[name]}", float(ms))
            figures.add("file astropy", float(
                _run("/usr/bin/python3", "-c", program, target)))


def pictures(figures):
    """Each a median of its own; the ratio to memcpy() is taken there."""
    for name, short in PICTURES.items():
        out = _run(REPO / "build/tests/bin/picture", "7", name)
        for line in out.splitlines()[1:]:
            words = line.split()
            if line.startswith(f"{name} ".ljust(37)):
                figures.add(f"picture {short}", float(words[-3]))
                figures.add(f"picture {short} memcpy", float(words[-2]))


def shoot(figures, rounds):
    """Of a camera that is never the slower one; the start of the stream and of
    the program is taken off by two runs."""
    few, more = 2, 10
    plan = ["pace fast"]
    for _ in range(rounds):
        for way, options in SHOTS.items():
            plan += [f"shoot {way}-{count} {count} {options}"
                     for count in (few, more)]
            if way == "FITS":
                plan.append(f"dd dd {more - few}")
    results = guest.run("shoot", ["268m"], plan, 60 + 60 * len(plan))
    for window in results.windows["dd"]:
        figures.add("shoot dd", window.seconds / (more - few) * 1e3)
        figures.add("shoot dd cpu", window.host / (more - few) * 1e3)
    for way in SHOTS:
        for short, long in zip(*(results.windows[f"{way}-{count}"]
                                 for count in (few, more))):
            for name, what in (("", "seconds"), (" cpu", "host")):
                took = getattr(long, what) - getattr(short, what)
                figures.add(f"shoot {way}{name}",
                            took / (more - few) * 1e3)


def rows():
    over = {"beside": "shoot dd", "beside_title": "dd", "digits": 0}
    cpu = {**over, "beside": "shoot dd cpu"}
    found = [Row("shoot dd", "in the machine: dd of a frame's file", "ms",
                 digits=0)]
    for way, reach in (("FITS", "<= 1.3"), ("raw", ""), ("rice", "")):
        found += [Row(f"shoot {way}", f"... qhycam shoot, {way}, a frame", "ms",
                      **over, reach=reach),
                  Row(f"shoot {way} cpu", "... CPU time of it", "ms", **cpu)]
    return found + host_rows()


def host_rows():
    over = {"beside": "file dd", "beside_title": "dd", "digits": 1}
    found = [Row("file dd", "dd of a frame's bytes, memory to memory", "ms",
                 digits=1),
             Row("file write", "... write() of them", "ms", **over),
             Row("file FITS", "qhycam, FITS with checksum", "ms", **over,
                 reach="<= 1.3", guard="<= 2.6")]
    found += [Row(f"file {short}", title, "ms", **over) for short, title in (
        ("FITS BE", "... of Y16_BE"), ("raw", "... raw"),
        ("bin", "... binned 2 x 2"), ("rice", "... rice"),
        ("astropy", "astropy, FITS without checksum"))]
    found += [Row(f"picture {short}", title, "ms", f"picture {short} memcpy",
                  "memcpy", digits=1) for title, short in PICTURES.items()]
    return found
