// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: sequences of requests
 *
 * Everything here sleeps, and is called with camera_lock held (at probe nobody
 * else is there yet).
 */
#include "qhy.h"

/**
 * qhy_command() - send a Level 1 command [A1]
 * @qhy: camera
 * @cmd: QHY_CMD_LEN bytes
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps.
 */
void qhy_command(struct qhy *qhy, const void *cmd, int *err)
{
	qhy_usb_out(qhy, QHY_REQ_COMMAND, 0, 0, cmd, QHY_CMD_LEN, err);
}

static void qhy_command_byte(struct qhy *qhy, u8 cmd, u8 value, int *err)
{
	const struct qhy_cmd_byte msg = { .cmd = cmd, .value = value };

	qhy_command(qhy, &msg, err);
}

/**
 * qhy_reg_write() - write a register of the FPGA
 * @qhy: camera
 * @reg: QHY_REG_*
 * @value: for it
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps.
 */
void qhy_reg_write(struct qhy *qhy, u16 reg, u8 value, int *err)
{
	const u8 dummy = 0;

	qhy_usb_out(qhy, QHY_REQ_REG_WRITE, value, reg, &dummy, sizeof(dummy),
		    err);
}

static void qhy_ddr_clear(struct qhy *qhy, int *err)
{
	qhy_reg_write(qhy, QHY_REG_DDR_CLEAR, 1, err);
	qhy_reg_write(qhy, QHY_REG_DDR_CLEAR, 0, err);
}

/**
 * qhy_camera_status() - read the status page
 * @qhy: camera
 * @status: as it came
 *
 * Context: sleeps; a single request, needs no lock.
 * Return: 0 or what qhy_usb_in() gives.
 */
int qhy_camera_status(struct qhy *qhy, struct qhy_wire_status *status)
{
	int ret = 0;

	qhy_usb_in(qhy, QHY_REQ_STATUS, 0, 0, status, sizeof(*status), &ret);
	return ret;
}

static void qhy_camera_send_mode(struct qhy *qhy, int *err)
{
	const struct qhy_cmd_mode msg = {
		.cmd = QHY_CMD_MODE,
		.single = qhy->settings.single,
		.x_binning = cpu_to_be16(1),
		.y_binning = cpu_to_be16(1),
		.readout_mode = qhy->settings.mode,
	};

	qhy_command(qhy, &msg, err);
}

static void qhy_camera_send_roi(struct qhy *qhy, int *err)
{
	const struct qhy_cmd_roi msg = {
		.cmd = QHY_CMD_ROI,
		.width = cpu_to_be16(qhy->crop.width),
		.left = cpu_to_be16(qhy->crop.left),
		.height = cpu_to_be16(qhy->crop.height),
		.top = cpu_to_be16(qhy->crop.top),
	};

	qhy_command(qhy, &msg, err);
}

/**
 * qhy_camera_send_exposure() - tell the exposure time
 * @qhy: camera
 * @err: sticky, see qhy_usb_out()
 *
 * While running it acts from the next frame on [A4]; so do the other three.
 *
 * Context: sleeps, camera_lock.
 */
void qhy_camera_send_exposure(struct qhy *qhy, int *err)
{
	const struct qhy_cmd_exposure msg = {
		.cmd = QHY_CMD_EXPOSURE,
		.microseconds = cpu_to_be32(qhy->settings.exposure),
	};

	qhy_command(qhy, &msg, err);
}

/**
 * qhy_camera_send_gain() - tell the gain
 * @qhy: camera
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps, camera_lock.
 */
void qhy_camera_send_gain(struct qhy *qhy, int *err)
{
	struct qhy_cmd_gain msg = { .cmd = QHY_CMD_GAIN };
	u16 code = qhy_dialect_gain(&qhy->dialect, qhy->settings.mode,
				    qhy->settings.gain);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msg.rgb); i++) {
		/* the same analogue code for all, digital unity [A2] */
		msg.rgb[i].analogue = cpu_to_be16(code);
		msg.rgb[i].digital = cpu_to_be16(QHY_GAIN_DIGITAL_UNITY);
	}
	qhy_command(qhy, &msg, err);
}

/**
 * qhy_camera_send_offset() - tell the offset
 * @qhy: camera
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps, camera_lock.
 */
void qhy_camera_send_offset(struct qhy *qhy, int *err)
{
	struct qhy_cmd_offset msg = { .cmd = QHY_CMD_OFFSET };
	u16 code = qhy_dialect_offset(&qhy->dialect, qhy->settings.mode,
				      qhy->settings.offset);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msg.rgb); i++)
		msg.rgb[i] = cpu_to_be16(code);
	qhy_command(qhy, &msg, err);
}

/**
 * qhy_camera_send_traffic() - tell the USB traffic
 * @qhy: camera
 * @err: sticky, see qhy_usb_out()
 *
 * Context: sleeps, camera_lock.
 */
void qhy_camera_send_traffic(struct qhy *qhy, int *err)
{
	qhy_command_byte(qhy, QHY_CMD_TRAFFIC, qhy->settings.traffic, err);
}

/* [A3] */
static void qhy_camera_idle(struct qhy *qhy, int *err)
{
	if (qhy->dialect.stop)
		qhy_command_byte(qhy, QHY_CMD_CAPTURE, qhy->dialect.stop, err);
	qhy_reg_write(qhy, QHY_REG_RUN, 0, err);
}

/**
 * qhy_camera_configure() - bring an idle camera to where it can be started
 * @qhy: camera; settings, format and crop are sent
 *
 * The whole list, in the order observed [A3]: the stream mode makes the rest
 * undefined. In single-frame mode the camera then waits for an exposure.
 *
 * Context: sleeps, camera_lock, nothing in flight on the bulk endpoint.
 * Return: 0 or what qhy_usb_out() gives.
 */
int qhy_camera_configure(struct qhy *qhy)
{
	const struct qhy_settings *set = &qhy->settings;
	bool ddr = set->ddr || set->single;
	int ret = 0;

	qhy_camera_idle(qhy, &ret);
	qhy_camera_send_mode(qhy, &ret);
	qhy_command_byte(qhy, QHY_CMD_DEPTH, qhy->format->bytes - 1, &ret);
	qhy_camera_send_roi(qhy, &ret);
	qhy_camera_send_traffic(qhy, &ret);
	qhy_camera_send_gain(qhy, &ret);
	qhy_camera_send_offset(qhy, &ret);
	qhy_command_byte(qhy, QHY_CMD_DDR, ddr ? QHY_DDR_ON : 0, &ret);
	qhy_camera_send_exposure(qhy, &ret);
	if (!ret && usb_clear_halt(qhy->udev, usb_rcvbulkpipe(qhy->udev,
							      qhy->endpoint))) {
		dev_err(&qhy->intf->dev, "bulk endpoint cannot be cleared\n");
		ret = -EIO;
	}
	if (!set->single)
		qhy_ddr_clear(qhy, &ret);
	return ret;
}

/**
 * qhy_camera_run() - start a configured camera in live mode
 * @qhy: camera; requests for data are in flight already
 *
 * Context: sleeps, camera_lock. Return: 0 or what qhy_usb_out() gives.
 */
int qhy_camera_run(struct qhy *qhy)
{
	int ret = 0;

	qhy_reg_write(qhy, QHY_REG_RUN, 1, &ret);
	if (qhy->dialect.capture_live)
		qhy_command_byte(qhy, QHY_CMD_CAPTURE, QHY_CAPTURE_START, &ret);
	return ret;
}

/**
 * qhy_camera_expose() - start one exposure in single-frame mode
 * @qhy: camera
 *
 * Context: sleeps, camera_lock. Return: 0 or what qhy_usb_out() gives.
 */
int qhy_camera_expose(struct qhy *qhy)
{
	int ret = 0;

	qhy_ddr_clear(qhy, &ret);
	qhy_command_byte(qhy, QHY_CMD_CAPTURE, QHY_CAPTURE_START, &ret);
	return ret;
}

/**
 * qhy_camera_halt() - stop the stream or abort the exposure, empty the DDR
 * @qhy: camera
 *
 * Context: sleeps, camera_lock. Return: 0 or what qhy_usb_out() gives: it may
 * still run then. For the ring that changes nothing: its requests are cancelled
 * anyway.
 */
int qhy_camera_halt(struct qhy *qhy)
{
	int ret = 0;

	qhy_camera_idle(qhy, &ret);
	qhy_ddr_clear(qhy, &ret);
	return ret;
}

/**
 * qhy_camera_line() - ask how long rows take now
 * @qhy: camera
 * @line: the table's timing; period replaced by what the camera tells
 *
 * Context: sleeps, camera_lock. Return: 0 or what qhy_usb_in() gives.
 */
int qhy_camera_line(struct qhy *qhy, struct qhy_line *line)
{
	struct qhy_wire_timing timing;
	int ret = 0;

	qhy_usb_in(qhy, QHY_REQ_TIMING, 0, 0, &timing, sizeof(timing), &ret);
	if (!ret)
		line->period = qhy_line_told(line->period,
					     be16_to_cpu(timing.line_period),
					     qhy->settings.traffic);
	return ret;
}

/**
 * qhy_camera_ddr_level() - ask how full the DDR is
 * @qhy: camera
 * @bytes: in it
 *
 * Context: sleeps, camera_lock. Return: 0 or what qhy_usb_in() gives.
 */
int qhy_camera_ddr_level(struct qhy *qhy, u64 *bytes)
{
	u8 level[QHY_DDR_LEVEL_LEN];
	int ret = 0;

	qhy_usb_in(qhy, QHY_REQ_REG_READ, 0, QHY_REG_DDR_LEVEL, level,
		   sizeof(level), &ret);
	*bytes = (u64)(level[0] << 16 | level[1] << 8 | level[2]) *
		 QHY_DDR_LEVEL_UNIT;
	return ret;
}
