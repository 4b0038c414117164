# SPDX-License-Identifier: GPL-2.0
"""What a frame costs and how late it is, by its size; and with more cameras."""

import statistics

from . import guest, latency

SIZES = ((320, 320), (1280, 800), (2400, 1600), (4800, 3200), (9600, 6422))
FORMATS = {"Y16_BE": 2, "Y16": 2}
CAMERAS = 4
MANY = "1280x800+0+0"


def size(figures, rounds, seconds):
    plan, order = ["pace real"], []
    for number in range(rounds):
        plan.append(f"idle idle {seconds}")
        plan += [f"floor floor-{w}x{h} {seconds} no {w} {h}" for w, h in SIZES]
        for w, h in SIZES:
            for form in FORMATS:
                name = f"{form}-{w}x{h}"
                plan += latency.steps(
                    name, f"read {name} {seconds} 0 -f {form} "
                          f"-c {w}x{h}+0+0 -b 3 -t")
                order.append((form, w, h, number))
    results = guest.run("size", ["600m"], plan, 60 + 30 * len(plan))
    log = results.log()
    marks = latency.marks_of(log)
    for form, w, h, number in order:
        name = f"{form}-{w}x{h}"
        times, _ = latency.window(results, log, marks, name, number)
        figures.add(f"size {form} {w * h} cpu",
                    _cost(results, name, number, w * h * FORMATS[form]))
        figures.add(f"size {form} {w * h} latency",
                    statistics.median(times) / 1e6)
    for number in range(rounds):
        for w, h in SIZES:
            figures.add(f"size floor {w * h} cpu",
                        _cost(results, f"floor-{w}x{h}", number, w * h * 2))


def _cost(results, name, number, size):
    """CPU milliseconds for each frame of so many bytes."""
    window = results.reading(name, number)
    idle = results.windows["idle"][number]
    busy = window.host - idle.host / idle.seconds * window.seconds
    return busy / window.bytes * size * 1e3


def many(figures, rounds, seconds):
    """One to four cameras at a time, each at its own pace."""
    plan = ["pace real"]
    for _ in range(rounds):
        plan.append(f"idle idle {seconds}")
        for count in range(1, CAMERAS + 1):
            numbers = ",".join(str(k) for k in range(count))
            plan.append(f"read {count} {seconds} {numbers} -f Y16_BE "
                        f"-c {MANY} -b 4")
    results = guest.run("many", ["268m"] * CAMERAS, plan,
                        60 + 30 * len(plan))
    for count in range(1, CAMERAS + 1):
        for window, idle in zip(results.windows[str(count)],
                                results.windows["idle"]):
            busy = window.host - idle.host / idle.seconds * window.seconds
            figures.add(f"many {count}", busy / window.bytes * 1e9)
            figures.add(f"many {count} rate",
                        window.bytes / window.seconds / 1e6)


def table(figures):
    columns = [("floor", "cpu")]
    head = ["pixels", "MP", "floor: CPU ms per frame"]
    for form in FORMATS:
        head += [f"{form}: CPU ms per frame", "ms to DQBUF"]
        columns += [(form, "cpu"), (form, "latency")]
    lines = []
    for w, h in SIZES:
        cells = []
        for form, what in columns:
            values = figures.get(f"size {form} {w * h} {what}")
            cells.append(f"{statistics.median(values):.2f} "
                         f"({min(values):.2f} .. {max(values):.2f})"
                         if values else "")
        if any(cells):
            lines.append([f"{w} x {h}", f"{w * h / 1e6:.1f}", *cells])
    return [head, *lines] if lines else []


def many_table(figures):
    head = ["cameras", "MB/s", "CPU s/GB"]
    lines = []
    for count in range(1, CAMERAS + 1):
        values = figures.get(f"many {count}")
        if values:
            rate = statistics.median(figures.get(f"many {count} rate"))
            lines.append([str(count), f"{rate:.0f}",
                          f"{statistics.median(values):.3f} "
                          f"({min(values):.3f} .. {max(values):.3f})"])
    return [head, *lines] if lines else []
