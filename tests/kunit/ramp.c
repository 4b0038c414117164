// SPDX-License-Identifier: GPL-2.0
/* Values that move no faster than allowed. */
#include <linux/kernel.h>

#include "qhy-ramp.h"
#include "suite.h"

#include "ramp.inc"

#define RATE_MAX	3000	/* of the control */

static u32 random_below(u64 *state, u32 below)
{
	*state = *state * 6364136223846793005ULL + 1;
	return (*state >> 33) % below;
}

static void steps(struct tap *t)
{
	struct qhy_ramp ramp = {};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ramp_cases); i++) {
		const struct ramp_case *c = &ramp_cases[i];

		if (c->fresh) {
			qhy_ramp_set(&ramp, c->from);
			T_EQ(t, qhy_ramp_value(&ramp), c->from);
		}
		if (!T_EQ(t, qhy_ramp_advance(&ramp, c->target, c->rate, c->ms),
			  c->value))
			T_NOTE(t, "case %zu %s", i, c->what);
		T_EQ(t, qhy_ramp_value(&ramp), c->value);
	}
}

static void power_rates(struct tap *t)
{
	u32 rate, last = 0, wrong = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(power_rate_cases); i++)
		T_EQ(t, qhy_ramp_power_rate(power_rate_cases[i].rate),
		     power_rate_cases[i].power);
	/* full power goes with 35 degrees; never 0, which is no limit */
	for (rate = 1; rate <= RATE_MAX; rate++) {
		u32 power = qhy_ramp_power_rate(rate);

		wrong += !power || power < last || power * 350 < rate * 255 ||
			 (power - 1) * 350 >= rate * 255;
		last = power;
	}
	T_EQ(t, wrong, 0);
}

/*
 * The way to a target at times that come at random: never ahead of the line
 * that the rate draws, behind it only by rounding, and there at the end.
 */
static const char *one_way(s32 from, s32 target, u32 rate, u64 *state)
{
	s64 sign = target > from ? 1 : -1, line = from * 60000LL;
	struct qhy_ramp ramp;
	s32 value = from;
	u32 ms, i;

	qhy_ramp_set(&ramp, from);
	for (i = 0; value != target && i < 3000000; i++) {
		ms = 1 + random_below(state, 2500);
		line += sign * rate * min(ms, 2000U);
		if ((line - target * 60000LL) * sign > 0)
			line = target * 60000LL;
		value = qhy_ramp_advance(&ramp, target, rate, ms);
		if (abs(value * 60000LL - line) > 30000)
			return "off the line";
		if ((value - target) * sign > 0)
			return "overshoot";
	}
	if (value != target)
		return "never there";
	if (abs(line - target * 60000LL) > 30000)
		return "there too early";
	/* at the target for good, whatever the time */
	for (i = 0; i < 100; i++)
		if (qhy_ramp_advance(&ramp, target, rate,
				     random_below(state, 5000)) != target)
			return "left the target";
	return NULL;
}

static void all_rates(struct tap *t)
{
	u64 state = 20240131;
	const char *why = NULL;
	u32 rate;

	for (rate = 1; rate <= RATE_MAX && !why; rate += 1 + rate / 40) {
		s32 a = (s32)random_below(&state, 1000) - 500;
		s32 b = (s32)random_below(&state, 1000) - 500;

		why = one_way(a, b, rate, &state);
		if (!why)
			why = one_way(b, a, rate, &state);
	}
	T_NOTE(t, "up to rate %u: %s", rate, why ? why : "all right");
	T_OK(t, !why);
}

T_SUITE(ramp,
	T_CASE(steps),
	T_CASE(power_rates),
	T_CASE(all_rates));
