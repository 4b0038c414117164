/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cooler: a cold plate behind the TEC, the sensor on it, and the controller
 * of the camera's firmware. Runs on camera time: `clock` times as fast as the
 * caller's, which tests use to see an hour of cooling in a minute.
 */
#ifndef EMULATOR_THERMAL_H
#define EMULATOR_THERMAL_H

#include <stdbool.h>
#include <stdint.h>

#define THERMAL_AMBIENT		20.0	/* C */
#define THERMAL_AMBIENT_MIN	(-40.0)
#define THERMAL_AMBIENT_MAX	50.0
#define THERMAL_CLOCK_MIN	0.001
#define THERMAL_CLOCK_MAX	10000.0
#define THERMAL_DELTA		35.0	/* C below ambient at full power */
#define THERMAL_PROTECTED	178	/* of 255 while TEC protection is on */
#define THERMAL_BUCKETS		10	/* steps that make up one second */

/* What tests ask afterwards: since thermal_mark(). */
struct thermal_truth {
	double lowest, highest;		/* C */
	double pwm_change;		/* largest within a second */
	double low[THERMAL_BUCKETS];	/* PWM of the last steps */
	double high[THERMAL_BUCKETS];
	unsigned int bucket;
};

struct thermal {
	double ambient;		/* C */
	double clock;
	double plate, sensor;	/* C */
	double pwm;		/* really applied, 0..255 */
	double integral;	/* of the controller, PWM */
	double setpoint;	/* C, on its way to the target */
	bool automatic;
	bool protection;	/* an undervoltage is remembered: in flash */
	uint8_t manual_pwm;
	int16_t target;		/* 0.1 C */
	int64_t time;		/* ns of the caller, where the model stands */
	double due;		/* ns of camera time not yet stepped through */
	struct thermal_truth truth;
};

/* Everything is as warm as the air. */
void thermal_init(struct thermal *t, double ambient, double clock);

/* The cooler is off and knows no target; the sensor stays as cold as it is. */
void thermal_power_on(struct thermal *t, int64_t now);

/* The AF command: @pwm counts in manual mode, @target (0.1 C) is kept. */
void thermal_command(struct thermal *t, bool automatic, uint8_t pwm,
		     int16_t target);

/* Firmware's answer to an undervoltage: cooler off, and the event remembered. */
void thermal_undervoltage(struct thermal *t);

void thermal_advance(struct thermal *t, int64_t now);

/* Starts the truth afresh. */
void thermal_mark(struct thermal *t);

/* Sensor temperature in 0.1 C, rounded. */
int thermal_tenths(const struct thermal *t);

/* Power as the status tells it. */
uint8_t thermal_pwm(const struct thermal *t);

#endif
