/* SPDX-License-Identifier: GPL-2.0 */
/*
 * estimate.h - how long frames take, and how much room
 */
#ifndef QC_ESTIMATE_H
#define QC_ESTIMATE_H

#include <stdbool.h>
#include <stdint.h>

struct qc_shot {
	unsigned int width, height;	/* read out */
	unsigned int bits;		/* 8 or 16 */
	unsigned int bin;		/* 0 and 1: not binned */
	bool average;			/* with bin: as many bits as before, else sums */
	unsigned int frames;		/* in a file; 0 is 1 */
	bool compressed;		/* at most: noise does not get smaller */
	bool raw;			/* no header */
	bool live;
	uint64_t exposure_us;
};

/* What a camera at USB 3 and at USB 2 delivers, bytes a second. */
#define QC_RATE_USB3 300000000ull
#define QC_RATE_USB2 35000000ull

/* Size of the file of a frame, or a little more. */
uint64_t qc_shot_bytes(const struct qc_shot *s);

/* From the start of a frame to that of the next, at @rate bytes a second. */
uint64_t qc_shot_us(const struct qc_shot *s, uint64_t rate);

#define QC_SPAN_MAX 32

/* "4 h 12 min", "3 min 20 s", "12 s"; never less than it is. */
void qc_format_span(uint64_t us, char buf[QC_SPAN_MAX]);

/* "12.4 GB", "3.0 MB". */
void qc_format_bytes(uint64_t bytes, char buf[QC_SPAN_MAX]);

#endif
