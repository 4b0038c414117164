// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-journal.c - qhycam sequence: what the journal knows about a plan
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sequence.h"

#define DAMAGED(q, e) \
	qc_fail(e, QC_REFUSED, EBADMSG, "journal %s: does not fit its plan", (q)->journal_path)

static void forget(struct seq *q)
{
	memset(q->taken, 0, q->frames * sizeof(*q->taken));
	for (unsigned int i = 0; i < q->count; i++) {
		q->step[i].taken_count = 0;
		q->step[i].begun = false;
		q->step[i].ended = false;
	}
	q->taken_frames = 0;
	q->losses = 0;
	q->resumed = false;
	q->finished = false;
}

/* The first line says whose journal it is. */
static int check_owner(struct seq *q, const struct qc_journal_entry *first, struct qc_error *e)
{
	if (first->step != QC_JOURNAL_VERSION)
		return qc_fail(e, QC_REFUSED, EPROTO,
			       "journal %s: is of version %u, this qhycam knows %u", q->journal_path,
			       first->step, QC_JOURNAL_VERSION);
	if (first->hash != qc_plan_hash(&q->plan))
		return qc_fail(e, QC_REFUSED, ESTALE,
			       "journal %s: is of another plan, or the plan has been changed since; "
			       "--restart forgets what has been done", q->journal_path);
	if (strcmp(first->text, q->directory))
		return qc_fail(e, QC_REFUSED, ESTALE,
			       "journal %s: the plan was begun in the directory %s; go there to "
			       "resume it", q->journal_path, first->text);
	return 0;
}

static int apply_entry(struct seq *q, const struct qc_journal_entry *j, struct qc_error *e)
{
	struct seq_step *s = NULL;
	unsigned int frames;

	if (j->word == QC_JOURNAL_PLAN)
		return DAMAGED(q, e);
	if (j->word == QC_JOURNAL_STOP)
		return 0;
	if (j->word == QC_JOURNAL_DONE) {
		q->finished = true;
		return 0;
	}
	if (!j->step || j->step > q->count)
		return DAMAGED(q, e);
	s = &q->step[j->step - 1];
	frames = s->shoot ? s->shoot->frames : 0;
	if (j->word == QC_JOURNAL_BEGIN) {
		s->begun = true;
	} else if (j->word == QC_JOURNAL_END) {
		s->ended = true;
		if (j->status)
			q->losses = j->status;
	} else {
		if (!j->number || j->number > frames || s->taken[j->number - 1])
			return DAMAGED(q, e);
		s->taken[j->number - 1] = true;
		s->taken_count++;
		q->taken_frames++;
		strcpy(q->last_file, j->text);
	}
	return 0;
}

int seq_apply(struct seq *q, struct qc_error *e)
{
	const struct qc_journal *j = &q->journal;
	int r;

	forget(q);
	if (!j->count)
		return 0;
	r = check_owner(q, &j->entry[0], e);
	for (unsigned int i = 1; i < j->count && !r; i++)
		r = apply_entry(q, &j->entry[i], e);
	q->start_ns = j->entry[0].utc_ns;
	q->resumed = true;
	return r;
}

int seq_note(struct seq *q, enum qc_journal_word word, unsigned int number, int status,
	     const char *text, struct qc_error *e)
{
	const struct qc_journal_entry entry = {
		.word = word,
		.step = word == QC_JOURNAL_PLAN ? QC_JOURNAL_VERSION : q->now + 1,
		.number = number,
		.status = status,
		.hash = qc_plan_hash(&q->plan),
		.text = text,
	};

	return qc_journal_add(&q->journal, entry, e);
}

int seq_tell(struct seq *q, unsigned int step, unsigned int k, const char *name,
	     struct qc_error *e)
{
	q->now = step;
	strcpy(q->last_file, name);
	progress_clear(&q->progress);
	printf("%s\n", name);
	fflush(stdout);
	return seq_note(q, QC_JOURNAL_FRAME, k + 1, 0, name, e);
}
