// SPDX-License-Identifier: GPL-2.0
/* Two controls for one exposure: what is written to one shows in the other. */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "qhy-timing.h"
#include "suite.h"

#include "exposure.inc"

#define SHORTEST	30U		/* of the QHY268, us */
#define LONGEST		3600000000U

static void to_units(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(to_units_cases); i++)
		T_EQ(t, qhy_us_to_absolute(to_units_cases[i].us),
		     to_units_cases[i].units);
}

static void to_us(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(to_us_cases); i++) {
		const struct to_us_case *c = &to_us_cases[i];

		T_EQ(t, qhy_absolute_to_us(c->units, c->shortest, c->longest),
		     c->us);
	}
}

/* The coarse control keeps what was written to it. */
static void coarse_is_kept(struct tap *t)
{
	u32 units, us, wrong = 0, n = 0;

	for (units = 1; units <= LONGEST / QHY_ABSOLUTE_US;
	     units += 1 + units / T_ROUNDS(20000), n++) {
		us = qhy_absolute_to_us(units, SHORTEST, LONGEST);
		wrong += us != units * QHY_ABSOLUTE_US ||
			 qhy_us_to_absolute(us) != units;
	}
	T_NOTE(t, "%u values", n);
	T_EQ(t, wrong, 0);
	T_OK(t, n > T_ROUNDS(20000));
}

/* The fine one shows as the nearest unit, never as none. */
static void fine_is_near(struct tap *t)
{
	u32 last = 0, wrong = 0, n = 0;
	u64 us;

	for (us = SHORTEST; us <= LONGEST;
	     us += 1 + div_u64(us, T_ROUNDS(20000)), n++) {
		u32 units = qhy_us_to_absolute(us);
		u64 shown = (u64)units * QHY_ABSOLUTE_US;
		u64 off = max(shown, us) - min(shown, us);

		wrong += units < last || !units ||
			 (off > QHY_ABSOLUTE_US / 2 && units != 1);
		last = units;
	}
	T_NOTE(t, "%u values", n);
	T_EQ(t, wrong, 0);
	T_EQ(t, last <= LONGEST / QHY_ABSOLUTE_US, true);
}

/* Whatever is written: the sensor can do it. */
static void within_the_sensor(struct tap *t)
{
	static const u32 limits[][2] = {
		{ 30, 3600000000U }, { 40, 3600000000U }, { 100, 100 },
		{ 149, 151 }, { 1, 0xffffffff },
	};
	u32 i, bit, us, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		for (bit = 0; bit < 32; bit++) {
			us = qhy_absolute_to_us(1U << bit, limits[i][0],
						limits[i][1]);
			wrong += us < limits[i][0] || us > limits[i][1];
			us = qhy_absolute_to_us(~(1U << bit), limits[i][0],
						limits[i][1]);
			wrong += us < limits[i][0] || us > limits[i][1];
		}
	T_EQ(t, wrong, 0);
}

T_SUITE(exposure,
	T_CASE(to_units),
	T_CASE(to_us),
	T_CASE(coarse_is_kept),
	T_CASE(fine_is_near),
	T_CASE(within_the_sensor));
