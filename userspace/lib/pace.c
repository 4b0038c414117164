// SPDX-License-Identifier: GPL-2.0
/*
 * pace.c - when the pictures of a video are due
 */
#include "clock.h"
#include "pace.h"

void qc_pace_start(struct qc_pace *p, unsigned int rate, unsigned int behind, int64_t now_ns)
{
	*p = (struct qc_pace){ .start_ns = now_ns, .rate = rate, .behind = behind };
}

/* Whole seconds first: days of nanoseconds times a rate do not fit. */
static int64_t due_ns(const struct qc_pace *p, uint64_t n)
{
	return p->start_ns + (int64_t)(n / p->rate) * QC_NS_PER_S +
	       (int64_t)(n % p->rate) * QC_NS_PER_S / p->rate;
}

int64_t qc_pace_next_ns(const struct qc_pace *p)
{
	return due_ns(p, p->next);
}

unsigned int qc_pace_due(struct qc_pace *p, int64_t now_ns)
{
	int64_t since = now_ns - p->start_ns;
	uint64_t due;

	if (now_ns < due_ns(p, p->next))
		return 0;
	/* Of the pictures up to now, the last one is where rounding may deceive. */
	due = (uint64_t)(since / QC_NS_PER_S) * p->rate +
	      (uint64_t)(since % QC_NS_PER_S) * p->rate / QC_NS_PER_S + 1;
	if (due_ns(p, due) <= now_ns)
		due++;
	if (due - p->next > p->behind) {
		p->missed += due - p->next - p->behind;
		p->next = due - p->behind;
	}
	return (unsigned int)(due - p->next);
}

void qc_pace_sent(struct qc_pace *p)
{
	p->next++;
}
