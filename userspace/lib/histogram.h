/* SPDX-License-Identifier: GPL-2.0 */
/*
 * histogram.h - a histogram to look at, in a terminal or as a picture
 */
#ifndef QC_HISTOGRAM_H
#define QC_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "preview.h"
#include "stats.h"

#define QC_BINS_MAX 64

/* Some values side by side in each of @n bins; the last one may end above 65535. */
struct qc_bins {
	unsigned int first;		/* lowest value of bin 0 */
	unsigned int width;		/* values in a bin: 1, 2 or 5 times a power of ten */
	unsigned int n;
	uint64_t count[QC_BINS_MAX];
	uint64_t most;			/* in one bin */
};

/* The lowest value that more than @aside pixels do not exceed. */
unsigned int qc_histogram_low(const struct qc_histogram *h, uint64_t aside);

/* The highest value that more than @aside pixels reach. */
unsigned int qc_histogram_high(const struct qc_histogram *h, uint64_t aside);

/* The values @low .. @high in @n (1 .. QC_BINS_MAX) bins or fewer. */
void qc_bins_make(struct qc_bins *b, const struct qc_histogram *h, unsigned int low,
		  unsigned int high, unsigned int n);

/*
 * How long the bar of a bin is, 0 .. @length: by the logarithm, as the few
 * pixels at the foot of a peak are what matters. One pixel can be seen.
 */
unsigned int qc_bins_bar(const struct qc_bins *b, unsigned int bin, unsigned int length);

/* "   320 |########    | 1234" in at most @columns characters, with final 0. */
void qc_bins_line(const struct qc_bins *b, unsigned int bin, unsigned int columns, char *buf,
		  size_t size);

/*
 * The values @low .. @high as a picture, logarithmic, with an axis in ADU and
 * the values @from .. @to shaded. To be freed by qc_picture_free(). 0 or -errno.
 */
int qc_histogram_picture(struct qc_picture *p, const struct qc_histogram *h, unsigned int low,
			 unsigned int high, unsigned int from, unsigned int to,
			 struct qc_error *e);

/* The stretch that leaves such a picture as it is. */
extern const struct qc_stretch qc_histogram_stretch;

#endif
