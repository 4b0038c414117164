// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: a buffer from its first byte to the program
 *
 * Formats whose byte order is not the wire's are swapped in place by a work
 * item, behind the stream; the others are never touched.
 */
#include <linux/mm.h>

#include "qhy.h"
#include "qhy-swap.h"

/**
 * qhy_buffer_reset() - make ready for a frame
 * @buf: not in use
 *
 * Context: any, stream.lock.
 */
void qhy_buffer_reset(struct qhy_buffer *buf)
{
	list_del_init(&buf->turn);
	buf->closed = false;
	buf->verdict = QHY_PENDING;
	buf->arrived = 0;
	buf->swapped = 0;
	buf->finished = false;
}

static void qhy_buffer_done(struct qhy *qhy, struct qhy_buffer *buf)
{
	qhy_meta_deliver(qhy, buf);
	vb2_buffer_done(&buf->vb.vb2_buf, buf->verdict == QHY_GOOD ?
			VB2_BUF_STATE_DONE : VB2_BUF_STATE_ERROR);
}

/**
 * qhy_buffer_swap_work() - swap what has arrived, deliver what is finished
 * @work: stream.swap_work
 *
 * One for all buffers, in the order of their frames: a work item of each could
 * be left over from one frame of a buffer and deliver its next one too early.
 *
 * Context: process.
 */
void qhy_buffer_swap_work(struct work_struct *work)
{
	struct qhy *qhy = container_of(work, struct qhy, stream.swap_work);
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_buffer *buf;
	u32 start, end;
	bool finished;

	spin_lock_irq(&stream->lock);
	while ((buf = list_first_entry_or_null(&stream->swapping,
					       struct qhy_buffer, turn))) {
		start = buf->swapped;
		end = buf->arrived;
		finished = buf->finished;
		if (start == end && !finished)
			break;
		buf->swapped = end;
		if (finished)
			list_del_init(&buf->turn);
		spin_unlock_irq(&stream->lock);

		qhy_swap_bytes(buf->memory + start, end - start);
		if (finished)
			qhy_buffer_done(qhy, buf);
		spin_lock_irq(&stream->lock);
	}
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_buffer_advance() - let the swap follow
 * @qhy: camera
 * @buf: buffer
 * @arrived: bytes of the image that may be swapped
 * @finished: nothing more comes: the buffer goes to the program afterwards
 *
 * Context: any, stream.lock.
 */
void qhy_buffer_advance(struct qhy *qhy, struct qhy_buffer *buf, u32 arrived,
			bool finished)
{
	lockdep_assert_held(&qhy->stream.lock);
	if (list_empty(&buf->turn))
		list_add_tail(&buf->turn, &qhy->stream.swapping);
	buf->arrived = arrived;
	buf->finished = finished;
	queue_work(qhy->swap_wq, &qhy->stream.swap_work);
}

/**
 * qhy_buffer_judge() - the frame of a buffer has ended
 * @qhy: camera
 * @buf: buffer
 * @fault: what is wrong with it
 * @bytes: that arrived
 *
 * Context: any, stream.lock.
 */
void qhy_buffer_judge(struct qhy *qhy, struct qhy_buffer *buf,
		      enum qhy_frame_fault fault, u64 bytes)
{
	struct qhy_stream *stream = &qhy->stream;
	u32 used = min_t(u64, bytes, buf->plan.payload - buf->plan.extra);

	buf->verdict = fault ? QHY_DAMAGED : QHY_GOOD;
	qhy_stream_shot(stream, fault, &buf->shot);
	buf->vb.sequence = stream->sequence;
	buf->vb.field = V4L2_FIELD_NONE;
	buf->vb.vb2_buf.timestamp = ktime_get_ns();
	vb2_set_plane_payload(&buf->vb.vb2_buf, 0, used);
	if (!fault) {
		stream->stats.good++;
		stream->failures = 0;
	} else {
		stream->stats.damaged++;
	}
}

/**
 * qhy_buffer_leave() - a buffer with a verdict leaves its list
 * @qhy: camera
 * @buf: nothing is in flight to it
 *
 * To the program, or back to the head of the queue.
 *
 * Context: any, stream.lock.
 */
void qhy_buffer_leave(struct qhy *qhy, struct qhy_buffer *buf)
{
	struct qhy_stream *stream = &qhy->stream;

	lockdep_assert_held(&stream->lock);
	list_del(&buf->list);
	if (buf->verdict == QHY_RECYCLE) {
		qhy_buffer_reset(buf);
		list_add(&buf->list, &stream->queued);
	} else if (stream->swap) {
		qhy_buffer_advance(qhy, buf,
				   vb2_get_plane_payload(&buf->vb.vb2_buf, 0),
				   true);
	} else {
		qhy_buffer_done(qhy, buf);
	}
}

/**
 * qhy_buffer_check() - look at what came with a frame of the right length
 * @qhy: camera
 * @buf: its tail not yet swapped
 *
 * Context: any, stream.lock. Return: see qhy_frame_check().
 */
enum qhy_frame_fault qhy_buffer_check(struct qhy *qhy, struct qhy_buffer *buf)
{
	u32 payload = buf->plan.payload, slack = PAGE_ALIGN(payload) - payload;
	u8 trailer[QHY_TRAILER_LEN];
	u32 i;

	for (i = 0; i < QHY_TRAILER_LEN; i++)
		trailer[i] = i < slack ? buf->memory[payload + i] :
			     ((u8 *)page_address(buf->tail))[i - slack];
	return qhy_frame_check(buf->memory, payload, trailer,
			       qhy->stream.zeros_are_bad);
}

/**
 * qhy_buffer_init() - prepare a new buffer for the stream
 * @buf: buffer
 *
 * Context: process.
 */
void qhy_buffer_init(struct qhy_buffer *buf)
{
	INIT_LIST_HEAD(&buf->turn);
	qhy_buffer_reset(buf);
}
