# SPDX-License-Identifier: GPL-2.0
"""What a queue takes from memory beyond the frames themselves."""

from . import guest
from .figures import Row

CASES = (("268m", "6280x4210+0+0", 4), ("600m", "9600x6422+0+0", 4))


def memory(figures, rounds, _seconds, cases=CASES):
    for model, area, buffers in cases:
        # the first time fills caches that stay
        plan = [f"run {model} 0 -f Y16 -c {area} -b {buffers} -n 1 -m"]
        results = guest.run(f"memory-{model}", [model], plan * (rounds + 1),
                            60 + 60 * rounds)
        told = [line for line in results.lines[model] if line[0] == "memory"]
        for before, queue, stream in list(zip(*[iter(told)] * 3))[1:]:
            frames = int(queue[3])
            for name, line in (("queue", queue), ("stream", stream)):
                taken = (int(line[2]) - int(before[2])) * 1024
                figures.add(f"memory {model} {name}",
                            (taken - frames) / frames * 100)


def rows():
    found = []
    for number, (model, _, buffers) in enumerate(CASES):
        guard = "" if number else "<= 3"        # the first is what is guarded
        what = f"{buffers} buffers of a QHY{model.upper()}"
        found += [Row(f"memory {model} queue", f"{what}, mapped", "% more",
                      reach="<= 1.5", guard=guard, digits=2),
                  Row(f"memory {model} stream", "... and streaming", "% more",
                      reach="<= 1.5", guard=guard, digits=2)]
    return found
