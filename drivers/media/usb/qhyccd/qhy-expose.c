// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: single-frame mode, one exposure per buffer
 *
 * Looks whenever a buffer was queued or a frame has ended.
 */
#include "qhy.h"

/*
 * In single-frame mode the camera is silent after a frame, and so requests
 * behind the end of a damaged one would stay in flight for ever.
 */
static void qhy_expose_settle(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	bool stuck;

	spin_lock_irq(&stream->lock);
	stuck = stream->frame.draining && stream->in_flight &&
		!stream->frame.bytes && !stream->judged;
	spin_unlock_irq(&stream->lock);
	if (!stuck)
		return;
	qhy_stream_pause(qhy);
	qhy_ring_stop(qhy);
	qhy_stream_rewind(qhy, false);
	qhy_ring_start(qhy);
	qhy_stream_start(qhy, true);
}

static bool qhy_expose_ready(struct qhy_stream *stream)
{
	bool ready;

	spin_lock_irq(&stream->lock);
	ready = stream->running && !stream->in_flight && !stream->filling &&
		!stream->frame.draining && !list_empty(&stream->queued);
	spin_unlock_irq(&stream->lock);
	return ready;
}

static int qhy_expose_resend(struct qhy *qhy)
{
	int ret = 0;

	if (!qhy->capture.resend)
		return 0;
	qhy_camera_send_traffic(qhy, &ret);
	qhy_camera_send_gain(qhy, &ret);
	qhy_camera_send_offset(qhy, &ret);
	qhy_camera_send_exposure(qhy, &ret);
	qhy->capture.resend = ret;
	qhy->capture.exposure = qhy->settings.exposure;
	return ret;
}

/* One exposure for the first queued buffer, when nothing is under way. */
static void qhy_capture_expose(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_taken taken;
	u32 sequence;
	s64 asked;
	int ret;

	qhy_expose_settle(qhy);
	if (!qhy_expose_ready(stream))
		return;
	ret = qhy_expose_resend(qhy);
	qhy_capture_taken(qhy, &taken);
	asked = ktime_to_ns(ktime_get());
	if (!ret)
		ret = qhy_camera_expose(qhy);
	if (ret) {
		qhy->capture.restart = true;
		queue_delayed_work(qhy->wq, &qhy->capture.recover,
				   msecs_to_jiffies(QHY_RECOVER_DELAY));
		return;
	}
	spin_lock_irq(&stream->lock);
	qhy_stream_exposed(qhy, asked, ktime_to_ns(ktime_get()), &taken);
	sequence = stream->sequence;
	stream->armed = true;
	qhy_stream_fill(qhy);
	spin_unlock_irq(&stream->lock);
	qhy_v4l2_frame_event(qhy, sequence);
}

/**
 * qhy_expose_work() - start the next exposure, when it is time
 * @work: in struct qhy_capture
 *
 * Context: work, sleeps.
 */
void qhy_expose_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, capture.expose);

	mutex_lock(&qhy->camera_lock);
	if (qhy->capture.streaming && !qhy->capture.halted &&
	    qhy->settings.single)
		qhy_capture_expose(qhy);
	mutex_unlock(&qhy->camera_lock);
}
