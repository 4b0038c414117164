// SPDX-License-Identifier: GPL-2.0
/*
 * newest.c - pictures from one thread to another; only the newest one counts
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "newest.h"

int qc_newest_open(struct qc_newest *n, size_t bytes, struct qc_error *e)
{
	memset(n, 0, sizeof(*n));
	for (unsigned int i = 0; i < 3; i++) {
		n->room[i] = calloc(1, bytes);
		if (!n->room[i]) {
			qc_newest_close(n);
			return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
		}
	}
	pthread_mutex_init(&n->lock, NULL);
	n->waiting = 1;
	n->front = 2;
	return 0;
}

void qc_newest_close(struct qc_newest *n)
{
	if (n->room[2])
		pthread_mutex_destroy(&n->lock);
	for (unsigned int i = 0; i < 3; i++) {
		free(n->room[i]);
		n->room[i] = NULL;
	}
}

uint8_t *qc_newest_back(struct qc_newest *n)
{
	return n->room[n->back];
}

static void swap(unsigned int *a, unsigned int *b)
{
	unsigned int was = *a;

	*a = *b;
	*b = was;
}

void qc_newest_put(struct qc_newest *n)
{
	pthread_mutex_lock(&n->lock);
	swap(&n->back, &n->waiting);
	n->fresh = true;
	pthread_mutex_unlock(&n->lock);
}

uint8_t *qc_newest_front(struct qc_newest *n)
{
	pthread_mutex_lock(&n->lock);
	if (n->fresh)
		swap(&n->front, &n->waiting);
	n->fresh = false;
	pthread_mutex_unlock(&n->lock);
	return n->room[n->front];
}

void qc_newest_end(struct qc_newest *n, int result, const struct qc_error *e)
{
	pthread_mutex_lock(&n->lock);
	n->ended = true;
	n->result = result;
	if (result)
		n->error = *e;
	pthread_mutex_unlock(&n->lock);
}

bool qc_newest_ended(struct qc_newest *n, int *result, struct qc_error *e)
{
	bool ended;

	pthread_mutex_lock(&n->lock);
	ended = n->ended;
	if (ended) {
		*result = n->result;
		if (n->result)
			*e = n->error;
	}
	pthread_mutex_unlock(&n->lock);
	return ended;
}
