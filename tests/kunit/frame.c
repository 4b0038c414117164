// SPDX-License-Identifier: GPL-2.0
/* Slice plans, the steps of the frame machine and the look at a frame's end. */
#include <linux/kernel.h>

#include "qhy-frame.h"
#include "suite.h"

#include "frame.inc"
#include "payloads.inc"

/*
 * Nothing ends a damaged frame that fills its last packet [A11]: it and the
 * next one come as one that is too long by whole packets.
 */
static void joined(struct tap *t)
{
	const u32 payload = 300000, whole = payload + QHY_TRAILER_LEN;
	const u32 longer[] = { 0, 1, 512, 1023, 1024, 1025, 2048, 299008 };
	unsigned int i, alike;

	for (alike = 0; alike < 2; alike++) {
		for (i = 0; i < ARRAY_SIZE(longer); i++) {
			u32 bytes = whole + longer[i], request, rest;
			struct qhy_frame_event event;
			struct qhy_frame frame;
			struct qhy_plan plan;
			bool two = alike && longer[i] &&
				   longer[i] % 1024 == 0;

			qhy_plan_init(&plan, payload, 1024);
			T_OK(t, !plan.extra && !plan.no_empty);
			plan.no_empty = alike;
			qhy_frame_init(&frame, &plan);
			request = qhy_plan_request(&plan, 0);
			rest = bytes;
			do {
				u32 now = min(rest, request);

				event = qhy_frame_complete(&frame, 0, request,
							   now, 3);
				rest -= now;
			} while (!(event.flags & QHY_FRAME_ENDED));
			T_EQ(t, event.bytes, bytes);
			T_EQ(t, !!(event.flags & QHY_FRAME_JOINED), two);
			T_EQ(t, !!(event.flags & QHY_FRAME_WHOLE), !longer[i]);
		}
	}
}

static void plans(struct tap *t)
{
	struct qhy_plan plan;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plan_cases); i++) {
		const struct plan_case *c = &plan_cases[i];

		bool good;

		qhy_plan_init(&plan, c->payload, c->maxp);
		good = T_EQ(t, plan.payload, c->payload);
		good &= T_EQ(t, plan.slices, c->slices);
		good &= T_EQ(t, qhy_plan_request(&plan, plan.slices - 1),
			     c->last);
		good &= T_EQ(t, qhy_plan_depth(&plan), c->depth);
		if (plan.slices > 1)
			good &= T_EQ(t, qhy_plan_request(&plan, 0),
				     QHY_SLICE_BYTES);
		if (!good)
			T_NOTE(t, "payload %u, packet %u", c->payload, c->maxp);
	}
}

/* What any plan keeps; NULL or what it breaks. */
static const char *broken(u32 payload, u32 maxp)
{
	struct qhy_plan plan;
	u64 asked = 0, bytes = 0;
	u32 i, last, pages;

	qhy_plan_init(&plan, payload, maxp);
	for (i = 0; i < plan.slices; i++) {
		if (!qhy_plan_bytes(&plan, i))
			return "an empty slice";
		if (qhy_plan_request(&plan, i) % maxp)
			return "a request is not a multiple of the packet";
		bytes += qhy_plan_bytes(&plan, i);
		asked += qhy_plan_request(&plan, i);
	}
	last = qhy_plan_bytes(&plan, plan.slices - 1);
	pages = (last + 4095) / 4096 * 4096 + 4096;
	if (bytes != payload)
		return "the slices are not the image";
	if (asked <= (u64)payload + QHY_TRAILER_LEN)
		return "no room for more than the frame";
	if (asked - payload - QHY_TRAILER_LEN > maxp)
		return "more than a packet of slack";
	if (qhy_plan_request(&plan, plan.slices - 1) > pages)
		return "the last request has more than its pages";
	if (qhy_plan_depth(&plan) < 2 || qhy_plan_depth(&plan) > QHY_RING_SIZE)
		return "depth";
	return NULL;
}

static void plan_properties(struct tap *t)
{
	u32 payload, i, n = 0;
	const char *why = NULL;

	for (payload = 1; payload < 5000 && !why; payload++, n++)
		why = broken(payload, payload % 2 ? 512 : 1024);
	for (i = 0; i < 4 && !why; i++)
		for (payload = (i + 1) * QHY_SLICE_BYTES - 1100;
		     payload < (i + 1) * QHY_SLICE_BYTES + 1100 && !why;
		     payload++, n += 2)
			why = broken(payload, 512) ?: broken(payload, 1024);
	for (i = 0; i < ARRAY_SIZE(driver_payloads) && !why; i++, n += 2)
		why = broken(driver_payloads[i], 512) ?:
		      broken(driver_payloads[i], 1024);
	T_NOTE(t, "%u plans, last payload %u: %s", n, payload,
	       why ? why : "none broken");
	T_OK(t, !why && n > 10000);
}

static void steps(struct tap *t)
{
	struct qhy_frame frame = {};
	struct qhy_frame_event event;
	struct qhy_plan plan;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(step_cases); i++) {
		const struct step_case *c = &step_cases[i];
		bool good;

		qhy_plan_init(&plan, c->payload, 1024);
		if (c->fresh || frame.plan.payload != c->payload)
			qhy_frame_init(&frame, &plan);
		event = qhy_frame_complete(&frame, c->slice, c->requested,
					   c->actual, c->in_flight);
		good = T_EQ(t, event.flags, c->flags);
		good &= T_EQ(t, event.bytes, c->bytes);
		if (event.flags & (QHY_FRAME_RESUME | QHY_FRAME_RESTART))
			good &= T_OK(t, !frame.draining && !frame.slice);
		if (event.flags & QHY_FRAME_DRAIN)
			good &= T_OK(t, frame.draining);
		if (!good)
			T_NOTE(t, "step %zu: %s", i, c->what);
	}
}

/* More than 4 GiB without an end are counted, not wrapped. */
static void endless(struct tap *t)
{
	struct qhy_frame_event event;
	struct qhy_frame frame;
	struct qhy_plan plan;
	u32 i;

	qhy_plan_init(&plan, 8, 1024);
	qhy_frame_init(&frame, &plan);
	for (i = 0; i < 5000; i++)
		qhy_frame_complete(&frame, QHY_NO_SLICE, QHY_SLICE_BYTES,
				   QHY_SLICE_BYTES, 1);
	event = qhy_frame_complete(&frame, 0, 1024, 12, 0);
	T_EQ(t, event.bytes, 5000ULL * QHY_SLICE_BYTES + 12);
	T_OK(t, !(event.flags & QHY_FRAME_WHOLE));
}

static const u8 good_trailer[4] = { 0xee, 0x11, 0xdd, 0x22 };
static const u8 filler[16] = {
	0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
	0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
};

static void trailers(struct tap *t)
{
	const u8 image[8] = { 1, 2, 3, 4, 0xee, 0x11, 0xdd, 0x22 };
	u8 bad[4];
	u32 i;

	T_EQ(t, qhy_frame_check(image, 8, good_trailer, true), QHY_FAULT_NONE);
	for (i = 0; i < 32; i++) {
		memcpy(bad, good_trailer, 4);
		bad[i / 8] ^= 1 << i % 8;
		T_EQ(t, qhy_frame_check(image, 8, bad, true),
		     QHY_FAULT_TRAILER);
	}
	memset(bad, 0, 4);
	T_EQ(t, qhy_frame_check(image, 8, bad, false), QHY_FAULT_TRAILER);
}

/* Exact lengths on the heap: a byte too far is seen by the sanitizer. */
static enum qhy_frame_fault check_filled(struct tap *t, u32 len, u32 turn,
					 int spoil)
{
	u8 *image = tap_alloc(t, len);
	enum qhy_frame_fault fault;
	u32 i;

	memset(image, 0x42, len);
	for (i = 0; i < 16; i++)
		image[len - 16 + i] = filler[(i + turn) % 16];
	if (spoil >= 0)
		image[len - 16 + spoil] ^= 1;
	fault = qhy_frame_check(image, len, good_trailer, true);
	tap_free(image);
	return fault;
}

static void fillers(struct tap *t)
{
	u8 tiny[15];
	u32 turn;
	int spoil;

	for (turn = 0; turn < 16; turn++) {
		T_EQ(t, check_filled(t, 16, turn, -1), QHY_FAULT_FILLER);
		T_EQ(t, check_filled(t, 5001, turn, -1), QHY_FAULT_FILLER);
		for (spoil = 0; spoil < 16; spoil++)
			T_EQ(t, check_filled(t, 64, turn, spoil),
			     QHY_FAULT_NONE);
	}
	memcpy(tiny, filler + 1, 15);
	T_EQ(t, qhy_frame_check(tiny, 15, good_trailer, true), QHY_FAULT_NONE);
}

static enum qhy_frame_fault check_zeros(struct tap *t, u32 len, s64 lit,
					bool bad)
{
	u8 *image = tap_alloc(t, len);
	enum qhy_frame_fault fault;

	if (lit >= 0)
		image[lit] = 1;
	fault = qhy_frame_check(image, len, good_trailer, bad);
	tap_free(image);
	return fault;
}

static void zeros(struct tap *t)
{
	static const u32 lengths[] = { 1, 8, 16, 4095, 4096 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u32 len = lengths[i];

		T_EQ(t, check_zeros(t, len, -1, true), QHY_FAULT_ZEROS);
		T_EQ(t, check_zeros(t, len, -1, false), QHY_FAULT_NONE);
		T_EQ(t, check_zeros(t, len, 0, true), QHY_FAULT_NONE);
		T_EQ(t, check_zeros(t, len, len - 1, true), QHY_FAULT_NONE);
	}
	T_EQ(t, check_zeros(t, 4097, 0, true), QHY_FAULT_ZEROS);
	T_EQ(t, check_zeros(t, 4097, 1, true), QHY_FAULT_NONE);
	T_EQ(t, check_zeros(t, 1 << 20, (1 << 20) - 4097, true),
	     QHY_FAULT_ZEROS);
	T_EQ(t, check_zeros(t, 1 << 20, (1 << 20) - 4096, true),
	     QHY_FAULT_NONE);
}

T_SUITE(frame,
	T_CASE(joined),
	T_CASE(plans),
	T_CASE(plan_properties),
	T_CASE(steps),
	T_CASE(endless),
	T_CASE(trailers),
	T_CASE(fillers),
	T_CASE(zeros));
