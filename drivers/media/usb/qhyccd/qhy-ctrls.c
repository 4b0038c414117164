// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: controls of the image
 *
 * A control stores its value in the settings, under camera_lock, and lets it
 * act: at once, with a restart of the stream, or with the next start.
 */
#include <linux/qhyccd.h>

#include "qhy-compat.h"
#include "qhy.h"

#define QHY_DEFAULT_EXPOSURE	20000	/* us */
#define QHY_DEFAULT_OFFSET	20
#define QHY_DEFAULT_TRAFFIC	0
#define QHY_DEFAULT_MODE	0

static struct qhy *ctrl_to_qhy(struct v4l2_ctrl *ctrl)
{
	return container_of(ctrl->handler, struct qhy, ctrls);
}

/*
 * The fine exposure heads a cluster of two. The one that is written drives the
 * other; the fine one when both are.
 */
static int qhy_try_exposure(struct qhy *qhy, struct v4l2_ctrl *fine)
{
	struct v4l2_ctrl *coarse = fine->cluster[1];
	const struct qhy_sensor *sensor = qhy->model->sensor;

	if (coarse->is_new && !fine->is_new)
		*fine->p_new.p_s64 = qhy_absolute_to_us(coarse->val,
							sensor->exposure_min,
							sensor->exposure_max);
	else if (fine->is_new)
		coarse->val = qhy_us_to_absolute(*fine->p_new.p_s64);
	return 0;
}

static int qhy_try_ctrl(struct v4l2_ctrl *ctrl)
{
	if (ctrl->id == V4L2_CID_QHYCCD_EXPOSURE)
		return qhy_try_exposure(ctrl_to_qhy(ctrl), ctrl);
	return 0;
}

/* A mode that has fewer formats takes the format with it, or is refused. */
static int qhy_set_mode(struct qhy *qhy, u8 mode)
{
	const struct qhy_mode *table = &qhy->model->sensor->modes[mode];

	if (table->only8 && qhy->format->bytes != 1 &&
	    vb2_is_busy(&qhy->queue))
		return -EBUSY;
	qhy->settings.mode = mode;
	qhy->capture.line.period = 0;
	qhy_format_limit_depth(qhy);
	return qhy_capture_restart(qhy);
}

static int qhy_set_single(struct qhy *qhy, bool single)
{
	if (single != qhy->settings.single && vb2_is_busy(&qhy->queue))
		return -EBUSY;
	qhy->settings.single = single;
	return 0;
}

static int qhy_set(struct qhy *qhy, struct v4l2_ctrl *ctrl)
{
	struct qhy_settings *set = &qhy->settings;

	switch (ctrl->id) {
	case V4L2_CID_QHYCCD_EXPOSURE:
		set->exposure = *ctrl->p_new.p_s64;
		return qhy_capture_update(qhy, qhy_camera_send_exposure);
	case V4L2_CID_GAIN:
		set->gain = ctrl->val;
		return qhy_capture_update(qhy, qhy_camera_send_gain);
	case V4L2_CID_QHYCCD_OFFSET:
		set->offset = ctrl->val;
		return qhy_capture_update(qhy, qhy_camera_send_offset);
	case V4L2_CID_QHYCCD_USB_TRAFFIC:
		set->traffic = ctrl->val;
		return qhy_capture_update(qhy, qhy_camera_send_traffic);
	case V4L2_CID_QHYCCD_READOUT_MODE:
		return qhy_set_mode(qhy, ctrl->val);
	case V4L2_CID_QHYCCD_DDR:
		set->ddr = ctrl->val;
		return qhy_capture_restart(qhy);
	case V4L2_CID_QHYCCD_CAPTURE_MODE:
		return qhy_set_single(qhy, ctrl->val);
	case V4L2_CID_EXPOSURE_AUTO:
		return 0;
	default:
		return -EINVAL;
	}
}

static int qhy_s_ctrl(struct v4l2_ctrl *ctrl)
{
	struct qhy *qhy = ctrl_to_qhy(ctrl);
	struct qhy_settings before;
	int ret;

	mutex_lock(&qhy->camera_lock);
	before = qhy->settings;
	ret = qhy_set(qhy, ctrl);
	if (ret)	/* the control keeps its value, and so do these */
		qhy->settings = before;
	mutex_unlock(&qhy->camera_lock);
	return ret;
}

static const struct v4l2_ctrl_ops qhy_ctrl_ops = {
	.try_ctrl = qhy_try_ctrl,
	.s_ctrl = qhy_s_ctrl,
};

static const char * const qhy_capture_modes[] = {
	[V4L2_QHYCCD_CAPTURE_LIVE] = "Live",
	[V4L2_QHYCCD_CAPTURE_SINGLE] = "Single Frame",
	NULL
};

static const struct v4l2_ctrl_config qhy_ddr_ctrl = {
	.ops = &qhy_ctrl_ops,
	.id = V4L2_CID_QHYCCD_DDR,
	.name = "DDR Buffer",
	.type = V4L2_CTRL_TYPE_BOOLEAN,
	.max = 1,
	.step = 1,
	.def = 1,
};

static const struct v4l2_ctrl_config qhy_capture_mode_ctrl = {
	.ops = &qhy_ctrl_ops,
	.id = V4L2_CID_QHYCCD_CAPTURE_MODE,
	.name = "Capture Mode",
	.type = V4L2_CTRL_TYPE_MENU,
	.max = V4L2_QHYCCD_CAPTURE_SINGLE,
	.def = V4L2_QHYCCD_CAPTURE_LIVE,
	.qmenu = qhy_capture_modes,
};

static void qhy_new_integer(struct qhy *qhy, u32 id, const char *name, u32 max,
			    u32 def)
{
	const struct v4l2_ctrl_config config = {
		.ops = &qhy_ctrl_ops,
		.id = id,
		.name = name,
		.type = V4L2_CTRL_TYPE_INTEGER,
		.max = max,
		.step = 1,
		.def = def,
	};

	v4l2_ctrl_new_custom(&qhy->ctrls, &config, NULL);
}

static void qhy_new_exposure(struct qhy *qhy)
{
	const struct qhy_sensor *sensor = qhy->model->sensor;
	const struct v4l2_ctrl_config fine = {
		.ops = &qhy_ctrl_ops,
		.id = V4L2_CID_QHYCCD_EXPOSURE,
		.name = "Exposure Time, Microseconds",
		.type = V4L2_CTRL_TYPE_INTEGER64,
		.min = sensor->exposure_min,
		.max = sensor->exposure_max,
		.step = 1,
		.def = QHY_DEFAULT_EXPOSURE,
	};

	qhy->exposure[0] = v4l2_ctrl_new_custom(&qhy->ctrls, &fine, NULL);
	qhy->exposure[1] =
		v4l2_ctrl_new_std(&qhy->ctrls, &qhy_ctrl_ops,
				  V4L2_CID_EXPOSURE_ABSOLUTE, 1,
				  sensor->exposure_max / QHY_ABSOLUTE_US, 1,
				  QHY_DEFAULT_EXPOSURE / QHY_ABSOLUTE_US);
	v4l2_ctrl_new_std_menu(&qhy->ctrls, &qhy_ctrl_ops,
			       V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL,
			       (u64)~BIT(V4L2_EXPOSURE_MANUAL),
			       V4L2_EXPOSURE_MANUAL);
	if (!qhy->ctrls.error)
		v4l2_ctrl_cluster(ARRAY_SIZE(qhy->exposure), qhy->exposure);
}

static void qhy_new_readout_mode(struct qhy *qhy)
{
	const struct qhy_sensor *sensor = qhy->model->sensor;
	unsigned int mask = qhy_modes_available(sensor, qhy->firmware_date);
	unsigned int i;
	struct v4l2_ctrl_config config = {
		.ops = &qhy_ctrl_ops,
		.id = V4L2_CID_QHYCCD_READOUT_MODE,
		.name = "Readout Mode",
		.type = V4L2_CTRL_TYPE_MENU,
		.flags = V4L2_CTRL_FLAG_MODIFY_LAYOUT,
		.max = fls(mask) - 1,
		.menu_skip_mask = (u64)~mask,
		.def = QHY_DEFAULT_MODE,
		.qmenu = qhy->mode_names,
	};

	for (i = 0; i < QHY_MODES_MAX && sensor->modes[i].name; i++)
		qhy->mode_names[i] = sensor->modes[i].name;
	v4l2_ctrl_new_custom(&qhy->ctrls, &config, NULL);
}

static void qhy_new_cell_size(struct qhy *qhy)
{
	struct v4l2_area cell = {
		.width = qhy->model->sensor->pixel_nm,
		.height = qhy->model->sensor->pixel_nm,
	};

	/* comes by itself with other types, but not with a compound control */
	v4l2_ctrl_new_std(&qhy->ctrls, NULL, V4L2_CID_IMAGE_SOURCE_CLASS, 0, 0,
			  0, 0);
	v4l2_ctrl_new_std_compound(&qhy->ctrls, NULL, V4L2_CID_UNIT_CELL_SIZE,
				   v4l2_ctrl_ptr_create(&cell),
				   v4l2_ctrl_ptr_create(NULL),
				   v4l2_ctrl_ptr_create(NULL));
}

static void qhy_default_settings(struct qhy *qhy)
{
	qhy->settings = (struct qhy_settings){
		.exposure = QHY_DEFAULT_EXPOSURE,
		.offset = QHY_DEFAULT_OFFSET,
		.traffic = QHY_DEFAULT_TRAFFIC,
		.mode = QHY_DEFAULT_MODE,
		.ddr = true,
	};
}

/**
 * qhy_ctrls_init() - make the controls and the settings they stand for
 * @qhy: camera, identified
 *
 * Nothing is sent: every start of a stream sends everything.
 *
 * Context: probe. Return: 0 or an error; qhy->ctrls is to be freed either way.
 */
int qhy_ctrls_init(struct qhy *qhy)
{
	const struct qhy_sensor *sensor = qhy->model->sensor;
	struct v4l2_ctrl_handler *ctrls = &qhy->ctrls;

	qhy_default_settings(qhy);
	v4l2_ctrl_handler_init(ctrls, 48);
	qhy_new_exposure(qhy);
	v4l2_ctrl_new_std(ctrls, &qhy_ctrl_ops, V4L2_CID_GAIN, 0,
			  sensor->gain_max, 1, 0);
	qhy_new_integer(qhy, V4L2_CID_QHYCCD_OFFSET, "Offset",
			sensor->offset_max, QHY_DEFAULT_OFFSET);
	qhy_new_readout_mode(qhy);
	qhy_new_integer(qhy, V4L2_CID_QHYCCD_USB_TRAFFIC, "USB Traffic",
			sensor->traffic_max, QHY_DEFAULT_TRAFFIC);
	v4l2_ctrl_new_custom(ctrls, &qhy_ddr_ctrl, NULL);
	v4l2_ctrl_new_custom(ctrls, &qhy_capture_mode_ctrl, NULL);
	qhy_state_init(qhy);
	qhy_new_cell_size(qhy);
	return ctrls->error;
}
