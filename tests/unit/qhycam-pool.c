// SPDX-License-Identifier: GPL-2.0
/* The pool of threads: all works are done, once, by as many threads as there are. */
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lib/pool.h"
#include "test.h"

#define THREADS 3
#define WORKS 1000

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

	T_OK(t, !qc_pool_take(p, false));
	T_OK(t, !qc_pool_take(p, true));
	T_OK(t, !readable(p));
	for (unsigned int i = 0; i < WORKS; i++) {
		item[i].work.run = count;
		qc_pool_push(p, &item[i].work);
	}
	while (qc_pool_take(p, true))
		taken++;
	T_EQ(t, taken, WORKS);
	T_OK(t, !readable(p));
	for (unsigned int i = 0; i < WORKS; i++)
		once += item[i].runs == 1;
	T_EQ(t, once, WORKS);
	T_EQ(t, seen[0] + seen[1] + seen[2], WORKS);
	qc_pool_close(p);
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
	T_OK(t, qc_pool_take(p, true));
	while (qc_pool_take(p, true))
		;
	T_EQ(t, together, THREADS);
	qc_pool_close(p);
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
	qc_pool_close(p);
	for (unsigned int i = 0; i < 50; i++)
		wrong += item[i].runs != 1 || item[i].order != i;
	T_EQ(t, wrong, 0);
	qc_pool_close(NULL);
}

int main(void)
{
	struct tap t = { 0 };

	many(&t);
	meeting(&t);
	in_order(&t);
	T_EQ(&t, strangers, 0);
	return tap_end(&t);
}
