// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: sensors and cooler for hwmon
 */
#include <linux/hwmon.h>

#include "qhy.h"

#define QHY_HWMON_AGE		1000	/* ms */
#define QHY_MILLI_PER_TENTH	100

static umode_t qhy_hwmon_visible(const void *data,
				 enum hwmon_sensor_types type, u32 attr,
				 int channel)
{
	const struct qhy *qhy = data;

	/* humidity and supply: their meaning is assumed [A6][A7] */
	if (type == hwmon_humidity || type == hwmon_in ||
	    (type == hwmon_temp && channel))
		return qhy->unconfirmed ? 0444 : 0;
	return type == hwmon_pwm ? 0644 : 0444;
}

static int qhy_hwmon_read(struct device *dev, enum hwmon_sensor_types type,
			  u32 attr, int channel, long *value)
{
	struct qhy *qhy = dev_get_drvdata(dev);
	struct qhy_reading reading;
	int ret;

	ret = qhy_telemetry_get(qhy, QHY_HWMON_AGE, &reading);
	if (ret)
		return ret;
	switch (type) {
	case hwmon_temp:
		if (channel && !reading.has_humidity)
			return -ENODATA;
		*value = QHY_MILLI_PER_TENTH *
			 (channel ? reading.humidity_temp :
				    reading.temperature);
		return 0;
	case hwmon_humidity:
		if (!reading.has_humidity)
			return -ENODATA;
		*value = QHY_MILLI_PER_TENTH * reading.humidity;
		return 0;
	case hwmon_in:
		*value = qhy_power_low(reading.power);
		return 0;
	case hwmon_pwm:
		*value = attr == hwmon_pwm_enable ?
			 READ_ONCE(qhy->cooler.mode) : reading.pwm;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int qhy_hwmon_read_string(struct device *dev,
				 enum hwmon_sensor_types type, u32 attr,
				 int channel, const char **text)
{
	switch (type) {
	case hwmon_temp:
		*text = channel ? "Humidity sensor" : "Sensor";
		return 0;
	case hwmon_humidity:
		*text = "Humidity";
		return 0;
	case hwmon_in:
		*text = "Supply";
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int qhy_hwmon_write(struct device *dev, enum hwmon_sensor_types type,
			   u32 attr, int channel, long value)
{
	struct qhy *qhy = dev_get_drvdata(dev);
	bool mode = attr == hwmon_pwm_enable;
	int ret;

	if (type != hwmon_pwm)
		return -EOPNOTSUPP;
	if (value < 0 ||
	    value > (mode ? V4L2_QHYCCD_COOLER_AUTOMATIC : QHY_POWER_MAX))
		return -EINVAL;
	mutex_lock(&qhy->camera_lock);
	ret = qhy_cooler_set(qhy, mode ? V4L2_CID_QHYCCD_COOLER_MODE :
					 V4L2_CID_QHYCCD_COOLER_POWER, value);
	mutex_unlock(&qhy->camera_lock);
	if (!ret)
		qhy_state_look(qhy);
	return ret;
}

static const struct hwmon_ops qhy_hwmon_ops = {
	.is_visible = qhy_hwmon_visible,
	.read = qhy_hwmon_read,
	.read_string = qhy_hwmon_read_string,
	.write = qhy_hwmon_write,
};

static const struct hwmon_channel_info *qhy_hwmon_channels[] = {
	HWMON_CHANNEL_INFO(temp, HWMON_T_INPUT | HWMON_T_LABEL,
			   HWMON_T_INPUT | HWMON_T_LABEL),
	HWMON_CHANNEL_INFO(humidity, HWMON_H_INPUT | HWMON_H_LABEL),
	HWMON_CHANNEL_INFO(in, HWMON_I_LCRIT_ALARM | HWMON_I_LABEL),
	HWMON_CHANNEL_INFO(pwm, HWMON_PWM_INPUT | HWMON_PWM_ENABLE),
	NULL
};

static const struct hwmon_chip_info qhy_hwmon_chip = {
	.ops = &qhy_hwmon_ops,
	.info = qhy_hwmon_channels,
};

/**
 * qhy_hwmon_init() - show the camera to hwmon
 * @qhy: camera
 *
 * A camera without it is a camera: errors are told and nothing more.
 *
 * Context: probe.
 */
void qhy_hwmon_init(struct qhy *qhy)
{
	struct device *dev;

	dev = hwmon_device_register_with_info(&qhy->intf->dev, QHY_DRIVER_NAME,
					      qhy, &qhy_hwmon_chip, NULL);
	if (IS_ERR(dev))
		dev_warn(&qhy->intf->dev, "no hwmon device: %pe\n", dev);
	else
		qhy->hwmon = dev;
}

/**
 * qhy_hwmon_exit() - hide it again
 * @qhy: camera
 *
 * Context: disconnect; waits for readers.
 */
void qhy_hwmon_exit(struct qhy *qhy)
{
	if (qhy->hwmon)
		hwmon_device_unregister(qhy->hwmon);
	qhy->hwmon = NULL;
}
