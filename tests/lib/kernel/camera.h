/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A camera as its frames' times show it: settings act from the frame on that
 * begins next, frames wait in the DDR until the host takes them. Nothing here
 * is reckoned: each frame carries what it really was taken with.
 */
#ifndef TESTS_KERNEL_CAMERA_H
#define TESTS_KERNEL_CAMERA_H

#include "../../../drivers/media/usb/qhyccd/qhy-clock.h"

#define CAMERA_DDR	4096	/* frames */

struct camera_frame {
	struct qhy_taken taken;
	s64 end;		/* of the readout, ns */
	s64 due;		/* arrives then, or later */
	u32 index;
};

/**
 * struct camera - a camera
 * @now: ns
 * @slow: its periods are longer than told by this part
 * @latency: from the end of a readout to its arrival, ns
 * @jitter: most that comes on top
 * @transfer: least between two arrivals
 * @deaf: nothing arrives before
 * @triggered: an edge starts each frame
 * @waiting: for it
 * @next: settings that it was told
 * @running: frame that is exposed or read out
 * @ddr: frames that have not arrived, @used from @head on
 * @arrived_at: last arrival
 * @random: dice
 * @arrived: called for each arrival; @now is its time
 * @arg: for @arrived
 */
struct camera {
	s64 now;
	double slow;
	u32 latency, jitter, transfer;
	s64 deaf;
	bool triggered, waiting;
	struct qhy_taken next;
	struct camera_frame running;
	struct camera_frame ddr[CAMERA_DDR];
	u32 head, used;
	s64 arrived_at;
	u64 random;
	void (*arrived)(void *arg, const struct camera_frame *frame);
	void *arg;
};

u32 camera_random(struct camera *camera, u32 below);
void camera_start(struct camera *camera);
void camera_edge(struct camera *camera);
void camera_run(struct camera *camera, s64 until);

#endif
