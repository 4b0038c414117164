# SPDX-License-Identifier: GPL-2.0
"""What a gigabyte costs at the camera's own pace, and how fast each way is when
the camera is as fast as the host."""

from . import guest
from .figures import Row

AREA = "6280x4210+0+0"
WIDTH, HEIGHT = 6280, 4210
FORMATS = ("Y16_BE", "GREY", "Y16")
COLOUR = "SRGGB16"
WAYS = ("floor", *FORMATS, COLOUR, "mapped", "libusb", "uvcvideo")
CAMERAS = ("268m", "268c", "uvc")
UVC = "uvcvideo, a webcam of the same frame"


def steps(seconds, colour):
    """One round: all ways of reading, one after the other."""
    plan = ["plugged 0", f"floor floor {seconds} no {WIDTH} {HEIGHT}"]
    plan += [f"read {f} {seconds} 0 -f {f} -c {AREA} -b 4" for f in FORMATS]
    if colour:
        plan += ["plugged 1",
                 f"read {COLOUR} {seconds} 1 -f {COLOUR} -c {AREA} -b 4",
                 "plugged 0"]
    return plan + [
        f"usb mapped {seconds} bareread c269 {WIDTH} {HEIGHT} 100000",
        f"usb libusb {seconds} usbread c269",
        "plugged 2", f"uvc uvcvideo {seconds}", "plugged 0"]


def bound(plan):
    return 60 + 60 * len(plan)


def cost(figures, rounds, seconds):
    """CPU seconds per gigabyte, less what the idle machine needs."""
    plan = ["pace real"] + [f"idle idle {seconds}",
                            *steps(seconds, True),
                            f"busy swap {seconds} swappass"] * rounds
    results = guest.run("cost", CAMERAS, plan, bound(plan))
    for number, idle in enumerate(results.windows["idle"]):
        figures.add("cost idle", idle.host / idle.seconds)
        for way in WAYS:
            if way not in results.windows:
                continue
            window = results.reading(way, number)
            size = window.bytes / 1e9
            for kind, busy, rest in (
                    ("", window.host, idle.host / idle.seconds),
                    (" guest", window.guest, idle.guest / idle.seconds)):
                figures.add(f"cost {way}{kind}",
                            (busy - rest * window.seconds) / size)
        _swap(figures, "cost", results, number, idle.host / idle.seconds)


def _swap(figures, part, results, number, rest):
    """What a pass over all bytes costs, in a program that does nothing else."""
    window = results.windows["swap"][number]
    said = dict(word.split("=") for word in results.rounds("swap")[number][-1])
    size = (float(said["bytes"]) / float(said["seconds"])
            * window.seconds / 1e9)
    price = (window.host - rest * window.seconds) / size
    figures.add(f"{part} swap", price)
    figures.add(f"{part} floor and a pass",
                1.1 * figures.get(f"{part} floor")[-1] + price)


def speed(figures, rounds, seconds):
    """MB/s with a camera that is never the slower one."""
    plan = ["pace fast"] + [*steps(seconds, False),
                            f"busy swap {seconds} swappass"] * rounds
    results = guest.run("speed", CAMERAS, plan, bound(plan))
    for number in range(rounds):
        for way in WAYS:
            if way in results.windows:
                window = results.reading(way, number)
                figures.add(f"speed {way}",
                            window.bytes / 1e6 / window.seconds)
                figures.add(f"fast {way}", window.host / window.bytes * 1e9)
        _swap(figures, "fast", results, number, 0)


def _cost_rows(part, guarded):
    """Guards are on the faster of the two: it has more bytes to count on. They are
    twice the worst that was measured, where that is more than what is wanted."""
    over = {"beside": f"{part} floor", "beside_title": "floor"}
    near, swapped, far, webcam = (("<= 3.8", "<= 3.1", ">= 15", ">= 2.5")
                                  if guarded else ("",) * 4)
    rows = [Row(f"{part} floor", "floor: bare kernel reader", "s/GB")]
    rows += [Row(f"{part} {way}", f"driver, {way}", "s/GB", **over,
                 reach="<= 1.10", guard=near) for way in ("GREY", "Y16_BE")]
    rows.append(Row(f"{part} swap", "a pass that swaps bytes, in a program",
                    "s/GB"))
    rows += [Row(f"{part} {way}", f"driver, {way}", "s/GB",
                 f"{part} floor and a pass", "1.10 x floor + a pass",
                 "<= 1.00", swapped if way == "Y16" else "")
             for way in ("Y16", COLOUR)]
    return rows + [
        Row(f"{part} mapped", "libusb, 8 x 1 MiB, device memory", "s/GB",
            f"{part} GREY", "GREY"),
        Row(f"{part} libusb", "libusb, 32 x 76800, search, copy, swap", "s/GB",
            f"{part} GREY", "GREY", ">= 30", far),
        Row(f"{part} libusb", "the same", "s/GB", f"{part} Y16", "Y16"),
        Row(f"{part} uvcvideo", UVC, "s/GB", **over),
        Row(f"{part} uvcvideo", "the same", "s/GB", f"{part} GREY", "GREY",
            ">= 5", webcam),
        Row(f"{part} uvcvideo", "the same", "s/GB", f"{part} Y16_BE", "Y16_BE",
            ">= 5", webcam),
        Row(f"{part} uvcvideo", "the same", "s/GB", f"{part} Y16", "Y16")]


def cost_rows():
    return _cost_rows("cost", False)


def guest_rows():
    """The same as the machine's kernel counts it."""
    return [Row(f"cost {way} guest", f"{way}, by /proc/stat", "s/GB",
                "" if way == "floor" else "cost floor guest",
                "" if way == "floor" else "floor")
            for way in WAYS]


def speed_rows():
    over = {"beside": "speed floor", "beside_title": "floor", "digits": 0}
    rows = [Row("speed floor", "floor: bare kernel reader", "MB/s", digits=0)]
    rows += [Row(f"speed {way}", f"driver, {way}", "MB/s", **over,
                 reach=">= 0.97", guard=">= 0.48") for way in FORMATS]
    rows += [Row("speed mapped", "libusb, 8 x 1 MiB, device memory", "MB/s",
                 **over),
             Row("speed libusb", "libusb, 32 x 76800, search, copy, swap",
                 "MB/s", **over),
             Row("speed uvcvideo", UVC, "MB/s", **over)]
    return rows + _cost_rows("fast", True)
