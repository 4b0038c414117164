// SPDX-License-Identifier: GPL-2.0
/*
 * All combinations of header, payload, packet, slice and fault (walk.inc) walk
 * through the frame machine (walk.h).
 *
 * Of each: the length of every frame that ends is told; a frame is whole if and
 * only if it is exact and lies where it belongs; a fault costs its frame and at
 * most one more; the stream goes on.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sched.h>

#include "suite.h"
#include "walk.h"

/* All headers, rings and repetitions of a fault. */
static const char *walk_fault(struct tap *t, struct walk *w,
			      enum damage damage, u64 at, u64 n)
{
	const struct fault fault = { .damage = damage, .at = at, .n = n };
	const char *why = NULL;
	u32 i;

	for (i = 0; i < HEADS * RINGS * 2 && !why; i++, w->count++)
		why = one_walk(w, i / 2 / RINGS, &fault, i / 2 % RINGS, i % 2);
	if (!why)
		return NULL;
	T_NOTE(t, "%s at %u, %u bytes, payload %u, packet %u",
	       damage_name(damage), fault.at, fault.n, w->plan.payload,
	       w->plan.maxp);
	T_NOTE(t, "header %u, ring %u, again %u: %s", (i - 1) / 2 / RINGS,
	       w->fill, (i - 1) % 2, why);
	return why;
}

/* 0: no such amount */
static u64 amount_of(const struct walk *w, enum walk_amount amount,
		     bool inserted, u64 at)
{
	u64 whole = (u64)w->plan.payload + QHY_TRAILER_LEN;
	u32 maxp = w->plan.maxp, last = w->plan.slices - 1;
	u32 packet = whole & (maxp - 1), slice = whole & (QHY_SLICE_BYTES - 1);

	switch (amount) {
	case AMOUNT_BYTE:
		return 1;
	case AMOUNT_TRAILER:
		return QHY_TRAILER_LEN;
	case AMOUNT_PACKET:
		return maxp;
	case AMOUNT_SLICE:
		return QHY_SLICE_BYTES;
	case AMOUNT_MORE:
		return QHY_SLICE_BYTES + 3;
	case AMOUNT_ALIGN:
		return inserted ? maxp - packet : packet;
	case AMOUNT_ALIGN_SLICE:
		return inserted ? QHY_SLICE_BYTES - slice : slice;
	case AMOUNT_REQUEST:
		return inserted ? (u64)last * QHY_SLICE_BYTES +
				  qhy_plan_request(&w->plan, last) - whole : 0;
	case AMOUNT_REST:
		return whole - at;
	case AMOUNT_FRAME:
		return whole;
	default:
		return 3 * whole + 5;
	}
}

static const char *walk_at(struct tap *t, struct walk *w, u64 at)
{
	u64 whole = (u64)w->plan.payload + QHY_TRAILER_LEN;
	const char *why = walk_fault(t, w, WIRE_CUT, at, 0);
	u32 i;

	for (i = 0; i < AMOUNTS && !why; i++) {
		u64 lost = amount_of(w, i, false, at), more;

		if (lost && at + lost <= whole)
			why = walk_fault(t, w, WIRE_LOST, at, lost);
		more = amount_of(w, i, true, at);
		if (!why && more <= 4 * whole)
			why = walk_fault(t, w, WIRE_INSERTED, at, more);
	}
	return why;
}

/* Each place of the slice that lies in it. */
static const char *walk_slice(struct tap *t, struct walk *w, u32 slice)
{
	s64 whole = (s64)w->plan.payload + QHY_TRAILER_LEN;
	s64 begin = (s64)slice * QHY_SLICE_BYTES;
	s64 end = slice + 1 < w->plan.slices ? begin + QHY_SLICE_BYTES : whole;
	const char *why = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(walk_places) && !why; i++) {
		const struct walk_place *p = &walk_places[i];
		s64 at = p->packets * (s64)w->plan.maxp + p->bytes;

		at += at < 0 ? end : begin;
		if (at >= begin && at < end)
			why = walk_at(t, w, at);
	}
	return why;
}

static const char *walk_plan(struct tap *t, struct walk *w)
{
	const char *why = walk_fault(t, w, WIRE_SOUND, 0, 0);
	u32 i, slices = w->plan.slices, mid = ARRAY_SIZE(walk_slices) / 2;

	why = why ?: walk_fault(t, w, WIRE_EMPTY, 0, 0);
	why = why ?: walk_fault(t, w, WIRE_ZEROS, 0, 0);
	for (i = 0; i < QHY_TRAILER_LEN && !why; i++)
		why = walk_fault(t, w, WIRE_TRAILER, i, 0);
	for (i = 0; i < QHY_FILLER_LEN && !why; i++)
		if (w->plan.payload >= QHY_FILLER_LEN)
			why = walk_fault(t, w, WIRE_FILLER, i, 0);
	/* from the front, then those from the back that were not among them */
	for (i = 0; i < ARRAY_SIZE(walk_slices) && !why; i++) {
		u32 slice = walk_slices[i] + (i < mid ? 0 : slices);

		if (slice < slices && (i < mid || slice >= mid))
			why = walk_slice(t, w, slice);
	}
	return why;
}

static void tails_init(struct tails *tails)
{
	memset(tails->sound, 0x42, sizeof(tails->sound));
	memset(tails->zeros, 0, sizeof(tails->zeros));
	memset(tails->filler, 0x42, sizeof(tails->filler));
}

/* All payloads of so many slices. */
static void walk(struct tap *t, u32 least, u32 most, u32 maxp)
{
	struct walk *w = tap_alloc(t, sizeof(*w));
	const char *why = NULL;
	u32 payloads = 0;
	size_t i;

	tails_init(&w->tails);
	for (i = 0; i < ARRAY_SIZE(walk_payloads) && !why; i++) {
		const struct walk_payload *p = &walk_payloads[i];

		qhy_plan_init(&w->plan, p->slices * QHY_SLICE_BYTES +
			      p->packets * (s32)maxp + p->bytes, maxp);
		if (w->plan.slices < least || w->plan.slices > most)
			continue;
		payloads++;
		why = walk_plan(t, w);
		cond_resched();
	}
	T_NOTE(t, "%u payloads, %u combinations, %llu requests", payloads,
	       w->count, w->requests);
	T_OK(t, !why);
	T_OK(t, payloads > 0);
	tap_free(w);
}

static void one_slice_512(struct tap *t)
{
	walk(t, 1, 1, 512);
}

static void one_slice_1024(struct tap *t)
{
	walk(t, 1, 1, 1024);
}

static void two_slices_512(struct tap *t)
{
	walk(t, 2, 2, 512);
}

static void two_slices_1024(struct tap *t)
{
	walk(t, 2, 2, 1024);
}

static void three_slices_512(struct tap *t)
{
	walk(t, 3, 3, 512);
}

static void three_slices_1024(struct tap *t)
{
	walk(t, 3, 3, 1024);
}

static void more_slices_512(struct tap *t)
{
	walk(t, 4, U32_MAX, 512);
}

static void more_slices_1024(struct tap *t)
{
	walk(t, 4, U32_MAX, 1024);
}

T_SUITE(walk,
	T_CASE(one_slice_512),
	T_CASE(one_slice_1024),
	T_CASE(two_slices_512),
	T_CASE(two_slices_1024),
	T_CASE(three_slices_512),
	T_CASE(three_slices_1024),
	T_CASE(more_slices_512),
	T_CASE(more_slices_1024));
