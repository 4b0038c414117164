// SPDX-License-Identifier: GPL-2.0
/*
 * The driver's pure files once more, beside the suites that look at them: as a
 * unit of its own, so that nothing of the driver's objects or symbols is used.
 */
#include <linux/module.h>

#include "../../drivers/media/usb/qhyccd/qhy-clock.c"
#include "../../drivers/media/usb/qhyccd/qhy-dialect.c"
#include "../../drivers/media/usb/qhyccd/qhy-frame.c"
#include "../../drivers/media/usb/qhyccd/qhy-fwimage.c"
#include "../../drivers/media/usb/qhyccd/qhy-gps.c"
#include "../../drivers/media/usb/qhyccd/qhy-models.c"
#include "../../drivers/media/usb/qhyccd/qhy-page.c"
#include "../../drivers/media/usb/qhyccd/qhy-ramp.c"
#include "../../drivers/media/usb/qhyccd/qhy-timing.c"

MODULE_DESCRIPTION("Tests of the pure parts of qhyccd");
MODULE_LICENSE("GPL");
