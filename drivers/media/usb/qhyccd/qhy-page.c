// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what the status pages tell
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/qhyccd.h>

#include "qhy-page.h"

#define QHY_HUMIDITY_FULL	65535

/* [A6] */
static u8 qhy_page_power(u8 code)
{
	switch (code & QHY_POWER_CODE) {
	case QHY_POWER_INITIALISING:
		return V4L2_QHYCCD_POWER_INITIALISING;
	case QHY_POWER_GOOD:
	case QHY_POWER_GOOD_MANAGED:
		return V4L2_QHYCCD_POWER_GOOD;
	case QHY_POWER_CHECK_ERROR:
		return V4L2_QHYCCD_POWER_CHECK_ERROR;
	case QHY_POWER_LOW_INDIRECT:
		return V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT;
	case QHY_POWER_LOW_MANAGED:
		return V4L2_QHYCCD_POWER_UNDERVOLTAGE;
	default:
		return V4L2_QHYCCD_POWER_UNKNOWN;
	}
}

/**
 * qhy_page_status() - read the status page
 * @status: as it came
 * @reading: all but the humidity
 *
 * Return: 0, or -EIO for nonsense: a temperature that no sensor has, a cooler
 * that is neither automatic nor manual. @reading is not touched then.
 */
int qhy_page_status(const struct qhy_wire_status *status,
		    struct qhy_reading *reading)
{
	s16 temperature = be16_to_cpu(status->temperature);
	s16 target = be16_to_cpu(status->target);

	if (abs(temperature) > QHY_TEMPERATURE_LIMIT || status->automatic > 1)
		return -EIO;
	reading->remaining = min(be32_to_cpu(status->remaining),
				 QHY_REMAINING_LIMIT);
	reading->temperature = temperature;
	reading->target = clamp_t(s16, target, -QHY_TEMPERATURE_LIMIT,
				  QHY_TEMPERATURE_LIMIT);
	reading->pwm = status->pwm;
	reading->automatic = status->automatic;
	reading->power = qhy_page_power(status->power);
	reading->protection = status->power & QHY_POWER_PROTECTION;
	return 0;
}

/**
 * qhy_page_temperature() - read what older cameras tell [A1]
 * @temperature: as it came
 * @reading: temperature and power; the rest unknown
 *
 * Return: 0, or -EIO for nonsense. @reading is not touched then.
 */
int qhy_page_temperature(const struct qhy_wire_temperature *temperature,
			 struct qhy_reading *reading)
{
	u16 tenths = be16_to_cpu(temperature->tenths);

	if (tenths > QHY_TEMPERATURE_LIMIT || temperature->negative > 1)
		return -EIO;
	*reading = (struct qhy_reading){
		.temperature = temperature->negative ? -tenths : tenths,
		.pwm = temperature->pwm,
		.power = V4L2_QHYCCD_POWER_UNKNOWN,
	};
	return 0;
}

/**
 * qhy_page_humidity() - read the humidity of the timing page
 * @timing: as it came
 * @reading: the humidity
 *
 * Both values 0: no sensor. Humidity % = 100 raw / 65535, temperature C =
 * -45 + 175 raw / 65535, as the SHT3x sensors tell it [A7].
 */
void qhy_page_humidity(const struct qhy_wire_timing *timing,
		       struct qhy_reading *reading)
{
	u32 humidity = be16_to_cpu(timing->humidity);
	u32 temp = be16_to_cpu(timing->humidity_temp);

	reading->has_humidity = humidity || temp;
	reading->humidity = 0;
	reading->humidity_temp = 0;
	if (!reading->has_humidity)
		return;
	reading->humidity = DIV_ROUND_CLOSEST(1000 * humidity,
					      QHY_HUMIDITY_FULL);
	reading->humidity_temp = DIV_ROUND_CLOSEST(1750 * temp,
						   QHY_HUMIDITY_FULL) - 450;
}

/**
 * qhy_power_low() - the camera says that its supply is too low
 * @power: of a reading
 */
bool qhy_power_low(u8 power)
{
	return power == V4L2_QHYCCD_POWER_UNDERVOLTAGE ||
	       power == V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT;
}
