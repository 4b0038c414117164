/* SPDX-License-Identifier: GPL-2.0 */
/*
 * newest.h - pictures from one thread to another; only the newest one counts
 *
 * Three rooms: one is written, one is read, one waits. Who writes never waits
 * for who reads, and the other way round.
 */
#ifndef QC_NEWEST_H
#define QC_NEWEST_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct qc_newest {
	pthread_mutex_t lock;
	uint8_t *room[3];
	unsigned int back, waiting, front;	/* which is which */
	bool fresh;				/* the waiting one was not read yet */
	bool ended;				/* none will come any more */
	int result;				/* then: 0, or -errno with error */
	struct qc_error error;
};

/* For pictures of @bytes each. 0, or -ENOMEM with QC_FAILED. */
int qc_newest_open(struct qc_newest *n, size_t bytes, struct qc_error *e);

/* Harmless on one that could not be opened, or is all 0. */
void qc_newest_close(struct qc_newest *n);

/* The writer's room, until qc_newest_put() makes its content the newest picture. */
uint8_t *qc_newest_back(struct qc_newest *n);
void qc_newest_put(struct qc_newest *n);

/*
 * The newest picture, the reader's until the next call; the same one again when
 * none has come. Before the first one it is what is in the room: all 0, or what
 * the reader wrote there.
 */
uint8_t *qc_newest_front(struct qc_newest *n);

/* The writer has ended, with that result. */
void qc_newest_end(struct qc_newest *n, int result, const struct qc_error *e);

/* Has it? Then @result and, unless that is 0, @e are filled. */
bool qc_newest_ended(struct qc_newest *n, int *result, struct qc_error *e);

#endif
