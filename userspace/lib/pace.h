/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pace.h - when the pictures of a video are due
 *
 * Picture n is due n / rate after the first one, reckoned in whole nanoseconds
 * from the beginning, so that no error adds up. Touches no clock.
 */
#ifndef QC_PACE_H
#define QC_PACE_H

#include <stdint.h>

struct qc_pace {
	int64_t start_ns;		/* picture 0 is due then */
	unsigned int rate;		/* pictures per second */
	unsigned int behind;		/* most pictures that are sent late, at least 1 */
	uint64_t next;			/* number of the next picture */
	uint64_t missed;		/* of those before, never sent */
};

/* Begin at @now_ns; picture 0 is due at once. */
void qc_pace_start(struct qc_pace *p, unsigned int rate, unsigned int behind, int64_t now_ns);

/* When the next picture is due. */
int64_t qc_pace_next_ns(const struct qc_pace *p);

/*
 * How many pictures are to be sent at @now_ns, 0 to p->behind. Others that are
 * due are missed: they count, so that the next one is due in time again.
 */
unsigned int qc_pace_due(struct qc_pace *p, int64_t now_ns);

/* One of those was sent. */
void qc_pace_sent(struct qc_pace *p);

#endif
