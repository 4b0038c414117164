// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what is asked and told at Level 1, or with the requests
 * of older cameras where one has no such Level 1 [A1]
 *
 * Identity, temperature and the cooler. At register level nobody tells whether
 * the cooler regulates, how long an exposure still takes, or the supply.
 */
#include <linux/ctype.h>

#include "qhy.h"

/* The kernel's isalnum() knows the letters of Latin-1, too. */
static bool qhy_is_plain(char c)
{
	return (isascii(c) && isalnum(c)) || c == '-' || c == '.';
}

/* The device may send anything: only plain letters and digits reach sysfs. */
static void qhy_take_serial(struct qhy *qhy, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < QHY_SERIAL_LEN && bytes[i]; i++)
		qhy->serial[i] = qhy_is_plain(bytes[i]) ? bytes[i] : '_';
	qhy->serial[i] = '\0';
}

/* What tells who it is: by Level 1 the status page, else a page for the date */
static void qhy_level_ask_identity(struct qhy *qhy,
				   struct qhy_wire_status *status, int *err)
{
	u8 page[QHY_DATE_LEN];

	if (!qhy->dialect.registers) {
		qhy_usb_in(qhy, QHY_REQ_STATUS, 0, 0, status, sizeof(*status),
			   err);
		return;
	}
	qhy_usb_in(qhy, QHY_REQ_DATE, 0, 0, page, sizeof(page), err);
	*status = (struct qhy_wire_status){
		.firmware = { page[0], page[1], page[2] },
		.colour = QHY_COLOUR_UNTOLD,
	};
}

/**
 * qhy_level_identify() - find out which camera this is
 * @qhy: camera; gets model, serial and firmware_date
 *
 * Colour and serial number come from the status; what it does not tell comes
 * from the EEPROM.
 *
 * Context: sleeps, at probe. Return: 0 or what qhy_usb_in() gives.
 */
int qhy_level_identify(struct qhy *qhy)
{
	struct qhy_wire_status status;
	char eeprom[QHY_EEPROM_LEN];
	u8 colour;
	int ret = 0;

	qhy_level_ask_identity(qhy, &status, &ret);
	colour = status.colour;
	if (colour > 1) {
		qhy_usb_in(qhy, QHY_REQ_EEPROM, QHY_EEPROM_COLOUR,
			   QHY_EEPROM_COLOUR, eeprom, sizeof(eeprom), &ret);
		colour = eeprom[1];
	}
	qhy_take_serial(qhy, status.serial, sizeof(status.serial));
	if (!qhy->serial[0]) {
		qhy_usb_in(qhy, QHY_REQ_EEPROM, QHY_EEPROM_SERIAL,
			   QHY_EEPROM_SERIAL, eeprom, sizeof(eeprom), &ret);
		qhy_take_serial(qhy, eeprom, sizeof(eeprom));
	}
	if (ret)
		return ret;

	qhy->firmware_date = (2000U + status.firmware.year) << 16 |
			     status.firmware.month << 8 | status.firmware.day;
	qhy->model = qhy_model_find(qhy->family, status.sub_model, colour == 1);
	return 0;
}

/**
 * qhy_level_read() - ask for the camera's state
 * @qhy: camera
 * @reading: all but the humidity
 *
 * At register level the camera is taken to hold what the cooler was told last.
 *
 * Context: sleeps, telemetry.lock. Return: 0, -EIO, -ETIMEDOUT, -ENODEV.
 */
int qhy_level_read(struct qhy *qhy, struct qhy_reading *reading)
{
	struct qhy_wire_temperature temperature;
	struct qhy_wire_status status;
	int ret;

	if (!qhy->dialect.registers) {
		ret = qhy_usb_ask(qhy, QHY_REQ_STATUS, &status, sizeof(status));
		return ret ? ret : qhy_page_status(&status, reading);
	}
	ret = qhy_usb_ask(qhy, QHY_REQ_TEMPERATURE, &temperature,
			  sizeof(temperature));
	if (!ret)
		ret = qhy_page_temperature(&temperature, reading);
	reading->automatic = READ_ONCE(qhy->cooler.told_automatic);
	reading->target = READ_ONCE(qhy->cooler.told_target);
	return ret;
}

/**
 * qhy_level_cool() - tell the cooler what to do
 * @qhy: camera
 * @automatic: hold @target, else apply @pwm
 * @pwm: power
 * @target: 0.1 C
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps, camera_lock.
 */
void qhy_level_cool(struct qhy *qhy, bool automatic, u8 pwm, s16 target,
		    int *err)
{
	const struct qhy_cmd_cooler msg = {
		.cmd = QHY_CMD_COOLER,
		.automatic = automatic,
		.pwm = pwm,
		.target = cpu_to_be16(target),
	};
	const struct qhy_wire_temperature hold = {
		.negative = target < 0,
		.tenths = cpu_to_be16(abs(target)),
	};

	if (!qhy->dialect.registers)
		qhy_command(qhy, &msg, err);
	else if (automatic)
		qhy_usb_out(qhy, QHY_REQ_COOLER_TARGET, 0, 0, &hold,
			    sizeof(hold), err);
	else
		qhy_usb_out(qhy, QHY_REQ_COOLER_POWER, 0, 0, &pwm, sizeof(pwm),
			    err);
}
