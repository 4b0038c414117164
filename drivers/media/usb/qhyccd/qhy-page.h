/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what the status pages tell
 *
 * Pure: no USB, no V4L2, no locks. Any bytes may come: what leaves is in range.
 */
#ifndef _QHY_PAGE_H
#define _QHY_PAGE_H

#include <linux/types.h>

#include "qhy-proto.h"

#define QHY_TEMPERATURE_LIMIT	1000	/* 0.1 C, either way */
#define QHY_REMAINING_LIMIT	3600000000U	/* us, the longest exposure */
#define QHY_WHEEL_BYTES		8

/**
 * struct qhy_reading - the camera's state as it tells it
 * @remaining: us of the running exposure
 * @temperature: of the sensor, 0.1 C
 * @target: of the cooler, 0.1 C
 * @pwm: applied, 0..255
 * @automatic: the camera itself holds @target
 * @power: enum v4l2_qhyccd_power_status [A6]
 * @protection: an undervoltage is remembered [A6]
 * @humidity: 0.1 % [A7]
 * @humidity_temp: at the humidity sensor, 0.1 C [A7]
 * @has_humidity: there is such a sensor
 */
struct qhy_reading {
	u32 remaining;
	s16 temperature;
	s16 target;
	u8 pwm;
	bool automatic;
	u8 power;
	bool protection;
	u16 humidity;
	s16 humidity_temp;
	bool has_humidity;
};

int qhy_page_status(const struct qhy_wire_status *status,
		    struct qhy_reading *reading);
int qhy_page_temperature(const struct qhy_wire_temperature *temperature,
			 struct qhy_reading *reading);
void qhy_page_humidity(const struct qhy_wire_timing *timing,
		       struct qhy_reading *reading);
bool qhy_power_low(u8 power);

#endif /* _QHY_PAGE_H */
