// SPDX-License-Identifier: GPL-2.0
/* The surroundings of qhy-stream.c and qhy-buffer.c; see rig.h. */
#include "rig.h"

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (work->pending)
		return false;
	if (wq->count == RIG_BUFFERS + 1)
		abort();
	work->pending = true;
	wq->pending[wq->count++] = work;
	return true;
}

/* The rig whose work is being done; NULL while something comes in between. */
static struct rig *interruptible;

static void run_first_work(struct workqueue_struct *wq)
{
	struct work_struct *work = wq->pending[0];
	u32 i;

	for (i = 1; i < wq->count; i++)
		wq->pending[i - 1] = wq->pending[i];
	wq->count--;
	work->pending = false;
	work->func(work);
}

void flush_workqueue(struct workqueue_struct *wq)
{
	while (wq->count)
		run_first_work(wq);
}

/* The same, while the stream goes on. */
static void run_beside(struct rig *rig)
{
	interruptible = rig;
	run_first_work(&rig->swap_wq);
	interruptible = NULL;
}

/* The stream's delayed work is the recovery and the relief of the DDR. */
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay)
{
	struct rig *rig = container_of(wq, struct rig, wq);

	(void)delay;
	if (work == &rig->qhy.capture.recover)
		rig->recoveries++;
	else
		rig->reliefs++;
	return true;
}

bool qhy_burst_on(struct qhy *qhy)
{
	return rig_of(qhy)->burst;
}

void qhy_capture_taken(struct qhy *qhy, struct qhy_taken *taken)
{
	*taken = rig_of(qhy)->taken;
}

void qhy_v4l2_frame_event(struct qhy *qhy, u32 sequence)
{
	struct rig *rig = rig_of(qhy);
	struct wire_frame *frame;

	if (sequence >= rig->wire->sent) {
		rig_fail(rig, "frame sync of a frame that never was sent");
		return;
	}
	frame = &rig->wire->frames[rig->wire->by_sequence[sequence]];
	if (frame->announced)
		rig_fail(rig, "second frame sync of frame %u", sequence);
	frame->announced = true;
}

int qhy_ring_alloc(struct qhy *qhy, usb_complete_t complete)
{
	struct rig *rig = rig_of(qhy);
	u32 i;

	rig->complete = complete;
	for (i = 0; i < QHY_RING_SIZE; i++) {
		qhy->stream.ring[i].qhy = qhy;
		qhy->stream.ring[i].urb = &rig->urbs[i];
		rig->urbs[i].context = &qhy->stream.ring[i];
	}
	return 0;
}

/* Bytes that the pages of a request have; the slices of one frame adjoin. */
static u32 room(const struct rig *rig, const struct qhy_buffer *buf, u32 slice)
{
	u32 last = rig->plan->slices - 1;
	u32 bytes;

	if (!buf) {
		bytes = max(qhy_plan_request(rig->plan, 0),
			    qhy_plan_request(rig->plan, last));
		return PAGE_ALIGN(bytes);
	}
	if (slice < last)
		return QHY_SLICE_BYTES;
	return PAGE_ALIGN(rig->plan->payload - last * QHY_SLICE_BYTES) +
	       PAGE_SIZE;
}

/* Submits as qhy-ring.c does. */
int qhy_ring_submit(struct qhy *qhy, struct qhy_buffer *buf, u32 slice)
{
	struct qhy_stream *stream = &qhy->stream;
	struct rig *rig = rig_of(qhy);
	u32 place = (stream->head + stream->in_flight) % stream->depth;
	u32 plan_slice = slice == QHY_NO_SLICE ? 0 : slice;
	u32 bytes = qhy_plan_request(&stream->frame.plan, plan_slice);
	struct qhy_xfer *xfer = &stream->ring[place];

	lockdep_assert_held(&stream->lock);
	if (stream->in_flight >= qhy_plan_depth(rig->plan))
		rig_fail(rig, "more requests than may be in flight");
	if (!bytes || bytes % rig->plan->maxp)
		rig_fail(rig, "request of %u bytes", bytes);
	if (bytes > room(rig, buf, slice))
		rig_fail(rig, "%u bytes asked for, room for %u", bytes,
			 room(rig, buf, slice));
	if (buf && slice >= rig->plan->slices)
		rig_fail(rig, "slice %u of %u", slice, rig->plan->slices);
	if (buf && !((struct rig_buffer *)buf)->queued)
		rig_fail(rig, "request into a buffer of the program");
	xfer->buf = buf;
	xfer->slice = slice;
	xfer->urb->transfer_buffer_length = bytes;
	stream->in_flight++;
	if (buf)
		buf->in_flight++;
	return 0;
}

static u8 *place_of(const struct rig *rig, struct rig_buffer *held, u64 at)
{
	u32 size = PAGE_ALIGN(rig->plan->payload);

	return at < size ? &held->buf.memory[at] : &held->tail.bytes[at - size];
}

/* The host controller puts bytes of the present frame into a slice. */
static void receive(struct rig *rig, struct rig_buffer *held, u32 slice,
		    u32 actual)
{
	struct wire *wire = rig->wire;
	u64 start = (u64)slice * QHY_SLICE_BYTES, at = start;
	u64 end = start + actual, payload = rig->plan->payload;
	u64 window = payload > RIG_WINDOW ? payload - RIG_WINDOW : 0;

	held->images[slice] = (struct image){
		.frame = wire->present, .from = wire->pos, .len = actual,
	};
	if (!rig->bytes) {
		at = max(at, window);
		end = min(end, payload + QHY_TRAILER_LEN);
	}
	for (; at < end; at++)
		*place_of(rig, held, at) =
			wire_byte(wire, wire->present, wire->pos + at - start);
}

/* One request: full, or ended by the short or empty packet of a frame. */
static void complete_one(struct rig *rig)
{
	struct qhy_stream *stream = &rig->qhy.stream;
	struct qhy_xfer *xfer = &stream->ring[stream->head];
	struct wire *wire = rig->wire;
	u64 left = wire->frames[wire->present].length - wire->pos;
	u32 requested = xfer->urb->transfer_buffer_length;
	u32 actual = min_t(u64, left, requested);

	if (xfer->buf)
		receive(rig, (struct rig_buffer *)xfer->buf, xfer->slice,
			actual);
	wire->pos += actual;
	if (actual < requested) {
		wire->present++;
		wire->pos = 0;
	}
	xfer->urb->status = 0;
	xfer->urb->actual_length = actual;
	kernel_time()->now += rig_random(rig, RIG_STEP);
	rig->complete(xfer->urb);
	if (stream->clock.next != stream->sequence)
		rig_fail(rig, "the clock is at %u, the stream at %u",
			 stream->clock.next, stream->sequence);
}

/* The program queues what it has held for long enough, or all. */
static void queue_buffers(struct rig *rig, bool all)
{
	u32 i;

	for (i = 0; i < rig->num_buffers; i++) {
		struct rig_buffer *held = &rig->buffers[i];

		if (held->queued)
			continue;
		if (held->held && !all) {
			held->held--;
			continue;
		}
		held->queued = true;
		qhy_stream_queue(&rig->qhy, &held->buf);
	}
}

/* Nobody swaps for a while. */
static bool stalled(struct rig *rig)
{
	if (rig->stalled)
		rig->stalled--;
	else if (rig->stall && !rig_random(rig, 10))
		rig->stalled = rig_random(rig, rig->stall);
	return rig->stalled;
}

void kernel_interrupt(void)
{
	struct rig *rig = interruptible;

	if (!rig)
		return;
	interruptible = NULL;
	if (rig->qhy.stream.in_flight && !rig->why[0] &&
	    rig->wire->present < rig->wire->count && !rig_random(rig, 3)) {
		complete_one(rig);
		queue_buffers(rig, false);
	}
	interruptible = rig;
}

void rig_run(struct rig *rig)
{
	struct qhy_stream *stream = &rig->qhy.stream;

	while (rig->wire->present < rig->wire->count && !rig->why[0]) {
		if (!stream->in_flight) {
			flush_workqueue(&rig->swap_wq);
			queue_buffers(rig, true);
		}
		if (!stream->in_flight) {
			rig_fail(rig, "stuck before frame %u",
				 rig->wire->present);
			return;
		}
		complete_one(rig);
		if (stream->starving && !rig_random(rig, 8)) {
			spin_lock_irq(&stream->lock);
			stream->credit = rig_random(rig, 3);
			qhy_stream_fill(&rig->qhy);
			spin_unlock_irq(&stream->lock);
		}
		while (rig->swap_wq.count && !stalled(rig) &&
		       rig_random(rig, 4))
			run_beside(rig);
		queue_buffers(rig, false);
	}
	flush_workqueue(&rig->swap_wq);
}

void rig_open(struct rig *rig, const struct qhy_plan *plan, struct wire *wire,
	      u32 num_buffers)
{
	u32 i;

	*rig = (struct rig){
		.plan = plan, .wire = wire, .num_buffers = num_buffers,
		.format = { .bytes = 2 }, .random = plan->payload,
		.last_sequence = -1,
		.taken = {
			.exposure = 3000, .period = 10000, .readout = 10000,
			.gain = 30, .offset = 40, .traffic = 5, .mode = 1,
		},
	};
	rig->model.sensor = &rig->sensor;
	rig->qhy.model = &rig->model;
	rig->qhy.format = &rig->format;
	rig->qhy.maxp = plan->maxp;
	rig->qhy.wq = &rig->wq;
	rig->qhy.swap_wq = &rig->swap_wq;
	rig->qhy.intf = NULL;
	rig->qhy.queue.drv_priv = &rig->qhy;
	for (i = 0; i < num_buffers; i++) {
		struct rig_buffer *held = &rig->buffers[i];

		held->buf.vb.vb2_buf.vb2_queue = &rig->qhy.queue;
		held->buf.plan = *plan;
		held->buf.tail = &held->tail;
		held->buf.memory = calloc(1, PAGE_ALIGN(plan->payload));
		held->images = calloc(plan->slices, sizeof(*held->images));
		if (!held->buf.memory || !held->images)
			abort();
		qhy_buffer_init(&held->buf);
	}
	qhy_stream_init(&rig->qhy);
}

/* Ends the stream with requests in flight, as stop_streaming does. */
void rig_close(struct rig *rig)
{
	struct qhy_stream *stream = &rig->qhy.stream;
	u32 i;

	rig->closing = true;
	qhy_stream_pause(&rig->qhy);
	while (stream->in_flight) {
		struct urb *urb = stream->ring[stream->head].urb;

		urb->status = -ENOENT;
		urb->actual_length = 0;
		rig->complete(urb);
	}
	qhy_stream_return_all(&rig->qhy, VB2_BUF_STATE_ERROR);
	for (i = 0; i < rig->num_buffers; i++) {
		if (rig->buffers[i].queued)
			rig_fail(rig, "buffer %u was never returned", i);
		free(rig->buffers[i].buf.memory);
		free(rig->buffers[i].images);
	}
}
