/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plan.h - a plan: lines of steps, in the words of the command line
 *
 * A line is one step; words are parted by blanks, '...' and "..." hold blanks
 * together, # begins a comment. Known are the commands that the caller names and
 *
 *   wait TIME, wait until MOMENT
 *   run [--timeout TIME] [--optional] PROGRAM [WORD...]
 *   pause [TEXT...]
 *   filters NAME..., filter NAME	(wheel with the slot of that name)
 *   repeat N ... end
 *
 * Each error says where it is: FILE:LINE:COLUMN, both from 1, columns in
 * characters of UTF-8.
 */
#ifndef QC_PLAN_H
#define QC_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "moment.h"

#define QC_PLAN_BYTES_MAX (1 << 20)
#define QC_PLAN_ORDER_MAX 100000
#define QC_PLAN_WORDS_MAX 128
#define QC_PLAN_DEPTH_MAX 8
#define QC_PLAN_FILTERS_MAX 32

enum qc_step_kind {
	QC_STEP_COMMAND,	/* of the caller's list */
	QC_STEP_RUN,
	QC_STEP_WAIT,
	QC_STEP_UNTIL,
	QC_STEP_PAUSE,
};

/* The words of a line, or of a part of it. */
struct qc_words {
	int count;
	char **text;			/* NULL at the end */
	unsigned int *column;		/* of each */
};

struct qc_plan_step {
	enum qc_step_kind kind;
	unsigned int line;
	struct qc_words words;		/* COMMAND with its name; RUN: the program's */
	uint64_t us;			/* WAIT: how long; RUN: at most */
	struct qc_moment until;
	bool optional;			/* RUN: a failure is none */
	const char *filter;		/* set by "filter", else NULL */
	void *data;			/* the caller's */
};

struct qc_plan {
	char *name;			/* of the file, for messages */
	struct qc_plan_step **order;	/* as they are to be done; repeated ones again */
	unsigned int count;
	unsigned int lines;
	void *memory;			/* what all of it is made of */
};

/*
 * Parse @len bytes of @text. @commands is a NULL-terminated list. 0, or -errno
 * with QC_USAGE (or QC_FAILED: no memory); then there is nothing to free.
 */
int qc_plan_parse(struct qc_plan *p, const char *name, const char *text, size_t len,
		  const char *const *commands, struct qc_error *e);

/* Read a file and parse it. */
int qc_plan_read(struct qc_plan *p, const char *path, const char *const *commands,
		 struct qc_error *e);

void qc_plan_free(struct qc_plan *p);

/*
 * What the plan is made of, as a number: the same for the same steps, whatever
 * its comments and blanks are.
 */
uint64_t qc_plan_hash(const struct qc_plan *p);

/* "NAME:LINE:COLUMN: text" with QC_USAGE; returns -EINVAL. */
int qc_plan_fail(const struct qc_plan *p, unsigned int line, unsigned int column,
		 struct qc_error *e, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Memory that lives as long as the plan, zeroed; NULL when there is none. */
void *qc_plan_alloc(struct qc_plan *p, size_t size);

/*
 * Split a line into words. 0, or -errno as qc_plan_parse().
 */
int qc_plan_split(struct qc_plan *p, unsigned int line, const char *text, size_t len,
		  struct qc_words *w, struct qc_error *e);

#endif
