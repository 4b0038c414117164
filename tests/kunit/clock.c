// SPDX-License-Identifier: GPL-2.0
/*
 * The reckoning of frames: scripts of what arrives and what is told. Against a
 * camera, with the driver's guards, it runs in driver-shot.c.
 */
#include <linux/kernel.h>

#include "qhy-clock.h"
#include "suite.h"

#include "clock.inc"

#define US	1000LL		/* ns */

static struct qhy_taken settings(u32 period, u16 gain)
{
	return (struct qhy_taken){
		.exposure = period, .period = period, .gain = gain,
	};
}

static void start(struct qhy_clock *clock, const struct clock_case *c)
{
	const struct qhy_taken taken = settings(c->d, 0);

	memset(clock, 0x5a, sizeof(*clock));
	qhy_clock_start(clock, c->a, c->b * US, c->c, &taken);
}

static void change(struct qhy_clock *clock, u32 from, u32 sure, u16 gain,
		   u32 period)
{
	const struct qhy_place before = { .sequence = from };
	const struct qhy_place after = { .sequence = sure };
	const struct qhy_taken taken = settings(period, gain);

	qhy_clock_change(clock, &before, &after, &taken);
}

static bool place_is(struct tap *t, const struct qhy_clock *clock,
		     const struct clock_case *c)
{
	struct qhy_place place;
	bool good;

	qhy_clock_place(clock, c->a * US, &place);
	good = T_EQ(t, place.sequence, (u32)c->b);
	good &= T_EQ(t, place.since, c->c * US);
	good &= T_EQ(t, place.left, c->d * US);
	return good;
}

static bool frame_is(struct tap *t, struct qhy_clock *clock,
		     const struct clock_case *c)
{
	bool good;

	qhy_clock_frame(clock, c->a * US);
	good = T_EQ(t, clock->end, c->b * US);
	good &= T_EQ(t, clock->late / US, c->c);
	return good;
}

static bool taken_is(struct tap *t, const struct qhy_clock *clock,
		     const struct clock_case *c)
{
	const struct qhy_change *taken = qhy_clock_taken(clock, c->a);
	bool good = T_EQ(t, taken->taken.gain, c->b);

	good &= T_EQ(t, taken->unsure, c->c);
	return good;
}

static void scripts(struct tap *t)
{
	struct qhy_clock clock;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(clock_cases); i++) {
		const struct clock_case *c = &clock_cases[i];
		bool good = true;

		switch (c->op) {
		case START:
			start(&clock, c);
			break;
		case FRAME:
			good = frame_is(t, &clock, c);
			break;
		case PLACE:
			good = place_is(t, &clock, c);
			break;
		case CHANGE:
			change(&clock, c->a, c->b, c->c, c->d);
			break;
		case TAKEN:
			good = taken_is(t, &clock, c);
			break;
		case COUNT:
			good = T_EQ(t, clock.count, c->a);
			break;
		}
		if (!good)
			T_NOTE(t, "case %zu %s", i, c->what);
	}
}

/* More changes than can be kept, and how the clock is trusted again. */
static void crowd(struct tap *t)
{
	const struct clock_case begin = { START, 0, 0, 1, 100, "" };
	struct qhy_clock clock;
	u32 i, wrong = 0;
	s64 now;

	start(&clock, &begin);
	for (i = 1; i <= QHY_CLOCK_CHANGES - 1; i++)
		change(&clock, i, i, i, 100);
	T_EQ(t, clock.count, QHY_CLOCK_CHANGES);
	for (i = 0; i <= QHY_CLOCK_CHANGES; i++)
		wrong += qhy_clock_taken(&clock, i)->unsure ||
			 qhy_clock_taken(&clock, i)->taken.gain !=
			 (i ? i - 1 : 0);
	T_EQ(t, wrong, 0);
	change(&clock, 40, 40, 99, 100);
	change(&clock, 50, 50, 100, 100);
	T_EQ(t, clock.count, QHY_CLOCK_CHANGES);
	T_OK(t, !qhy_clock_taken(&clock, QHY_CLOCK_CHANGES - 1)->unsure);
	T_OK(t, qhy_clock_taken(&clock, QHY_CLOCK_CHANGES)->unsure);
	T_EQ(t, qhy_clock_taken(&clock, 60)->taken.gain, 100);

	/* they arrive, and nothing is sure while they come too fast */
	for (i = 0, now = 10000; i < 60; i++, now += 50)
		qhy_clock_frame(&clock, now * US);
	T_EQ(t, clock.count, 1);
	T_EQ(t, clock.end, 12950 * US);
	change(&clock, 60, 60, 101, 100);
	T_OK(t, qhy_clock_taken(&clock, 61)->unsure);

	/* in time: 16 of them */
	for (i = 0, now = 13050; i < 15; i++, now += 100)
		qhy_clock_frame(&clock, now * US);
	T_OK(t, qhy_clock_taken(&clock, 75)->unsure);
	qhy_clock_frame(&clock, now * US);
	T_OK(t, !qhy_clock_taken(&clock, 76)->unsure);
	T_EQ(t, qhy_clock_taken(&clock, 76)->taken.gain, 101);
	change(&clock, 76, 76, 102, 100);
	T_OK(t, !qhy_clock_taken(&clock, 77)->unsure);
}

/* Late by more than a period for good: the camera has dropped frames. */
static void dropped(struct tap *t)
{
	const struct clock_case begin = { START, 0, 0, 1, 100, "" };
	struct qhy_clock clock;
	u32 i;

	start(&clock, &begin);
	for (i = 1; i < 1024; i++)
		qhy_clock_frame(&clock, (i * 100 + 550) * US);
	T_EQ(t, clock.end, 102300 * US);
	qhy_clock_frame(&clock, (102400 + 550) * US);
	T_EQ(t, clock.end, 102950 * US);
}

/* Where the sensor is while the settings of its frame are not sure. */
static void blurred(struct tap *t)
{
	const struct clock_case begin = { START, 0, 0, 1, 1000, "" };
	struct qhy_place place;
	struct qhy_clock clock;

	start(&clock, &begin);
	change(&clock, 0, 2, 1, 100);	/* frames 1 and 2: 1000 or 100 */
	qhy_clock_place(&clock, 1350 * US, &place);
	T_EQ(t, place.sequence, 4);
	T_EQ(t, place.behind, 3);
	T_EQ(t, place.ahead, 0);
	qhy_clock_change(&clock, &place, &place,
			 &(struct qhy_taken){ .period = 50, .gain = 2 });
	T_OK(t, !qhy_clock_taken(&clock, 0)->unsure);
	T_EQ(t, qhy_clock_taken(&clock, 1)->taken.gain, 1);
	T_OK(t, qhy_clock_taken(&clock, 1)->unsure);
	T_OK(t, qhy_clock_taken(&clock, 4)->unsure);
	T_EQ(t, qhy_clock_taken(&clock, 4)->taken.gain, 2);
	T_OK(t, !qhy_clock_taken(&clock, 5)->unsure);
	T_EQ(t, qhy_clock_taken(&clock, 5)->taken.gain, 2);

	start(&clock, &begin);
	change(&clock, 0, 2, 1, 3000);	/* frames 1 and 2: 1000 or 3000 */
	qhy_clock_place(&clock, 4500 * US, &place);
	T_EQ(t, place.sequence, 2);
	T_EQ(t, place.behind, 0);
	T_EQ(t, place.ahead, 1);
	qhy_clock_change(&clock, &place, &place,
			 &(struct qhy_taken){ .period = 50, .gain = 2 });
	T_EQ(t, qhy_clock_taken(&clock, 3)->taken.gain, 2);
	T_OK(t, qhy_clock_taken(&clock, 3)->unsure);
	T_OK(t, !qhy_clock_taken(&clock, 4)->unsure);
}

T_SUITE(clock,
	T_CASE(scripts),
	T_CASE(crowd),
	T_CASE(dropped),
	T_CASE(blurred));
