// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: from requests to frames, and from frames to buffers
 *
 * Requests are handed out frame by frame, slice by slice. A buffer leaves the
 * queued list when the first request of its frame is submitted, and the active
 * list when nothing is in flight to it and its verdict stands. While the
 * stream is out of step nothing is submitted but what qhy_frame_complete()
 * asks for.
 */
#include <linux/highmem.h>

#include "qhy.h"

/* The last bytes stay as they came until qhy_frame_check() has seen them. */
#define QHY_UNSWAPPED_TAIL	round_up(QHY_FILLER_LEN, sizeof(u64))

/* Buffers leave in the order of their frames. */
static void qhy_stream_reap(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_buffer *buf, *next;

	list_for_each_entry_safe(buf, next, &stream->active, list) {
		if (buf->in_flight || !buf->closed ||
		    buf->verdict == QHY_PENDING)
			return;
		qhy_buffer_leave(qhy, buf);
	}
}

/* The frame that is being handed out will not come into this buffer. */
static void qhy_stream_abandon_fill(struct qhy_stream *stream)
{
	struct qhy_buffer *buf = stream->fill;

	if (stream->filling && buf) {
		buf->closed = true;
		if (buf->verdict == QHY_PENDING)
			buf->verdict = QHY_RECYCLE;
	}
	stream->filling = false;
	stream->fill = NULL;
}

static void qhy_stream_starve(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;

	if (stream->starving)
		return;
	stream->starving = true;
	stream->starved_at = ktime_get();
	stream->stats.starved++;
	queue_delayed_work(qhy->wq, &qhy->capture.relieve, 0);
}

/* Ends the stream for now; qhy-capture.c brings it back. */
static void qhy_stream_fail(struct qhy *qhy)
{
	qhy->stream.stats.endpoint_errors++;
	qhy->stream.running = false;
	queue_delayed_work(qhy->wq, &qhy->capture.recover,
			   msecs_to_jiffies(QHY_RECOVER_DELAY));
}

/* Where does the next frame go? false: nowhere yet. */
static bool qhy_stream_next_frame(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_buffer *buf;

	buf = list_first_entry_or_null(&stream->queued, struct qhy_buffer,
				       list);
	if (stream->single && !(stream->armed && buf))
		return false;
	if (stream->stale) {
		stream->stale--;
		buf = NULL;
	} else if (buf) {
		stream->starving = false;
		stream->credit = 0;
	} else if (stream->credit) {
		stream->credit--;
	} else if (stream->keep) {
		qhy_stream_starve(qhy);
		return false;
	}

	stream->armed = false;
	stream->filling = true;
	stream->fill = buf;
	stream->fill_slice = 0;
	if (buf)
		list_move_tail(&buf->list, &stream->active);
	return true;
}

/**
 * qhy_stream_fill() - submit as many requests as may be in flight
 * @qhy: camera
 *
 * Context: atomic, stream.lock.
 */
void qhy_stream_fill(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;

	lockdep_assert_held(&stream->lock);
	while (stream->running && !stream->frame.draining &&
	       stream->in_flight < stream->depth) {
		if (!stream->filling && !qhy_stream_next_frame(qhy))
			return;
		if (!stream->fill && stream->scratching == QHY_SCRATCHES)
			return;
		if (!stream->in_flight)
			stream->progress = ktime_get();
		if (qhy_ring_submit(qhy, stream->fill, stream->fill_slice)) {
			qhy_stream_fail(qhy);
			return;
		}
		if (++stream->fill_slice < stream->frame.plan.slices)
			continue;
		if (stream->fill)
			stream->fill->closed = true;
		stream->filling = false;
	}
}

/* One frame may be cut while the DDR empties again; more mean it cannot. */
static void qhy_stream_count_cut(struct qhy *qhy, bool cut)
{
	struct qhy_stream *stream = &qhy->stream;

	if (!cut) {
		stream->cut = 0;
		return;
	}
	stream->stats.overflows++;
	if (++stream->cut == QHY_MAX_CUT)
		queue_delayed_work(qhy->wq, &qhy->capture.relieve, 0);
}

/* Bytes before the trailer that are not swapped until all of them are there */
static u32 qhy_stream_tail(const struct qhy_plan *plan)
{
	return max_t(u32, plan->extra, QHY_UNSWAPPED_TAIL);
}

/* In step: a request of the frame that goes into buf (or nowhere) is back. */
static void qhy_stream_take(struct qhy *qhy, struct qhy_buffer *buf, u32 slice,
			    u32 actual, const struct qhy_frame_event *event)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 end = slice * QHY_SLICE_BYTES + actual;
	enum qhy_frame_fault fault = QHY_FAULT_TRAILER;

	stream->receiving = event->flags ? NULL : buf;
	if (!buf) {
		if (event->bytes || event->flags & QHY_FRAME_OVERRUN)
			stream->stats.dropped++;
		return;
	}
	if (event->flags & QHY_FRAME_OVERRUN) {
		qhy_buffer_judge(qhy, buf, fault, end);
	} else if (!(event->flags & QHY_FRAME_ENDED)) {
		/* not the last slice, so the tail is still to come */
		end = min(end, buf->plan.payload - qhy_stream_tail(&buf->plan));
		if (stream->swap)
			qhy_buffer_advance(qhy, buf,
					   round_down(end, sizeof(u64)), false);
	} else if (!event->bytes) {
		buf->verdict = QHY_RECYCLE;
	} else {
		if (event->flags & QHY_FRAME_WHOLE)
			fault = qhy_buffer_check(qhy, buf);
		qhy_buffer_judge(qhy, buf, fault, event->bytes);
		qhy_stream_count_cut(qhy, fault == QHY_FAULT_ZEROS);
	}
}

static void qhy_stream_received(struct qhy *qhy, struct qhy_xfer *xfer)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 actual = xfer->urb->actual_length, slice = xfer->slice;
	bool displaced = stream->frame.draining;
	struct qhy_buffer *buf = xfer->buf;
	struct qhy_frame_event event;

	if (buf)
		invalidate_kernel_vmap_range(buf->memory + slice *
					     QHY_SLICE_BYTES,
					     qhy_plan_bytes(&buf->plan, slice));
	if (!displaced && !stream->single && actual && !stream->frame.bytes)
		qhy_v4l2_frame_event(qhy, stream->sequence);

	stream->progress = ktime_get();
	stream->stats.bytes += actual;
	event = qhy_frame_complete(&stream->frame, slice,
				   xfer->urb->transfer_buffer_length, actual,
				   stream->in_flight);
	if (event.bytes)
		qhy_stream_frame_over(stream);
	if (!displaced)
		qhy_stream_take(qhy, buf, slice, actual, &event);
	else if (buf && buf->verdict == QHY_PENDING)
		buf->verdict = QHY_RECYCLE;

	if (event.flags & QHY_FRAME_OVERRUN)
		stream->judged = true;
	if (event.bytes) {
		if (displaced && !stream->judged)
			stream->stats.lost++;
		stream->judged = false;
		stream->sequence++;
	}
	if (event.flags & QHY_FRAME_JOINED) {
		qhy_stream_frame_over(stream);
		stream->stats.lost++;
		stream->sequence++;
	}
	if (event.flags & (QHY_FRAME_RESUME | QHY_FRAME_RESTART))
		stream->stats.resyncs++;
	if (event.flags & QHY_FRAME_RESTART)
		qhy_stream_abandon_fill(stream);
	if (event.flags & QHY_FRAME_SCRATCH &&
	    qhy_ring_submit(qhy, NULL, QHY_NO_SLICE))
		qhy_stream_fail(qhy);
	if (stream->single && event.flags & QHY_FRAME_ENDED)
		queue_work(qhy->wq, &qhy->capture.expose);
}

static void qhy_stream_complete(struct urb *urb)
{
	struct qhy_xfer *xfer = urb->context;
	struct qhy *qhy = xfer->qhy;
	struct qhy_stream *stream = &qhy->stream;
	unsigned long flags;

	spin_lock_irqsave(&stream->lock, flags);
	/* those that are cancelled come back in any order */
	WARN_ON_ONCE(!urb->status && stream->running &&
		     xfer != &stream->ring[stream->head]);
	stream->head = (stream->head + 1) % stream->depth;
	stream->in_flight--;
	if (xfer->buf)
		xfer->buf->in_flight--;
	else
		stream->scratching--;

	switch (urb->status) {
	case 0:
		if (stream->running)
			qhy_stream_received(qhy, xfer);
		break;
	case -ENOENT:		/* cancelled */
	case -ECONNRESET:	/* cancelled */
	case -ESHUTDOWN:	/* gone; disconnect tells the rest */
		stream->running = false;
		break;
	default:		/* stall, babble, bus errors */
		dev_dbg(&qhy->intf->dev, "bulk request: %d\n", urb->status);
		if (stream->running)
			qhy_stream_fail(qhy);
	}
	if (stream->running) {
		qhy_stream_reap(qhy);
		qhy_stream_fill(qhy);
	}
	spin_unlock_irqrestore(&stream->lock, flags);
}

/**
 * qhy_stream_init() - make the ring and empty lists
 * @qhy: camera
 *
 * Context: sleeps. Return: 0 or -ENOMEM.
 */
int qhy_stream_init(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;

	spin_lock_init(&stream->lock);
	INIT_LIST_HEAD(&stream->queued);
	INIT_LIST_HEAD(&stream->active);
	INIT_LIST_HEAD(&stream->swapping);
	INIT_WORK(&stream->swap_work, qhy_buffer_swap_work);
	return qhy_ring_alloc(qhy, qhy_stream_complete);
}

/**
 * qhy_stream_setup() - prepare for a stream
 * @qhy: camera; settings and format say what comes
 * @plan: of its frames
 *
 * Context: process, camera_lock, ring stands still.
 */
void qhy_stream_setup(struct qhy *qhy, const struct qhy_plan *plan)
{
	struct qhy_stream *stream = &qhy->stream;
	const struct qhy_settings *set = &qhy->settings;

	spin_lock_irq(&stream->lock);
	qhy_frame_init(&stream->frame, plan);
	stream->depth = qhy_plan_depth(plan);
	stream->head = 0;
	stream->swap = qhy->format->swap;
	stream->single = set->single;
	stream->burst = qhy_burst_on(qhy);
	stream->expected = 0;
	stream->keep = set->ddr || set->single;
	stream->zeros_are_bad = qhy->format->bytes == 2 || set->offset;
	stream->stale = qhy->model->sensor->stale_frames;
	stream->sequence = -stream->stale;
	qhy_clock_start(&stream->clock, stream->sequence, 0, true,
			&(struct qhy_taken){});
	stream->failures = 0;
	stream->cut = 0;
	stream->receiving = NULL;
	stream->armed = false;
	stream->judged = false;
	stream->starving = false;
	stream->credit = 0;
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_start() - let requests go
 * @qhy: camera, ring started
 * @in_step: the next byte begins a frame; else the rest of a frame comes first
 *
 * Context: process, camera_lock.
 */
void qhy_stream_start(struct qhy *qhy, bool in_step)
{
	struct qhy_stream *stream = &qhy->stream;

	spin_lock_irq(&stream->lock);
	stream->running = true;
	stream->progress = ktime_get();
	stream->frame.draining = !in_step;
	if (in_step && stream->judged) {
		/* the rest of that frame will not come */
		stream->judged = false;
		stream->sequence++;
	}
	if (!in_step && qhy_ring_submit(qhy, NULL, QHY_NO_SLICE))
		qhy_stream_fail(qhy);
	qhy_stream_fill(qhy);
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_pause() - submit nothing more and ignore what comes
 * @qhy: camera
 *
 * Context: process.
 */
void qhy_stream_pause(struct qhy *qhy)
{
	spin_lock_irq(&qhy->stream.lock);
	qhy->stream.running = false;
	spin_unlock_irq(&qhy->stream.lock);
}

/**
 * qhy_stream_rewind() - go to a point between two frames
 * @qhy: camera, paused
 * @failed: a frame that was coming is damaged and goes to the program; else it
 *	is given up as if it never had come
 *
 * Buffers that hold no frame go back to the queue, in their order.
 *
 * Context: sleeps, camera_lock, ring stands still.
 */
void qhy_stream_rewind(struct qhy *qhy, bool failed)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_buffer *buf, *next;

	flush_workqueue(qhy->swap_wq);
	spin_lock_irq(&stream->lock);
	qhy_stream_abandon_fill(stream);
	if (failed && stream->receiving) {
		qhy_buffer_judge(qhy, stream->receiving, QHY_FAULT_TRAILER,
				 stream->frame.bytes);
		stream->judged = true;
	}
	list_for_each_entry(buf, &stream->active, list)
		if (buf->verdict == QHY_PENDING)
			buf->verdict = QHY_RECYCLE;
	list_for_each_entry_safe(buf, next, &stream->active, list)
		if (buf->verdict != QHY_RECYCLE)
			qhy_buffer_leave(qhy, buf);
	list_for_each_entry_safe_reverse(buf, next, &stream->active, list)
		qhy_buffer_leave(qhy, buf);

	qhy_frame_init(&stream->frame, &stream->frame.plan);
	stream->receiving = NULL;
	stream->armed = false;
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_queue() - take a buffer from vb2
 * @qhy: camera
 * @buf: prepared
 *
 * Context: process, queue_lock.
 */
void qhy_stream_queue(struct qhy *qhy, struct qhy_buffer *buf)
{
	struct qhy_stream *stream = &qhy->stream;

	spin_lock_irq(&stream->lock);
	qhy_buffer_reset(buf);
	list_add_tail(&buf->list, &stream->queued);
	if (stream->running && stream->single)
		queue_work(qhy->wq, &qhy->capture.expose);
	else
		qhy_stream_fill(qhy);
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_return_all() - give every buffer back to vb2
 * @qhy: camera, paused
 * @state: VB2_BUF_STATE_QUEUED when the start failed, else _ERROR
 *
 * Context: sleeps, queue_lock, ring stands still.
 */
void qhy_stream_return_all(struct qhy *qhy, enum vb2_buffer_state state)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_buffer *buf, *next;

	flush_workqueue(qhy->swap_wq);
	spin_lock_irq(&stream->lock);
	list_splice_tail_init(&stream->queued, &stream->active);
	list_for_each_entry_safe(buf, next, &stream->active, list) {
		list_del(&buf->list);
		list_del_init(&buf->turn);
		vb2_buffer_done(&buf->vb.vb2_buf, state);
	}
	stream->filling = false;
	stream->fill = NULL;
	stream->receiving = NULL;
	spin_unlock_irq(&stream->lock);
}
