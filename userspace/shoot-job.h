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

/* Report the jobs that are done, up to the first one that is not. */
void shoot_report(struct shoot *s);

/*
 * The waits for the disk. They fail with QC_DISK when it has not answered for too
 * long; then the pool has been given up, and s->hung is set.
 */

/* The disk is late: begin to count, or look whether that is enough. */
int shoot_disk_late(struct shoot *s, struct qc_error *e);

/* It is not. */
void shoot_disk_answers(struct shoot *s);

/* Wait until something of the pool is finished, or nothing is left in it. */
int shoot_disk_wait(struct shoot *s, struct qc_error *e);

/* Collect until nothing is left. */
int shoot_drain(struct shoot *s, struct qc_error *e);

/*
 * Let a thread do @run, which may sleep in a file system, and wait for it and for
 * all jobs; @path is what it is about. What it uses must stay when the disk hangs.
 */
int shoot_on_disk(struct shoot *s, int (*run)(struct shoot *s, struct qc_error *e),
		  const char *path, struct qc_error *e);

/* Run by a thread of the pool. */
void shoot_work(struct qc_work *w, unsigned int thread);

/* The longest time that a frame may take, ns. */
int64_t shoot_patience_ns(const struct shoot *s);

/* A good frame, with its metadata or NULL: counted, and a job. */
int shoot_good(struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
	       struct qc_error *e);

#endif
