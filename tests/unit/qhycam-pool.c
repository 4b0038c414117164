// SPDX-License-Identifier: GPL-2.0
/*
 * The pool of threads: all works are done, once, by as many threads as there are;
 * one that hangs in a work does not hold the caller.
 */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/pool.h"
#include "test.h"

#define THREADS 3
#define WORKS 1000
#define SOON (qc_mono_ns() + 20 * 1000000ll)

struct item {
	struct qc_work work;
	atomic_uint runs;
	unsigned int order;
};

static atomic_uint begun, together, seen[THREADS], strangers;

static void count(struct qc_work *w, unsigned int thread)
{
	struct item *i = (struct item *)w;

	i->order = atomic_fetch_add(&begun, 1);
	atomic_fetch_add(&i->runs, 1);
	atomic_fetch_add(thread < THREADS ? &seen[thread] : &strangers, 1);
}

/* Ends when all threads are in it at the same time. */
static void meet(struct qc_work *w, unsigned int thread)
{
	(void)w;
	(void)thread;
	atomic_fetch_add(&together, 1);
	while (atomic_load(&together) < THREADS)
		;
}

/* The next finished one, or NULL: none is left. */
static struct qc_work *next(struct qc_pool *p)
{
	return qc_pool_wait(p, INT64_MAX) ? NULL : qc_pool_take(p);
}

static bool readable(const struct qc_pool *p)
{
	struct pollfd fd = { .fd = qc_pool_fd(p), .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

static void many(struct tap *t)
{
	struct item *item = calloc(WORKS, sizeof(*item));
	unsigned int taken = 0, once = 0;
	struct qc_error e;
	struct qc_pool *p = qc_pool_open(THREADS, &e);

	T_OK(t, !qc_pool_take(p));
	T_EQ(t, qc_pool_wait(p, INT64_MAX), -ECHILD);
	T_OK(t, !readable(p));
	for (unsigned int i = 0; i < WORKS; i++) {
		item[i].work.run = count;
		qc_pool_push(p, &item[i].work);
	}
	T_EQ(t, qc_pool_pending(p), WORKS);
	while (next(p))
		taken++;
	T_EQ(t, taken, WORKS);
	T_EQ(t, qc_pool_pending(p), 0);
	T_OK(t, !readable(p));
	for (unsigned int i = 0; i < WORKS; i++)
		once += item[i].runs == 1;
	T_EQ(t, once, WORKS);
	T_EQ(t, seen[0] + seen[1] + seen[2], WORKS);
	T_EQ(t, qc_pool_close(p, INT64_MAX), 0);
	free(item);
}

static void meeting(struct tap *t)
{
	struct item item[THREADS] = { 0 };
	struct qc_error e;
	struct qc_pool *p = qc_pool_open(THREADS, &e);

	for (unsigned int i = 0; i < THREADS; i++) {
		item[i].work.run = meet;
		qc_pool_push(p, &item[i].work);
	}
	T_OK(t, next(p));
	while (next(p))
		;
	T_EQ(t, together, THREADS);
	T_EQ(t, qc_pool_close(p, INT64_MAX), 0);
}

/* One thread does them in order; what is queued when the pool closes is done. */
static void in_order(struct tap *t)
{
	struct item item[50] = { 0 };
	struct qc_error e;
	struct qc_pool *p = qc_pool_open(1, &e);
	unsigned int wrong = 0;

	atomic_store(&begun, 0);
	for (unsigned int i = 0; i < 50; i++) {
		item[i].work.run = count;
		qc_pool_push(p, &item[i].work);
	}
	T_EQ(t, qc_pool_close(p, INT64_MAX), 0);
	for (unsigned int i = 0; i < 50; i++)
		wrong += item[i].runs != 1 || item[i].order != i;
	T_EQ(t, wrong, 0);
	T_EQ(t, qc_pool_close(NULL, INT64_MAX), 0);
}

static int gate[2];

/* A disk that does not answer until something is in the pipe. */
static void hang(struct qc_work *w, unsigned int thread)
{
	struct pollfd fd = { .fd = gate[0], .events = POLLIN };

	while (poll(&fd, 1, -1) != 1)
		;
	count(w, thread);
}

/* Two threads, one hangs: the others' works are done, what waits is not. */
static void hanging(struct tap *t)
{
	struct item item[6] = { 0 };
	struct qc_error e;
	struct qc_pool *p = qc_pool_open(2, &e);

	T_EQ(t, pipe(gate), 0);
	for (unsigned int i = 0; i < 4; i++) {
		item[i].work.run = i ? count : hang;
		qc_pool_push(p, &item[i].work);
	}
	for (unsigned int i = 1; i < 4; i++)
		T_OK(t, next(p) == &item[i].work);
	T_EQ(t, qc_pool_wait(p, SOON), -ETIMEDOUT);
	T_EQ(t, qc_pool_wait(p, 0), -ETIMEDOUT);
	T_OK(t, !qc_pool_take(p));
	T_EQ(t, qc_pool_pending(p), 1);
	item[4].work.run = hang;
	item[5].work.run = count;
	qc_pool_push(p, &item[4].work);
	qc_pool_push(p, &item[5].work);
	T_EQ(t, qc_pool_wait(p, SOON), -ETIMEDOUT);
	qc_pool_drop(p);
	T_OK(t, qc_pool_pending(p) <= 2);
	T_EQ(t, qc_pool_close(p, SOON), -ETIMEDOUT);
	T_EQ(t, qc_pool_close(p, 0), -ETIMEDOUT);
	T_EQ(t, item[0].runs, 0);
	T_EQ(t, write(gate[1], "", 1), 1);
	T_EQ(t, qc_pool_close(p, INT64_MAX), 0);
	T_EQ(t, item[0].runs, 1);
	T_EQ(t, item[5].runs, 0);
	close(gate[0]);
	close(gate[1]);
}

int main(void)
{
	struct tap t = { 0 };

	many(&t);
	meeting(&t);
	in_order(&t);
	hanging(&t);
	T_EQ(&t, strangers, 0);
	return tap_end(&t);
}
