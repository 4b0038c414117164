/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: a value that moves no faster than it is allowed to
 *
 * Pure: no USB, no V4L2, no locks.
 */
#ifndef _QHY_RAMP_H
#define _QHY_RAMP_H

#include <linux/types.h>

/* A rate is per minute and time is in ms: this makes a step a whole number. */
#define QHY_RAMP_PARTS		60000
/* What comes later than this is not made up for: a stall is not a jump. */
#define QHY_RAMP_LONGEST	2000	/* ms */
/* Temperature span that goes with the full range of the power */
#define QHY_RAMP_SPAN		350	/* 0.1 C */
#define QHY_POWER_MAX		255

/**
 * struct qhy_ramp - a moving value
 * @at: QHY_RAMP_PARTS of its unit
 */
struct qhy_ramp {
	s64 at;
};

void qhy_ramp_set(struct qhy_ramp *ramp, s32 value);
s32 qhy_ramp_value(const struct qhy_ramp *ramp);
s32 qhy_ramp_advance(struct qhy_ramp *ramp, s32 target, u32 rate, u32 ms);
u32 qhy_ramp_power_rate(u32 rate);

#endif /* _QHY_RAMP_H */
