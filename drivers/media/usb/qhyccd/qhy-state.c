// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: controls of what the camera keeps, and what it tells
 *
 * All are volatile: programs that write defaults to every control they find
 * leave them alone. The framework sends no events for volatile controls, so
 * they are sent here.
 */
#include <media/v4l2-event.h>

#include "qhy.h"

#define QHY_FRESH		5	/* ms: controls read together share */
#define QHY_US_PER_MS		1000
#define QHY_RAMP_MAX		3000	/* 0.1 C per minute */
#define QHY_PATCH_BURST		32001	/* the maker's */
#define QHY_READ_ONLY	(V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_VOLATILE)
#define QHY_KEPT	(V4L2_CTRL_FLAG_VOLATILE | \
			 V4L2_CTRL_FLAG_EXECUTE_ON_WRITE)
#define QHY_PUSH	(V4L2_CTRL_FLAG_WRITE_ONLY | \
			 V4L2_CTRL_FLAG_EXECUTE_ON_WRITE)

/**
 * struct qhy_state_row - one control
 * @id: of it
 * @name: of it
 * @type: of it
 * @flags: of it
 * @min: of it
 * @max: of it
 * @def: of it
 * @menu: items
 * @unconfirmed: exists only with this module parameter
 * @get: reads it; NULL for a button; any context
 * @set: writes it; NULL when read-only; under camera_lock
 */
struct qhy_state_row {
	u32 id;
	const char *name;
	enum v4l2_ctrl_type type;
	u32 flags;
	s64 min;
	s64 max;
	s64 def;
	const char * const *menu;
	bool unconfirmed;
	s64 (*get)(struct qhy *qhy, u32 id, const struct qhy_reading *reading);
	int (*set)(struct qhy *qhy, u32 id, s64 value);
};

static s64 qhy_reading_get(struct qhy *qhy, u32 id,
			   const struct qhy_reading *reading)
{
	switch (id) {
	case V4L2_CID_QHYCCD_TEMPERATURE:
		return reading->temperature;
	case V4L2_CID_QHYCCD_REMAINING:
		return DIV_ROUND_UP(reading->remaining, QHY_US_PER_MS);
	case V4L2_CID_QHYCCD_HUMIDITY:
		return reading->humidity;
	case V4L2_CID_QHYCCD_HUMIDITY_TEMPERATURE:
		return reading->humidity_temp;
	case V4L2_CID_QHYCCD_POWER_STATUS:
		return reading->power;
	default:
		return reading->protection;
	}
}

static s64 qhy_kept_get(struct qhy *qhy, u32 id,
			const struct qhy_reading *reading)
{
	return READ_ONCE(qhy->state[id - V4L2_CID_QHYCCD_BASE]);
}

static int qhy_push_release(struct qhy *qhy, u32 id, s64 value)
{
	return qhy_burst_release(qhy);
}

static const char * const qhy_cooler_modes[] = {
	[V4L2_QHYCCD_COOLER_OFF] = "Off",
	[V4L2_QHYCCD_COOLER_MANUAL] = "Manual",
	[V4L2_QHYCCD_COOLER_AUTOMATIC] = "Automatic",
	NULL
};

static const char * const qhy_power_states[] = {
	[V4L2_QHYCCD_POWER_INITIALISING] = "Initialising",
	[V4L2_QHYCCD_POWER_GOOD] = "Good",
	[V4L2_QHYCCD_POWER_CHECK_ERROR] = "Check Error",
	[V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT] = "Undervoltage, Indirect",
	[V4L2_QHYCCD_POWER_UNDERVOLTAGE] = "Undervoltage",
	[V4L2_QHYCCD_POWER_UNKNOWN] = "Unknown",
	NULL
};

static const char * const qhy_trigger_inputs[] = {
	[V4L2_QHYCCD_TRIGGER_OFF] = "Off",
	[V4L2_QHYCCD_TRIGGER_RISING] = "Rising Edge",
	[V4L2_QHYCCD_TRIGGER_FALLING] = "Falling Edge",
	NULL
};

static const char * const qhy_gpio_modes[] = {
	[V4L2_QHYCCD_GPIO_OUTPUTS] = "Outputs",
	[V4L2_QHYCCD_GPIO_GPS_BOX] = "GPS Box",
	[V4L2_QHYCCD_GPIO_TRIGGER] = "Trigger",
	[V4L2_QHYCCD_GPIO_GPS_CARD] = "GPS Card",
	[V4L2_QHYCCD_GPIO_MASTER] = "Multi-Camera Master",
	[V4L2_QHYCCD_GPIO_SLAVE] = "Multi-Camera Slave",
	[V4L2_QHYCCD_GPIO_LED] = "LED Calibration",
	NULL
};

#define QHY_ROW(cid, label, kind, ...) \
	{ .id = V4L2_CID_QHYCCD_##cid, .name = label, \
	  .type = V4L2_CTRL_TYPE_##kind, __VA_ARGS__ }
#define QHY_TELLS(cid, label, kind, low, high, ...) \
	QHY_ROW(cid, label, kind, .min = low, .max = high, \
		.flags = QHY_READ_ONLY, .get = qhy_reading_get, ##__VA_ARGS__)
#define QHY_COOLER(cid, label, kind, low, high, deflt, ...) \
	QHY_ROW(COOLER_##cid, label, kind, .min = low, .max = high, \
		.def = deflt, .flags = QHY_KEPT, .get = qhy_cooler_get, \
		.set = qhy_cooler_set, ##__VA_ARGS__)
#define QHY_KEEPS(cid, label, kind, low, high, deflt, ...) \
	QHY_ROW(cid, label, kind, .min = low, .max = high, .def = deflt, \
		.flags = QHY_KEPT, .unconfirmed = true, .get = qhy_kept_get, \
		.set = qhy_extras_set, ##__VA_ARGS__)

static const struct qhy_state_row qhy_state_rows[] = {
	QHY_TELLS(TEMPERATURE, "Sensor Temperature", INTEGER,
		  -QHY_TEMPERATURE_LIMIT, QHY_TEMPERATURE_LIMIT),
	QHY_TELLS(REMAINING, "Exposure Remaining", INTEGER, 0, 3600000),
	QHY_COOLER(MODE, "Cooler Mode", MENU, 0, V4L2_QHYCCD_COOLER_AUTOMATIC,
		   V4L2_QHYCCD_COOLER_OFF, .menu = qhy_cooler_modes),
	QHY_COOLER(TARGET, "Cooler Target Temperature", INTEGER,
		   -QHY_COOLER_TARGET_MAX, QHY_COOLER_TARGET_MAX, 0),
	QHY_COOLER(POWER, "Cooler Power", INTEGER, 0, QHY_POWER_MAX, 0),
	QHY_COOLER(RAMP, "Cooler Ramp", INTEGER, 0, QHY_RAMP_MAX,
		   QHY_COOLER_RAMP_DEFAULT),
	QHY_TELLS(HUMIDITY, "Humidity", INTEGER, 0, 1000, .unconfirmed = true),
	QHY_TELLS(HUMIDITY_TEMPERATURE, "Humidity Sensor Temperature", INTEGER,
		  -450, 1300, .unconfirmed = true),
	QHY_TELLS(POWER_STATUS, "Power Status", MENU, 0,
		  V4L2_QHYCCD_POWER_UNKNOWN, .menu = qhy_power_states,
		  .unconfirmed = true),
	QHY_TELLS(TEC_PROTECTION, "TEC Protection", BOOLEAN, 0, 1,
		  .unconfirmed = true),
	QHY_KEEPS(TRIGGER_INPUT, "Trigger Input", MENU, 0,
		  V4L2_QHYCCD_TRIGGER_FALLING, 0, .menu = qhy_trigger_inputs),
	QHY_KEEPS(TRIGGER_FILTER, "Trigger Filter", INTEGER, 0, U16_MAX, 0),
	QHY_KEEPS(TRIGGER_OUTPUT, "Trigger Output", BOOLEAN, 0, 1, 0),
	QHY_KEEPS(GPIO_MODE, "GPIO Port Mode", MENU, 0, V4L2_QHYCCD_GPIO_LED, 0,
		  .menu = qhy_gpio_modes),
	QHY_KEEPS(GPIO_OUTPUTS, "GPIO Outputs", BITMASK, 0,
		  BIT(QHY_GPIO_LINES) - 1, 0),
	QHY_KEEPS(BURST, "Burst", BOOLEAN, 0, 1, 0),
	QHY_KEEPS(BURST_START, "Burst Start Frame", INTEGER, 1, U16_MAX, 1),
	QHY_KEEPS(BURST_END, "Burst End Frame", INTEGER, 1, U16_MAX, 6),
	QHY_KEEPS(BURST_PATCH, "Burst Patch Number", INTEGER64, 0, U32_MAX,
		  QHY_PATCH_BURST),
	QHY_ROW(BURST_RELEASE, "Burst Release", BUTTON, .flags = QHY_PUSH,
		.unconfirmed = true, .set = qhy_push_release),
	QHY_ROW(COUNTER_RESET, "Frame Counter Reset", BUTTON, .flags = QHY_PUSH,
		.unconfirmed = true, .set = qhy_extras_set),
	QHY_KEEPS(IMAGE_STAMP, "Image Stamp", BOOLEAN, 0, 1, 0),
	QHY_KEEPS(ANTI_RBI, "Live Anti-RBI", BOOLEAN, 0, 1, 0),
	QHY_KEEPS(LED, "LED Calibration", BOOLEAN, 0, 1, 0),
	QHY_KEEPS(LED_POSITION, "LED Calibration Position", INTEGER64, 0,
		  U32_MAX, 0),
	QHY_KEEPS(LED_WIDTH, "LED Calibration Width", INTEGER, 0, U16_MAX, 0),
	QHY_ROW(WHEEL_POSITION, "Filter Wheel Position", INTEGER,
		.min = QHY_WHEEL_UNKNOWN, .def = QHY_WHEEL_UNKNOWN,
		.flags = QHY_KEPT, .unconfirmed = true, .get = qhy_wheel_get,
		.set = qhy_wheel_set),
	QHY_ROW(WHEEL_SLOTS, "Filter Wheel Slots", INTEGER, .max = 15,
		.flags = QHY_READ_ONLY, .unconfirmed = true,
		.get = qhy_wheel_get),
};

static struct qhy *ctrl_to_qhy(struct v4l2_ctrl *ctrl)
{
	return container_of(ctrl->handler, struct qhy, ctrls);
}

static void qhy_state_store(struct v4l2_ctrl *ctrl, s64 value)
{
	value = clamp(value, ctrl->minimum, ctrl->maximum);
	if (ctrl->type == V4L2_CTRL_TYPE_INTEGER64)
		*ctrl->p_new.p_s64 = value;
	else
		ctrl->val = value;
}

static int qhy_state_g_volatile(struct v4l2_ctrl *ctrl)
{
	const struct qhy_state_row *row = ctrl->priv;
	struct qhy *qhy = ctrl_to_qhy(ctrl);
	struct qhy_reading reading = {};
	int ret = 0;

	if (row->get == qhy_reading_get || row->get == qhy_cooler_get)
		ret = qhy_telemetry_get(qhy, QHY_FRESH, &reading);
	if (!ret)
		qhy_state_store(ctrl, row->get(qhy, row->id, &reading));
	return ret;
}

static int qhy_state_s_ctrl(struct v4l2_ctrl *ctrl)
{
	const struct qhy_state_row *row = ctrl->priv;
	struct qhy *qhy = ctrl_to_qhy(ctrl);
	s64 value = ctrl->type == V4L2_CTRL_TYPE_INTEGER64 ?
		    *ctrl->p_new.p_s64 : ctrl->val;
	int ret;

	mutex_lock(&qhy->camera_lock);
	ret = row->set(qhy, row->id, value);
	mutex_unlock(&qhy->camera_lock);
	if (!ret)
		qhy_state_look(qhy);
	return ret;
}

static const struct v4l2_ctrl_ops qhy_state_ops = {
	.g_volatile_ctrl = qhy_state_g_volatile,
	.s_ctrl = qhy_state_s_ctrl,
};

static void qhy_state_event(struct qhy *qhy, struct v4l2_ctrl *ctrl, s64 value)
{
	struct v4l2_event event = {
		.type = V4L2_EVENT_CTRL,
		.id = ctrl->id,
		.u.ctrl = {
			.changes = V4L2_EVENT_CTRL_CH_VALUE,
			.type = ctrl->type,
			.flags = ctrl->flags,
			.minimum = ctrl->minimum,
			.maximum = ctrl->maximum,
			.step = ctrl->step,
			.default_value = ctrl->default_value,
		},
	};

	if (ctrl->type == V4L2_CTRL_TYPE_INTEGER64)
		event.u.ctrl.value64 = value;
	else
		event.u.ctrl.value = value;
	v4l2_event_queue(&qhy->vdev, &event);
}

/**
 * qhy_state_look() - send an event for each control whose value has changed
 * @qhy: camera
 *
 * By the last reading; nothing is asked.
 *
 * Context: sleeps, takes state_lock.
 */
void qhy_state_look(struct qhy *qhy)
{
	struct qhy_reading reading;
	unsigned int i;

	if (!qhy_telemetry_latest(qhy, &reading))
		return;
	mutex_lock(&qhy->state_lock);
	for (i = 0; i < ARRAY_SIZE(qhy_state_rows); i++) {
		const struct qhy_state_row *row = &qhy_state_rows[i];
		unsigned int place = row->id - V4L2_CID_QHYCCD_BASE;
		struct v4l2_ctrl *ctrl = qhy->state_ctrls[place];
		s64 value;

		if (!ctrl || !row->get)
			continue;
		value = clamp(row->get(qhy, row->id, &reading), ctrl->minimum,
			      ctrl->maximum);
		if (value != qhy->state_shown[place])
			qhy_state_event(qhy, ctrl, value);
		qhy->state_shown[place] = value;
	}
	mutex_unlock(&qhy->state_lock);
}

static void qhy_state_new(struct qhy *qhy, const struct qhy_state_row *row)
{
	unsigned int place = row->id - V4L2_CID_QHYCCD_BASE;
	struct v4l2_ctrl_config config = {
		.ops = &qhy_state_ops,
		.id = row->id,
		.name = row->name,
		.type = row->type,
		.flags = row->flags,
		.min = row->min,
		.max = row->max,
		.def = row->def,
		.qmenu = row->menu,
	};

	if (row->type == V4L2_CTRL_TYPE_INTEGER ||
	    row->type == V4L2_CTRL_TYPE_INTEGER64 ||
	    row->type == V4L2_CTRL_TYPE_BOOLEAN)
		config.step = 1;
	qhy->state[place] = row->def;
	qhy->state_ctrls[place] = v4l2_ctrl_new_custom(&qhy->ctrls, &config,
						       (void *)row);
}

/**
 * qhy_state_init() - make the controls
 * @qhy: camera; its handler gets them
 *
 * Context: probe. Errors stay in the handler.
 */
void qhy_state_init(struct qhy *qhy)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(qhy_state_rows); i++) {
		const struct qhy_state_row *row = &qhy_state_rows[i];

		if (row->unconfirmed && !qhy->unconfirmed)
			continue;
		if (row->id == V4L2_CID_QHYCCD_ANTI_RBI &&
		    !qhy->model->sensor->anti_rbi)
			continue;
		qhy_state_new(qhy, row);
	}
	qhy->wheel.position = QHY_WHEEL_UNKNOWN;
	qhy->wheel_ctrl = qhy->state_ctrls[V4L2_CID_QHYCCD_WHEEL_POSITION -
					   V4L2_CID_QHYCCD_BASE];
}
