/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: when frames were exposed, and with which settings
 *
 * Pure: no USB, no V4L2, no locks. The camera tells neither with a frame, and
 * its DDR delivers a frame long after the sensor has made it. So the frames
 * are reckoned: one begins where the former ends and takes max(exposure,
 * readout); what arrives can only be late, never early.
 */
#ifndef _QHY_CLOCK_H
#define _QHY_CLOCK_H

#include <linux/types.h>

#define QHY_CLOCK_CHANGES	32

/**
 * struct qhy_taken - what a frame was taken with
 * @exposure: us
 * @period: of a frame with these settings in live mode, us
 * @readout: us
 * @gain: camera units
 * @offset: camera units
 * @traffic: camera units
 * @mode: readout mode
 */
struct qhy_taken {
	u32 exposure;
	u32 period;
	u32 readout;
	u16 gain;
	u16 offset;
	u8 traffic;
	u8 mode;
};

/**
 * struct qhy_change - settings from one frame on
 * @from: sequence
 * @taken: settings
 * @longest: period that a frame may have, us, when @unsure
 * @shortest: likewise
 * @unsure: they or former ones
 */
struct qhy_change {
	u32 from;
	struct qhy_taken taken;
	u32 longest;
	u32 shortest;
	bool unsure;
};

/**
 * struct qhy_clock - frames to come
 * @end: when the sensor had ended the last frame that arrived, ns
 * @next: sequence of the one after it
 * @late: how late frames arrive, ns, smoothed
 * @waiting: frames in a row that were late by more than a period
 * @crowded: there were more changes than @changes holds: frames that must come
 *	in time until something can be reckoned again
 * @free: frames follow each other, else something else starts each
 * @changes: in the order of frames; the first one is in force
 * @count: of @changes, at least 1 after qhy_clock_start()
 */
struct qhy_clock {
	s64 end;
	u32 next;
	s64 late;
	unsigned int waiting;
	unsigned int crowded;
	bool free;
	struct qhy_change changes[QHY_CLOCK_CHANGES];
	unsigned int count;
};

/**
 * struct qhy_place - what the sensor is doing at a time
 * @sequence: of the frame that it exposes or reads out
 * @behind: frames that it may be behind that, for unsure settings
 * @ahead: frames that it may be ahead of that, likewise
 * @since: ns since that began
 * @left: ns until it ends
 */
struct qhy_place {
	u32 sequence;
	u32 behind;
	u32 ahead;
	s64 since;
	s64 left;
};

void qhy_clock_start(struct qhy_clock *clock, u32 next, s64 now, bool free,
		     const struct qhy_taken *taken);
void qhy_clock_frame(struct qhy_clock *clock, s64 now);
void qhy_clock_place(const struct qhy_clock *clock, s64 now,
		     struct qhy_place *place);
void qhy_clock_change(struct qhy_clock *clock, const struct qhy_place *before,
		      const struct qhy_place *after,
		      const struct qhy_taken *taken);
const struct qhy_change *qhy_clock_taken(const struct qhy_clock *clock,
					 u32 sequence);

#endif /* _QHY_CLOCK_H */
