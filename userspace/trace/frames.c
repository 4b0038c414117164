// SPDX-License-Identifier: GPL-2.0
/*
 * frames.c - the bulk stream of a camera, cut into frames
 */
#include <errno.h>
#include <string.h>

#include "trace/frames.h"

#define PACKET 512		/* of high speed */
#define LARGE_PACKET 1024	/* of SuperSpeed */
#define FILLER 16

static const uint8_t trailer[TR_TRAILER] = { 0xee, 0x11, 0xdd, 0x22 };

static const uint8_t filler[FILLER] = {
	0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
	0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
};

static void add_head(struct tr_stream *s, const struct tr_transfer *t)
{
	struct tr_frame *f = &s->frame;
	size_t n = TR_HEAD - f->head_have;

	if (!s->head_open || !t->length)
		return;
	if (n > t->have)
		n = t->have;
	if (n)
		memcpy(f->head + f->head_have, t->data, n);
	f->head_have += n;
	s->head_open = t->have == t->length;
}

/* The last bytes that are known without a gap. */
static void add_tail(struct tr_stream *s, const struct tr_transfer *t)
{
	size_t n = t->have, keep;

	if (t->have < t->length) {
		s->tail_have = 0;
		return;
	}
	if (!n)
		return;
	if (n >= TR_TAIL) {
		memcpy(s->tail, t->data + n - TR_TAIL, TR_TAIL);
		s->tail_have = TR_TAIL;
		return;
	}
	keep = s->tail_have < TR_TAIL - n ? s->tail_have : TR_TAIL - n;
	memmove(s->tail, s->tail + s->tail_have - keep, keep);
	memcpy(s->tail + keep, t->data, n);
	s->tail_have = keep + n;
}

static bool is_filler(const uint8_t *p)
{
	for (size_t turn = 0; turn < FILLER; turn++)
		if (!memcmp(p, filler + turn, FILLER - turn) &&
		    !memcmp(p + FILLER - turn, filler, turn))
			return true;
	return false;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

static void judge(struct tr_stream *s)
{
	struct tr_frame *f = &s->frame;
	const uint8_t *end = s->tail + s->tail_have;
	uint64_t payload = f->bytes > TR_TRAILER ? f->bytes - TR_TRAILER : 0;
	size_t zeros = payload < TR_ZEROS ? (size_t)payload : TR_ZEROS;

	f->trailer = f->filler = f->zeros = TR_NO;
	if (s->tail_have >= TR_TRAILER)
		f->trailer = memcmp(end - TR_TRAILER, trailer, TR_TRAILER) ? TR_NO : TR_YES;
	else if (f->bytes >= TR_TRAILER)
		f->trailer = TR_NOT_RECORDED;
	if (s->tail_have >= TR_TRAILER + FILLER)
		f->filler = is_filler(end - TR_TRAILER - FILLER) ? TR_YES : TR_NO;
	else if (payload >= FILLER)
		f->filler = TR_NOT_RECORDED;
	if (zeros && s->tail_have >= TR_TRAILER + zeros)
		f->zeros = all_zero(end - TR_TRAILER - zeros, zeros) ? TR_YES : TR_NO;
	else if (zeros)
		f->zeros = TR_NOT_RECORDED;
}

static void finish(struct tr_stream *s, enum tr_end end, struct tr_frame *frame)
{
	judge(s);
	s->frame.end = end;
	*frame = s->frame;
	s->frame = (struct tr_frame){ 0 };
	s->tail_have = 0;
}

bool tr_stream_stop(struct tr_stream *s, enum tr_end end, struct tr_frame *frame)
{
	if (!s->frame.transfers)
		return false;
	finish(s, end, frame);
	return true;
}

static bool is_end(struct tr_stream *s, const struct tr_transfer *t)
{
	bool largest = t->length >= s->largest;

	if (largest)
		s->largest = t->length;
	if (t->requested_known && t->submit)
		return t->length < t->requested;
	if (t->length % PACKET || !t->length)
		return true;
	return !largest && s->tail_have >= TR_TRAILER &&
	       !memcmp(s->tail + s->tail_have - TR_TRAILER, trailer, TR_TRAILER);
}

/* A request that is not filled, but all of whose packets are, was ended by an empty one. */
static bool is_empty_end(const struct tr_transfer *t)
{
	if (t->requested_known && t->submit)
		return t->length % LARGE_PACKET == 0;
	return !t->length;
}

bool tr_stream_take(struct tr_stream *s, const struct tr_transfer *t, struct tr_frame *frame)
{
	struct tr_frame *f = &s->frame;
	bool good = t->done && (!t->status || t->status == -EREMOTEIO);
	bool cancelled = t->status == -ENOENT || t->status == -ECONNRESET ||
			 t->status == -ESHUTDOWN || t->status == -ENODEV;

	if (!t->done)
		return false;	/* its data, if any, are not in the recording */
	if (!good && !t->length)
		return tr_stream_stop(s, cancelled ? TR_END_STOPPED : TR_END_FAILED, frame);
	if (!f->transfers) {
		f->first = t->submit ? t->submit : t->done;
		f->first_us = t->done_us;
		s->head_open = true;
		s->tail_have = 0;
	}
	f->transfers++;
	f->last = t->done;
	f->last_us = t->done_us;
	f->bytes += t->length;
	add_head(s, t);
	add_tail(s, t);
	if (!good)
		finish(s, cancelled ? TR_END_STOPPED : TR_END_FAILED, frame);
	else if (is_end(s, t))
		finish(s, is_empty_end(t) ? TR_END_EMPTY : TR_END_SHORT, frame);
	else
		return false;
	return true;
}

const char *tr_end_name(enum tr_end end)
{
	static const char *const names[] = {
		"short packet", "empty packet", "stopped", "error", "end of recording",
	};

	return names[end];
}
