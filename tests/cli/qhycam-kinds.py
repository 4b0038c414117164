# SPDX-License-Identifier: GPL-2.0
"""Reads what qhycam-kinds made with astropy, and compares every pixel with what
numpy makes of the same frame. A warning of astropy is an error."""

import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("error")

WIDTH, HEIGHT, PLANES = 644, 482, 4
ALL = (np.arange(PLANES * WIDTH * HEIGHT, dtype=np.uint64) * 40503).astype(np.uint16)
DEEP = ALL[:WIDTH * HEIGHT].reshape(HEIGHT, WIDTH).astype(np.int64)
FLAT = ALL.view(np.uint8)[:WIDTH * HEIGHT].reshape(HEIGHT, WIDTH).astype(np.int64)


def binned(frame, n, average=False):
    height, width = (size // n for size in frame.shape)
    total = frame[:height * n, :width * n].reshape(height, n, width, n).sum((1, 3))
    return (total + n * n // 2) // (n * n) if average else total


WANT = {
    "plain.fits": (DEEP, "uint16"), "eight.fits": (FLAT, "uint8"),
    "sum2.fits": (binned(DEEP, 2), "int32"), "sum3.fits": (binned(DEEP, 3), "int32"),
    "mean2.fits": (binned(DEEP, 2, True), "uint16"),
    "mean4of8.fits": (binned(FLAT, 4, True), "uint8"),
    "sum4of8.fits": (binned(FLAT, 4), "uint16"),
    "cube.fits": (ALL.reshape(PLANES, HEIGHT, WIDTH), "uint16"),
    "plain.fits.fz": (DEEP, "uint16"), "eight.fits.fz": (FLAT, "uint8"),
    "sum4.fits.fz": (binned(DEEP, 4), "int32"),
}

bad = 0
for name, (pixels, kind) in WANT.items():
    with fits.open(f"{sys.argv[1]}/{name}", checksum=True) as hdus:
        hdus.verify("exception")
        image = hdus[1 if name.endswith(".fz") else 0]
        header = image.header
        good = (image.data.dtype.newbyteorder("=") == kind
                and np.array_equal(image.data, pixels)
                and header["TELESCOP"] == "f/4 Newton"
                and header.comments["TELESCOP"] == "the large one"
                and header["BIG"] == 12345678901234 and header["SMALL"] == -1.5e-7
                and header["DATE-OBS"] == "2026-11-20T17:18:51.123456"
                and header["EXPTIME"] == 0.001 and header["OBJECT"] == "M 31"
                and header["XPIXSZ"] == 3.76 * header["XBINNING"])
    print(name, "ok" if good else f"wrong: {image.data.dtype} {image.data.shape}")
    bad += not good
sys.exit(bad != 0)
