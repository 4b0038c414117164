// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - a few threads that do work from a queue
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "pool.h"

struct list {
	struct qc_work *first, *last;
};

struct thread {
	struct qc_pool *pool;
	unsigned int number;
	pthread_t id;
};

struct qc_pool {
	pthread_mutex_t lock;		/* of what follows */
	pthread_cond_t work;
	struct list todo, done;
	unsigned int pending;		/* pushed and not taken */
	bool closing;
	int fd;
	unsigned int threads;		/* that were started */
	unsigned int joined;		/* of them, in order */
	struct thread thread[];
};

static void put(struct list *l, struct qc_work *w)
{
	w->next = NULL;
	if (l->last)
		l->last->next = w;
	else
		l->first = w;
	l->last = w;
}

static struct qc_work *get(struct list *l)
{
	struct qc_work *w = l->first;

	if (w)
		l->first = w->next;
	if (!l->first)
		l->last = NULL;
	return w;
}

static void tell(const struct qc_pool *p)
{
	const uint64_t one = 1;

	/* Only fails when the counter is full, and then it is readable anyway. */
	if (write(p->fd, &one, sizeof(one)) < 0)
		return;
}

static void *serve(void *argument)
{
	struct thread *t = argument;
	struct qc_pool *p = t->pool;
	struct qc_work *w;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		w = get(&p->todo);
		if (!w && p->closing)
			break;
		if (!w) {
			pthread_cond_wait(&p->work, &p->lock);
			continue;
		}
		pthread_mutex_unlock(&p->lock);
		w->run(w, t->number);
		pthread_mutex_lock(&p->lock);
		put(&p->done, w);
		tell(p);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static int start(struct qc_pool *p, unsigned int threads)
{
	sigset_t all, before;
	int r = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (p->threads < threads && !r) {
		struct thread *t = &p->thread[p->threads];

		t->pool = p;
		t->number = p->threads;
		r = pthread_create(&t->id, NULL, serve, t);
		p->threads += !r;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

struct qc_pool *qc_pool_open(unsigned int threads, struct qc_error *e)
{
	struct qc_pool *p = calloc(1, sizeof(*p) + threads * sizeof(p->thread[0]));
	int r = ENOMEM;

	if (p) {
		pthread_mutex_init(&p->lock, NULL);
		pthread_cond_init(&p->work, NULL);
		p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		r = p->fd < 0 ? errno : start(p, threads);
	}
	if (!r)
		return p;
	qc_pool_close(p, INT64_MAX);
	qc_fail(e, QC_FAILED, r, "threads cannot be started: %s", strerror(r));
	return NULL;
}

void qc_pool_push(struct qc_pool *p, struct qc_work *w)
{
	pthread_mutex_lock(&p->lock);
	p->pending++;
	put(&p->todo, w);
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

int qc_pool_fd(const struct qc_pool *p)
{
	return p->fd;
}

struct qc_work *qc_pool_take(struct qc_pool *p)
{
	struct qc_work *w;
	uint64_t count;

	pthread_mutex_lock(&p->lock);
	w = get(&p->done);
	p->pending -= !!w;
	/* The counter goes back to 0 once all are taken. */
	if (!p->done.first && read(p->fd, &count, sizeof(count)) < 0)
		count = 0;
	pthread_mutex_unlock(&p->lock);
	return w;
}

unsigned int qc_pool_pending(struct qc_pool *p)
{
	unsigned int n;

	pthread_mutex_lock(&p->lock);
	n = p->pending;
	pthread_mutex_unlock(&p->lock);
	return n;
}

int qc_pool_wait(struct qc_pool *p, int64_t until_ns)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	struct timespec t;
	int64_t left;

	if (!qc_pool_pending(p))
		return -ECHILD;
	for (;;) {
		left = until_ns - qc_mono_ns();
		if (left < 0)
			left = 0;
		t.tv_sec = left / QC_NS_PER_S;
		t.tv_nsec = left % QC_NS_PER_S;
		if (ppoll(&fd, 1, &t, NULL) == 1)
			return 0;
		if (!left)
			return -ETIMEDOUT;
	}
}

int qc_pool_close(struct qc_pool *p, int64_t until_ns)
{
	const struct timespec until = {
		.tv_sec = until_ns / QC_NS_PER_S,
		.tv_nsec = until_ns % QC_NS_PER_S,
	};

	if (!p)
		return 0;
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (; p->joined < p->threads; p->joined++)
		if (pthread_clockjoin_np(p->thread[p->joined].id, NULL, CLOCK_MONOTONIC, &until))
			return -ETIMEDOUT;
	if (p->fd >= 0)
		close(p->fd);
	free(p);
	return 0;
}

void qc_pool_drop(struct qc_pool *p)
{
	pthread_mutex_lock(&p->lock);
	while (get(&p->todo))
		p->pending--;
	p->closing = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
}
