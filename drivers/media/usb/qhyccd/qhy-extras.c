// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: trigger, GPIO socket, LED, anti-RBI, stamp, counter
 *
 * All of tier 2: nothing here is sent without the module parameter unconfirmed.
 * The camera tells none of it back, so binding sets it to the defaults.
 */
#include "qhy.h"

static u32 qhy_state(struct qhy *qhy, u32 id)
{
	return qhy->state[id - V4L2_CID_QHYCCD_BASE];
}

static int qhy_send_trigger(struct qhy *qhy)
{
	u32 input = qhy_state(qhy, V4L2_CID_QHYCCD_TRIGGER_INPUT);
	u32 output = qhy_state(qhy, V4L2_CID_QHYCCD_TRIGGER_OUTPUT);
	const struct qhy_cmd_trigger msg = {
		.cmd = QHY_CMD_TRIGGER,
		.enable = input || output,
		.input_mode = input,
		.filter = cpu_to_be16(qhy_state(qhy,
					V4L2_CID_QHYCCD_TRIGGER_FILTER)),
		.source = QHY_TRIGGER_GPIO2,
		.output_mode = output,
	};
	int ret = 0;

	qhy_command(qhy, &msg, &ret);
	if (!ret)
		qhy_stream_set_trigger(qhy, input);
	return ret;
}

static int qhy_send_gpio(struct qhy *qhy)
{
	const struct qhy_cmd_gpio msg = {
		.cmd = QHY_CMD_GPIO,
		.mode = qhy_state(qhy, V4L2_CID_QHYCCD_GPIO_MODE),
		.outputs = qhy_state(qhy, V4L2_CID_QHYCCD_GPIO_OUTPUTS),
	};
	int ret = 0;

	qhy_command(qhy, &msg, &ret);
	return ret;
}

static int qhy_send_anti_rbi(struct qhy *qhy)
{
	bool on = qhy_state(qhy, V4L2_CID_QHYCCD_ANTI_RBI);
	const struct qhy_cmd_anti_rbi msg = {
		.cmd = QHY_CMD_ANTI_RBI,
		.enable = on,
		.value = cpu_to_be16(on ? qhy->model->sensor->anti_rbi : 0),
	};
	int ret = 0;

	if (qhy->model->sensor->anti_rbi)
		qhy_command(qhy, &msg, &ret);
	return ret;
}

static int qhy_send_stamp(struct qhy *qhy)
{
	int ret = 0;

	qhy_reg_write(qhy, QHY_REG_STAMP,
		      qhy_state(qhy, V4L2_CID_QHYCCD_IMAGE_STAMP), &ret);
	return ret;
}

/* [A16] */
static int qhy_send_led(struct qhy *qhy)
{
	const struct qhy_wire_led pulse = {
		.position = cpu_to_be32(qhy_state(qhy,
					V4L2_CID_QHYCCD_LED_POSITION)),
	};
	int ret = 0;

	qhy_usb_out(qhy, QHY_REQ_LED_PULSE,
		    qhy_state(qhy, V4L2_CID_QHYCCD_LED_WIDTH), 0, &pulse,
		    sizeof(pulse), &ret);
	qhy_usb_out(qhy, QHY_REQ_LED, qhy_state(qhy, V4L2_CID_QHYCCD_LED), 0,
		    NULL, 0, &ret);
	return ret;
}

static int qhy_reset_counter(struct qhy *qhy)
{
	int ret = 0;

	qhy_reg_write(qhy, QHY_REG_COUNTER_RESET, 1, &ret);
	qhy_reg_write(qhy, QHY_REG_COUNTER_RESET, 0, &ret);
	return ret;
}

static int qhy_extras_send(struct qhy *qhy, u32 id)
{
	switch (id) {
	case V4L2_CID_QHYCCD_TRIGGER_INPUT:
	case V4L2_CID_QHYCCD_TRIGGER_FILTER:
	case V4L2_CID_QHYCCD_TRIGGER_OUTPUT:
		return qhy_send_trigger(qhy);
	case V4L2_CID_QHYCCD_GPIO_MODE:
	case V4L2_CID_QHYCCD_GPIO_OUTPUTS:
		return qhy_send_gpio(qhy);
	case V4L2_CID_QHYCCD_COUNTER_RESET:
		return qhy_reset_counter(qhy);
	case V4L2_CID_QHYCCD_IMAGE_STAMP:
		return qhy_send_stamp(qhy);
	case V4L2_CID_QHYCCD_ANTI_RBI:
		return qhy_send_anti_rbi(qhy);
	case V4L2_CID_QHYCCD_LED:
	case V4L2_CID_QHYCCD_LED_POSITION:
	case V4L2_CID_QHYCCD_LED_WIDTH:
		return qhy_send_led(qhy);
	case V4L2_CID_QHYCCD_BURST:
	case V4L2_CID_QHYCCD_BURST_START:
	case V4L2_CID_QHYCCD_BURST_END:
	case V4L2_CID_QHYCCD_BURST_PATCH:
		return qhy_burst_changed(qhy, id);
	default:
		return -EINVAL;
	}
}

/**
 * qhy_extras_set() - change something and tell the camera
 * @qhy: camera
 * @id: of a control whose value is in qhy->state
 * @value: in its unit and range
 *
 * Context: sleeps, camera_lock.
 * Return: 0, or an error: the value has not changed then.
 */
int qhy_extras_set(struct qhy *qhy, u32 id, s64 value)
{
	s64 *state = &qhy->state[id - V4L2_CID_QHYCCD_BASE];
	s64 before = *state;
	int ret;

	lockdep_assert_held(&qhy->camera_lock);
	WRITE_ONCE(*state, value);
	ret = qhy_extras_send(qhy, id);
	if (ret)
		WRITE_ONCE(*state, before);
	return ret;
}

/**
 * qhy_extras_send_all() - tell the camera everything
 * @qhy: camera
 *
 * Context: sleeps, camera_lock. Return: 0 or the first error.
 */
int qhy_extras_send_all(struct qhy *qhy)
{
	static const u32 ids[] = {
		V4L2_CID_QHYCCD_GPIO_MODE, V4L2_CID_QHYCCD_TRIGGER_INPUT,
		V4L2_CID_QHYCCD_IMAGE_STAMP, V4L2_CID_QHYCCD_ANTI_RBI,
		V4L2_CID_QHYCCD_LED,
	};
	unsigned int i;
	int ret = 0;

	lockdep_assert_held(&qhy->camera_lock);
	if (!qhy->unconfirmed)
		return 0;
	for (i = 0; i < ARRAY_SIZE(ids) && !ret; i++)
		ret = qhy_extras_send(qhy, ids[i]);
	return ret;
}

/**
 * qhy_extras_leave() - leave nothing behind that keeps frames from coming
 * @qhy: camera
 *
 * Whoever binds it next may not be allowed to switch the trigger off.
 *
 * Context: disconnect, sleeps. A camera that is gone needs no words.
 */
void qhy_extras_leave(struct qhy *qhy)
{
	if (!qhy->unconfirmed)
		return;
	mutex_lock(&qhy->camera_lock);
	if (qhy_state(qhy, V4L2_CID_QHYCCD_TRIGGER_INPUT))
		qhy_extras_set(qhy, V4L2_CID_QHYCCD_TRIGGER_INPUT,
			       V4L2_QHYCCD_TRIGGER_OFF);
	mutex_unlock(&qhy->camera_lock);
}
