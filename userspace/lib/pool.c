// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - a few threads that do work from a queue
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

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
	pthread_cond_t work, finished;
	struct list todo, done;
	unsigned int pending;		/* pushed and not taken */
	bool closing;
	int fd;
	unsigned int threads;		/* that run */
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
		pthread_cond_signal(&p->finished);
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
		pthread_cond_init(&p->finished, NULL);
		p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		r = p->fd < 0 ? errno : start(p, threads);
	}
	if (!r)
		return p;
	qc_pool_close(p);
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

struct qc_work *qc_pool_take(struct qc_pool *p, bool wait)
{
	struct qc_work *w;
	uint64_t count;

	pthread_mutex_lock(&p->lock);
	while (wait && p->pending && !p->done.first)
		pthread_cond_wait(&p->finished, &p->lock);
	w = get(&p->done);
	p->pending -= !!w;
	/* The counter goes back to 0 once all are taken. */
	if (!p->done.first && read(p->fd, &count, sizeof(count)) < 0)
		count = 0;
	pthread_mutex_unlock(&p->lock);
	return w;
}

void qc_pool_close(struct qc_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned int i = 0; i < p->threads; i++)
		pthread_join(p->thread[i].id, NULL);
	if (p->fd >= 0)
		close(p->fd);
	free(p);
}
