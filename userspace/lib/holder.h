/* SPDX-License-Identifier: GPL-2.0 */
/*
 * holder.h - which programs have a device node open
 */
#ifndef QC_HOLDER_H
#define QC_HOLDER_H

#include <stddef.h>

/*
 * Writes "obs (pid 4312) and ffmpeg (pid 17)" into @buf: all processes but
 * this one that have @node open and that this user may look at. When none can
 * be seen it says so.
 */
void qc_holders(const char *node, char *buf, size_t size);

#endif
