/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes settings of a camera at random while another thread streams. Each
 * change is printed as a line of JSON.
 */
#ifndef TESTS_CHANGE_H
#define TESTS_CHANGE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct v4l;

struct change {
	struct v4l *v;
	uint32_t random;	/* seed, not 0 */
	unsigned int count;
	unsigned int pause_ms;	/* longest time between two */
	bool modes;		/* the readout mode, too */
	pthread_t thread;
	atomic_bool over;
	int ret;		/* 0 or the first -errno; valid when over */
};

int change_start(struct change *c);
int change_join(struct change *c);

#endif
