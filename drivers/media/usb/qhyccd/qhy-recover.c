// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: failed requests, silent cameras, programs without buffers
 */
#include "qhy.h"

#define QHY_RELIEVE_PERIOD	100	/* ms between looks at the DDR level */
#define QHY_SILENT_IN_FRAME	2000000	/* us beyond the readout time */
#define QHY_SILENT_BETWEEN	5000000	/* us beyond two intervals */

/* Brings a stream into step again without stopping the camera. */
static int qhy_capture_resync(struct qhy *qhy)
{
	int ret;

	qhy_ring_stop(qhy);
	qhy_stream_rewind(qhy, true);
	ret = usb_clear_halt(qhy->udev,
			     usb_rcvbulkpipe(qhy->udev, qhy->endpoint));
	if (ret)
		return ret;
	qhy_ring_start(qhy);
	qhy_stream_start(qhy, false);
	return 0;
}

static void qhy_capture_recover(struct qhy *qhy)
{
	struct qhy_capture *capture = &qhy->capture;
	struct qhy_stream *stream = &qhy->stream;
	unsigned int failures;
	int ret;

	qhy_stream_pause(qhy);
	spin_lock_irq(&stream->lock);
	failures = ++stream->failures;
	stream->stats.recoveries++;
	spin_unlock_irq(&stream->lock);

	if (failures == 1 && !capture->restart && !qhy->settings.single) {
		ret = qhy_capture_resync(qhy);
		if (!ret || ret == -ENODEV)
			return;
	}

	capture->restart = false;
	dev_warn(&qhy->intf->dev, "no frames, restarting the camera\n");
	qhy_capture_halt(qhy, true);
	ret = failures > QHY_MAX_FAILURES ? -ETIMEDOUT : qhy_capture_go(qhy);
	if (ret)
		qhy_capture_give_up(qhy, ret);
}

/**
 * qhy_recover_work() - bring a failed stream back
 * @work: in struct qhy_capture
 *
 * Context: work, sleeps.
 */
void qhy_recover_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, capture.recover.work);

	mutex_lock(&qhy->camera_lock);
	if (qhy->capture.streaming && !qhy->capture.halted)
		qhy_capture_recover(qhy);
	mutex_unlock(&qhy->camera_lock);
}

/* Bytes in the DDR; without an answer, what rate and time make of it. */
static u64 qhy_capture_ddr_level(struct qhy *qhy, u32 frame, u32 interval)
{
	s64 waited = ktime_us_delta(ktime_get(), qhy->stream.starved_at);
	u64 level;

	if (qhy_camera_ddr_level(qhy, &level))
		level = qhy_ddr_guess(waited, frame, interval);
	return level;
}

/* No buffer: the DDR keeps the frames until it is three quarters full. */
static void qhy_capture_relieve(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 frame = qhy_wire_bytes(qhy) + QHY_TRAILER_LEN;
	u32 interval = qhy_capture_interval_us(qhy), excess;
	u64 level = qhy_capture_ddr_level(qhy, frame, interval);

	excess = qhy_ddr_excess(level, qhy->model->ddr_bytes, frame);
	spin_lock_irq(&stream->lock);
	if (stream->starving && excess) {
		stream->credit = excess;
		stream->starved_at = ktime_add_us(stream->starved_at,
						  (u64)excess * interval);
		qhy_stream_fill(qhy);
	}
	spin_unlock_irq(&stream->lock);
}

/*
 * The bus is slower than the sensor and the DDR is full: each frame in it may
 * be cut. Emptying it loses them and gives good ones for as long as it takes to
 * fill again. The level tells this from images that really end in zeros.
 */
static void qhy_capture_flush(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 frame = qhy_wire_bytes(qhy) + QHY_TRAILER_LEN;
	u64 level;
	int ret;

	spin_lock_irq(&stream->lock);
	stream->cut = 0;
	spin_unlock_irq(&stream->lock);
	if (qhy_camera_ddr_level(qhy, &level) ||
	    !qhy_ddr_excess(level, qhy->model->ddr_bytes, frame))
		return;
	dev_warn_ratelimited(&qhy->intf->dev,
			     "DDR overflow, emptied: USB is slower than the sensor; raise USB Traffic\n");
	qhy_capture_halt(qhy, false);
	ret = qhy_capture_go(qhy);
	if (ret)
		qhy_capture_give_up(qhy, ret);
}

/**
 * qhy_relieve_work() - keep the DDR from overflowing, or empty it when it did
 * @work: in struct qhy_capture
 *
 * Context: work, sleeps.
 */
void qhy_relieve_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, capture.relieve.work);

	mutex_lock(&qhy->camera_lock);
	if (!qhy->capture.streaming || qhy->capture.halted)
		goto unlock;
	if (READ_ONCE(qhy->stream.cut) >= QHY_MAX_CUT)
		qhy_capture_flush(qhy);
	if (READ_ONCE(qhy->stream.starving)) {
		qhy_capture_relieve(qhy);
		queue_delayed_work(qhy->wq, &qhy->capture.relieve,
				   msecs_to_jiffies(QHY_RELIEVE_PERIOD));
	}
unlock:
	mutex_unlock(&qhy->camera_lock);
}

static bool qhy_capture_silent(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 readout = qhy_capture_readout_us(qhy, qhy->crop.height,
					     qhy->format->bytes);
	s64 between, in_frame, idle;
	bool silent;

	spin_lock_irq(&stream->lock);
	/* the second frame after a change is the first without a part of it */
	if (stream->stats.good > qhy->capture.exposure_since + 1)
		qhy->capture.exposure = qhy->settings.exposure;
	between = 2LL * max(qhy->capture.exposure, readout) +
		  QHY_SILENT_BETWEEN;
	in_frame = (s64)readout + QHY_SILENT_IN_FRAME;
	idle = ktime_us_delta(ktime_get(), stream->progress);
	silent = stream->running && stream->in_flight;
	if (stream->held && !stream->expected)
		silent = false;
	else if (stream->frame.bytes)
		silent = silent && idle > in_frame;
	else
		silent = silent && idle > between && !qhy_stream_waits(stream);
	spin_unlock_irq(&stream->lock);
	return silent;
}

/**
 * qhy_watch_work() - notice a camera that went silent
 * @work: in struct qhy_capture
 *
 * Context: work, sleeps.
 */
void qhy_watch_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, capture.watch.work);

	mutex_lock(&qhy->camera_lock);
	if (qhy->capture.streaming) {
		if (!qhy->capture.halted && qhy_capture_silent(qhy)) {
			qhy->capture.restart = true;
			qhy_capture_recover(qhy);
		}
		queue_delayed_work(qhy->wq, &qhy->capture.watch,
				   msecs_to_jiffies(QHY_WATCH_PERIOD));
	}
	mutex_unlock(&qhy->camera_lock);
}
