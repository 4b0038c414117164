// SPDX-License-Identifier: GPL-2.0
/* See camera.h. */
#include <linux/limits.h>
#include <linux/minmax.h>
#include <stdlib.h>

#include "camera.h"

u32 camera_random(struct camera *camera, u32 below)
{
	camera->random = camera->random * 6364136223846793005ULL + 1;
	return (camera->random >> 33) % below;
}

/* Settings act from here on. */
static void begin(struct camera *camera, s64 at, u32 us)
{
	struct camera_frame *frame = &camera->running;

	frame->taken = camera->next;
	frame->end = at + (s64)(us * 1000.0 * (1 + camera->slow));
}

/* The first frame: nothing is read out while it is exposed. */
void camera_start(struct camera *camera)
{
	const struct qhy_taken *set = &camera->next;

	camera->running.index = 0;
	camera->waiting = camera->triggered;
	if (!camera->waiting)
		begin(camera, camera->now, set->exposure + set->readout);
}

void camera_edge(struct camera *camera)
{
	const struct qhy_taken *set = &camera->next;

	if (!camera->waiting)
		return;
	camera->waiting = false;
	begin(camera, camera->now, set->exposure + set->readout);
}

static void end(struct camera *camera)
{
	struct camera_frame *frame = &camera->running;
	u32 delay = camera->latency;

	if (camera->used == CAMERA_DDR)
		abort();
	if (camera->jitter)
		delay += camera_random(camera, camera->jitter);
	frame->due = frame->end + delay;
	camera->ddr[(camera->head + camera->used++) % CAMERA_DDR] = *frame;
	frame->index++;
	camera->waiting = camera->triggered;
	if (!camera->waiting)
		begin(camera, frame->end, camera->next.period);
}

static s64 next_arrival(const struct camera *camera)
{
	s64 due = camera->ddr[camera->head].due;

	if (!camera->used)
		return S64_MAX;
	due = max(due, camera->arrived_at + camera->transfer);
	return max(due, camera->deaf);
}

static void arrive(struct camera *camera)
{
	const struct camera_frame *frame = &camera->ddr[camera->head];

	camera->head = (camera->head + 1) % CAMERA_DDR;
	camera->used--;
	camera->arrived_at = camera->now;
	camera->arrived(camera->arg, frame);
}

void camera_run(struct camera *camera, s64 until)
{
	for (;;) {
		s64 ends = camera->waiting ? S64_MAX : camera->running.end;
		s64 arrives = next_arrival(camera);

		if (min(ends, arrives) > until)
			break;
		camera->now = min(ends, arrives);
		if (ends <= arrives)
			end(camera);
		else
			arrive(camera);
	}
	camera->now = until;
}
