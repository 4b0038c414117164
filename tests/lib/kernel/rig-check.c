// SPDX-License-Identifier: GPL-2.0
/* What the rig looks at when an image is delivered; see rig.h. */
#include "rig.h"

/* What lies in a delivered buffer is the frame, each byte at its place. */
static void check_image(struct rig *rig, const struct rig_buffer *held,
			u32 frame, u64 bytes)
{
	const struct image *image = held->images;
	u64 at, size;

	for (at = 0; at < bytes; at += QHY_SLICE_BYTES, image++) {
		size = min_t(u64, bytes - at, at + QHY_SLICE_BYTES >=
			     rig->plan->payload ? bytes : QHY_SLICE_BYTES);
		if (image->frame != frame || image->from != at ||
		    image->len < size) {
			rig_fail(rig, "frame %u, byte %llu: byte %llu of frame"
				 " %u lies there, %u bytes", frame, at,
				 image->from, image->frame, image->len);
			return;
		}
		if (size > QHY_SLICE_BYTES)
			return;
	}
}

/* The same once more by its bytes, which may have been swapped. */
static void check_bytes(struct rig *rig, const struct rig_buffer *held,
			u32 frame, u64 bytes)
{
	u32 swap = rig->format.swap;
	u64 at;

	for (at = 0; at + swap < bytes; at++) {
		u8 want = wire_byte(rig->wire, frame, at ^ swap);

		if ((at ^ swap) >= bytes || held->buf.memory[at] == want)
			continue;
		rig_fail(rig, "frame %u, byte %llu is 0x%02x, not 0x%02x",
			 frame, at, held->buf.memory[at], want);
		return;
	}
}

/* What the image's metadata are made of, when its last byte is there. */
static void check_shot(struct rig *rig, const struct rig_buffer *held,
		       const struct wire_frame *frame)
{
	const struct qhy_taken *taken = &rig->taken;
	const struct qhy_shot *shot = &held->buf.shot;
	u64 timestamp = held->buf.vb.vb2_buf.timestamp;

	if (shot->fault != damage_fault(frame->fault.damage))
		rig_fail(rig, "%s frame with fault %d",
			 damage_name(frame->fault.damage), shot->fault);
	if (shot->taken.exposure != taken->exposure ||
	    shot->taken.gain != taken->gain ||
	    shot->taken.offset != taken->offset ||
	    shot->taken.traffic != taken->traffic ||
	    shot->taken.mode != taken->mode || shot->unsure)
		rig_fail(rig, "frame with settings that never were");
	if (shot->end - shot->start != taken->exposure * NSEC_PER_USEC)
		rig_fail(rig, "exposed for %lld ns", shot->end - shot->start);
	if (!shot->fault &&
	    shot->end + taken->readout * NSEC_PER_USEC > (s64)timestamp)
		rig_fail(rig, "exposure ends too late for the last byte");
	if (timestamp < rig->last_timestamp)
		rig_fail(rig, "time stamp %llu after %llu", timestamp,
			 rig->last_timestamp);
	rig->last_timestamp = timestamp;
}

void qhy_meta_deliver(struct qhy *qhy, struct qhy_buffer *image)
{
	struct rig *rig = rig_of(qhy);
	struct rig_buffer *held = (struct rig_buffer *)image;

	if (!held->queued || image->in_flight)
		rig_fail(rig, "metadata of a buffer that is not complete");
	if (held->told)
		rig_fail(rig, "metadata of one image twice");
	if ((image->verdict == QHY_GOOD) != !image->shot.fault ||
	    (image->verdict != QHY_GOOD && image->verdict != QHY_DAMAGED))
		rig_fail(rig, "verdict %d with fault %d", image->verdict,
			 image->shot.fault);
	held->told = true;
	held->told_sequence = image->vb.sequence;
	rig->told++;
}

/* Its metadata went first, and nothing came in between. */
static void check_told(struct rig *rig, struct rig_buffer *held)
{
	if (held->told ? held->told_sequence != held->buf.vb.sequence :
			 !rig->closing)
		rig_fail(rig, "image %u without its metadata",
			 held->buf.vb.sequence);
	rig->told -= held->told;
	held->told = false;
	if (rig->told)
		rig_fail(rig, "metadata of another image came in between");
}

static void check_delivered(struct rig *rig, struct rig_buffer *held, bool good)
{
	u32 sequence = held->buf.vb.sequence, payload = rig->plan->payload;
	u64 used = held->buf.vb.vb2_buf.payload;
	struct wire_frame *frame;
	u32 index;

	if ((s64)sequence <= rig->last_sequence || sequence >= rig->wire->sent) {
		rig_fail(rig, "sequence %u after %lld", sequence,
			 (long long)rig->last_sequence);
		return;
	}
	rig->last_sequence = sequence;
	index = rig->wire->by_sequence[sequence];
	frame = &rig->wire->frames[index];
	if (good != (frame->fault.damage == WIRE_SOUND)) {
		rig_fail(rig, "frame %u: %s delivered as %s", index,
			 damage_name(frame->fault.damage),
			 good ? "good" : "damaged");
		return;
	}
	frame->state = good ? FRAME_GOOD : FRAME_DAMAGED;
	if (used != min_t(u64, frame->length, payload))
		rig_fail(rig, "frame %u: %llu bytes used, %llu came", index,
			 used, frame->length);
	if (!frame->announced)
		rig_fail(rig, "frame %u without frame sync", index);
	check_shot(rig, held, frame);
	check_image(rig, held, index, good ? used + QHY_TRAILER_LEN : used);
	if (rig->bytes)
		check_bytes(rig, held, index, used);
}

void vb2_buffer_done(struct vb2_buffer *vb, enum vb2_buffer_state state)
{
	struct rig *rig = rig_of(vb2_get_drv_priv(vb->vb2_queue));
	struct rig_buffer *held = (struct rig_buffer *)to_qhy_buffer(vb);

	if (!held->queued || held->buf.in_flight)
		rig_fail(rig, "buffer returned that is not the driver's own");
	check_told(rig, held);
	held->queued = false;
	held->held = rig->hold ? rig_random(rig, rig->hold) : 0;
	if (rig->closing)
		return;
	if (state == VB2_BUF_STATE_DONE)
		rig->delivered_good++;
	else
		rig->delivered_damaged++;
	check_delivered(rig, held, state == VB2_BUF_STATE_DONE);
}
