/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stats.h - exact statistics of a frame by its histogram
 */
#ifndef QC_STATS_H
#define QC_STATS_H

#include <stddef.h>
#include <stdint.h>

#define QC_LEVELS 65536

/* How often each of the 65536 values occurs. Too big for a stack: allocate. */
struct qc_histogram {
	uint64_t count[QC_LEVELS];
	uint64_t total;
};

struct qc_stats {
	unsigned int min, max;
	unsigned int median;	/* lower one of two middle values */
	unsigned int mad;	/* median of |value - median|, same rule */
	double mean;
	uint64_t saturated;	/* pixels at the highest value of the format */
};

/* Adds @n pixels; the caller cleared the histogram. */
void qc_histogram_add16(struct qc_histogram *h, const uint16_t *p, size_t n);
void qc_histogram_add8(struct qc_histogram *h, const uint8_t *p, size_t n);

/*
 * Statistics of at least one pixel; @top is the highest value of the format,
 * 255 or 65535. An empty histogram gives zeros.
 */
void qc_stats_of(const struct qc_histogram *h, unsigned int top, struct qc_stats *s);

#endif
