/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The simplest host and the simplest wire that there can be, around the frame
 * machine. No byte is stored but those that are looked at.
 */
#ifndef TESTS_KUNIT_WALK_H
#define TESTS_KUNIT_WALK_H

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "fault.h"
#include "walk.inc"

#define DAMAGED		2	/* the first frame that is */
#define FRAMES		7	/* header, one, damaged, again, sound ones */

/* Ends of images; an image of 4096 bytes ends as a longer one. */
struct tails {
	u8 sound[QHY_ZERO_TAIL], zeros[QHY_ZERO_TAIL], filler[QHY_ZERO_TAIL];
};

struct request {
	u32 slice, buffer;
};

/**
 * struct walk - one combination after the other
 * @tails: ends of images
 * @count: combinations
 * @requests: of all of them
 * @plan: of the frames
 * @frame: the machine
 * @frames: what is sent
 * @rest: length of the first one, which is the header
 * @in_step: that one is a whole frame
 * @present: frame that is being sent
 * @pos: bytes of it that were
 * @whole: bit per frame that is said to be whole
 * @buffer: where the present frame began
 * @placed: all of it lies where it belongs
 * @ring: requests
 * @head: the oldest one
 * @in_flight: how many
 * @fill_slice: of the next request
 * @fill_buffer: likewise
 * @fill: how the ring is filled
 */
struct walk {
	struct tails tails;
	u32 count;
	u64 requests;
	struct qhy_plan plan;
	struct qhy_frame frame;
	struct fault frames[FRAMES];
	u64 rest;
	bool in_step;
	u32 present;
	u64 pos;
	u32 whole;
	u32 buffer;
	bool placed;
	struct request ring[QHY_RING_SIZE];
	u32 head, in_flight;
	u32 fill_slice, fill_buffer;
	enum walk_ring fill;
};

static const char *ask(struct walk *w, u32 slice, u32 buffer)
{
	u32 at = (w->head + w->in_flight) % QHY_RING_SIZE;

	if (w->in_flight == qhy_plan_depth(&w->plan))
		return "more in flight than may be";
	w->ring[at] = (struct request){ .slice = slice, .buffer = buffer };
	w->in_flight++;
	return NULL;
}

/* As qhy_stream_fill() does. */
static const char *ask_all(struct walk *w)
{
	const char *why = NULL;

	while (!why && !w->frame.draining &&
	       w->in_flight < qhy_plan_depth(&w->plan)) {
		if (w->in_flight &&
		    (w->fill == RING_ONE ||
		     (w->fill == RING_FRAME && !w->fill_slice)))
			break;
		why = ask(w, w->fill_slice, w->fill_buffer);
		if (++w->fill_slice < w->plan.slices)
			continue;
		w->fill_slice = 0;
		w->fill_buffer++;
	}
	return why;
}

static u64 frame_length(const struct walk *w)
{
	return w->present ? fault_length(&w->frames[w->present],
					 w->plan.payload) : w->rest;
}

/* The request's bytes go where it says. */
static void place(struct walk *w, const struct request *r)
{
	bool here = r->slice != QHY_NO_SLICE &&
		    (u64)r->slice * QHY_SLICE_BYTES == w->pos;

	if (!w->pos) {
		w->buffer = r->buffer;
		w->placed = true;
	}
	w->placed &= here && r->buffer == w->buffer;
}

/* A frame that is whole is looked at. */
static const char *check_content(struct walk *w)
{
	const struct fault *fault = &w->frames[w->present];
	u32 len = min_t(u32, w->plan.payload, QHY_ZERO_TAIL), i;
	u8 trailer[QHY_TRAILER_LEN] = { 0xee, 0x11, 0xdd, 0x22 };
	static const u8 filler[QHY_FILLER_LEN] = {
		0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
		0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
	};
	const u8 *image = w->tails.sound;

	if (fault->damage == WIRE_TRAILER)
		trailer[fault->at] ^= 0x40;
	if (fault->damage == WIRE_ZEROS)
		image = w->tails.zeros;
	if (fault->damage == WIRE_FILLER) {
		image = w->tails.filler;
		for (i = 0; i < QHY_FILLER_LEN; i++)
			w->tails.filler[QHY_ZERO_TAIL - QHY_FILLER_LEN + i] =
				filler[(i + fault->at) % QHY_FILLER_LEN];
	}
	if (qhy_frame_check(image + QHY_ZERO_TAIL - len, len, trailer, true) !=
	    damage_fault(fault->damage))
		return "the wrong fault is found";
	return NULL;
}

static const char *check_end(struct walk *w, const struct qhy_frame_event *e)
{
	bool exact = frame_length(w) == (u64)w->plan.payload + QHY_TRAILER_LEN;

	if (!(e->flags & QHY_FRAME_ENDED) || e->bytes != frame_length(w))
		return "a frame's end or length is not told";
	if (!!(e->flags & QHY_FRAME_WHOLE) != (exact && w->placed))
		return "whole, and not exact in its place, or the reverse";
	if (!(e->flags & QHY_FRAME_WHOLE))
		return NULL;
	w->whole |= 1 << w->present;
	return check_content(w);
}

static const char *check_flags(const struct walk *w, unsigned int flags,
			       bool displaced)
{
	bool draining = w->frame.draining;
	u32 next = w->in_flight ? w->ring[w->head].slice : w->fill_slice;

	if (!!(flags & QHY_FRAME_DRAIN) != (draining && !displaced))
		return "out of step, and not told, or the reverse";
	if (flags & QHY_FRAME_RESUME && (draining || next))
		return "in step again, but not at the first slice";
	if (flags & QHY_FRAME_RESTART && (draining || w->in_flight))
		return "to be started again with requests in flight";
	if (!!(flags & QHY_FRAME_SCRATCH) != (draining && !w->in_flight))
		return "out of step for ever, or a scratch request for nothing";
	if (flags & QHY_FRAME_OVERRUN && !draining)
		return "a frame that is too long is not drained";
	return NULL;
}

/* The request at the head comes back. */
static const char *come_back(struct walk *w)
{
	struct request r = w->ring[w->head];
	u32 asked = qhy_plan_request(&w->plan, r.slice == QHY_NO_SLICE ? 0 :
							r.slice);
	u32 actual = min_t(u64, frame_length(w) - w->pos, asked);
	bool displaced = w->frame.draining;
	struct qhy_frame_event event;
	const char *why;

	if (!displaced && r.slice != w->frame.slice)
		return "in step, but another slice was due";
	w->requests++;
	w->head = (w->head + 1) % QHY_RING_SIZE;
	w->in_flight--;
	place(w, &r);
	event = qhy_frame_complete(&w->frame, r.slice, asked, actual,
				   w->in_flight);
	w->pos += actual;
	why = check_flags(w, event.flags, displaced);
	if (!why && actual < asked)
		why = check_end(w, &event);
	else if (!why && (event.flags & QHY_FRAME_ENDED || event.bytes))
		why = "a frame ended that goes on";
	if (actual < asked) {
		w->present++;
		w->pos = 0;
	}
	if (event.flags & QHY_FRAME_RESTART && w->fill_slice) {
		w->fill_slice = 0;
		w->fill_buffer++;
	}
	if (!why && event.flags & QHY_FRAME_SCRATCH)
		why = ask(w, QHY_NO_SLICE, 0);
	return why ?: ask_all(w);
}

/* The header and sound frames arrive, and few that are sound do not. */
static const char *check_losses(const struct walk *w)
{
	u32 i, faults = 0, lost = 0;

	for (i = 1; i < FRAMES; i++)
		if (w->frames[i].damage != WIRE_SOUND)
			faults++;
		else if (!(w->whole & 1 << i))
			lost++;
	if (lost > faults)
		return "a fault costs more than two frames";
	if (!(w->whole & 1 << 1))
		return "the first frame is lost";
	if ((w->whole & 1) != w->in_step)
		return "the header is whole, or a frame in its place is not";
	if (!(w->whole & 1 << (FRAMES - 1)))
		return "the stream does not go on";
	return NULL;
}

static const char *one_walk(struct walk *w, enum walk_head head,
			    const struct fault *fault, enum walk_ring fill_by,
			    bool again)
{
	u64 whole = (u64)w->plan.payload + QHY_TRAILER_LEN;
	const u64 rests[HEADS] = {
		whole, 0, 1, min_t(u64, w->plan.maxp, whole), whole / 2,
		whole - 1,
	};
	const char *why;

	memset(w->frames, 0, sizeof(w->frames));
	w->frames[DAMAGED] = *fault;
	if (again)
		w->frames[DAMAGED + 1] = *fault;
	w->rest = rests[head];
	w->in_step = head == HEAD_NONE;
	w->present = 0;
	w->pos = 0;
	w->whole = 0;
	w->head = 0;
	w->in_flight = 0;
	w->fill_slice = 0;
	w->fill_buffer = 0;
	w->fill = fill_by;
	qhy_frame_init(&w->frame, &w->plan);
	w->frame.draining = !w->in_step;
	why = w->frame.draining ? ask(w, QHY_NO_SLICE, 0) : ask_all(w);
	while (!why && w->present < FRAMES)
		why = w->in_flight ? come_back(w) : "nothing is in flight";
	return why ?: check_losses(w);
}

#endif
