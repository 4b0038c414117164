// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: when frames were taken and with which settings
 *
 * The stream's side of qhy-clock.c, and what lets frames come or wait: trigger
 * and burst.
 */
#include <linux/delay.h>

#include "qhy.h"

/* Settings are told well within a frame, so that it is known which one. */
#define QHY_GUARD_BEFORE	3000000	/* ns before a frame begins, at least */
#define QHY_GUARD_AFTER		1000000	/* ns after it began */
#define QHY_GUARD_FRAMES	4	/* guards that a frame needs */
#define QHY_GUARD_LOOKS		3
#define QHY_TELLING_SMOOTH	8	/* changes */
#define QHY_TIME_ERROR		1000	/* us: USB and interrupts */
#define QHY_TIME_ERROR_TRIGGER	5000	/* us: only the arrival is known */

/**
 * qhy_stream_waits() - no frame need come
 * @stream: stream
 *
 * Context: any, stream.lock.
 */
bool qhy_stream_waits(const struct qhy_stream *stream)
{
	return stream->triggered || (stream->burst && !stream->expected);
}

/**
 * qhy_stream_set_trigger() - from now on an edge starts each frame, or none
 * @qhy: camera
 * @on: which
 *
 * Context: process.
 */
void qhy_stream_set_trigger(struct qhy *qhy, bool on)
{
	struct qhy_stream *stream = &qhy->stream;

	spin_lock_irq(&stream->lock);
	stream->triggered = on;
	stream->progress = ktime_get();
	if (!on && !stream->clock.free) {
		/* frames follow each other from now on, not from the last */
		stream->clock.end = ktime_to_ns(stream->progress);
		stream->clock.late = 0;
	}
	stream->clock.free = !on;
	spin_unlock_irq(&stream->lock);
}

/*
 * Nothing is read out while the first frame is exposed: it takes longer than
 * the ones that follow it. @skipped of them are not sent.
 */
static void qhy_shot_start(struct qhy_stream *stream, s64 at, u32 skipped,
			   const struct qhy_taken *taken)
{
	struct qhy_place first = { .sequence = stream->sequence };
	struct qhy_taken longer = *taken;

	longer.period = taken->exposure + taken->readout;
	if (skipped)
		at += ((s64)taken->period * (skipped - 1) + longer.period) *
		      NSEC_PER_USEC;
	qhy_clock_start(&stream->clock, first.sequence, at, !stream->triggered,
			skipped ? taken : &longer);
	if (!skipped)
		qhy_clock_change(&stream->clock, &first, &first, taken);
}

/**
 * qhy_stream_began() - the camera makes frames
 * @qhy: camera
 * @at: since then, ns
 * @taken: settings, with what the camera tells of its timing
 *
 * Context: process.
 */
void qhy_stream_began(struct qhy *qhy, s64 at, const struct qhy_taken *taken)
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_clock *clock = &stream->clock;

	spin_lock_irq(&stream->lock);
	if (clock->next == clock->changes[0].from)
		qhy_shot_start(stream, at, 0, taken);
	else
		clock->changes[clock->count - 1].taken = *taken;
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_expect() - a burst is about to begin
 * @qhy: camera
 * @frames: that it has, 0: none is running
 * @skipped: that the camera makes before and does not send
 * @us: it is over after this time, come what may
 * @taken: settings
 *
 * Context: process.
 */
void qhy_stream_expect(struct qhy *qhy, u32 frames, u32 skipped, u64 us,
		       const struct qhy_taken *taken)
{
	struct qhy_stream *stream = &qhy->stream;
	ktime_t now = ktime_get();
	s64 skip = (s64)skipped * taken->period * NSEC_PER_USEC;

	spin_lock_irq(&stream->lock);
	stream->expected = frames;
	stream->held = false;
	stream->expected_until = ktime_add_us(now, us);
	stream->progress = ktime_add_ns(now, skip);
	qhy_shot_start(stream, ktime_to_ns(now), skipped, taken);
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_stream_expecting() - a burst is running
 * @qhy: camera
 *
 * Context: process.
 */
bool qhy_stream_expecting(struct qhy *qhy)
{
	struct qhy_stream *stream = &qhy->stream;
	bool expecting;

	spin_lock_irq(&stream->lock);
	expecting = stream->expected &&
		    ktime_before(ktime_get(), stream->expected_until);
	spin_unlock_irq(&stream->lock);
	return expecting;
}

/**
 * qhy_stream_exposed() - a single exposure was started
 * @qhy: camera
 * @asked: when the camera was asked, ns
 * @done: when it had answered, ns
 * @taken: settings
 *
 * Context: any, stream.lock.
 */
void qhy_stream_exposed(struct qhy *qhy, s64 asked, s64 done,
			const struct qhy_taken *taken)
{
	struct qhy_stream *stream = &qhy->stream;

	stream->exposed_at = asked + (done - asked) / 2;
	stream->exposed_error = div_s64(done - asked, 2 * NSEC_PER_USEC) + 1;
	qhy_clock_start(&stream->clock, stream->sequence, done, false, taken);
}

/**
 * qhy_stream_frame_over() - the last byte of a frame is there
 * @stream: stream
 *
 * Before its verdict and before the sequence goes on.
 *
 * Context: any, stream.lock.
 */
void qhy_stream_frame_over(struct qhy_stream *stream)
{
	qhy_clock_frame(&stream->clock, ktime_to_ns(ktime_get()));
	if (stream->expected)
		stream->expected--;
}

/**
 * qhy_stream_shot() - what is known of the frame that has its verdict
 * @stream: stream
 * @fault: of the frame
 * @shot: filled
 *
 * Context: any, stream.lock.
 */
void qhy_stream_shot(const struct qhy_stream *stream,
		     enum qhy_frame_fault fault, struct qhy_shot *shot)
{
	const struct qhy_clock *clock = &stream->clock;
	const struct qhy_change *change =
		qhy_clock_taken(clock, stream->sequence);
	const struct qhy_taken *taken = &change->taken;
	s64 end = clock->end;

	shot->fault = fault;
	shot->taken = *taken;
	shot->unsure = change->unsure ||
		       (stream->asking &&
			(s32)(stream->sequence - stream->asked_from) >= 0);
	if (stream->single) {
		shot->start = stream->exposed_at;
		shot->end = shot->start + taken->exposure * NSEC_PER_USEC;
		shot->error_us = stream->exposed_error;
		return;
	}
	if (clock->next == stream->sequence)	/* its end is still to come */
		end += taken->period * NSEC_PER_USEC;
	shot->end = end - taken->readout * NSEC_PER_USEC;
	shot->start = shot->end - taken->exposure * NSEC_PER_USEC;
	shot->error_us = clock->free ? QHY_TIME_ERROR +
			 div_s64(clock->late, NSEC_PER_USEC) :
			 QHY_TIME_ERROR_TRIGGER;
}

/*
 * How long before a frame begins the camera is told nothing, ns: twice what
 * telling it took lately, as far as that leaves most of the frame.
 */
static s64 qhy_shot_guard(const struct qhy_stream *stream,
			  const struct qhy_place *place)
{
	s64 most = div_s64(place->since + place->left, QHY_GUARD_FRAMES);

	return clamp(2 * stream->telling, (s64)QHY_GUARD_BEFORE, most);
}

/* Waits, at most for the guards, until no frame begins. */
static void qhy_shot_quiet(struct qhy *qhy, struct qhy_place *place)
{
	struct qhy_stream *stream = &qhy->stream;
	unsigned int i;

	for (i = 0; i < QHY_GUARD_LOOKS; i++) {
		s64 wait = 0;

		spin_lock_irq(&stream->lock);
		qhy_clock_place(&stream->clock, ktime_to_ns(ktime_get()),
				place);
		if (!stream->clock.free || place->since + place->left <
		    QHY_GUARD_FRAMES * QHY_GUARD_BEFORE)
			wait = 0;
		else if (place->left < qhy_shot_guard(stream, place))
			wait = place->left + QHY_GUARD_AFTER;
		else if (place->since < QHY_GUARD_AFTER)
			wait = QHY_GUARD_AFTER;
		spin_unlock_irq(&stream->lock);
		if (!wait)
			return;
		fsleep(div_s64(wait, NSEC_PER_USEC) + 1);
	}
}

/* A short frame may be there before the camera has confirmed the settings. */
static void qhy_shot_ask(struct qhy_stream *stream,
			 const struct qhy_place *before)
{
	spin_lock_irq(&stream->lock);
	stream->asking = true;
	stream->asked_from = before->sequence + 1 - before->behind;
	spin_unlock_irq(&stream->lock);
}

/**
 * qhy_shot_change() - tell a running camera new settings [A4]
 * @qhy: camera, streaming live
 * @send: sends them
 *
 * Context: sleeps, camera_lock. Return: 0 or what @send gives.
 */
int qhy_shot_change(struct qhy *qhy, void (*send)(struct qhy *, int *))
{
	struct qhy_stream *stream = &qhy->stream;
	struct qhy_place before, after;
	struct qhy_taken taken;
	s64 asked, done;
	int ret = 0;

	qhy_capture_taken(qhy, &taken);
	qhy_shot_quiet(qhy, &before);
	asked = ktime_to_ns(ktime_get());
	qhy_shot_ask(stream, &before);
	send(qhy, &ret);
	spin_lock_irq(&stream->lock);
	stream->asking = false;
	if (ret)
		goto unlock;
	done = ktime_to_ns(ktime_get());
	stream->telling = max(done - asked, stream->telling -
			      stream->telling / QHY_TELLING_SMOOTH);
	qhy_clock_place(&stream->clock, done, &after);
	if (!stream->clock.free) {
		/* what starts frames is not known: the next may have either */
		before.sequence = stream->clock.next - 1;
		after.sequence = stream->clock.next;
	} else if (after.left < QHY_GUARD_AFTER) {
		after.sequence++;
	}
	qhy_clock_change(&stream->clock, &before, &after, &taken);
unlock:
	spin_unlock_irq(&stream->lock);
	return ret;
}
