/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pedestal.h - which offset keeps the whole peak of a bias frame above 0
 */
#ifndef QC_PEDESTAL_H
#define QC_PEDESTAL_H

#include <stdbool.h>
#include <stdint.h>

#include "stats.h"

/* What may be left between 0 and the peak's foot, ADU, and what is aimed at. */
#define QC_RESIDUE_MIN 100
#define QC_RESIDUE_MAX 300
#define QC_RESIDUE_AIM 200
/* One pixel in so many may lie outside the peak. */
#define QC_PEAK_ASIDE 1000000

struct qc_pedestal {
	unsigned int foot, head;	/* where the peak begins and ends, ADU */
	unsigned int median;
	double sigma;			/* ADU */
	uint64_t zeros;			/* pixels at 0 */
	bool clipped;			/* the peak reaches 0: nobody knows its foot */
};

/* The peak of bias frames, at least one pixel of them. */
void qc_pedestal_of(const struct qc_histogram *h, struct qc_pedestal *p);

bool qc_pedestal_fits(const struct qc_pedestal *p);

/* A search for an offset: each trial is measured and reported. */
struct qc_offset_search {
	int64_t min, max;		/* of the control */
	bool has_low, has_high;
	int64_t low, high;		/* highest that is too low, lowest too high */
	struct qc_pedestal at_low, at_high;
	bool has_last;			/* an unclipped one, for the slope */
	int64_t last;
	unsigned int last_median;
};

enum qc_offset_verdict {
	QC_OFFSET_TRY,			/* measure at *next */
	QC_OFFSET_FITS,			/* *next is right */
	QC_OFFSET_NEAREST,		/* none is right, *next comes nearest */
	QC_OFFSET_NONE,			/* even the highest leaves the peak at 0 */
};

void qc_offset_begin(struct qc_offset_search *s, int64_t min, int64_t max);

/*
 * At offset @at the peak is @p. Ends after few trials: each one is between
 * the highest that was too low and the lowest that was too high.
 */
enum qc_offset_verdict qc_offset_next(struct qc_offset_search *s, int64_t at,
				      const struct qc_pedestal *p, int64_t *next);

#endif
