// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: burst, a live stream that comes in portions [A9]
 *
 * A stream in burst mode is configured and then stands idle. Each release lets
 * the camera count from frame 1 and send the frames start + 1 .. end - 1.
 */
#include <linux/delay.h>

#include "qhy.h"

#define QHY_BURST_IDLE_US	20000
/* Beyond what the frames take: a camera that is silent is restarted before. */
#define QHY_BURST_SLACK_US	8000000
#define QHY_BURST_SLACK_FRAMES	2
#define QHY_PATCH_OFF		0xffffffff

static u32 qhy_burst_state(struct qhy *qhy, u32 id)
{
	return qhy->state[id - V4L2_CID_QHYCCD_BASE];
}

static void qhy_burst_send(struct qhy *qhy, bool on, u32 patch, int *err)
{
	const struct qhy_cmd_burst msg = {
		.cmd = QHY_CMD_BURST,
		.enable = on,
		.start = cpu_to_be16(qhy_burst_state(qhy,
					V4L2_CID_QHYCCD_BURST_START)),
		.end = cpu_to_be16(qhy_burst_state(qhy,
					V4L2_CID_QHYCCD_BURST_END)),
	};
	const struct qhy_cmd_burst off = { .cmd = QHY_CMD_BURST };
	unsigned int i;

	qhy_command(qhy, on ? &msg : &off, err);
	for (i = 0; i < sizeof(patch); i++)
		qhy_reg_write(qhy, QHY_REG_PATCH + i, patch >> (24 - 8 * i),
			      err);
}

/**
 * qhy_burst_on() - the stream is to come in bursts
 * @qhy: camera
 *
 * Context: camera_lock.
 */
bool qhy_burst_on(struct qhy *qhy)
{
	return qhy_burst_state(qhy, V4L2_CID_QHYCCD_BURST) &&
	       !qhy->settings.single;
}

/**
 * qhy_burst_leave() - take the camera out of burst mode
 * @qhy: camera, stopped
 *
 * Context: sleeps, camera_lock. Errors have been reported: the next start
 * tries again.
 */
void qhy_burst_leave(struct qhy *qhy)
{
	int ret = 0;

	if (!qhy->burst_told)
		return;
	qhy_burst_send(qhy, false, QHY_PATCH_OFF, &ret);
	qhy->burst_told = ret;
}

/**
 * qhy_burst_changed() - make a control of the burst act
 * @qhy: camera
 * @id: V4L2_CID_QHYCCD_BURST*, its value is in qhy->state
 *
 * Start, end and patch number act with the next release.
 *
 * Context: sleeps, camera_lock. Return: see qhy_capture_restart().
 */
int qhy_burst_changed(struct qhy *qhy, u32 id)
{
	if (id == V4L2_CID_QHYCCD_BURST)
		return qhy_capture_restart(qhy);
	qhy->burst_stale = true;
	return 0;
}

static int qhy_burst_start(struct qhy *qhy, u32 start, u32 frames)
{
	u32 patch = qhy_burst_state(qhy, V4L2_CID_QHYCCD_BURST_PATCH);
	u64 us = (u64)qhy_capture_interval_us(qhy) *
		 (start + frames + QHY_BURST_SLACK_FRAMES);
	bool held = patch == QHY_PATCH_OFF && qhy->settings.ddr;
	struct qhy_taken taken;
	int ret = 0;

	/* the first after a start: the list is told and the camera idle */
	if (qhy->burst_told)
		qhy_reg_write(qhy, QHY_REG_RUN, 0, &ret);
	if (!qhy->burst_told || qhy->burst_stale)
		qhy_burst_send(qhy, true, patch, &ret);
	qhy->burst_told = true;
	qhy->burst_stale = ret;
	if (ret)
		return ret;
	fsleep(QHY_BURST_IDLE_US);

	/* the DDR keeps the end of the last frame until the next burst */
	frames = max_t(u32, frames + qhy->stream.held - held, 1);
	qhy_capture_taken(qhy, &taken);
	qhy_stream_expect(qhy, frames, start, us + QHY_BURST_SLACK_US, &taken);
	qhy_reg_write(qhy, QHY_REG_RUN, 1, &ret);
	if (ret)
		qhy_stream_expect(qhy, 0, 0, 0, &taken);
	else
		qhy->stream.held = held;
	return ret;
}

/**
 * qhy_burst_release() - let one burst go
 * @qhy: camera
 *
 * Without a live stream in burst mode there is nothing to release.
 *
 * Context: sleeps, camera_lock. Return: 0; -EBUSY while one runs; -EINVAL when
 * start and end leave no frame; or what qhy_usb_out() gives.
 */
int qhy_burst_release(struct qhy *qhy)
{
	u32 start = qhy_burst_state(qhy, V4L2_CID_QHYCCD_BURST_START);
	u32 end = qhy_burst_state(qhy, V4L2_CID_QHYCCD_BURST_END);

	if (!qhy->capture.streaming || qhy->capture.halted ||
	    !qhy_burst_on(qhy))
		return 0;
	if (qhy_stream_expecting(qhy))
		return -EBUSY;
	if (end < start + 2)
		return -EINVAL;
	return qhy_burst_start(qhy, start, end - start - 1);
}
