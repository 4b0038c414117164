// SPDX-License-Identifier: GPL-2.0
/*
 * Property test of the way from requests to frames to buffers: whatever
 * happens to a single frame on the wire, frames delivered as good are exact,
 * the damaged one is flagged, at most two are lost and the stream goes on.
 * Runs qhy-frame.c, qhy-stream.c and qhy-buffer.c against a simulated bus.
 *
 * needs: limit=240s
 */
#include "rig.h"
#include "test.h"

#include "../kunit/payloads.inc"

#define MOST_FAULTS	1024
#define GAP		5	/* frames from fault to fault */
#define LEFT		3	/* frames of a burst that never come */

struct faults {
	struct fault list[MOST_FAULTS];
	u32 count;
};

struct totals {
	u32 streams, violations;
	u64 faults, frames, lost_one, lost_two, good, damaged, resyncs;
};

static void add(struct faults *faults, const struct qhy_plan *plan,
		enum damage damage, u64 at, u64 n)
{
	u64 whole = (u64)plan->payload + QHY_TRAILER_LEN;

	if (faults->count == MOST_FAULTS || at > whole || n > 4 * whole)
		return;
	if (damage == WIRE_CUT && at >= whole)
		return;
	if ((damage == WIRE_LOST || damage == WIRE_INSERTED) && !n)
		return;
	if (damage == WIRE_LOST && at + n > whole)
		return;
	if (damage == WIRE_FILLER && plan->payload < QHY_FILLER_LEN)
		return;
	faults->list[faults->count++] =
		(struct fault){ .damage = damage, .at = at, .n = n };
}

/* Lost and inserted: few and many bytes, and so that the rest is aligned. */
static void add_at(struct faults *faults, const struct qhy_plan *plan, u64 at)
{
	u64 whole = (u64)plan->payload + QHY_TRAILER_LEN, maxp = plan->maxp;
	const u64 amounts[] = {
		1, 4, maxp, maxp + 1, 4096, QHY_SLICE_BYTES,
		QHY_SLICE_BYTES + 3, whole % maxp, whole % QHY_SLICE_BYTES,
		whole % maxp + maxp, whole - at, whole,
	};
	const u64 more[] = {
		maxp - whole % maxp, 2 * maxp - whole % maxp,
		QHY_SLICE_BYTES - whole % QHY_SLICE_BYTES,
		(u64)QHY_SLICE_BYTES * plan->slices - whole,
		(u64)QHY_SLICE_BYTES * (plan->slices - 1) +
			qhy_plan_request(plan, plan->slices - 1) - whole,
		2 * whole, 3 * whole + 5,
	};
	u32 i;

	add(faults, plan, WIRE_CUT, at, 0);
	for (i = 0; i < ARRAY_SIZE(amounts); i++) {
		add(faults, plan, WIRE_LOST, at, amounts[i]);
		add(faults, plan, WIRE_INSERTED, at, amounts[i]);
	}
	for (i = 0; i < ARRAY_SIZE(more); i++)
		add(faults, plan, WIRE_INSERTED, at, more[i]);
}

static void add_all(struct faults *faults, const struct qhy_plan *plan,
		    struct rig *dice)
{
	u64 whole = (u64)plan->payload + QHY_TRAILER_LEN;
	const s64 near[] = { -(s64)plan->maxp, -5, -4, -1, 0, 1, 4,
			     plan->maxp };
	u32 i, k, step = plan->slices > 6 ? plan->slices / 4 : 1;
	u64 at;

	for (i = 0; i < QHY_TRAILER_LEN; i++)
		add(faults, plan, WIRE_TRAILER, i, 0);
	for (i = 0; i < QHY_FILLER_LEN; i++)
		add(faults, plan, WIRE_FILLER, i, 0);
	add(faults, plan, WIRE_ZEROS, 0, 0);
	add(faults, plan, WIRE_EMPTY, 0, 0);
	for (i = 0; i <= plan->slices; i += step)
		for (k = 0; k < ARRAY_SIZE(near); k++) {
			at = (u64)i * QHY_SLICE_BYTES + near[k];
			if (i < plan->slices || near[k] < 0)
				add(faults, plan, WIRE_CUT, at, 0);
		}
	add_at(faults, plan, 0);
	add_at(faults, plan, plan->payload - 1);
	add_at(faults, plan, plan->payload);
	add_at(faults, plan, whole - 1);
	add_at(faults, plan, rig_random(dice, whole));
	if (plan->slices > 1)
		add_at(faults, plan, QHY_SLICE_BYTES);
	for (i = 0; i < 40; i++) {
		u64 n = 1 + rig_random(dice, rig_random(dice, 2) ? whole : 5000);

		at = rig_random(dice, whole);
		add(faults, plan, WIRE_CUT, at, 0);
		add(faults, plan, WIRE_CUT, round_down(at, plan->maxp), 0);
		add(faults, plan, WIRE_LOST, at, min(n, whole - at));
		add(faults, plan, WIRE_INSERTED, at, n);
	}
}

/* Every frame but those of a fault and at most one more was delivered good. */
static void check_losses(struct rig *rig, u32 gap, struct totals *totals)
{
	const struct wire *wire = rig->wire;
	u32 i, k, lost;

	for (i = 0; i + gap <= wire->count; i += gap) {
		const struct fault *fault = &wire->frames[i].fault;

		for (k = 0, lost = 0; k < gap; k++)
			lost += wire->frames[i + k].state != FRAME_GOOD;
		totals->lost_one += lost == 1;
		totals->lost_two += lost == 2;
		if (lost > (fault->damage == WIRE_SOUND ? 0 : 2))
			rig_fail(rig, "%s at %u, %u bytes: %u frames lost",
				 damage_name(fault->damage), fault->at,
				 fault->n, lost);
	}
}

/* Each frame that came is in exactly one counter. */
static void check_stats(struct rig *rig, struct totals *totals)
{
	const struct qhy_stats *stats = &rig->qhy.stream.stats;
	u64 sum = stats->good + stats->damaged + stats->dropped + stats->lost;

	if (sum != rig->wire->sent)
		rig_fail(rig, "%u frames came, %llu were counted",
			 rig->wire->sent, sum);
	if (stats->good != rig->delivered_good ||
	    stats->damaged != rig->delivered_damaged)
		rig_fail(rig, "%llu good and %llu damaged counted, %u and %u "
			 "delivered", stats->good, stats->damaged,
			 rig->delivered_good, rig->delivered_damaged);
	if (rig->qhy.stream.expected != (rig->burst ? LEFT : 0))
		rig_fail(rig, "%u frames of the burst are left",
			 rig->qhy.stream.expected);
	if (qhy_stream_waits(&rig->qhy.stream))
		rig_fail(rig, "no frame need come");
	if (rig->recoveries || stats->endpoint_errors)
		rig_fail(rig, "the stream had to be restarted");
	totals->good += stats->good;
	totals->damaged += stats->damaged;
	totals->resyncs += stats->resyncs;
	totals->frames += rig->wire->count;
}

static void start(struct rig *rig, bool in_step)
{
	u32 i;

	qhy_stream_setup(&rig->qhy, rig->plan);
	for (i = 0; i < rig->num_buffers; i++) {
		rig->buffers[i].queued = true;
		qhy_stream_queue(&rig->qhy, &rig->buffers[i].buf);
	}
	qhy_stream_start(&rig->qhy, in_step);
	qhy_stream_expect(&rig->qhy, rig->burst ? rig->wire->sent + LEFT : 0, 0,
			  0, &rig->taken);
	qhy_stream_began(&rig->qhy, ktime_to_ns(ktime_get()), &rig->taken);
}

static void report(struct totals *totals, struct rig *rig, const char *what)
{
	totals->streams++;
	if (!rig->why[0])
		return;
	if (totals->violations++ < 20)
		printf("# %s, payload %u, packet %u: %s\n", what,
		       rig->plan->payload, rig->plan->maxp, rig->why);
}

/* As many buffers as a stream needs that is served at once. */
static u32 enough(const struct qhy_plan *plan)
{
	return plan->slices == 1 ? QHY_RING_SIZE + 2 :
				   QHY_RING_SIZE / plan->slices + 3;
}

static void one_plan(u32 payload, u32 maxp, struct totals *totals)
{
	struct faults *faults = calloc(1, sizeof(*faults));
	struct rig *rig = calloc(1, sizeof(*rig));
	struct qhy_plan plan;
	struct wire wire;

	if (!faults || !rig)
		abort();
	qhy_plan_init(&plan, payload, maxp);
	rig->random = payload ^ maxp;
	add_all(faults, &plan, rig);
	wire_open(&wire, payload, faults->list, faults->count, GAP);
	rig_open(rig, &plan, &wire, enough(&plan));
	start(rig, true);
	rig_run(rig);
	if (!rig->why[0]) {
		check_losses(rig, GAP, totals);
		check_stats(rig, totals);
	}
	rig_close(rig);
	report(totals, rig, "faults");
	totals->faults += faults->count;
	wire_close(&wire);
	free(faults);
	free(rig);
}

static void single_faults(struct tap *t)
{
	struct totals totals = {};
	struct rig dice = { .random = 20240612 };
	u32 i, payload;

	for (i = 0; i < ARRAY_SIZE(driver_payloads); i++) {
		one_plan(driver_payloads[i], 1024, &totals);
		one_plan(driver_payloads[i], 512, &totals);
	}
	for (i = 0; i < 60; i++) {
		payload = rig_random(&dice, 1 << (3 + rig_random(&dice, 24)));
		one_plan(payload + 1, i % 2 ? 1024 : 512, &totals);
	}
	printf("# %u streams, %llu faults, %llu frames: %llu good, %llu damaged,"
	       " %llu resyncs; one frame lost %llu times, two %llu times\n",
	       totals.streams, totals.faults, totals.frames, totals.good,
	       totals.damaged, totals.resyncs, totals.lost_one,
	       totals.lost_two);
	T_EQ(t, totals.violations, 0);
	T_OK(t, totals.faults > 30000);
	T_OK(t, totals.good > 100000 && totals.damaged > 10000);
	T_OK(t, totals.lost_one && totals.lost_two && totals.resyncs);
}

/* Options of a stream whose frames are few and whose faults are at random. */
struct option {
	const char *what;
	u32 payload, maxp, buffers, hold, stall;
	bool keep, swap, bytes, out_of_step, orderly, burst;
};

static void random_faults(struct faults *faults, const struct qhy_plan *plan,
			  struct rig *dice, u32 count)
{
	u64 whole = (u64)plan->payload + QHY_TRAILER_LEN;
	u32 turn;

	/* where a part of it lies in a slice that was swapped long ago */
	for (turn = 0; turn < QHY_FILLER_LEN; turn += 5)
		add(faults, plan, WIRE_FILLER, turn, 0);
	while (faults->count < count) {
		enum damage damage = rig_random(dice, WIRE_DAMAGES);
		u64 at = rig_random(dice, whole);

		if (damage == WIRE_TRAILER || damage == WIRE_FILLER)
			at %= QHY_TRAILER_LEN;
		add(faults, plan, damage, at,
		    1 + rig_random(dice, min(whole - at, 9000ULL)));
	}
}

static void one_option(const struct option *option, u32 count, u32 gap,
		       u64 seed, struct totals *totals)
{
	struct faults *faults = calloc(1, sizeof(*faults));
	struct rig *rig = calloc(1, sizeof(*rig));
	struct qhy_plan plan;
	struct wire wire;

	if (!faults || !rig)
		abort();
	qhy_plan_init(&plan, option->payload, option->maxp);
	rig->random = seed;
	random_faults(faults, &plan, rig, count);
	wire_open(&wire, option->payload, faults->list, faults->count, gap);
	rig_open(rig, &plan, &wire, option->buffers);
	rig->random = seed;
	rig->hold = option->hold;
	rig->stall = option->stall;
	rig->bytes = option->bytes;
	rig->burst = option->burst;
	rig->format.swap = option->swap;
	rig->qhy.settings.ddr = option->keep;
	if (option->out_of_step)
		wire.pos = round_down(option->payload / 2, option->maxp);
	start(rig, !option->out_of_step);
	rig_run(rig);
	if (!rig->why[0])
		check_stats(rig, totals);
	if (option->out_of_step && wire.frames[0].state != FRAME_UNSEEN)
		rig_fail(rig, "half a frame was delivered");
	wire.frames[0].state = FRAME_GOOD;
	if (!rig->why[0] && option->orderly)
		check_losses(rig, gap, totals);
	rig_close(rig);
	report(totals, rig, option->what);
	wire_close(&wire);
	free(faults);
	free(rig);
}

static const struct option contents[] = {
	{ .what = "bytes", .payload = 8, .swap = true },
	{ .what = "bytes", .payload = 4096, .swap = true },
	{ .what = "bytes", .payload = 20000, .swap = false },
	{ .what = "bytes", .payload = 65532, .swap = true },
	{ .what = "bytes", .payload = QHY_SLICE_BYTES, .swap = true },
	{ .what = "bytes", .payload = QHY_SLICE_BYTES + 8, .swap = true },
	{ .what = "bytes", .payload = QHY_SLICE_BYTES + 8, .swap = false },
	{ .what = "bytes", .payload = QHY_SLICE_BYTES * 2 - 4, .swap = true },
	{ .what = "bytes", .payload = QHY_SLICE_BYTES * 3 + 508, .swap = true },
};

/* All bytes are put, swapped by work that comes late, and compared. */
static void exact_bytes(struct tap *t)
{
	struct totals totals = {};
	struct option option;
	u32 i, maxp;

	for (i = 0; i < ARRAY_SIZE(contents); i++)
		for (maxp = 512; maxp <= 1024; maxp *= 2) {
			struct qhy_plan plan;

			option = contents[i];
			qhy_plan_init(&plan, option.payload, maxp);
			option.maxp = maxp;
			option.bytes = true;
			option.orderly = true;
			option.buffers = RIG_BUFFERS;
			one_option(&option, 12, 4, i, &totals);
		}
	printf("# %llu good, %llu damaged\n", totals.good, totals.damaged);
	T_EQ(t, totals.violations, 0);
	T_OK(t, totals.good > 500 && totals.damaged > 50);
}

/* Few buffers, given back late; faults in every other frame. */
static void starvation(struct tap *t)
{
	struct totals totals = {};
	struct rig dice = { .random = 7 };
	u32 i;

	for (i = 0; i < 400; i++) {
		struct option option = {
			.what = "starvation",
			.payload = 1 + rig_random(&dice, i % 4 ? 12 << 20 :
						  50000),
			.maxp = i % 2 ? 1024 : 512,
			.buffers = 1 + rig_random(&dice, 4),
			.hold = 1 + rig_random(&dice, 60),
			.keep = rig_random(&dice, 2),
		};

		one_option(&option, 60, 1 + rig_random(&dice, 4), i, &totals);
	}
	printf("# %llu frames, %llu good, %llu damaged\n", totals.frames,
	       totals.good, totals.damaged);
	T_EQ(t, totals.violations, 0);
	T_OK(t, totals.good > 1000 && totals.damaged > 100);
}

/* Bytes are swapped when several frames have come meanwhile. */
static void late_swap(struct tap *t)
{
	struct totals totals = {};
	struct rig dice = { .random = 11 };
	u32 i;

	for (i = 0; i < 400; i++) {
		struct option option = {
			.what = "late swap",
			.payload = QHY_SLICE_BYTES + 8 +
				   4 * rig_random(&dice, QHY_SLICE_BYTES),
			.maxp = i % 2 ? 1024 : 512,
			.buffers = 2 + rig_random(&dice, 4),
			.hold = rig_random(&dice, 4),
			.stall = 40,
			.keep = rig_random(&dice, 2),
			.swap = true,
		};

		one_option(&option, 60, 1 + rig_random(&dice, 4), i, &totals);
	}
	printf("# %llu frames, %llu good, %llu damaged\n", totals.frames,
	       totals.good, totals.damaged);
	T_EQ(t, totals.violations, 0);
	T_OK(t, totals.good > 1000 && totals.damaged > 100);
}

/* The stream begins in the middle of a frame. */
static void out_of_step(struct tap *t)
{
	struct totals totals = {};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(driver_payloads); i++) {
		struct option option = {
			.what = "out of step", .payload = driver_payloads[i],
			.maxp = i % 2 ? 1024 : 512, .buffers = RIG_BUFFERS,
			.out_of_step = true, .orderly = true, .burst = i % 2,
		};

		one_option(&option, 10, GAP, i, &totals);
	}
	T_EQ(t, totals.violations, 0);
	T_OK(t, totals.good > 1000);
}

int main(void)
{
	struct tap t = {};

	single_faults(&t);
	exact_bytes(&t);
	starvation(&t);
	late_swap(&t);
	out_of_step(&t);
	return tap_end(&t);
}
