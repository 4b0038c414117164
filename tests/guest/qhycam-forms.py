# SPDX-License-Identifier: GPL-2.0
"""What astropy makes of files that qhycam wrote: forms.py FILE...

One line per file: name, type and shape of the pixels, their sum, minimum and
maximum, and some keywords. A warning of astropy is an error."""

import sys
import warnings

from astropy.io import fits

warnings.simplefilter("error")

for name in sys.argv[1:]:
    with fits.open(name, checksum=True) as hdus:
        hdus.verify("exception")
        image = hdus[0] if hdus[0].data is not None else hdus[1]
        data, header = image.data, image.header
        shape = "x".join(str(n) for n in reversed(data.shape))
        print(name, data.dtype.kind + str(8 * data.dtype.itemsize), shape,
              int(data.sum(dtype="uint64")), int(data.min()), int(data.max()),
              header["XBINNING"], header["INSTRUME"], header["EXPTIME"])
