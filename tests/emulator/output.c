// SPDX-License-Identifier: GPL-2.0
/* From the DDR to the bulk endpoint: packets, frame ends, faults. */
#include "output.h"
#include "truth.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void stream_drop_all(struct stream *s)
{
	s->head = 0;
	s->used = 0;
	s->level = 0;
	s->sending = false;
	s->silent = false;
	s->begun_len = 0;
}

void stream_clear_halt(struct stream *s)
{
	s->halted = false;
}

static void apply_faults(struct stream *s, struct frame *f,
			 const struct fault *hit, int count, size_t base,
			 int64_t now)
{
	int i;

	for (i = 0; i < count; i++) {
		struct fault rule = hit[i];

		bool done;

		rule.at += base;
		done = layout_apply(&s->layout, f, &rule);
		log_event(s->log, now, "fault", ",\"n\":%" PRIu64
			  ",\"action\":\"%s\",\"at\":%" PRIu64
			  ",\"arg\":%" PRIu64 ",\"wire\":%zu,\"rc\":\"%s\"",
			  f->n, fault_action_name(rule.action), rule.at,
			  rule.arg, s->layout.length, done ? "ok" : "no room");
	}
}

/* Looks for rules that hit what is still to be sent of the oldest frame. */
static void check_faults(struct stream *s, int64_t now)
{
	struct frame *f = stream_frame(s, 0);
	struct fault hit[FAULTS_MAX];
	int count;

	if (!s->sending) {
		s->sending = true;
		s->sent = 0;
		s->freed = 0;
		s->render.row_valid = false;
		layout_init(&s->layout, f);
		count = faults_match(s->faults, FAULT_FRAME, 0, -1, hit);
		apply_faults(s, f, hit, count, 0, now);
	}
	if (!s->faults->armed)
		return;
	count = faults_match_stream(s->faults, s->count.bytes_sent,
				    s->layout.length - s->sent, hit);
	apply_faults(s, f, hit, count, s->sent, now);
}

/* Wire bytes went out (or were lost by a stall): they leave the DDR. */
static void advance_sent(struct stream *s, struct frame *f, size_t n)
{
	size_t gone;

	s->sent += n;
	gone = s->sent < f->stored ? s->sent : f->stored;
	if (gone > s->freed) {
		s->level -= gone - s->freed;
		s->freed = gone;
	}
}

static void end_frame(struct stream *s, int64_t now)
{
	struct frame *f = stream_frame(s, 0);

	frame_log(s->log, now, f, "sent", ",\"wire\":%zu,\"good\":%s",
		  s->layout.length,
		  s->layout.count == 1 && f->zero_from == SIZE_MAX &&
		  s->layout.length == frame_total(f) ? "true" : "false");
	s->level -= f->stored - s->freed;
	s->head = (s->head + 1) % s->ring_size;
	s->used--;
	s->sending = false;
	s->count.frames_sent++;
	/*
	 * A fault can end the sending before the readout ends; what is read out
	 * afterwards has no frame to go to.
	 */
	if (!f->complete && s->reading && !s->used)
		s->losing = true;
}

/* A marked byte is reached: what happens instead of an answer. */
static int64_t act_on_mark(struct stream *s, int64_t now)
{
	struct frame *f = stream_frame(s, 0);
	struct layout *l = &s->layout;
	struct mark mark = l->marks[0];

	memmove(&l->marks[0], &l->marks[1],
		(size_t)--l->mark_count * sizeof(l->marks[0]));
	log_event(s->log, now, "fault", ",\"n\":%" PRIu64 ",\"now\":\"%s\""
		  ",\"at\":%zu", f->n, fault_action_name(mark.action),
		  mark.at);
	switch (mark.action) {
	case FAULT_STALL:
		/* what the request already had goes down with it */
		if (mark.at > s->sent)
			advance_sent(s, f, mark.at - s->sent);
		s->halted = true;
		return -EPIPE;
	case FAULT_UNPLUG:
		return -ENODEV;
	default:
		s->silent = true;
		return -EAGAIN;
	}
}

/* Whether the next @n bytes, or the frame's end after them, are marked. */
static bool mark_within(const struct stream *s, size_t n)
{
	const struct layout *l = &s->layout;
	size_t end = s->sent + n;

	return l->mark_count &&
	       (l->marks[0].at < end ||
		(l->marks[0].at <= end && end == l->length));
}

/* True when nothing of the oldest frame may be sent yet. */
static bool held_back(const struct frame *f)
{
	return f->set.single && !f->complete;
}

/* Pace fast: the host reads, so a live frame is taken. */
static bool wants_frame(const struct stream *s)
{
	return s->fast && s->state == STREAM_RUNNING && stream_due(s) &&
	       (!s->used || (s->used == 1 && stream_frame(s, 0)->held));
}

/* Wire bytes of the oldest frame that may be sent, had all been read out. */
static size_t unheld(const struct stream *s, const struct frame *f)
{
	size_t n = s->layout.length;

	if (!f->held || s->used > 1)
		return n;
	return n > HELD_TAIL ? n - HELD_TAIL : 0;
}

/* Bytes of the oldest frame; *@ended: all of them, and their end is marked. */
static int64_t read_frame(struct stream *s, int64_t now, size_t len,
			  uint8_t *out, bool *ended)
{
	struct frame *f;
	size_t left, n;

	*ended = true;

	if (s->halted)
		return -EPIPE;
	if (s->silent)
		return -EAGAIN;
	stream_advance(s, now);
	if (wants_frame(s))
		stream_make_frame(s, now);
	if (!s->used)
		return -EAGAIN;
	f = stream_frame(s, 0);
	if (held_back(f))
		return -EAGAIN;
	check_faults(s, now);

	left = s->layout.length - s->sent;
	n = left < len ? left : len;
	if (layout_available(&s->layout, f) < s->sent + n ||
	    unheld(s, f) < s->sent + n)
		return -EAGAIN;
	if (mark_within(s, n))
		return act_on_mark(s, now);
	/* full packets keep coming while the frame has bytes for them */
	if (left > len && len % s->packet)
		return -EOVERFLOW;

	layout_read(&s->layout, f, &s->render, s->sent, n, out);
	advance_sent(s, f, n);
	s->count.bytes_sent += n;
	*ended = !s->joins || n < left || n % s->packet;
	/* else the last packet was full, and a zero-length one is due [A11] */
	if (n < len || (n == left && (s->joins || n % s->packet)))
		end_frame(s, now);
	return (int64_t)n;
}

/* Keeps what a request has got until it can go on. */
static bool begin(struct stream *s, const uint8_t *data, size_t len)
{
	uint8_t *more;

	if (len > s->begun_size) {
		more = realloc(s->begun, len);
		if (!more)
			return false;
		s->begun = more;
		s->begun_size = len;
	}
	memcpy(s->begun, data, len);
	s->begun_len = len;
	return true;
}

int64_t stream_read(struct stream *s, int64_t now, size_t len, uint8_t *out)
{
	size_t have = s->begun_len < len ? s->begun_len : len;
	bool ended;
	int64_t n;

	if (have)
		memcpy(out, s->begun, have);
	s->begun_len = 0;
	do {
		n = read_frame(s, now, len - have, out + have, &ended);
		if (n > 0)
			have += (size_t)n;
	} while (n >= 0 && !ended && have < len);
	if (n == -EAGAIN && have)
		return begin(s, out, have) ? n : -EPIPE;
	return n < 0 ? n : (int64_t)have;
}

int64_t stream_next_event(const struct stream *s, size_t len)
{
	int64_t next, need_at;
	const struct frame *f;
	size_t left, needs;

	if (s->state == STREAM_IDLE)
		return INT64_MAX;
	if ((s->fast || s->waiting) && s->state == STREAM_RUNNING)
		return INT64_MAX;
	next = s->reading ? s->readout_end : s->readout_start;
	if (!len || !s->reading || s->losing || s->used != 1 || s->silent)
		return next;
	f = stream_frame(s, 0);
	if (held_back(f) || s->halted)
		return next;
	left = s->sending ? s->layout.length - s->sent : frame_total(f);
	needs = left < len ? left : len;
	if (s->sending && unheld(s, f) < s->sent + needs)
		return next;
	if (s->sending)
		needs = layout_needs(&s->layout, s->sent + needs);
	need_at = s->readout_start +
		  (int64_t)((double)needs / (double)frame_total(f) *
			    (double)(s->readout_end - s->readout_start)) + 1000;
	return need_at < next ? need_at : next;
}
