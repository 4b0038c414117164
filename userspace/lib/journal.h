/* SPDX-License-Identifier: GPL-2.0 */
/*
 * journal.h - what has been done of a plan, on disk before anything else happens
 *
 * A text file that only grows, a line at a time, each synced before the next
 * one: only the last line can be torn, and is then as if it had never been
 * written. A line is
 *
 *   TIME WORD NUMBERS [TEXT] ~CHECK
 *
 * with UTC and a checksum of what stands before the ~:
 *
 *   plan VERSION HASH DIRECTORY	the first line; its time is the plan's start
 *   begin STEP				from 1, as they are to be done
 *   frame STEP NUMBER NAME		the file NAME is whole
 *   end STEP STATUS			the step's exit code
 *   stop STATUS			all ended here; it may go on later
 *   done STATUS			all steps have ended
 */
#ifndef QC_JOURNAL_H
#define QC_JOURNAL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define QC_JOURNAL_VERSION 1
#define QC_JOURNAL_LINE_MAX (PATH_MAX + 128)

enum qc_journal_word {
	QC_JOURNAL_PLAN,
	QC_JOURNAL_BEGIN,
	QC_JOURNAL_FRAME,
	QC_JOURNAL_END,
	QC_JOURNAL_STOP,
	QC_JOURNAL_DONE,
};

struct qc_journal_entry {
	enum qc_journal_word word;
	int64_t utc_ns;			/* milliseconds are kept */
	unsigned int step;		/* PLAN: the version */
	unsigned int number;
	int status;
	uint64_t hash;
	const char *text;		/* PLAN: directory, FRAME: file; else NULL */
};

/*
 * The line of an entry, with its newline and a 0. Returns its length, or
 * -EINVAL: too long, or a text with a control character.
 */
int qc_journal_format(const struct qc_journal_entry *entry, char line[QC_JOURNAL_LINE_MAX]);

/*
 * Understand a line that ends with 0 instead of the newline; it is changed, the
 * entry's text is a part of it. 0, or -EBADMSG: not a whole line of a journal.
 */
int qc_journal_parse(char *line, struct qc_journal_entry *entry);

struct qc_journal {
	int fd;				/* -1: none; whoever has it, has the lock */
	char path[PATH_MAX];
	char *text;			/* of the entries found */
	struct qc_journal_entry *entry;
	unsigned int count;		/* found when it was opened */
};

/*
 * Open or make a journal, lock it (waiting up to @patience_ms for another
 * one), read it, and cut off a torn last line. 0, or -errno with QC_BUSY,
 * QC_DISK, QC_PERMISSION or QC_REFUSED (damaged, or no journal at all).
 */
int qc_journal_open(struct qc_journal *j, const char *path, int patience_ms,
		    struct qc_error *e);

/* Read it without lock or change; when there is none, it is empty. */
int qc_journal_look(struct qc_journal *j, const char *path, struct qc_error *e);

/* Append a line, with the present time, and sync it. 0 or -errno with QC_DISK. */
int qc_journal_add(struct qc_journal *j, struct qc_journal_entry entry, struct qc_error *e);

/* Forget all. */
int qc_journal_clear(struct qc_journal *j, struct qc_error *e);

void qc_journal_close(struct qc_journal *j);

#endif
