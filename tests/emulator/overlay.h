/* SPDX-License-Identifier: GPL-2.0 */
/* What the camera puts over the pixels: GPS header and frame counter. */
#ifndef EMULATOR_OVERLAY_H
#define EMULATOR_OVERLAY_H

#include "frame.h"

/* Where the camera keeps what overlays need; read at each frame's readout. */
struct overlay_source {
	bool stamp, header;
	struct gps gps;
};

/* @now: UTC, ns, when the header is written. */
void overlay_prepare(struct frame *f, const struct overlay_source *source,
		     int64_t now);

/*
 * Overwrites what lies over the bytes [@from, @from + @len) of ROI row @row,
 * which are in @out.
 */
void overlay_row(const struct frame *f, size_t row, size_t from, size_t len,
		 uint8_t *out);

#endif
