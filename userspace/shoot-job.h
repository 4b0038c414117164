/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shoot-job.h - between the parts of a job
 */
#ifndef QC_SHOOT_JOB_H
#define QC_SHOOT_JOB_H

#include "shoot.h"

/* Frames follow each other, in contrast to one exposure for each buffer. */
static inline bool shoot_is_live(const struct shoot *s)
{
	return s->opt->live || s->opt->burst;
}

/* Fill the header of the job's frame; @meta may be NULL. */
void shoot_describe(struct shoot *s, struct shoot_job *j, const struct qc_meta *meta);

/* A job of the pool is done: report what can be. */
void shoot_finished(struct shoot *s, struct shoot_job *j);

/* Run by a thread of the pool. */
void shoot_work(struct qc_work *w, unsigned int thread);

/* The longest time that a frame may take, ns. */
int64_t shoot_patience_ns(const struct shoot *s);

/* A good frame, with its metadata or NULL: counted, and a job. */
int shoot_good(struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
	       struct qc_error *e);

#endif
