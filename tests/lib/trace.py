# SPDX-License-Identifier: GPL-2.0
"""Compares the listing of a USB recording with what the camera wrote down.

    trace.py LISTING LOG

LISTING is from qhycam trace --json; LOG is the emulated camera's, of which
what stands between the marks "recording begins" and "recording ends" counts.
Prints a verdict a line, "ok NAME" or "not ok NAME: why"; other lines explain.
"""

import json
import sys

SHOWN = 5

# The host controller does these itself: the camera never sees them.
# SET_ADDRESS, GET and SET_CONFIGURATION, GET and SET_INTERFACE
NOT_FORWARDED = {"0x05", "0x08", "0x09", "0x0a", "0x0b"}


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def between_marks(log):
    inside = []
    on = False
    for line in log:
        if line["ev"] == "mark" and line["text"].startswith("recording "):
            on = line["text"] == "recording begins"
        elif on:
            inside.append(line)
    return inside


def is_forwarded(kind, request):
    return int(kind, 16) & 0x60 or request not in NOT_FORWARDED


def said(line):
    """A request, as the camera's log has it."""
    return (line["dir"], line["type"], line["req"], line["val"], line["idx"],
            line["len"])


def told(line):
    """The same from the listing."""
    return (line["dir"], line["request_type"], line["request"],
            line["value"], line["index"], line["length"])


def result_fits(camera, line):
    if camera["rc"] == "ok":
        # on a busy host an answer may come when nobody waits any longer
        return line["status"] == 0 or line["result"] == "cancelled"
    if camera["rc"] == "stall":
        return line["result"] == "stall"
    return line["status"] != 0


def data_fits(camera, line):
    """As much of it as was recorded, and some."""
    if camera["dir"] == "in" or camera["rc"] != "ok":
        return True
    want, have = camera["data"], line["data"]
    return want.startswith(have[:len(want)]) and (have or not want)


def verdict(name, wrong):
    if not wrong:
        print(f"ok {name}")
        return
    print(f"not ok {name}: {len(wrong)} wrong")
    for text in wrong[:SHOWN]:
        print(f"  {text}")


def mismatch(camera, line):
    """None when the camera's line is the listing's."""
    if said(camera) != told(line):
        return f"{said(camera)}, packet {line['submit']}: {told(line)}"
    if not result_fits(camera, line):
        return f"{camera['rc']}, packet {line['submit']}: {line['result']}"
    if not data_fits(camera, line):
        return f"{camera['data']}, packet {line['submit']}: {line['data']}"
    return None


def compare_requests(listing, log):
    """Each is there, in order; a camera that is pulled misses the one under way."""
    have = [x for x in listing
            if x["type"] == "request" and x["kind"] == "control"
            and "request_type" in x
            and is_forwarded(x["request_type"], x["request"])]
    want = [x for x in log if x["ev"] == "control" and
            is_forwarded(x["type"], x["req"])]
    may_miss = sum(x["ev"] == "unplug" for x in log)
    wrong = []
    at = late = 0
    for line in have:
        why = mismatch(want[at], line) if at < len(want) else "nothing more"
        if why and line["status"] and may_miss:
            may_miss -= 1
            continue
        if why:
            wrong.append(f"log {want[at]['seq'] if at < len(want) else 'end'}: {why}")
        elif want[at]["rc"] == "ok" and line["status"]:
            late += 1
        at += 1
    if at != len(want):
        wrong.append(f"{len(want)} in the log, {at} in the listing")
    if not want:
        wrong.append("nothing to compare")
    if late:
        print(f"{late} answers came too late")
    verdict(f"{len(want)} requests are those of the camera's log", wrong)


def compare_frames(listing, log):
    """Frames that the camera ended; stopped ones may be whole, too.

    What had come of a frame when the camera stalled is lost.
    """
    want = []
    lost = 0
    for line in log:
        if line.get("now") == "stall":
            lost = line["at"]
        elif line["ev"] == "sent":
            want.append(line["wire"] - lost)
            lost = 0
    have = [x for x in listing if x["type"] == "frame"]
    wrong = []
    at = 0
    for line in have:
        if at < len(want) and line["bytes"] == want[at]:
            at += 1
        elif line["end"] not in ("stopped", "error", "end of recording"):
            wrong.append(f"packet {line['first']}: {line['bytes']} bytes, "
                         f"{line['end']}; sent were {want[at:at + 2]}")
    if at != len(want):
        wrong.append(f"{len(want)} in the log, {at} of them in the listing")
    verdict(f"{len(want)} frames are those of the camera's log", wrong)


def main(listing_path, log_path):
    listing = read_lines(listing_path)
    log = between_marks(read_lines(log_path))
    compare_requests(listing, log)
    compare_frames(listing, log)
    refused = any(x["ev"] in ("fault", "refused") for x in log)
    verdict("nothing is unknown", [
        f"packet {x['submit']}: {x['name']}: {x['why']}"
        for x in listing if x["type"] == "request" and not x["known"]])
    if not refused:
        verdict("no frame is wrong", [
            f"packet {x['first']}: {x['bytes']} bytes, {x['expected']} expected"
            for x in listing if x["type"] == "frame" and x["wrong"]])


main(*sys.argv[1:])
