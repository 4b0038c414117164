// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: filter wheel on the camera's port
 *
 * The camera passes letters on and collects the answer in its status page.
 */
#include <linux/delay.h>
#include <linux/string.h>

#include "qhy.h"

#define QHY_WHEEL_WAIT_US	10000	/* between looks for the answer */
#define QHY_WHEEL_LOOKS		12	/* answers come within 100 ms */
#define QHY_WHEEL_PERIOD	10	/* s between looks for a wheel */
#define QHY_WHEEL_SILENCES	2	/* questions without an answer */
#define QHY_WHEEL_MOVING	'N'

static const char qhy_wheel_digits[] = "0123456789ABCDEF";

/* -1: no digit */
static int qhy_wheel_number(int letter)
{
	const char *digit = letter ? strchr(qhy_wheel_digits, letter) : NULL;

	return digit ? digit - qhy_wheel_digits : -1;
}

static int qhy_wheel_send(struct qhy *qhy, const char *text, size_t len)
{
	struct qhy_cmd_wheel msg = { .cmd = QHY_CMD_WHEEL };
	int ret = 0;

	msg.length = min(len, sizeof(msg.text));
	memcpy(msg.text, text, msg.length);
	qhy_command(qhy, &msg, &ret);
	return ret;
}

/* The first letter of the answer, 0: none came, or an error. */
static int qhy_wheel_ask(struct qhy *qhy, const char *text)
{
	struct qhy_wire_status status;
	unsigned int i;
	int ret;

	ret = qhy_wheel_send(qhy, text, strlen(text));
	for (i = 0; !ret && i < QHY_WHEEL_LOOKS; i++) {
		fsleep(QHY_WHEEL_WAIT_US);
		ret = qhy_usb_ask(qhy, QHY_REQ_STATUS, &status, sizeof(status));
		if (!ret && status.wheel[0])
			return (u8)status.wheel[0];
	}
	return ret;
}

static void qhy_wheel_set_slots(struct qhy *qhy, u32 slots)
{
	struct qhy_wheel *wheel = &qhy->wheel;

	if (slots == wheel->slots)
		return;
	wheel->slots = slots;
	if (!slots)
		WRITE_ONCE(wheel->position, QHY_WHEEL_UNKNOWN);
	wheel->range_changed = true;
}

static void qhy_wheel_find(struct qhy *qhy)
{
	int slots;

	if (qhy_wheel_ask(qhy, "VRS") <= 0)
		return;
	slots = qhy_wheel_ask(qhy, "MXP");
	if (slots <= 0)
		return;
	slots = qhy_wheel_number(slots);
	if (slots > 0)
		qhy_wheel_set_slots(qhy, slots);
}

static void qhy_wheel_locate(struct qhy *qhy)
{
	struct qhy_wheel *wheel = &qhy->wheel;
	int answer = qhy_wheel_ask(qhy, "NOW"), position;

	if (answer < 0)
		return;
	if (!answer) {
		if (++wheel->silent >= QHY_WHEEL_SILENCES)
			qhy_wheel_set_slots(qhy, 0);
		return;
	}
	wheel->silent = 0;
	position = qhy_wheel_number(answer);
	if (position >= (int)wheel->slots)
		position = QHY_WHEEL_UNKNOWN;
	WRITE_ONCE(wheel->position, position);
	wheel->moving = answer == QHY_WHEEL_MOVING;
}

/**
 * qhy_wheel_look() - look for the wheel, and where it is
 * @qhy: camera
 *
 * Once a second: a moving wheel is asked each time, a resting or missing one
 * now and then.
 *
 * Context: sleeps, work; takes wheel.lock.
 */
void qhy_wheel_look(struct qhy *qhy)
{
	struct qhy_wheel *wheel = &qhy->wheel;
	bool changed;

	/* its answers come in a page of Level 1 [A1] */
	if (!qhy->unconfirmed || qhy->dialect.registers)
		return;
	mutex_lock(&wheel->lock);
	if (!wheel->pause || wheel->moving) {
		wheel->pause = QHY_WHEEL_PERIOD;
		if (!wheel->slots)
			qhy_wheel_find(qhy);
		if (wheel->slots)
			qhy_wheel_locate(qhy);
	}
	wheel->pause--;
	changed = wheel->range_changed;
	wheel->range_changed = false;
	mutex_unlock(&wheel->lock);

	/* takes the lock of the handler, under which wheel.lock is taken */
	if (!changed)
		return;
	v4l2_ctrl_modify_range(qhy->wheel_ctrl, QHY_WHEEL_UNKNOWN,
			       wheel->slots ? wheel->slots - 1 : 0, 1,
			       QHY_WHEEL_UNKNOWN);
	/* whoever sees the slots can reach them all: nothing is clamped */
	WRITE_ONCE(wheel->told, wheel->slots);
}

/**
 * qhy_wheel_set() - move
 * @qhy: camera
 * @id: of the control
 * @value: slot, counted from 0; QHY_WHEEL_UNKNOWN: stay
 *
 * Context: sleeps, takes wheel.lock. Return: 0 or what qhy_usb_out() gives.
 */
int qhy_wheel_set(struct qhy *qhy, u32 id, s64 value)
{
	struct qhy_wheel *wheel = &qhy->wheel;
	int ret = 0;

	mutex_lock(&wheel->lock);
	if (value >= 0 && value < wheel->slots) {
		ret = qhy_wheel_send(qhy, &qhy_wheel_digits[value], 1);
		if (!ret) {
			WRITE_ONCE(wheel->position, QHY_WHEEL_UNKNOWN);
			wheel->moving = true;
		}
	}
	mutex_unlock(&wheel->lock);
	return ret;
}

/**
 * qhy_wheel_get() - slots or position
 * @qhy: camera
 * @id: V4L2_CID_QHYCCD_WHEEL_*
 * @reading: not used
 *
 * Context: any.
 */
s64 qhy_wheel_get(struct qhy *qhy, u32 id, const struct qhy_reading *reading)
{
	if (id == V4L2_CID_QHYCCD_WHEEL_SLOTS)
		return READ_ONCE(qhy->wheel.told);
	return READ_ONCE(qhy->wheel.position);
}
