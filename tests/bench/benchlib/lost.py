# SPDX-License-Identifier: GPL-2.0
"""Frames that are lost at the camera's own pace while programs keep the
machine's processors busy."""

from . import guest

CELLS = [(model, buffers, hogs) for model in ("268m", "600m")
         for hogs in (0, 1, 2) for buffers in (2, 4, 8)]
AREAS = {"268m": "6280x4210+0+0", "600m": "9600x6422+0+0"}


def name(model, buffers, hogs):
    return f"lost {model} {buffers} {hogs}"


def lost(figures, rounds, seconds, cells=CELLS):
    """Full frames, 16 bit, bytes swapped: the dearest format."""
    for model in AREAS:
        mine = [cell for cell in cells if cell[0] == model]
        if not mine:
            continue
        plan = ["pace real"]
        for _ in range(rounds):
            for cell in mine:
                _, buffers, hogs = cell
                plan += [f"hogs {hogs}",
                         f"run {name(*cell).replace(' ', '_')} 0 -f Y16 "
                         f"-c {AREAS[model]} -b {buffers} -s {seconds}"]
        results = guest.run(f"lost-{model}", [model], plan,
                            60 + 30 * len(plan))
        for cell in mine:
            _count(figures, name(*cell),
                   results.rounds(name(*cell).replace(" ", "_")))


def _count(figures, title, rounds):
    """What the program saw, and what the camera had no room for."""
    for lines in rounds:
        said = {key: int(value) for key, value in
                (word.split("=") for line in lines for word in line)}
        figures.add(title, said["lost"] + said["damaged"]
                    + said["camera_lost"])
        figures.add(f"{title} frames", said["frames"])


def table(figures):
    """Lines of a table: lost frames of those that came, by hogs."""
    head = ["camera", "buffers", "0 hogs", "1 hog", "2 hogs"]
    rows = []
    for model in AREAS:
        for buffers in (2, 4, 8):
            cells = [_cell(figures, name(model, buffers, hogs))
                     for hogs in (0, 1, 2)]
            if any(cells):
                rows.append([model.upper(), str(buffers),
                             *(cell or "-" for cell in cells)])
    return [head, *rows] if rows else []


def _cell(figures, title):
    if not figures.get(title):
        return ""
    return (f"{sum(figures.get(title)):.0f} of "
            f"{sum(figures.get(title + ' frames')):.0f}")
