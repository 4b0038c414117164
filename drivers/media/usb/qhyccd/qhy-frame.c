// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: where frames begin and end in the bulk stream
 */
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "qhy-frame.h"

static const u8 qhy_trailer[QHY_TRAILER_LEN] = { 0xee, 0x11, 0xdd, 0x22 };

/* What the camera puts where pixels are missing; starts anywhere [A12] */
static const u8 qhy_filler[QHY_FILLER_LEN] = {
	0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
	0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
};

/**
 * qhy_plan_init() - cut a frame into requests
 * @plan: to fill
 * @payload: bytes before the trailer, more than 0
 * @maxp: packet size of the endpoint, bytes, divides QHY_SLICE_BYTES
 */
void qhy_plan_init(struct qhy_plan *plan, u32 payload, u32 maxp)
{
	plan->payload = payload;
	plan->maxp = maxp;
	plan->slices = DIV_ROUND_UP(payload, QHY_SLICE_BYTES);
	plan->extra = 0;
	plan->no_empty = false;
}

/**
 * qhy_plan_bytes() - image bytes in a slice
 * @plan: of the frame
 * @slice: below plan->slices
 *
 * Return: QHY_SLICE_BYTES, in the last slice the rest (never 0).
 */
u32 qhy_plan_bytes(const struct qhy_plan *plan, u32 slice)
{
	return min_t(u32, plan->payload - slice * QHY_SLICE_BYTES,
		     QHY_SLICE_BYTES);
}

/**
 * qhy_plan_request() - bytes to ask for in the request of a slice
 * @plan: of the frame
 * @slice: below plan->slices
 *
 * Always a multiple of the packet size, so that no packet overruns it. In the
 * last slice it has room for more than the frame, also when image and trailer
 * fill their last packet: then the zero-length packet ends this very request.
 *
 * Return: bytes.
 */
u32 qhy_plan_request(const struct qhy_plan *plan, u32 slice)
{
	u32 bytes = qhy_plan_bytes(plan, slice);

	if (slice + 1 < plan->slices)
		return bytes;
	return roundup(bytes + QHY_TRAILER_LEN + 1, plan->maxp);
}

/**
 * qhy_plan_depth() - how many requests may be in flight
 * @plan: of the frames
 *
 * With fewer bytes in flight behind a request than one frame has, the frame
 * after a damaged one cannot end within what is in flight. So it is the only
 * further one that is lost, and the next starts in a fresh buffer. A frame of
 * one request cannot displace the next one, whatever its length.
 *
 * Return: 2..QHY_RING_SIZE.
 */
u32 qhy_plan_depth(const struct qhy_plan *plan)
{
	if (plan->slices == 1)
		return QHY_RING_SIZE;
	return min_t(u32, plan->slices, QHY_RING_SIZE);
}

/**
 * qhy_frame_init() - start in step, before the first byte of a frame
 * @frame: to fill
 * @plan: of the frames that will come, copied
 */
void qhy_frame_init(struct qhy_frame *frame, const struct qhy_plan *plan)
{
	*frame = (struct qhy_frame){ .plan = *plan };
}

/* Packets that filled up, and behind them a frame of the right length [A11] */
static bool qhy_frame_joined(const struct qhy_frame *frame)
{
	u64 whole = (u64)frame->plan.payload + QHY_TRAILER_LEN;

	return frame->plan.no_empty && frame->bytes > whole &&
	       !((frame->bytes - whole) & (frame->plan.maxp - 1));
}

static struct qhy_frame_event qhy_frame_end(struct qhy_frame *frame)
{
	struct qhy_frame_event event = {
		.flags = QHY_FRAME_ENDED,
		.bytes = frame->bytes,
	};

	if (qhy_frame_joined(frame))
		event.flags |= QHY_FRAME_JOINED;
	frame->bytes = 0;
	frame->slice = 0;
	return event;
}

static struct qhy_frame_event qhy_frame_drain(struct qhy_frame *frame,
					      bool ended, bool last,
					      u32 in_flight)
{
	struct qhy_frame_event event = {};

	if (!ended) {
		if (!in_flight)
			event.flags = QHY_FRAME_SCRATCH;
		return event;
	}

	event = qhy_frame_end(frame);
	if (last)
		event.flags |= QHY_FRAME_RESUME;
	else if (!in_flight)
		event.flags |= QHY_FRAME_RESTART;
	frame->draining = !last && in_flight;
	return event;
}

/**
 * qhy_frame_complete() - a request came back
 * @frame: position in the stream
 * @slice: which one the request was for, or QHY_NO_SLICE
 * @requested: bytes asked for
 * @actual: bytes received, at most @requested
 * @in_flight: requests still with the host controller
 *
 * Requests come back in the order in which they were submitted.
 *
 * Return: what to do, QHY_FRAME_* flags, and the length of a frame that ended.
 */
struct qhy_frame_event qhy_frame_complete(struct qhy_frame *frame, u32 slice,
					  u32 requested, u32 actual,
					  u32 in_flight)
{
	bool ended = actual < requested;
	bool last = slice + 1 == frame->plan.slices;
	struct qhy_frame_event event = {};

	frame->bytes += actual;
	if (frame->draining)
		return qhy_frame_drain(frame, ended, last, in_flight);

	if (!ended && !last) {
		frame->slice++;
		return event;
	}

	if (!ended) {
		frame->draining = true;
		event.flags = QHY_FRAME_OVERRUN | QHY_FRAME_DRAIN;
		if (!in_flight)
			event.flags |= QHY_FRAME_SCRATCH;
		return event;
	}

	event = qhy_frame_end(frame);
	if (last) {
		if (event.bytes == (u64)frame->plan.payload + QHY_TRAILER_LEN)
			event.flags |= QHY_FRAME_WHOLE;
	} else if (in_flight) {
		frame->draining = true;
		event.flags |= QHY_FRAME_DRAIN;
	} else {
		event.flags |= QHY_FRAME_RESTART;
	}
	return event;
}

static bool qhy_is_filler(const u8 *bytes)
{
	unsigned int turn;

	for (turn = 0; turn < QHY_FILLER_LEN; turn++) {
		unsigned int rest = QHY_FILLER_LEN - turn;

		if (!memcmp(bytes, qhy_filler + turn, rest) &&
		    !memcmp(bytes + rest, qhy_filler, turn))
			return true;
	}
	return false;
}

/**
 * qhy_frame_check() - look at the end of a frame of the right length
 * @payload: image as it came over the wire; its last bytes not yet swapped
 * @len: image bytes
 * @trailer: the QHY_TRAILER_LEN bytes after the image
 * @zeros_are_bad: no real image ends in zeros (16 bit, or an offset) [A21]
 *
 * The trailer's bytes inside of the image are pixels and are not looked for.
 *
 * Return: what is wrong with it, or QHY_FAULT_NONE.
 */
enum qhy_frame_fault qhy_frame_check(const u8 *payload, u32 len,
				     const u8 *trailer, bool zeros_are_bad)
{
	u32 zeros = min_t(u32, len, QHY_ZERO_TAIL);

	if (memcmp(trailer, qhy_trailer, QHY_TRAILER_LEN))
		return QHY_FAULT_TRAILER;
	if (len >= QHY_FILLER_LEN &&
	    qhy_is_filler(payload + len - QHY_FILLER_LEN))
		return QHY_FAULT_FILLER;
	if (zeros_are_bad && !memchr_inv(payload + len - zeros, 0, zeros))
		return QHY_FAULT_ZEROS;
	return QHY_FAULT_NONE;
}
