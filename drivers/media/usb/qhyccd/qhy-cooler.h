/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: the cooler, and how it is told and asked
 */
#ifndef _QHY_COOLER_H
#define _QHY_COOLER_H

#include <linux/ktime.h>
#include <linux/types.h>

#include "qhy-page.h"
#include "qhy-ramp.h"

struct qhy;

/**
 * struct qhy_cooler - what is wanted of the cooler, and how far it is; all
 * under camera_lock
 * @mode: enum v4l2_qhyccd_cooler_mode
 * @target: 0.1 C
 * @power: wanted in manual mode
 * @ramp: 0.1 C per minute
 * @setpoint: that the camera holds in automatic mode, 0.1 C
 * @pwm: that it applies else
 * @stepped: last step of the ramp
 * @told: the camera was told what follows
 * @told_automatic: mode
 * @told_target: 0.1 C
 * @told_pwm: power
 * @contrary: readings in a row that say something else
 * @stale: the camera may have forgotten it
 */
struct qhy_cooler {
	u8 mode;
	s16 target;
	u8 power;
	u32 ramp;
	struct qhy_ramp setpoint;
	struct qhy_ramp pwm;
	ktime_t stepped;
	bool told;
	bool told_automatic;
	s16 told_target;
	u8 told_pwm;
	unsigned int contrary;
	bool stale;
};

/* qhy-cooler.c */
void qhy_cooler_init(struct qhy *qhy, const struct qhy_reading *reading);
int qhy_cooler_set(struct qhy *qhy, u32 id, s64 value);
s64 qhy_cooler_get(struct qhy *qhy, u32 id, const struct qhy_reading *reading);
void qhy_cooler_follow(struct qhy *qhy, const struct qhy_reading *reading);
void qhy_cooler_lost(struct qhy *qhy);
void qhy_cooler_resume(struct qhy *qhy);

/* qhy-level.c */
int qhy_level_identify(struct qhy *qhy);
int qhy_level_read(struct qhy *qhy, struct qhy_reading *reading);
void qhy_level_cool(struct qhy *qhy, bool automatic, u8 pwm, s16 target,
		    int *err);

#endif /* _QHY_COOLER_H */
