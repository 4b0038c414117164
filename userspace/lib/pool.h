/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - a few threads that do work from a queue
 *
 * The caller owns the works and so bounds how many there are: nothing is
 * allocated for one. All functions but the works' own run in one thread.
 */
#ifndef QC_POOL_H
#define QC_POOL_H

#include <stdint.h>

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

/* A finished work, or NULL when there is none now. */
struct qc_work *qc_pool_take(struct qc_pool *p);

/* How many works were pushed and have not been taken. */
unsigned int qc_pool_pending(struct qc_pool *p);

/*
 * Wait until a work is finished, until @until_ns of the monotonic clock. 0: one
 * can be taken; -ECHILD: none is pending; -ETIMEDOUT.
 */
int qc_pool_wait(struct qc_pool *p, int64_t until_ns);

/* Forget what is queued and has not begun: it will be neither done nor finished. */
void qc_pool_drop(struct qc_pool *p);

/*
 * Wait for the threads, until @until_ns; what is still queued is done first. 0,
 * or -ETIMEDOUT: one hangs in a work. Then the pool is still there, and what its
 * works use must stay. NULL is no pool.
 */
int qc_pool_close(struct qc_pool *p, int64_t until_ns);

#endif
