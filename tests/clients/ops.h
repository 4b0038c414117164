/* SPDX-License-Identifier: GPL-2.0 */
/* Whole operations with a camera, as programs do them; see qhyops.c. */
#ifndef TESTS_OPS_H
#define TESTS_OPS_H

#include "look.h"
#include "v4l.h"

struct ops {
	const struct operation *op;
	const char *device, *meta_device;
	const char *interface;	/* in sysfs, for the operation probe */
	int scale;		/* of the time limits */
	bool single;		/* single-frame mode */
	bool queued;		/* there is a buffer for the next frame */
	struct v4l v, meta;
	struct look look;
	char failed[40];	/* first call that failed */
	int error;		/* its -errno */
	bool no_frame;		/* it waited for a frame in vain */
	unsigned int frames, damaged, wrong;
};

struct operation {
	const char *name;
	int (*run)(struct ops *o);	/* 0 or -errno of the first failure */
};

/* Device names and limits as they are when nothing else is said. */
void ops_init(struct ops *o);

const struct operation *ops_find(const char *name);

/*
 * An operation, and then its files closed. Status: 0, 1 a good frame was wrong,
 * 3 a call failed, 4 no frame came.
 */
void ops_begin(struct ops *o);
int ops_end(struct ops *o);

/* One line: how it ended. */
void ops_print(const struct ops *o, int status);

#endif
