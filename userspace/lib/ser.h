/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ser.h - SER video, version 3: header, frames, and a trailer of time stamps
 */
#ifndef QC_SER_H
#define QC_SER_H

#include <stdbool.h>
#include <stdint.h>

#define QC_SER_HEAD 178

struct qc_ser {
	unsigned int width, height;
	unsigned int bits;		/* 8 or 16, little-endian */
	unsigned int frames;
	bool bayer;			/* RGGB, else mono */
	const char *instrument;
	int64_t start_utc_ns;		/* of the first frame */
};

void qc_ser_head(const struct qc_ser *s, uint8_t head[QC_SER_HEAD]);

/* Turn moments in ns since 1970 into what the trailer has, in place. */
void qc_ser_stamps(int64_t *stamp, unsigned int n);

#endif
