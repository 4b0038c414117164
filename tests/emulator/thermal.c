// SPDX-License-Identifier: GPL-2.0
#include "thermal.h"

#include <math.h>

#define STEP_NS		1e8
#define STEP_S		0.1
#define MAX_STEPS	864000		/* a day; before that it has settled */

#define TAU_PLATE	40.0		/* s: the TEC cools the plate */
#define TAU_SENSOR	5.0		/* s: the sensor follows */
#define FULL_POWER	255.0

/*
 * PI controller: the integral time nearly cancels the plate, the gain leaves the
 * loop well damped with the sensor's lag.
 */
#define GAIN		18.0		/* PWM per C */
#define INTEGRAL_TIME	36.0		/* s */
#define SLEW		25.0		/* PWM per second at most */
#define TAU_TARGET	4.0		/* s: softens the host's steps */

static double limit(const struct thermal *t)
{
	return t->protection ? THERMAL_PROTECTED : FULL_POWER;
}

static void note_pwm(struct thermal *t)
{
	struct thermal_truth *truth = &t->truth;
	double low, high;
	unsigned int i;

	i = truth->bucket;
	truth->low[i] = fmin(truth->low[i], t->pwm);
	truth->high[i] = fmax(truth->high[i], t->pwm);
	low = t->pwm;
	high = t->pwm;
	for (i = 0; i < THERMAL_BUCKETS; i++) {
		low = fmin(low, truth->low[i]);
		high = fmax(high, truth->high[i]);
	}
	truth->pwm_change = fmax(truth->pwm_change, high - low);
}

static void next_bucket(struct thermal *t)
{
	struct thermal_truth *truth = &t->truth;

	truth->bucket = (truth->bucket + 1) % THERMAL_BUCKETS;
	truth->low[truth->bucket] = t->pwm;
	truth->high[truth->bucket] = t->pwm;
}

static void note_temperature(struct thermal *t)
{
	t->truth.lowest = fmin(t->truth.lowest, t->sensor);
	t->truth.highest = fmax(t->truth.highest, t->sensor);
}

void thermal_mark(struct thermal *t)
{
	unsigned int i;

	t->truth.lowest = t->sensor;
	t->truth.highest = t->sensor;
	t->truth.pwm_change = 0.0;
	for (i = 0; i < THERMAL_BUCKETS; i++) {
		t->truth.low[i] = t->pwm;
		t->truth.high[i] = t->pwm;
	}
}

void thermal_init(struct thermal *t, double ambient, double clock)
{
	*t = (struct thermal){
		.ambient = ambient, .clock = clock,
		.plate = ambient, .sensor = ambient,
	};
	thermal_mark(t);
}

void thermal_power_on(struct thermal *t, int64_t now)
{
	thermal_advance(t, now);
	thermal_command(t, false, 0, 0);
}

static void apply_manual(struct thermal *t)
{
	t->pwm = fmin(t->manual_pwm, limit(t));
	note_pwm(t);
}

void thermal_command(struct thermal *t, bool automatic, uint8_t pwm,
		     int16_t target)
{
	/* taking over starts from what is: no jump */
	if (automatic && !t->automatic) {
		t->integral = t->pwm;
		t->setpoint = t->sensor;
	}
	t->automatic = automatic;
	t->target = target;
	if (automatic)
		return;
	t->manual_pwm = pwm;
	apply_manual(t);
}

void thermal_undervoltage(struct thermal *t)
{
	t->protection = true;
	thermal_command(t, false, 0, t->target);
}

/* One step of the firmware's controller. */
static void control(struct thermal *t)
{
	double error, wanted, change;

	t->setpoint += (t->target / 10.0 - t->setpoint) * (STEP_S / TAU_TARGET);
	error = t->sensor - t->setpoint;
	wanted = t->integral + GAIN * error;
	change = fmin(limit(t), fmax(0.0, wanted)) - t->pwm;
	t->pwm += fmin(SLEW * STEP_S, fmax(-SLEW * STEP_S, change));
	t->pwm = fmin(t->pwm, limit(t));
	note_pwm(t);
	/* no winding up while more of the same could not be applied */
	if ((wanted > t->pwm && error > 0) || (wanted < t->pwm && error < 0))
		return;
	t->integral += GAIN / INTEGRAL_TIME * error * STEP_S;
}

static void step(struct thermal *t)
{
	double settled;

	next_bucket(t);
	if (t->automatic)
		control(t);
	else
		apply_manual(t);
	settled = t->ambient - THERMAL_DELTA * t->pwm / FULL_POWER;
	t->plate += (settled - t->plate) * (STEP_S / TAU_PLATE);
	t->sensor += (t->plate - t->sensor) * (STEP_S / TAU_SENSOR);
	note_temperature(t);
}

void thermal_advance(struct thermal *t, int64_t now)
{
	t->due += (double)(now - t->time) * t->clock;
	t->time = now;
	t->due = fmin(t->due, MAX_STEPS * STEP_NS);
	for (; t->due >= STEP_NS; t->due -= STEP_NS)
		step(t);
}

int thermal_tenths(const struct thermal *t)
{
	return (int)lround(t->sensor * 10.0);
}

uint8_t thermal_pwm(const struct thermal *t)
{
	return (uint8_t)(t->pwm + 0.5);
}
