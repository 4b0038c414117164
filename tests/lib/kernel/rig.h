/* SPDX-License-Identifier: GPL-2.0 */
/*
 * qhy-stream.c and qhy-buffer.c in a program: a host controller that takes
 * from a wire and puts into requests in order, a program that dequeues and
 * queues buffers, and a memory image that says which byte of which frame lies
 * where. The bytes themselves are only put where the driver looks (the end of
 * the image, the trailer), or all of them when rig.bytes is set.
 */
#ifndef TESTS_KERNEL_RIG_H
#define TESTS_KERNEL_RIG_H

#include <stdarg.h>
#include <stdio.h>

#include "../../../drivers/media/usb/qhyccd/qhy.h"
#include "wire.h"

#define RIG_BUFFERS	16
#define RIG_WINDOW	64	/* bytes at the end of the image that are put */
#define RIG_STEP	4000000	/* ns: most from request to request */

/* A slice holds len bytes of a frame, from the byte from of the wire on. */
struct image {
	u32 frame;
	u64 from;
	u32 len;
};

struct workqueue_struct {
	struct work_struct *pending[RIG_BUFFERS + 1];
	u32 count;
};

struct rig_buffer {
	struct qhy_buffer buf;		/* first */
	struct page tail;
	struct image *images;		/* one per slice */
	u32 held;			/* completions until it is queued again */
	bool queued;			/* the driver has it */
	bool told;			/* its metadata are delivered */
	u32 told_sequence;
};

struct rig {
	struct qhy qhy;
	const struct qhy_plan *plan;
	struct wire *wire;
	struct qhy_pixelformat format;
	struct qhy_sensor sensor;
	struct qhy_model model;
	struct workqueue_struct wq, swap_wq;
	usb_complete_t complete;
	struct urb urbs[QHY_RING_SIZE];
	struct rig_buffer buffers[RIG_BUFFERS];
	u32 num_buffers;
	u32 hold;			/* most completions that the program holds one */
	u32 stall;			/* most that no work is done for */
	u32 stalled;			/* so many more */
	u64 random;
	s64 last_sequence;
	u64 last_timestamp;
	struct qhy_taken taken;		/* settings, which do not change */
	u32 told;			/* images whose metadata are delivered */
	u32 delivered_good, delivered_damaged;
	u32 recoveries, reliefs;
	bool bytes;
	bool burst;			/* of all that the wire has */
	bool closing;
	char why[160];			/* the first violation, or empty */
};

__attribute__((format(printf, 2, 3)))
static inline void rig_fail(struct rig *rig, const char *format, ...)
{
	va_list args;

	if (rig->why[0])
		return;
	va_start(args, format);
	vsnprintf(rig->why, sizeof(rig->why), format, args);
	va_end(args);
}

static inline u32 rig_random(struct rig *rig, u32 below)
{
	rig->random = rig->random * 6364136223846793005ULL + 1;
	return (rig->random >> 33) % below;
}

static inline struct rig *rig_of(struct qhy *qhy)
{
	return container_of(qhy, struct rig, qhy);
}

void rig_open(struct rig *rig, const struct qhy_plan *plan, struct wire *wire,
	      u32 num_buffers);
void rig_run(struct rig *rig);
void rig_close(struct rig *rig);

#endif
