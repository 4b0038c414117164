/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trend.h - how a value went, as one short line of text
 */
#ifndef QC_TREND_H
#define QC_TREND_H

#include <stdbool.h>
#include <stddef.h>

#define QC_TREND_MAX 64

/* The last values; 0 stands for one that could not be measured. */
struct qc_trend {
	unsigned int n;
	double value[QC_TREND_MAX];
	double best;		/* lowest of all ever, 0 = none yet */
};

void qc_trend_add(struct qc_trend *t, double value);

/* How far a change must go to be drawn at full height, of the highest value. */
#define QC_TREND_LEAST 0.05

/*
 * The last @width values, oldest first, a character each: from the lowest to
 * the highest of them, as blocks (@utf8) or as "_.-=*#". A blank is a value that
 * could not be measured.
 */
void qc_trend_line(const struct qc_trend *t, unsigned int width, bool utf8, char *buf,
		   size_t size);

#endif
