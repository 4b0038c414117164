// SPDX-License-Identifier: GPL-2.0
/* Times, rates, fractions of seconds and the level of the camera's memory. */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "qhy-timing.h"
#include "suite.h"

#include "timing.inc"

static void readout(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(readout_cases); i++) {
		const struct readout_case *c = &readout_cases[i];

		T_EQ(t, qhy_readout_us(&c->line, c->rows, c->traffic), c->us);
	}
}

static void told(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told_cases); i++) {
		const struct told_case *c = &told_cases[i];

		T_EQ(t, qhy_line_told(c->table, c->told, c->traffic), c->line);
	}
}

static u32 common_factor(u32 a, u32 b)
{
	while (b) {
		u32 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void fractions(struct tap *t)
{
	u32 numerator, denominator;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fraction_cases); i++) {
		const struct fraction_case *c = &fraction_cases[i];
		bool good;

		qhy_us_to_fraction(c->us, &numerator, &denominator);
		good = T_EQ(t, numerator, c->numerator);
		good &= T_EQ(t, denominator, c->denominator);
		if (!good)
			T_NOTE(t, "%llu us", c->us);
	}
}

/* In range, reduced, and as near as a fraction of such terms can be. */
static const char *bad_fraction(u64 us)
{
	u32 n = 0, d = 0;
	s64 off;

	qhy_us_to_fraction(us, &n, &d);
	if (!n || !d || n > QHY_FRACTION_MAX || d > QHY_FRACTION_MAX)
		return "out of range";
	if (common_factor(n, d) != 1)
		return "not reduced";
	/* both sides times 1e6 d: below 2^63 for an hour */
	off = abs((s64)n * 1000000 - (s64)(us * d));
	if (us >= 31 && off * 50 > (s64)(us * d))
		return "off by more than 2 %";
	if (us >= 5000 && off * 10000 > (s64)(us * d))
		return "off by more than 0.01 %";
	return NULL;
}

static void all_fractions(struct tap *t)
{
	const char *why = NULL;
	u64 us;

	for (us = 1; us <= 3600000000ULL && !why;
	     us += 1 + div_u64(us, T_ROUNDS(20000)))
		why = bad_fraction(us);
	T_NOTE(t, "up to %llu us: %s", us, why ? why : "all right");
	T_OK(t, !why);
}

static void memory(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guess_cases); i++) {
		const struct guess_case *c = &guess_cases[i];

		T_EQ(t, qhy_ddr_guess(c->waited, c->frame, c->interval),
		     c->bytes);
	}
	for (i = 0; i < ARRAY_SIZE(excess_cases); i++) {
		const struct excess_case *c = &excess_cases[i];

		T_EQ(t, qhy_ddr_excess(c->level, c->capacity, c->frame),
		     c->frames);
	}
}

T_SUITE(timing,
	T_CASE(readout),
	T_CASE(told),
	T_CASE(fractions),
	T_CASE(all_fractions),
	T_CASE(memory));
