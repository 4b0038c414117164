/* SPDX-License-Identifier: GPL-2.0 */
/*
 * moment.h - times of day and dates, as people write them
 */
#ifndef QC_MOMENT_H
#define QC_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct qc_moment {
	bool has_date, utc;
	int year, month, day;		/* month and day from 1 */
	int hour, minute, second;
};

/*
 * "22:30", "22:30:15", "2026-11-20T22:30"; local time, or UTC with a Z at the
 * end. 0 or -EINVAL, then *@m is as it was.
 */
int qc_moment_parse(const char *s, struct qc_moment *m);

/*
 * The moment in ns since 1970. A time without date is the first one after
 * @after_ns less @grace_ns: with a grace, a time that has just passed is not
 * taken for tomorrow's. 0 or -ERANGE.
 */
int qc_moment_resolve(const struct qc_moment *m, int64_t after_ns, int64_t grace_ns,
		      int64_t *ns);

#endif
