// SPDX-License-Identifier: GPL-2.0
/*
 * A running camera is told new settings at any time, and each of its frames is
 * asked afterwards what it was taken with: qhy-shot.c and qhy-clock.c against
 * a simulated camera.
 *
 * needs: limit=120s
 */
#include "camera.h"
#include "rig.h"
#include "test.h"

#include "driver-shot.inc"

#define NS_PER_US	1000LL
#define CHANGES		4000	/* for each way */
#define GAP_FRAMES	8	/* most from change to change */

struct sim {
	struct qhy qhy;
	struct camera camera;
	const struct way *way;
	struct qhy_taken want;		/* settings of the driver */
	struct qhy_taken former;	/* what the last frame was taken with */
	u32 first;			/* sequence */
	u64 frames, unsure, changes;
	bool telling;			/* a request is under way */
	s64 furthest;			/* beyond the told error, ns */
	char why[160];
};

static struct sim *sim_of(struct qhy *qhy)
{
	return container_of(qhy, struct sim, qhy);
}

void qhy_capture_taken(struct qhy *qhy, struct qhy_taken *taken)
{
	*taken = sim_of(qhy)->want;
}

static bool same(const struct qhy_taken *a, const struct qhy_taken *b)
{
	return a->exposure == b->exposure && a->gain == b->gain;
}

static void check_times(struct sim *sim, const struct qhy_shot *shot,
			const struct camera_frame *frame)
{
	s64 end = frame->end - frame->taken.readout * NS_PER_US;
	s64 start = end - frame->taken.exposure * NS_PER_US;
	s64 off = max(llabs(shot->end - end), llabs(shot->start - start));

	sim->furthest = max(sim->furthest, off - shot->error_us * NS_PER_US);
}

static void check_frame(struct sim *sim, const struct qhy_shot *shot,
			const struct camera_frame *frame)
{
	bool is = same(&shot->taken, &frame->taken);

	sim->frames++;
	sim->unsure += shot->unsure;
	/* it is taken note of when the request is answered */
	if (sim->telling && !sim->way->guarded)
		is = true;
	if (!is && !shot->unsure && !sim->why[0])
		snprintf(sim->why, sizeof(sim->why),
			 "frame %u has gain %u, not %u", frame->index,
			 frame->taken.gain, shot->taken.gain);
	/* gains count the changes, so the former ones are those in between */
	if (!is && sim->way->guarded && !sim->why[0] &&
	    (frame->taken.gain < sim->former.gain ||
	     frame->taken.gain > shot->taken.gain))
		snprintf(sim->why, sizeof(sim->why),
			 "unsure frame %u has gain %u: not %u .. %u",
			 frame->index, frame->taken.gain, sim->former.gain,
			 shot->taken.gain);
	if (is && !shot->unsure)
		check_times(sim, shot, frame);
	sim->former = frame->taken;
}

static void arrived(void *arg, const struct camera_frame *frame)
{
	struct sim *sim = arg;
	struct qhy_stream *stream = &sim->qhy.stream;
	struct qhy_shot shot;

	kernel_time()->now = sim->camera.now;
	spin_lock_irq(&stream->lock);
	qhy_stream_frame_over(stream);
	qhy_stream_shot(stream, QHY_FAULT_NONE, &shot);
	stream->sequence++;
	spin_unlock_irq(&stream->lock);
	check_frame(sim, &shot, frame);
}

static void pass(void *arg, s64 until)
{
	struct sim *sim = arg;

	camera_run(&sim->camera, until);
	kernel_time()->now = until;
}

static void wait_for(struct sim *sim, s64 ns)
{
	pass(sim, kernel_time()->now + ns);
}

/* A request: the camera takes it in at some time in between. */
static void send(struct qhy *qhy, int *err)
{
	struct sim *sim = sim_of(qhy);
	u32 ns = 1 + camera_random(&sim->camera, sim->way->telling * NS_PER_US);
	u32 part = camera_random(&sim->camera, ns);

	sim->telling = true;
	wait_for(sim, part);
	sim->camera.next = sim->want;
	wait_for(sim, ns - part);
	sim->telling = false;
	*err = 0;
}

static void refuse(struct qhy *qhy, int *err)
{
	wait_for(sim_of(qhy), 1000);
	*err = -EPROTO;
}

static void choose(struct sim *sim)
{
	const struct way *way = sim->way;
	u32 range = way->longest - way->shortest + 1;
	struct qhy_taken *want = &sim->want;

	/* all lengths are as likely */
	range = 1 + camera_random(&sim->camera, range);
	want->exposure = way->shortest + camera_random(&sim->camera, range);
	want->readout = way->readout;
	want->period = max(want->exposure, want->readout);
	want->gain++;
}

static void open_sim(struct sim *sim, const struct way *way, u32 first,
		     bool triggered)
{
	*sim = (struct sim){ .way = way, .first = first };
	sim->camera = (struct camera){
		.now = 1000000, .slow = way->slow,
		.latency = way->latency * NS_PER_US,
		.jitter = way->jitter * NS_PER_US,
		.transfer = way->transfer * NS_PER_US,
		.triggered = triggered,
		.random = way->readout + way->longest, .arrived = arrived,
		.arg = sim,
	};
	*kernel_time() = (struct kernel_time){
		.now = sim->camera.now, .slept = pass, .arg = sim,
	};
	sim->qhy.stream.sequence = first;
	sim->qhy.stream.triggered = triggered;
	choose(sim);
	sim->former = sim->want;
	sim->camera.next = sim->want;
	qhy_stream_expect(&sim->qhy, 0, 0, 0, &sim->want);
	camera_start(&sim->camera);
	qhy_stream_began(&sim->qhy, sim->camera.now, &sim->want);
}

/* At most so many changes before a frame, at times that have no pattern. */
static void change(struct sim *sim)
{
	u32 count = 1 + camera_random(&sim->camera, sim->way->changes);
	s64 gap = sim->camera.running.taken.period * NS_PER_US;

	gap += sim->want.period * NS_PER_US;
	wait_for(sim, gap * camera_random(&sim->camera, 1 << 20) *
		 (GAP_FRAMES / 2) >> 20);
	if (sim->way->stall && !camera_random(&sim->camera, 50))
		sim->camera.deaf = sim->camera.now +
			camera_random(&sim->camera, sim->way->stall) *
			NS_PER_US;
	for (; count; count--) {
		choose(sim);
		sim->changes++;
		if (qhy_shot_change(&sim->qhy, send) && !sim->why[0])
			strcpy(sim->why, "telling failed");
	}
}

static void one_way(struct tap *t, const struct way *way, u32 first)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	u32 i;

	if (!sim)
		abort();
	open_sim(sim, way, first, false);
	for (i = 0; i < CHANGES && !sim->why[0]; i++)
		change(sim);
	sim->camera.deaf = 0;
	wait_for(sim, 20 * way->longest * NS_PER_US);
	printf("# %s: %llu changes, %llu frames, %llu unsure, off by %lld "
	       "us more than told; %s\n", way->what, sim->changes, sim->frames,
	       sim->unsure, sim->furthest / NS_PER_US,
	       sim->why[0] ? sim->why : "all right");
	T_STR(t, sim->why, "");
	T_OK(t, sim->frames > CHANGES / 4 && sim->changes >= CHANGES);
	T_EQ(t, sim->qhy.stream.clock.next, sim->qhy.stream.sequence);
	T_EQ(t, sim->qhy.stream.sequence, (u32)(first + sim->frames));
	if (way->guarded)
		T_OK(t, sim->unsure * 20 < sim->changes);
	if (way->timed)
		T_EQ(t, sim->furthest, 0);
	free(sim);
}

static void all_ways(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		one_way(t, &ways[i], 0);
	/* across the end of the numbers */
	one_way(t, &ways[1], -2000);
}

static const struct way edges = {
	.what = "edges", .readout = 20000, .shortest = 1000, .longest = 300000,
	.latency = 200, .jitter = 600, .transfer = 100, .telling = 600,
	.changes = 1, .guarded = true, .timed = true,
};

/* An edge starts each frame; no edge comes before the last frame is there. */
static void triggered(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	u32 i, edge;

	if (!sim)
		abort();
	open_sim(sim, &edges, 0, true);
	for (i = 0; i < CHANGES / 4 && !sim->why[0]; i++) {
		for (edge = camera_random(&sim->camera, 5); edge; edge--) {
			camera_edge(&sim->camera);
			wait_for(sim, 700000 * NS_PER_US);
		}
		/* also in the middle of a frame */
		if (camera_random(&sim->camera, 2)) {
			camera_edge(&sim->camera);
			wait_for(sim, camera_random(&sim->camera, 400000) *
				 NS_PER_US);
		}
		choose(sim);
		sim->changes++;
		qhy_shot_change(&sim->qhy, send);
		wait_for(sim, 700000 * NS_PER_US);
	}
	printf("# edges: %llu changes, %llu frames, %llu unsure, %s\n",
	       sim->changes, sim->frames, sim->unsure,
	       sim->why[0] ? sim->why : "all right");
	T_STR(t, sim->why, "");
	T_OK(t, qhy_stream_waits(&sim->qhy.stream));
	T_EQ(t, sim->changes, CHANGES / 4);
	/* one for each change that a frame followed */
	T_OK(t, sim->unsure <= sim->changes && sim->unsure > CHANGES / 8);
	T_EQ(t, sim->furthest, 0);
	free(sim);
}

/* Off and on again; afterwards frames follow each other. */
static void untriggered(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	struct qhy_place place;
	s64 now;

	if (!sim)
		abort();
	open_sim(sim, &ways[0], 0, false);
	T_OK(t, !qhy_stream_waits(&sim->qhy.stream));
	qhy_stream_set_trigger(&sim->qhy, true);
	T_OK(t, qhy_stream_waits(&sim->qhy.stream));
	T_OK(t, !sim->qhy.stream.clock.free);
	kernel_time()->now += 60000000 * NS_PER_US;
	now = kernel_time()->now;
	qhy_stream_set_trigger(&sim->qhy, false);
	T_OK(t, !qhy_stream_waits(&sim->qhy.stream));
	T_OK(t, sim->qhy.stream.clock.free);
	T_EQ(t, sim->qhy.stream.progress, now);
	qhy_clock_place(&sim->qhy.stream.clock, now, &place);
	T_EQ(t, place.sequence, 0);
	T_EQ(t, place.since, 0);
	free(sim);
}

/* A request that fails changes nothing of what is known. */
static void refused(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	struct qhy_clock *clock;

	if (!sim)
		abort();
	open_sim(sim, &ways[0], 0, false);
	wait_for(sim, 1000000 * NS_PER_US);
	choose(sim);
	T_EQ(t, qhy_shot_change(&sim->qhy, refuse), -EPROTO);
	clock = &sim->qhy.stream.clock;
	T_EQ(t, clock->count, 1);
	T_EQ(t, qhy_clock_taken(clock, clock->next + 9)->taken.gain, 1);
	T_STR(t, sim->why, "");
	free(sim);
}

/* The camera tells its timing when the first frame has arrived already. */
static void told_late(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	struct qhy_taken taken;
	s64 end;

	if (!sim)
		abort();
	open_sim(sim, &ways[0], 0, false);
	wait_for(sim, 1000000 * NS_PER_US);
	end = sim->qhy.stream.clock.end;
	taken = sim->want;
	taken.readout += 1000;
	taken.period += 1000;
	qhy_stream_began(&sim->qhy, 1000000, &taken);
	T_EQ(t, sim->qhy.stream.clock.end, end);
	T_EQ(t, qhy_clock_taken(&sim->qhy.stream.clock, 9)->taken.period,
	     taken.period);
	T_STR(t, sim->why, "");
	free(sim);
}

/* A burst: what is expected, and until when. */
static void burst(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	struct qhy_stream *stream;
	s64 now;

	if (!sim)
		abort();
	open_sim(sim, &ways[0], 10, false);
	stream = &sim->qhy.stream;
	stream->burst = true;
	T_OK(t, qhy_stream_waits(stream));
	T_OK(t, !qhy_stream_expecting(&sim->qhy));
	now = kernel_time()->now;
	qhy_stream_expect(&sim->qhy, 2, 3, 5000000, &sim->want);
	T_OK(t, !qhy_stream_waits(stream));
	T_OK(t, qhy_stream_expecting(&sim->qhy));
	T_OK(t, stream->progress >= now + 3 * sim->want.period * NS_PER_US);
	T_EQ(t, stream->clock.next, 10);
	kernel_time()->now = now + 4999999 * NS_PER_US;
	T_OK(t, qhy_stream_expecting(&sim->qhy));
	qhy_stream_frame_over(stream);
	T_OK(t, !qhy_stream_waits(stream));
	kernel_time()->now = now + 5000000 * NS_PER_US;
	T_OK(t, !qhy_stream_expecting(&sim->qhy));
	T_OK(t, !qhy_stream_waits(stream));
	qhy_stream_frame_over(stream);
	T_OK(t, qhy_stream_waits(stream));
	qhy_stream_frame_over(stream);
	T_EQ(t, stream->expected, 0);
	free(sim);
}

/* Single-frame mode: between the request and its answer. */
static void single(struct tap *t)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	struct qhy_stream *stream;
	struct qhy_shot shot;

	if (!sim)
		abort();
	open_sim(sim, &ways[0], 3, false);
	stream = &sim->qhy.stream;
	stream->single = true;
	sim->want.exposure = 2000000;
	qhy_stream_exposed(&sim->qhy, 5000000, 5900000, &sim->want);
	qhy_stream_frame_over(stream);
	qhy_stream_shot(stream, QHY_FAULT_ZEROS, &shot);
	T_EQ(t, shot.start, 5450000);
	T_EQ(t, shot.end, 2005450000);
	T_EQ(t, shot.error_us, 451);
	T_EQ(t, shot.fault, QHY_FAULT_ZEROS);
	T_EQ(t, shot.taken.exposure, 2000000);
	T_OK(t, !shot.unsure);
	free(sim);
}

int main(void)
{
	struct tap t = {};

	all_ways(&t);
	triggered(&t);
	untriggered(&t);
	refused(&t);
	told_late(&t);
	burst(&t);
	single(&t);
	return tap_end(&t);
}
