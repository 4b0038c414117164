// SPDX-License-Identifier: GPL-2.0
/*
 * Suite of qhy-ramp.c, here as a program; then what a cooler makes of it, which
 * takes floating point.
 */
#include "../kunit/ramp.c"

#include <math.h>

#include "../emulator/thermal.h"

#define NS_PER_MS	1000000LL

/* A camera, and the driver that looks at it about once a second. */
struct plant {
	struct thermal thermal;
	struct qhy_ramp setpoint, pwm;
	u64 random;
	u32 jitter;		/* ms, either way */
	s64 ms;
};

static void plant_open(struct plant *p, u32 jitter)
{
	*p = (struct plant){ .random = 7 + jitter, .jitter = jitter };
	thermal_init(&p->thermal, 20.0, 1.0);
	thermal_power_on(&p->thermal, 0);
}

static u32 plant_wait(struct plant *p)
{
	u32 ms = 1000;

	if (p->jitter)
		ms = ms - p->jitter + random_below(&p->random, 2 * p->jitter);
	p->ms += ms;
	thermal_advance(&p->thermal, p->ms * NS_PER_MS);
	return ms;
}

static void plant_cool(struct plant *p, s32 target, u32 rate)
{
	s32 value = qhy_ramp_advance(&p->setpoint, target, rate, plant_wait(p));

	thermal_command(&p->thermal, true, 0, value);
}

static void plant_power(struct plant *p, s32 power, u32 rate)
{
	s32 value = qhy_ramp_advance(&p->pwm, power, qhy_ramp_power_rate(rate),
				     plant_wait(p));

	thermal_command(&p->thermal, false, value, 0);
}

struct course {
	s64 reached;		/* ms until 0.2 C from the target, -1: never */
	double beyond;		/* C past the target */
	double off;		/* C from it in the ten minutes after */
	double fastest;		/* C within a minute */
	double pwm_change;	/* within a second */
};

#define COURSE_SECONDS	1200

/* Automatic cooling, or warming, to a target. */
static struct course follow(struct plant *p, s32 target, u32 rate)
{
	double sign = target * 10 < p->thermal.sensor * 100 ? -1 : 1;
	double goal = target / 10.0, past[60] = {};
	struct course course = { .reached = -1 };
	s64 begin = p->ms;
	u32 i;

	qhy_ramp_set(&p->setpoint, thermal_tenths(&p->thermal));
	thermal_mark(&p->thermal);
	for (i = 0; i < COURSE_SECONDS; i++) {
		double now, off;

		plant_cool(p, target, rate);
		now = p->thermal.sensor;
		off = now - goal;
		if (course.reached < 0 && fabs(off) <= 0.2)
			course.reached = p->ms - begin;
		course.beyond = fmax(course.beyond, sign * off);
		/* a minute of settling, then ten */
		if (course.reached >= 0 &&
		    p->ms - begin > course.reached + 60000 &&
		    p->ms - begin <= course.reached + 660000)
			course.off = fmax(course.off, fabs(off));
		if (i >= 60)
			course.fastest = fmax(course.fastest,
					      fabs(now - past[i % 60]));
		past[i % 60] = now;
	}
	course.pwm_change = p->thermal.truth.pwm_change;
	printf("# there after %.1f s, %.2f C beyond, then %.2f C off; %.2f C "
	       "per minute, power %.1f per second\n", course.reached / 1000.0,
	       course.beyond, course.off, course.fastest, course.pwm_change);
	return course;
}

static void cool_down(struct tap *t, u32 jitter)
{
	struct course course;
	struct plant p;

	plant_open(&p, jitter);
	course = follow(&p, -100, 100);
	T_OK(t, course.reached >= 120000 && course.reached <= 240000);
	T_OK(t, course.beyond < 0.5);
	T_OK(t, course.off < 0.2);
	T_OK(t, course.fastest < 11);
	T_OK(t, course.pwm_change < 5);

	course = follow(&p, 150, 100);
	T_OK(t, course.reached >= 90000 && course.reached <= 240000);
	T_OK(t, course.beyond < 0.5);
	T_OK(t, course.off < 0.2);
	T_OK(t, course.fastest < 11);
	T_OK(t, course.pwm_change < 5);
}

/* Switching off goes by the power, which is taken from where it is. */
static void warm_up(struct tap *t)
{
	double fastest = 0, past[60] = {};
	struct plant p;
	s64 begin;
	u32 i;

	plant_open(&p, 100);
	follow(&p, -100, 100);
	qhy_ramp_set(&p.pwm, thermal_pwm(&p.thermal));
	thermal_mark(&p.thermal);
	begin = p.ms;
	for (i = 0; thermal_pwm(&p.thermal) && i < COURSE_SECONDS; i++) {
		plant_power(&p, 0, 100);
		if (i >= 60)
			fastest = fmax(fastest,
				       p.thermal.sensor - past[i % 60]);
		past[i % 60] = p.thermal.sensor;
	}
	printf("# off after %.1f s at %.2f C, %.2f C per minute, power %.1f "
	       "per second\n", (p.ms - begin) / 1000.0, p.thermal.sensor,
	       fastest, p.thermal.truth.pwm_change);
	T_EQ(t, thermal_pwm(&p.thermal), 0);
	/* as long as 30 of the 35 degrees, that is 3 minutes */
	T_OK(t, p.ms - begin >= 170000 && p.ms - begin <= 185000);
	T_OK(t, fastest < 11);
	T_OK(t, p.thermal.truth.pwm_change < 4);
	for (i = 0; i < 300; i++)
		plant_power(&p, 0, 100);
	T_OK(t, fabs(p.thermal.sensor - 20.0) < 0.2);
	T_OK(t, p.thermal.truth.highest < 20.01);
}

/* Nobody looks for half a minute: no jump afterwards. */
static void stalled(struct tap *t)
{
	struct plant p;
	u32 i;

	plant_open(&p, 0);
	qhy_ramp_set(&p.setpoint, thermal_tenths(&p.thermal));
	for (i = 0; i < 60; i++)
		plant_cool(&p, -100, 100);
	T_EQ(t, qhy_ramp_value(&p.setpoint), 100);
	p.ms += 30000;
	thermal_advance(&p.thermal, p.ms * NS_PER_MS);
	thermal_mark(&p.thermal);
	T_EQ(t, qhy_ramp_advance(&p.setpoint, -100, 100, 31000), 97);
	for (i = 0; i < 600; i++)
		plant_cool(&p, -100, 100);
	T_OK(t, p.thermal.truth.pwm_change < 10);
	T_OK(t, fabs(p.thermal.sensor + 10.0) < 0.2);
	T_OK(t, p.thermal.truth.lowest > -10.5);
}

int main(void)
{
	struct tap t = {};

	T_RUN(&t, ramp);
	cool_down(&t, 0);
	cool_down(&t, 300);
	warm_up(&t);
	stalled(&t);
	return tap_end(&t);
}
