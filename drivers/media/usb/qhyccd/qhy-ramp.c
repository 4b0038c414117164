// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: a value that moves no faster than it is allowed to
 */
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "qhy-ramp.h"

/**
 * qhy_ramp_set() - jump
 * @ramp: ramp
 * @value: to be at
 */
void qhy_ramp_set(struct qhy_ramp *ramp, s32 value)
{
	ramp->at = (s64)value * QHY_RAMP_PARTS;
}

/**
 * qhy_ramp_value() - where the value is
 * @ramp: ramp
 *
 * Return: the nearest whole unit.
 */
s32 qhy_ramp_value(const struct qhy_ramp *ramp)
{
	s64 half = ramp->at < 0 ? -QHY_RAMP_PARTS / 2 : QHY_RAMP_PARTS / 2;

	return div_s64(ramp->at + half, QHY_RAMP_PARTS);
}

/**
 * qhy_ramp_advance() - move on
 * @ramp: ramp
 * @target: where to go
 * @rate: units per minute, 0: at once
 * @ms: time since the last step; QHY_RAMP_LONGEST at most counts
 *
 * Return: qhy_ramp_value(); equal to @target once it is there.
 */
s32 qhy_ramp_advance(struct qhy_ramp *ramp, s32 target, u32 rate, u32 ms)
{
	s64 goal = (s64)target * QHY_RAMP_PARTS;
	s64 step = (s64)rate * min_t(u32, ms, QHY_RAMP_LONGEST);

	if (!rate)
		step = S64_MAX / 2;
	ramp->at += clamp(goal - ramp->at, -step, step);
	return qhy_ramp_value(ramp);
}

/**
 * qhy_ramp_power_rate() - rate of the power that goes with one of temperature
 * @rate: 0.1 C per minute, 0: no limit
 *
 * Return: power units per minute, 0: no limit.
 */
u32 qhy_ramp_power_rate(u32 rate)
{
	return DIV_ROUND_UP(rate * QHY_POWER_MAX, QHY_RAMP_SPAN);
}
