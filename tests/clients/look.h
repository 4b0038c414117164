/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which frame of the test pattern a picture is, and whether all of it is right,
 * beside a GPS header and a painted frame counter.
 */
#ifndef TESTS_LOOK_H
#define TESTS_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "../lib/pattern.h"
#include "v4l.h"

struct look {
	struct pattern pattern;
	bool header;		/* the first pixels are a GPS header */
	bool stamp;		/* the frame counter is painted */
	unsigned int step;	/* every so many rows are compared */
};

/* Number of the frame, near @hint; -1: it is none of the pattern. */
int64_t look_find(const struct look *l, const struct v4l *v,
		  const uint8_t *data, int64_t hint);

/* First row that differs from frame @n; -1: none. */
int look_compare(const struct look *l, const struct v4l *v,
		 const uint8_t *data, int64_t n);

/* The painted number; -1: none is painted. */
int64_t look_stamp(const struct v4l *v, const uint8_t *data);

#endif
