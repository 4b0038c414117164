// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: start, stop, change while streaming, suspend
 *
 * Process context, camera_lock. The work items (qhy-expose.c, qhy-recover.c)
 * find out under that lock whether there is still something to do, so a stop
 * only has to clear streaming and to wait for them.
 */
#include "qhy.h"

static const struct qhy_line *qhy_capture_table(struct qhy *qhy,
						unsigned int bytes)
{
	const struct qhy_mode *mode =
		&qhy->model->sensor->modes[qhy->settings.mode];

	return bytes == 1 ? &mode->line8 : &mode->line16;
}

/**
 * qhy_capture_readout_us() - readout time with the present settings
 * @qhy: camera
 * @rows: of the ROI
 * @bytes: per pixel, 1 or 2
 *
 * From the table, until a stream of this depth has been started and the camera
 * has told its own line period.
 *
 * Context: process, camera_lock. Return: microseconds.
 */
u32 qhy_capture_readout_us(struct qhy *qhy, u32 rows, unsigned int bytes)
{
	const struct qhy_line *line = qhy_capture_table(qhy, bytes);

	if (qhy->capture.line.period && bytes == qhy->format->bytes)
		line = &qhy->capture.line;
	return qhy_readout_us(line, rows, qhy->settings.traffic);
}

/**
 * qhy_capture_interval_us() - time from frame to frame in live mode
 * @qhy: camera
 *
 * Context: process, camera_lock. Return: microseconds [A5].
 */
u32 qhy_capture_interval_us(struct qhy *qhy)
{
	return max(qhy->settings.exposure,
		   qhy_capture_readout_us(qhy, qhy->crop.height,
					  qhy->format->bytes));
}

/**
 * qhy_capture_taken() - what frames are taken with from now on
 * @qhy: camera
 * @taken: filled
 *
 * Context: process, camera_lock.
 */
void qhy_capture_taken(struct qhy *qhy, struct qhy_taken *taken)
{
	const struct qhy_settings *set = &qhy->settings;

	taken->exposure = set->exposure;
	taken->readout = qhy_capture_readout_us(qhy, qhy->crop.height,
						qhy->format->bytes);
	taken->period = max(taken->exposure, taken->readout);
	taken->gain = set->gain;
	taken->offset = set->offset;
	taken->traffic = set->traffic;
	taken->mode = set->mode;
}

/**
 * qhy_capture_halt() - let camera and ring stand still, between two frames
 * @qhy: camera
 * @failed: see qhy_stream_rewind()
 *
 * Context: sleeps, camera_lock.
 */
void qhy_capture_halt(struct qhy *qhy, bool failed)
{
	qhy_stream_pause(qhy);
	/* one that may still run is left in burst mode until the next start */
	if (!qhy_camera_halt(qhy))
		qhy_burst_leave(qhy);
	qhy_ring_stop(qhy);
	qhy_stream_rewind(qhy, failed);
}

/**
 * qhy_capture_go() - configure the camera and let it and the ring go
 * @qhy: camera; both stand still
 *
 * Context: sleeps, camera_lock.
 * Return: 0 or an error; then both stand still again.
 */
int qhy_capture_go(struct qhy *qhy)
{
	struct qhy_capture *capture = &qhy->capture;
	struct qhy_line line = *qhy_capture_table(qhy, qhy->format->bytes);
	struct qhy_taken taken;
	s64 ran;
	int ret;

	if (qhy->burst_told) {
		ret = qhy_camera_halt(qhy);
		if (ret)
			return ret;
		qhy_burst_leave(qhy);
	}
	ret = qhy_camera_configure(qhy);
	if (ret)
		return ret;
	capture->resend = false;
	capture->exposure = qhy->settings.exposure;
	qhy_ring_start(qhy);
	qhy_stream_start(qhy, true);
	qhy_capture_taken(qhy, &taken);
	qhy_stream_expect(qhy, 0, 0, 0, &taken);
	if (qhy->settings.single)
		queue_work(qhy->wq, &capture->expose);
	else if (!qhy->stream.burst)
		ret = qhy_camera_run(qhy);
	if (ret) {
		qhy_capture_halt(qhy, false);
		return ret;
	}
	ran = ktime_to_ns(ktime_get());
	/* without an answer the table stands */
	if (!qhy_camera_line(qhy, &line))
		capture->line = line;
	qhy_capture_taken(qhy, &taken);
	qhy_stream_began(qhy, ran, &taken);
	return 0;
}

/**
 * qhy_capture_give_up() - the stream cannot be brought back
 * @qhy: camera; it and the ring stand still
 * @ret: why
 *
 * The program is told; -ENODEV needs no words, the disconnect is coming.
 *
 * Context: process, camera_lock.
 */
void qhy_capture_give_up(struct qhy *qhy, int ret)
{
	qhy->capture.halted = true;
	vb2_queue_error(&qhy->queue);
	if (ret != -ENODEV)
		dev_err(&qhy->intf->dev, "stream failed: %pe\n", ERR_PTR(ret));
}

/**
 * qhy_capture_plan() - how a frame of the present format comes
 * @qhy: camera
 * @plan: to fill
 *
 * Context: any; the format cannot change meanwhile.
 */
void qhy_capture_plan(struct qhy *qhy, struct qhy_plan *plan)
{
	qhy_plan_init(plan, qhy_wire_bytes(qhy), qhy->maxp);
	plan->extra = qhy_wire_bytes(qhy) - qhy_image_bytes(qhy);
	plan->no_empty = qhy->dialect.no_empty;
}

/**
 * qhy_capture_start() - start to stream
 * @qhy: camera
 *
 * Context: sleeps, queue_lock.
 * Return: 0 or an error; then the buffers are still in the stream's queue.
 */
int qhy_capture_start(struct qhy *qhy)
{
	struct qhy_plan plan;
	int ret;

	lockdep_assert_held(&qhy->queue_lock);
	mutex_lock(&qhy->camera_lock);
	qhy_capture_plan(qhy, &plan);
	ret = qhy_ring_alloc_scratch(qhy, &plan);
	if (ret)
		goto unlock;
	qhy_stream_setup(qhy, &plan);
	ret = qhy_capture_go(qhy);
	if (ret) {
		qhy_ring_free_scratch(qhy);
		goto unlock;
	}
	qhy->capture.streaming = true;
	qhy->capture.restart = false;
	queue_delayed_work(qhy->wq, &qhy->capture.watch,
			   msecs_to_jiffies(QHY_WATCH_PERIOD));
unlock:
	mutex_unlock(&qhy->camera_lock);
	return ret;
}

/**
 * qhy_capture_stop() - stop at once, abort an exposure
 * @qhy: camera, streaming
 *
 * Context: sleeps, queue_lock. Nothing is in flight afterwards, and no work.
 */
void qhy_capture_stop(struct qhy *qhy)
{
	struct qhy_capture *capture = &qhy->capture;

	lockdep_assert_held(&qhy->queue_lock);
	mutex_lock(&qhy->camera_lock);
	capture->streaming = false;
	if (!capture->halted)
		qhy_capture_halt(qhy, false);
	capture->halted = false;
	mutex_unlock(&qhy->camera_lock);

	cancel_work_sync(&capture->expose);
	cancel_delayed_work_sync(&capture->recover);
	cancel_delayed_work_sync(&capture->relieve);
	cancel_delayed_work_sync(&capture->watch);
	qhy_ring_free_scratch(qhy);
}

/**
 * qhy_capture_restart() - make settings act that want a stop and a start
 * @qhy: camera
 *
 * The frame under way is given up; the sequence goes on.
 *
 * Context: sleeps, camera_lock. Return: 0 (also when not streaming), or an
 * error: the stream is then broken and the program is told so.
 */
int qhy_capture_restart(struct qhy *qhy)
{
	int ret;

	if (!qhy->capture.streaming || qhy->capture.halted)
		return 0;
	qhy_capture_halt(qhy, false);
	qhy->stream.keep = qhy->settings.ddr || qhy->settings.single;
	qhy->stream.burst = qhy_burst_on(qhy);
	ret = qhy_capture_go(qhy);
	if (ret)
		qhy_capture_give_up(qhy, ret);
	return ret;
}

/**
 * qhy_capture_update() - make a setting act that needs no restart
 * @qhy: camera
 * @send: sends it
 *
 * In single-frame mode it acts from the next exposure on, and so it does not
 * disturb the running one.
 *
 * Context: sleeps, camera_lock. Return: 0 or what @send gives.
 */
int qhy_capture_update(struct qhy *qhy, void (*send)(struct qhy *, int *))
{
	struct qhy_capture *capture = &qhy->capture;
	struct qhy_stream *stream = &qhy->stream;
	int ret = 0;

	if (!capture->streaming || capture->halted)
		return 0;
	capture->exposure = max(capture->exposure, qhy->settings.exposure);
	spin_lock_irq(&stream->lock);
	capture->exposure_since = stream->stats.good;
	if (!qhy->settings.offset && qhy->format->bytes == 1)
		stream->zeros_are_bad = false;
	spin_unlock_irq(&stream->lock);
	if (qhy->settings.single)
		capture->resend = true;
	else
		ret = qhy_shot_change(qhy, send);
	return ret;
}

/**
 * qhy_capture_suspend() - stand still for a suspend or a reset
 * @qhy: camera
 *
 * Context: sleeps, camera_lock. The buffers stay queued.
 */
void qhy_capture_suspend(struct qhy *qhy)
{
	if (qhy->capture.streaming && !qhy->capture.halted) {
		qhy->capture.halted = true;
		qhy_capture_halt(qhy, false);
	}
}

/**
 * qhy_capture_resume() - go on after qhy_capture_suspend()
 * @qhy: camera; everything is sent again
 *
 * Context: sleeps. Return: 0, or an error: the program is told so.
 */
int qhy_capture_resume(struct qhy *qhy)
{
	int ret = 0;

	mutex_lock(&qhy->camera_lock);
	if (qhy->capture.streaming && qhy->capture.halted) {
		ret = qhy_capture_go(qhy);
		if (ret)
			vb2_queue_error(&qhy->queue);
		else
			qhy->capture.halted = false;
	}
	mutex_unlock(&qhy->camera_lock);
	return ret;
}

/**
 * qhy_capture_init() - prepare the work items
 * @qhy: camera
 *
 * Context: probe.
 */
void qhy_capture_init(struct qhy *qhy)
{
	INIT_WORK(&qhy->capture.expose, qhy_expose_work);
	INIT_DELAYED_WORK(&qhy->capture.recover, qhy_recover_work);
	INIT_DELAYED_WORK(&qhy->capture.relieve, qhy_relieve_work);
	INIT_DELAYED_WORK(&qhy->capture.watch, qhy_watch_work);
}
