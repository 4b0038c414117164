/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - a few threads that do work from a queue
 *
 * The caller owns the works and so bounds how many there are: nothing is
 * allocated for one. All functions but the works' own run in one thread.
 */
#ifndef QC_POOL_H
#define QC_POOL_H

#include <stdbool.h>

#include "error.h"

#define QC_THREADS_MAX 64

struct qc_work {
	/* Runs in a thread of the pool; @thread is its number, from 0. */
	void (*run)(struct qc_work *w, unsigned int thread);
	struct qc_work *next;		/* the pool's */
};

struct qc_pool;

/* Start @threads threads, which get no signals. NULL with QC_FAILED. */
struct qc_pool *qc_pool_open(unsigned int threads, struct qc_error *e);

/* Queue a work; works begin in the order in which they are pushed. */
void qc_pool_push(struct qc_pool *p, struct qc_work *w);

/* A descriptor that is readable while there are finished works to be taken. */
int qc_pool_fd(const struct qc_pool *p);

/*
 * A finished work, or NULL when there is none. @wait: until one is finished;
 * NULL then means that none is pending.
 */
struct qc_work *qc_pool_take(struct qc_pool *p, bool wait);

/* Waits for the threads; what is still queued is done first. NULL is no pool. */
void qc_pool_close(struct qc_pool *p);

#endif
