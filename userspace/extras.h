/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extras.h - what the driver has only with its parameter unconfirmed=1
 */
#ifndef QC_EXTRAS_H
#define QC_EXTRAS_H

#include <stdint.h>

#include "lib/camera.h"

/* Has the camera this control? Else -ENOENT with QC_FAILED and how to get it. */
int extras_need(const struct qc_camera *cam, uint32_t id, const char *what, struct qc_error *e);

/* Parameter unconfirmed of the loaded module: 1, 0, or -1 when it cannot be read. */
int extras_unconfirmed(void);

#endif
