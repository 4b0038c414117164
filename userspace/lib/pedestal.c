// SPDX-License-Identifier: GPL-2.0
/*
 * pedestal.c - which offset keeps the whole peak of a bias frame above 0
 */
#include <math.h>
#include <string.h>

#include "histogram.h"
#include "pedestal.h"

/* sigma of a normal distribution = 1.4826 x its median absolute deviation */
#define SIGMA_PER_MAD 1.4826

void qc_pedestal_of(const struct qc_histogram *h, struct qc_pedestal *p)
{
	uint64_t aside = h->total / QC_PEAK_ASIDE;
	struct qc_stats st;

	qc_stats_of(h, QC_LEVELS - 1, &st);
	p->foot = qc_histogram_low(h, aside);
	p->head = qc_histogram_high(h, aside);
	p->median = st.median;
	p->sigma = st.mad * SIGMA_PER_MAD;
	p->zeros = h->count[0];
	p->clipped = !p->foot;
}

bool qc_pedestal_fits(const struct qc_pedestal *p)
{
	return p->foot >= QC_RESIDUE_MIN && p->foot <= QC_RESIDUE_MAX;
}

void qc_offset_begin(struct qc_offset_search *s, int64_t min, int64_t max)
{
	memset(s, 0, sizeof(*s));
	s->min = min;
	s->max = max;
}

/* Straight to the aim when the slope is known, else a good part further. */
static int64_t guess(struct qc_offset_search *s, int64_t at, const struct qc_pedestal *p)
{
	double slope;

	if (p->clipped)
		return 2 * at + 10;
	if (s->has_last && s->last != at) {
		slope = ((double)p->median - s->last_median) / (double)(at - s->last);
		if (slope > 0)
			return at + llround((QC_RESIDUE_AIM - (double)p->foot) / slope);
	}
	return p->foot < QC_RESIDUE_MIN ? at + 5 : at / 2;
}

/* Nothing is left to try: too high keeps the peak whole, too low may not. */
static enum qc_offset_verdict settle(const struct qc_offset_search *s, int64_t *next)
{
	if (s->has_high) {
		*next = s->high;
		return QC_OFFSET_NEAREST;
	}
	*next = s->low;
	return s->at_low.clipped ? QC_OFFSET_NONE : QC_OFFSET_NEAREST;
}

enum qc_offset_verdict qc_offset_next(struct qc_offset_search *s, int64_t at,
				      const struct qc_pedestal *p, int64_t *next)
{
	int64_t from, to;

	*next = at;
	if (qc_pedestal_fits(p))
		return QC_OFFSET_FITS;
	if (p->foot < QC_RESIDUE_MIN && (!s->has_low || at > s->low)) {
		s->has_low = true;
		s->low = at;
		s->at_low = *p;
	} else if (p->foot > QC_RESIDUE_MAX && (!s->has_high || at < s->high)) {
		s->has_high = true;
		s->high = at;
		s->at_high = *p;
	}
	from = s->has_low ? s->low + 1 : s->min;
	to = s->has_high ? s->high - 1 : s->max;
	if (from > to)
		return settle(s, next);
	*next = guess(s, at, p);
	*next = *next < from ? from : *next > to ? to : *next;
	if (!p->clipped) {
		s->has_last = true;
		s->last = at;
		s->last_median = p->median;
	}
	return QC_OFFSET_TRY;
}
