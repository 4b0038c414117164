// SPDX-License-Identifier: GPL-2.0
/* Production: exposure, readout, DDR. What goes out is in output.c. */
#include "stream.h"
#include "output.h"
#include "truth.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int64_t stream_line_ns(const struct stream *s, const struct settings *set)
{
	const struct timing *t = model_timing(s->model, set->readmode,
					      set->bits16);
	double ns = t->line_ns + (double)TRAFFIC_NS * set->traffic;

	return (int64_t)(ns / s->factor + 0.5);
}

int64_t stream_readout_ns(const struct stream *s, const struct settings *set)
{
	const struct timing *t = model_timing(s->model, set->readmode,
					      set->bits16);

	return stream_line_ns(s, set) * ((int64_t)set->h + t->blank);
}

int64_t stream_period_ns(const struct stream *s, const struct settings *set)
{
	int64_t exposure = (int64_t)set->exposure_us * 1000;
	int64_t readout = stream_readout_ns(s, set);

	return exposure > readout ? exposure : readout;
}

void stream_power_on(struct stream *s)
{
	s->state = STREAM_IDLE;
	memset(&s->next, 0, sizeof(s->next));
	memset(&s->current, 0, sizeof(s->current));
	s->next.extra_rows = s->extra_rows;
	s->next.extra_y = (uint16_t)(s->model->area_h - s->extra_rows);
	s->flow = FLOW_FREE;
	s->burst = (struct burst){ 0 };
	s->waiting = false;
	s->counter = 0;
	s->power_serial = s->serial;
	s->reading = false;
	s->halted = false;
	stream_drop_all(s);
}

void stream_free(struct stream *s)
{
	free(s->ring);
	s->ring = NULL;
	s->ring_size = 0;
	free(s->begun);
	s->begun = NULL;
	s->begun_size = 0;
}

/* True when the ring has room for one more frame. */
static bool ring_room(struct stream *s)
{
	unsigned int size = s->ring_size ? 2 * s->ring_size : 16;
	struct frame *ring;
	unsigned int i;

	if (s->used < s->ring_size)
		return true;
	if (size > QUEUE_FRAMES)
		return false;
	ring = malloc(size * sizeof(*ring));
	if (!ring)
		return false;
	for (i = 0; i < s->used; i++)
		ring[i] = *stream_frame(s, i);
	free(s->ring);
	s->ring = ring;
	s->ring_size = size;
	s->head = 0;
	return true;
}

/* A stopped readout left a torso in the DDR: the next frame ends it. */
static void end_torso(struct stream *s)
{
	struct frame *last;

	if (!s->used)
		return;
	last = stream_frame(s, s->used - 1);
	if (last->complete)
		return;
	last->cut = last->produced;
	if (s->used == 1 && s->sending)
		layout_cut(&s->layout, layout_available(&s->layout, last));
	last->complete = true;
}

/* Whether a new frame finds a place at all. */
static bool room_for_frame(struct stream *s)
{
	uint64_t limit = s->current.ddr ? s->model->ddr_bytes - 1 : FIFO_BYTES;

	return s->level <= limit && ring_room(s);
}

static void begin_readout(struct stream *s)
{
	struct frame *f;

	end_torso(s);
	s->reading = true;
	s->counter++;
	s->serial++;
	s->unwanted = s->flow == FLOW_BURST && s->counter < s->burst.first;
	s->losing = s->unwanted || !room_for_frame(s);
	if (s->unwanted)
		return;
	if (s->losing) {
		s->count.frames_lost++;
		log_frame(s->log, s->readout_start, "lost", ",\"n\":%" PRIu64,
			  s->counter);
		return;
	}
	f = stream_frame(s, s->used++);
	frame_init(f, s->counter, &s->current);
	f->scene = s->scene;
	f->seeing = s->seeing;
	f->serial = s->serial;
	f->noise = s->serial - s->power_serial;
	f->temperature = s->thermal->sensor;
	f->pwm = thermal_pwm(s->thermal);
	f->end = s->utc + s->readout_start;
	f->start = f->end - (int64_t)s->current.exposure_us * 1000;
	overlay_prepare(f, s->overlay,
			f->end + stream_line_ns(s, &s->current));
	f->held = s->burst.end && f->set.ddr && !s->burst.patched &&
		  !stream_due(s);
}

/*
 * The frame in readout has @produced source bytes now. The DDR takes what fits;
 * from the first byte that does not, the rest of the frame is lost for good.
 */
static void produce(struct stream *s, size_t produced)
{
	struct frame *f = stream_frame(s, s->used - 1);
	uint64_t more = produced - f->produced;
	uint64_t room;

	if (f->zero_from == SIZE_MAX) {
		room = s->model->ddr_bytes - s->level;
		if (s->current.ddr && more > room) {
			frame_blank_from(f, f->produced + room);
			s->count.ddr_overflows++;
			more = room;
		}
		s->level += more;
		f->stored += more;
	}
	f->produced = produced;
}

static void finish_readout(struct stream *s)
{
	struct frame *f;

	s->reading = false;
	if (s->unwanted)
		return;
	s->count.frames_exposed++;
	if (s->losing)
		return;
	f = stream_frame(s, s->used - 1);
	f->complete = true;
	frame_log(s->log, s->readout_end, f, "exposed", ",\"level\":%" PRIu64,
		  s->level);
}

/* Parameters act from here on [A4]. */
void stream_next_live(struct stream *s, int64_t t)
{
	int64_t readout;

	s->waiting = !stream_due(s);
	if (s->waiting)
		return;
	s->current = s->next;
	readout = stream_readout_ns(s, &s->current);
	s->readout_end = t + stream_period_ns(s, &s->current);
	s->readout_start = s->readout_end - readout;
}

static void readout_until(struct stream *s, int64_t now)
{
	int64_t t = now < s->readout_end ? now : s->readout_end;
	int64_t duration = s->readout_end - s->readout_start;
	struct frame *f;

	if (s->losing)
		return;
	f = stream_frame(s, s->used - 1);
	if (t == s->readout_end)
		produce(s, frame_total(f));
	else
		produce(s, (size_t)((double)frame_total(f) *
				    (double)(t - s->readout_start) /
				    (double)duration));
}

void stream_advance(struct stream *s, int64_t now)
{
	while (s->state != STREAM_IDLE) {
		if ((s->fast || s->waiting) && s->state == STREAM_RUNNING)
			return;
		if (!s->reading) {
			if (now < s->readout_start)
				return;
			begin_readout(s);
		}
		readout_until(s, now);
		if (now < s->readout_end)
			return;
		finish_readout(s);
		if (s->state == STREAM_EXPOSING)
			s->state = STREAM_IDLE;
		else
			stream_next_live(s, s->readout_end);
	}
}

static void make_frame(struct stream *s, int64_t now)
{
	s->current = s->next;
	s->readout_start = now;
	s->readout_end = now;
	begin_readout(s);
	readout_until(s, now);
	finish_readout(s);
}

void stream_make_frame(struct stream *s, int64_t now)
{
	do
		make_frame(s, now);
	while (s->unwanted && stream_due(s));
}

void stream_expose(struct stream *s, int64_t now)
{
	s->current = s->next;
	s->reading = false;
	s->readout_start = now;
	s->readout_end = now;
	if (s->fast)
		return;
	s->readout_start += (int64_t)s->current.exposure_us * 1000;
	s->readout_end = s->readout_start + stream_readout_ns(s, &s->current);
}

void stream_start_live(struct stream *s, int64_t now)
{
	s->state = STREAM_RUNNING;
	s->waiting = !stream_due(s);
	if (!s->waiting)
		stream_expose(s, now);
}

void stream_start_single(struct stream *s, int64_t now)
{
	stream_expose(s, now);
	s->state = STREAM_EXPOSING;
	stream_advance(s, now);
}

void stream_stop(struct stream *s, int64_t now)
{
	stream_advance(s, now);
	if (s->state == STREAM_IDLE)
		return;
	if (s->reading || s->state == STREAM_EXPOSING) {
		s->count.frames_aborted++;
		log_frame(s->log, now, "aborted", ",\"n\":%" PRIu64
			  ",\"reading\":%s", s->counter,
			  s->reading ? "true" : "false");
	}
	s->reading = false;
	s->waiting = false;
	s->state = STREAM_IDLE;
}

void stream_clear(struct stream *s, int64_t now)
{
	stream_advance(s, now);
	stream_drop_all(s);
	s->losing = s->reading;
}

/* A frame in readout ends here and now; an exposure that became free, too. */
static void change_rhythm(struct stream *s, int64_t now)
{
	if (s->reading) {
		s->readout_end = now;
		readout_until(s, now);
		finish_readout(s);
		if (s->state == STREAM_EXPOSING)
			s->state = STREAM_IDLE;
	} else if (s->state == STREAM_EXPOSING && s->fast) {
		s->readout_start = now;
		s->readout_end = now;
	}
	if (s->state == STREAM_RUNNING && !s->fast)
		stream_next_live(s, now);
}

void stream_set_pace(struct stream *s, int64_t now, bool fast, double factor)
{
	bool change = s->fast != fast && s->state != STREAM_IDLE;

	stream_advance(s, now);
	s->fast = fast;
	s->factor = factor;
	if (change)
		change_rhythm(s, now);
	stream_advance(s, now);
}

uint32_t stream_remaining_us(const struct stream *s, int64_t now)
{
	if (s->state == STREAM_IDLE || s->waiting || s->reading ||
	    now >= s->readout_start)
		return 0;
	return (uint32_t)((s->readout_start - now + 999) / 1000);
}
