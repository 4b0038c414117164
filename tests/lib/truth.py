# SPDX-License-Identifier: GPL-2.0
"""Compares what qhymeta printed with what the camera wrote down.

    truth.py CHECK LOG FILE...

CHECK: see CHECKS at the end. Prints a verdict a line, "ok NAME"
or "not ok NAME: why"; other lines explain. Exit status 0 when it could compare.
"""

import json
import statistics
import sys

ERROR_MS = 20       # more and the times would be of no use
# A host that is held up sees a frame arrive late: a few, and not by this much.
LATE_SHARE = 0.05
HELD_UP_MS = 500
SHOWN = 5

UNSURE = 0x80
GPS, GPS_LOCKED, COUNTER = 0x20, 0x40, 0x10
DAMAGED = 0x10000

# names in the metadata and in the camera's log
SETTINGS = (("exposure_us", "exposure_us"), ("gain", "gain"),
            ("offset", "offset"), ("usb_traffic", "traffic"),
            ("readout_mode", "mode"))


class Verdicts:
    """Counts what is wrong and shows the first ones."""

    def __init__(self):
        self.wrong = []

    def expect(self, right, text):
        if not right:
            self.wrong.append(text)

    def say(self, name):
        if self.wrong:
            print(f"not ok {name}: {len(self.wrong)} wrong")
            for text in self.wrong[:SHOWN]:
                print(f"  {text}")
        else:
            print(f"ok {name}")
        self.wrong = []


def read_lines(path):
    with open(path, encoding="ascii", errors="replace") as file:
        return [json.loads(line) for line in file if line.startswith("{")]


class Shots:
    """One run of qhymeta: images with their metadata and the truth."""

    def __init__(self, path, exposed):
        self.path = path.rsplit("/", 1)[-1]
        lines = read_lines(path)
        self.unsure = 0
        self.changes = [x for x in lines if x["ev"] == "change"]
        self.images = [x for x in lines if x["ev"] == "image"]
        self.metas = {x["buffer"]: x for x in lines if x["ev"] == "meta"}
        self.pairs = [(i, self.metas[i["sequence"]], exposed.get(i["n"]))
                      for i in self.images
                      if not i["error"] and i["sequence"] in self.metas]

    def compared(self):
        return [pair for pair in self.pairs if pair[2]]


def check_pairs(shots, verdicts, every=True):
    """Each image has its metadata: the same sequence, time and flags."""
    for image in shots.images:
        meta = shots.metas.get(image["sequence"])
        text = f"image {image['sequence']} {meta}"
        verdicts.expect(meta or not every,
                        f"image {image['sequence']}: no metadata")
        if not meta:
            continue
        verdicts.expect(meta["sequence"] == image["sequence"], text)
        verdicts.expect(meta["time"] == image["time"], text)
        verdicts.expect(bool(meta["flags"] & DAMAGED) == bool(image["error"]),
                        text)
    sequences = {image["sequence"] for image in shots.images}
    for sequence in shots.metas:
        verdicts.expect(sequence in sequences or sequence > max(sequences),
                        f"metadata {sequence}: no image")
    verdicts.say(f"{shots.path}: {len(shots.metas)} metadata go with "
                 f"{len(shots.images)} images")


def check_some(shots, verdicts):
    """Images may lack metadata."""
    check_pairs(shots, verdicts, False)


def tuple_of(source, names):
    return tuple(source[name] for name in names)


def check_settings(shots, verdicts):
    """Metadata name the settings that a frame was really taken with."""
    told_names = [a for a, _ in SETTINGS]
    true_names = [b for _, b in SETTINGS]
    unsure = 0
    known = []
    for image, meta, truth in shots.compared():
        told = tuple_of(meta, told_names)
        true = tuple_of(truth, true_names)
        text = f"frame {image['n']} sequence {image['sequence']}: " \
               f"told {told}, was {true}"
        if meta["flags"] & UNSURE:
            unsure += 1
            known.append((told, true, text))
        else:
            verdicts.expect(told == true, text)
        verdicts.expect((meta["left"], meta["top"], meta["width"],
                         meta["height"]) == tuple(truth["roi"]), text)
        verdicts.expect(meta["bits"] == truth["bits"], text)
    compared = len(shots.compared())
    verdicts.expect(compared >= max(1, len(shots.pairs) * 9 // 10),
                    f"only {compared} of {len(shots.pairs)} found in the log")
    verdicts.say(f"{shots.path}: settings of {compared} frames, "
                 f"{len(shots.changes)} changes, {unsure} unsure")
    if known:
        check_unsure(shots, known, verdicts)
    shots.unsure = unsure


def check_unsure(shots, known, verdicts):
    """Told and true settings follow each other in the order of changes."""
    names = [a for a, _ in SETTINGS]
    first = shots.pairs[0][1]
    state = [first[name] for name in names]
    states = [tuple(state)]
    for change in shots.changes:
        state[names.index(change["what"])] = change["value"]
        states.append(tuple(state))
    for told, true, text in known:
        near = any(told in states[i:i + 2] and true in states[i:i + 2]
                   for i in range(len(states)))
        verdicts.expect(near, text)
    verdicts.say(f"{shots.path}: unsure ones are the former or the new")


def check_times(shots, verdicts):
    """Start and end as far as two clocks can be compared."""
    pairs = shots.compared()
    off = [meta["start_ns"] - truth["start"] for _, meta, truth in pairs]
    if not off:
        print(f"not ok {shots.path}: times: nothing to compare")
        return
    middle = statistics.median(off)
    far = [abs(x - middle) / 1e6 for x in off]
    for (image, meta, truth), distance in zip(pairs, far):
        text = f"frame {image['n']}: {distance:.3f} ms off"
        exposure = meta if meta["flags"] & UNSURE else truth
        verdicts.expect(distance <= HELD_UP_MS, text)
        verdicts.expect(meta["end_ns"] - meta["start_ns"] ==
                        1000 * exposure["exposure_us"], text + " (length)")
        verdicts.expect(meta["utc_end_ns"] - meta["utc_start_ns"] ==
                        1000 * exposure["exposure_us"],
                        text + " (UTC length)")
        verdicts.expect(meta["end_ns"] <= 1000 * meta["time"] + 1000,
                        text + " (ends after it arrived)")
    late = sum(distance > ERROR_MS for distance in far)
    verdicts.expect(late <= 1 + len(far) * LATE_SHARE,
                    f"{late} of {len(far)} frames more than {ERROR_MS} ms off")
    verdicts.say(f"{shots.path}: times of {len(pairs)} frames")
    print(f"{shots.path}: start off by {statistics.median(far):.3f} ms "
          f"(median), {max(far):.3f} ms at most; the camera's clock and the "
          f"host's differ by a constant")


def signed(value, degree):
    """1e-7 degree of the header's number: degrees and minutes in one."""
    digits = value % 1000000000
    minutes = digits % degree * 100 / degree
    angle = (digits // degree + minutes / 60) * 1e7
    return -angle if value > 1000000000 else angle


def check_gps(shots, verdicts):
    """What the GPS box wrote, to 0.1 us."""
    states = set()
    for image, meta, truth in shots.compared():
        text = f"frame {image['n']}: {meta} {truth}"
        state = truth.get("gps", "no header")
        states.add(state)
        has = meta["flags"] & (GPS | COUNTER)
        if state == "no header":
            verdicts.expect(not has and not meta["gps_pps"], text)
            continue
        verdicts.expect(has == GPS | COUNTER, text)
        verdicts.expect(bool(meta["flags"] & GPS_LOCKED) ==
                        (state == "locked"), text)
        for name in ("gps_sequence", "gps_pps", "gps_start", "gps_end",
                     "gps_now", "gps_temperature"):
            verdicts.expect(meta[name] == truth[name], f"{name} of {text}")
        verdicts.expect(meta["gps_sequence"] == meta["frame_counter"] ==
                        image["n"], text)
        for name, degree in (("gps_latitude", 10000000),
                             ("gps_longitude", 1000000)):
            verdicts.expect(abs(meta[name] - signed(truth[name], degree)) <= 1,
                            f"{name} of {text}")
    verdicts.expect(shots.compared(), "nothing to compare")
    verdicts.say(f"{shots.path}: GPS of {len(shots.compared())} frames, "
                 f"{' '.join(sorted(states))}")


CHECKS = {
    "pairs": (check_pairs,), "some": (check_some,), "settings": (check_pairs, check_settings, check_times),
    "times": (check_times,), "gps": (check_pairs, check_gps),
}


def check_share(runs, verdicts):
    """Few frames are unsure: most changes leave none, even on a busy host."""
    changes = sum(len(shots.changes) for shots in runs)
    unsure = sum(shots.unsure for shots in runs)
    verdicts.expect(5 * unsure < changes, "a fifth or more")
    verdicts.say(f"{unsure} of {changes} changes left a frame unsure")


def main(check, log, *files):
    exposed = {x["n"]: x for x in read_lines(log) if x["ev"] == "exposed"}
    verdicts = Verdicts()
    runs = [Shots(path, exposed) for path in files]
    for shots in runs:
        for one in CHECKS[check]:
            one(shots, verdicts)
    if any(shots.changes for shots in runs):
        check_share(runs, verdicts)


main(*sys.argv[1:])
