/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: where frames begin and end in the bulk stream
 *
 * Pure: no USB, no videobuf2, no locks. Callers serialise; the stream does so
 * by its spinlock.
 *
 * A frame is the image (payload), then a trailer of 4 bytes, then a short or
 * zero-length packet [obs on siblings; A10, A11]. It is received by a run of
 * requests, one per slice of the image buffer. The last request of a run asks
 * for more than the frame has, so a good frame always ends it short. Any short
 * completion therefore is the end of a frame on the wire, and a frame is good
 * only when the end comes in the last request and the length is exact.
 */
#ifndef _QHY_FRAME_H
#define _QHY_FRAME_H

#include <linux/bits.h>
#include <linux/types.h>

#define QHY_SLICE_BYTES		0x100000 /* of the image, per request */
#define QHY_RING_SIZE		8	/* requests in flight */
#define QHY_TRAILER_LEN		4
#define QHY_FILLER_LEN		16
#define QHY_ZERO_TAIL		4096		/* [A21] */
#define QHY_NO_SLICE		(~0U)	/* a request outside of any plan */

/**
 * struct qhy_plan - how one frame is cut into requests
 * @payload: bytes before the trailer, more than 0
 * @maxp: packet size of the endpoint, bytes
 * @slices: requests per frame, at least 1
 * @extra: of @payload, what comes behind the image [A10]
 * @no_empty: see struct qhy_dialect [A11]
 */
struct qhy_plan {
	u32 payload;
	u32 maxp;
	u32 slices;
	u32 extra;
	bool no_empty;
};

void qhy_plan_init(struct qhy_plan *plan, u32 payload, u32 maxp);
u32 qhy_plan_bytes(const struct qhy_plan *plan, u32 slice);
u32 qhy_plan_request(const struct qhy_plan *plan, u32 slice);
u32 qhy_plan_depth(const struct qhy_plan *plan);

/**
 * struct qhy_frame - position in the stream
 * @plan: of the frames that come
 * @bytes: received since the last end of a frame
 * @slice: of the next completion, while in step
 * @draining: out of step: what is in flight does not lie where it belongs
 */
struct qhy_frame {
	struct qhy_plan plan;
	u64 bytes;
	u32 slice;
	bool draining;
};

/* A frame ended on the wire; bytes says how long it was. */
#define QHY_FRAME_ENDED		BIT(0)
/* It has the right length and lies in the slices of one plan. */
#define QHY_FRAME_WHOLE		BIT(1)
/* The request held the frame's end and the frame went on: it is too long. */
#define QHY_FRAME_OVERRUN	BIT(2)
/* Out of step from here on: submit nothing until in step again. */
#define QHY_FRAME_DRAIN		BIT(3)
/* In step again: the next completion is slice 0 of what is in flight. */
#define QHY_FRAME_RESUME	BIT(4)
/* In step again with nothing in flight: submit slice 0 of a fresh buffer. */
#define QHY_FRAME_RESTART	BIT(5)
/* Nothing in flight and still out of step: submit one scratch request. */
#define QHY_FRAME_SCRATCH	BIT(6)
/* Two frames ended: a damaged one that nothing ended, and the one after it. */
#define QHY_FRAME_JOINED	BIT(7)

struct qhy_frame_event {
	unsigned int flags;
	u64 bytes;
};

void qhy_frame_init(struct qhy_frame *frame, const struct qhy_plan *plan);
struct qhy_frame_event qhy_frame_complete(struct qhy_frame *frame, u32 slice,
					  u32 requested, u32 actual,
					  u32 in_flight);

enum qhy_frame_fault {
	QHY_FAULT_NONE,
	QHY_FAULT_TRAILER,
	QHY_FAULT_FILLER,
	QHY_FAULT_ZEROS,
};

enum qhy_frame_fault qhy_frame_check(const u8 *payload, u32 len,
				     const u8 *trailer, bool zeros_are_bad);

#endif /* _QHY_FRAME_H */
