/* SPDX-License-Identifier: GPL-2.0 */
/*
 * state.h - what a camera measures and regulates, in one look
 */
#ifndef QC_STATE_H
#define QC_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "camera.h"

/* A control's value; has = false where the camera or its driver has not got it. */
struct qc_reading {
	bool has;
	int64_t value;
};

/* Units are those of the controls, see linux/qhyccd.h. */
struct qc_state {
	int64_t utc_ns;			/* when it was read */
	struct qc_reading temperature, remaining;
	struct qc_reading cooler_mode, target, power, ramp;
	char cooler_name[32];		/* of the mode: "Automatic" */
	struct qc_reading humidity, humidity_temperature;
	struct qc_reading power_status, protection;
	char power_name[32];
	struct qc_reading wheel_slots, wheel_position;
};

/*
 * Read all of it. Controls that are not there are left out; 0, or -errno as
 * qc_camera_fail() when the camera is gone or does not tell its temperature.
 */
int qc_state_read(const struct qc_camera *cam, struct qc_state *s, struct qc_error *e);

/* A sensor is there: both values are 0 without one. */
bool qc_state_has_humidity(const struct qc_state *s);

/* The supply is bad, or said to be. */
bool qc_state_undervoltage(const struct qc_state *s);

/* Power in per cent. */
double qc_state_percent(const struct qc_reading *power);

/*
 * A temperature as people write it, "-10", "-10.5", "3", in tenths. 0, or
 * -EINVAL (no number, or finer than a tenth) or -ERANGE (beyond +-1000 C).
 */
int qc_parse_tenths(const char *text, int64_t *tenths);

#endif
