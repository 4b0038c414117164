// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: when frames were exposed, and with which settings
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "qhy-clock.h"

#define QHY_NS_PER_US		1000LL
#define QHY_CLOCK_SLEW		1024	/* parts of a period per frame */
#define QHY_CLOCK_SMOOTH	8	/* frames */
#define QHY_CLOCK_PATIENCE	1024	/* frames that may wait in the DDR */
#define QHY_CLOCK_IN_TIME	8	/* parts of a period, either way */
#define QHY_CLOCK_CALM		16	/* frames in time */

/* Frames with settings that are not sure take as long as the ... of them. */
enum qhy_clock_pace {
	QHY_CLOCK_TAKEN,	/* likeliest */
	QHY_CLOCK_SLOWEST,
	QHY_CLOCK_FASTEST,
};

static bool qhy_clock_before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

static s64 qhy_clock_period(const struct qhy_clock *clock, u32 sequence)
{
	return qhy_clock_taken(clock, sequence)->taken.period * QHY_NS_PER_US;
}

/**
 * qhy_clock_start() - the camera was started
 * @clock: clock
 * @next: sequence of the first frame to come
 * @now: ns, when it began to expose
 * @free: see struct qhy_clock
 * @taken: settings
 */
void qhy_clock_start(struct qhy_clock *clock, u32 next, s64 now, bool free,
		     const struct qhy_taken *taken)
{
	clock->end = now;
	clock->next = next;
	clock->late = 0;
	clock->waiting = 0;
	clock->crowded = 0;
	clock->free = free;
	clock->changes[0] = (struct qhy_change){ .from = next,
						 .taken = *taken };
	clock->count = 1;
}

/*
 * How long the frame took that is there now. One with settings that are not
 * sure took as long as it can have: what is reckoned too late is put right by
 * the next frame, what is reckoned too early is not.
 */
static s64 qhy_clock_took(const struct qhy_clock *clock, s64 now)
{
	const struct qhy_change *change = qhy_clock_taken(clock, clock->next);

	s64 period = change->taken.period * QHY_NS_PER_US;

	if (!change->unsure)
		return period;
	return clamp(now - clock->end, period,
		     change->longest * QHY_NS_PER_US);
}

/*
 * How far to follow a frame that is late. A little late: the camera is slower
 * than reckoned. By more than a period: it waited in the DDR, unless that
 * lasts: then the camera has dropped frames.
 */
static s64 qhy_clock_follow(struct qhy_clock *clock, s64 late, s64 period)
{
	clock->waiting = late > period ? clock->waiting + 1 : 0;
	if (clock->waiting < QHY_CLOCK_PATIENCE)
		return clock->waiting ? 0 : min(late, period / QHY_CLOCK_SLEW);
	clock->waiting = 0;
	return late;
}

/*
 * After a crowd of changes nothing can be reckoned until the DDR is empty: then
 * frames come in time, neither late nor faster than the sensor makes them.
 */
static void qhy_clock_settle(struct qhy_clock *clock, s64 now)
{
	s64 period = qhy_clock_period(clock, clock->next);
	s64 late = now - clock->end - period;

	if (!clock->crowded)
		return;
	if (abs(late) > period / QHY_CLOCK_IN_TIME)
		clock->crowded = QHY_CLOCK_CALM;
	else if (clock->crowded > 1)
		clock->crowded--;
	else if (clock->count == 1)
		clock->crowded = 0;
	if (!clock->crowded)
		clock->changes[0].unsure = false;
}

/**
 * qhy_clock_frame() - the last byte of a frame is there
 * @clock: clock
 * @now: ns
 */
void qhy_clock_frame(struct qhy_clock *clock, s64 now)
{
	s64 period = qhy_clock_took(clock, now);
	s64 late = now - clock->end - period;
	unsigned int i;

	qhy_clock_settle(clock, now);
	if (!clock->free || clock->crowded || late < 0) {
		clock->waiting = 0;
		clock->end = now;
		late = 0;
	} else {
		clock->end += period + qhy_clock_follow(clock, late, period);
	}
	clock->late += (late - clock->late) / QHY_CLOCK_SMOOTH;
	clock->next++;

	/* what is over for good is forgotten, but for what is in force */
	while (clock->count > 1 &&
	       !qhy_clock_before(clock->next - 1, clock->changes[1].from)) {
		clock->count--;
		for (i = 0; i < clock->count; i++)
			clock->changes[i] = clock->changes[i + 1];
	}
}

static s64 qhy_clock_pace(const struct qhy_change *change,
			  enum qhy_clock_pace pace)
{
	u32 us = change->taken.period;

	if (change->unsure && pace == QHY_CLOCK_SLOWEST)
		us = change->longest;
	if (change->unsure && pace == QHY_CLOCK_FASTEST)
		us = change->shortest;
	return max(us, 1U) * QHY_NS_PER_US;
}

/* Which frame the sensor makes now; it began at @begin. */
static u32 qhy_clock_reckon(const struct qhy_clock *clock, s64 now,
			    enum qhy_clock_pace pace, s64 *begin)
{
	u32 sequence = clock->next;
	unsigned int i;

	*begin = clock->end;
	/* frame by frame up to the last change, then at one stride */
	for (i = 0; i < clock->count; i++) {
		u32 until = i + 1 < clock->count ? clock->changes[i + 1].from :
			    sequence + S32_MAX;
		s64 period = qhy_clock_pace(&clock->changes[i], pace);
		s64 frames, room;

		if (!qhy_clock_before(sequence, until))
			continue;
		room = (s32)(until - sequence);
		frames = now > *begin ? div64_s64(now - *begin, period) : 0;
		frames = min(frames, room);
		sequence += frames;
		*begin += frames * period;
		if (frames < room)
			break;
	}
	return sequence;
}

/**
 * qhy_clock_place() - what the sensor does now
 * @clock: clock, free running
 * @now: ns
 * @place: where it is
 */
void qhy_clock_place(const struct qhy_clock *clock, s64 now,
		     struct qhy_place *place)
{
	s64 begin;

	u32 slowest = qhy_clock_reckon(clock, now, QHY_CLOCK_SLOWEST, &begin);
	u32 fastest = qhy_clock_reckon(clock, now, QHY_CLOCK_FASTEST, &begin);

	place->sequence = qhy_clock_reckon(clock, now, QHY_CLOCK_TAKEN, &begin);
	place->behind = place->sequence - slowest;
	place->ahead = fastest - place->sequence;
	place->since = now - begin;
	place->left = begin + qhy_clock_period(clock, place->sequence) - now;
}

/* What unsure settings are one of */
static void qhy_clock_blur(struct qhy_change *change,
			   const struct qhy_change *with)
{
	u32 longest = with->unsure ? with->longest : with->taken.period;
	u32 shortest = with->unsure ? with->shortest : with->taken.period;

	change->longest = max(change->longest, longest);
	change->shortest = min(change->shortest, shortest);
}

static void qhy_clock_add(struct qhy_clock *clock, u32 from,
			  const struct qhy_taken *taken, bool unsure)
{
	struct qhy_change *last = &clock->changes[clock->count - 1];
	struct qhy_change add = {
		.from = from, .taken = *taken, .longest = taken->period,
		.shortest = taken->period, .unsure = unsure || clock->crowded,
	};

	/* the clock was put right meanwhile: that change was reckoned wrong */
	for (; last > clock->changes && qhy_clock_before(from, last->from);
	     last--) {
		add.unsure = true;
		qhy_clock_blur(&add, last);
	}
	qhy_clock_blur(&add, last);
	clock->count = last - clock->changes + 1;

	if (!qhy_clock_before(last->from, from)) {
		/* two changes for the same frame are one */
		add.from = last->from;
		add.unsure |= last->unsure;
	} else if (clock->count < QHY_CLOCK_CHANGES) {
		last++;
		clock->count++;
	} else {
		/* no room: what is not known of frames spoils the reckoning */
		add.from = last->from;
		add.unsure = true;
		clock->crowded = QHY_CLOCK_CALM;
	}
	*last = add;
}

/**
 * qhy_clock_change() - the camera was told new settings [A4]
 * @clock: clock
 * @before: place right before
 * @after: place right after
 * @taken: settings; they act from the frame on that begins next
 *
 * When a frame began in between it may have either settings.
 */
void qhy_clock_change(struct qhy_clock *clock, const struct qhy_place *before,
		      const struct qhy_place *after,
		      const struct qhy_taken *taken)
{
	u32 from = before->sequence + 1, sure = after->sequence + 1;

	if (clock->free) {
		from -= before->behind;
		sure += after->ahead;
	}
	if (from != sure)
		qhy_clock_add(clock, from, taken, true);
	qhy_clock_add(clock, sure, taken, false);
}

/**
 * qhy_clock_taken() - what a frame was taken with
 * @clock: clock
 * @sequence: of the frame; the one that arrived last, or a later one
 *
 * Return: settings.
 */
const struct qhy_change *qhy_clock_taken(const struct qhy_clock *clock,
					 u32 sequence)
{
	unsigned int i = clock->count - 1;

	while (i && qhy_clock_before(sequence, clock->changes[i].from))
		i--;
	return &clock->changes[i];
}
