// SPDX-License-Identifier: GPL-2.0
/*
 * check-frame.c - what comes as frames
 */
#include <stdlib.h>
#include <string.h>

#include "trace/check.h"

#define MODES_SINCE	(23u << 16 | 4u << 8 | 12u)
#define LATE_US		1000000
#define ENOUGH		3	/* frames of the same wrong size */
#define INTERVALS	8	/* between frames, before they say something */
#define LEVEL_UNIT	2048
#define REGISTER_LEVEL	8	/* writes that take the place of commands */

static void joined(struct tr_check *k, uint64_t packet, int64_t more)
{
	tr_against(k, 11, packet, "%lld bytes stand before a whole frame", (long long)more);
}

static void wrong_size(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		       const struct tr_frame *f, uint64_t want)
{
	uint64_t row = (uint64_t)c->set.width * (c->set.deep ? 2 : 1);
	unsigned int packet = w->usb == 2 ? 512 : 1024;
	uint64_t usual = w->bytes_before == want ? want : w->instead == want ? w->usual : 0;
	int64_t more = (int64_t)(f->bytes - want);

	if (w->frames == 1 && f->bytes == w->bytes_before && f->trailer == TR_YES) {
		tr_against(k, 3, f->first, "the first frame is as large as those before the start");
		return;
	}
	w->wrong_times = f->bytes == w->wrong_bytes ? w->wrong_times + 1 : 1;
	w->wrong_bytes = f->bytes;
	if (usual && f->bytes > usual && f->trailer == TR_YES &&
	    (f->bytes - usual) % packet == 0) {
		joined(k, f->first, (int64_t)(f->bytes - usual));
		return;
	}
	if (more > 0 && f->trailer == TR_YES && more % packet == 0) {
		/* When the next one is whole; when it is as large, frames are. */
		w->joined = w->wrong_times == 1 ? f->first : 0;
		w->joined_bytes = more;
		if (w->joined)
			return;
	}
	if (w->wrong_times != ENOUGH)
		return;
	w->usual = f->bytes;
	w->instead = want;
	tr_against(k, 10, f->first, "%llu bytes again and again, want %llu: %+.3f rows",
		   (unsigned long long)f->bytes, (unsigned long long)want,
		   row ? (double)more / (double)row : 0.0);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Is the middle of the times between frames what the timing page says? Those
 * that waited in the camera for the host come closer; but after a start nothing
 * waits, and so many frames take their time.
 */
static void spacing(struct tr_check *k, struct tr_watch *w, const struct tr_frame *f)
{
	const unsigned int room = sizeof(w->interval) / sizeof(w->interval[0]);
	int64_t us = f->last_us - w->last_frame_us;
	uint32_t sorted[sizeof(w->interval) / sizeof(w->interval[0])], middle;
	bool usable = w->last_frame_us && us > 0 && us < UINT32_MAX && w->period;

	w->last_frame_us = f->last_us;
	if (!usable || w->intervals == room)
		return;
	w->interval[w->intervals++] = (uint32_t)us;
	if (w->intervals % INTERVALS)
		return;
	memcpy(sorted, w->interval, w->intervals * sizeof(sorted[0]));
	qsort(sorted, w->intervals, sizeof(sorted[0]), by_size);
	middle = sorted[w->intervals / 2];
	if (middle >= w->period * 0.95 && middle <= w->period * 1.05)
		tr_for(k, 5, f->first, "%u us between frames, the page says %u", middle,
		       w->period);
	else if (w->unchanged &&
		 (double)(f->last_us - w->start_us) < 0.8 * w->period * w->frames)
		tr_against(k, 5, f->first, "%u frames in %.3f s, the page says %u us for each",
			   w->frames, (double)(f->last_us - w->start_us) / 1e6, w->period);
	else
		tr_note(k, 5, f->first, "%u us between frames, the page says %u: a slow host?",
			middle, w->period);
}

static void gps(struct tr_check *k, const struct tr_camera *c, const struct tr_frame *f)
{
	unsigned int step = c->set.deep ? 2 : 1, found[2];
	uint8_t value[2][4];

	if (c->set.gpio_mode != 1 || c->set.width < 44 || f->head_have < 9 * step)
		return;
	for (unsigned int low = 0; low < step; low++) {
		for (unsigned int i = 0; i < 4; i++)
			value[low][i] = f->head[(5 + i) * step + low];
		found[low] = tr_number(value[low], 2) == c->set.width &&
			     tr_number(value[low] + 2, 2) == c->set.height;
	}
	if (found[0])
		tr_for(k, 13, f->first, "the frame begins with a header of its size");
	else if (step == 2 && found[1])
		tr_against(k, 13, f->first, "the header is in the low bytes");
	else
		tr_against(k, 13, f->first, "no header at the begin (is there a GPS box?)");
}

static void zeros(struct tr_check *k, const struct tr_camera *c, const struct tr_frame *f)
{
	uint64_t level = (uint64_t)c->level * LEVEL_UNIT;

	if (f->zeros != TR_YES || (!c->set.deep && c->set.offset <= 0) || !c->level_known)
		return;
	if (level >= 8 * f->bytes)
		tr_for(k, 21, f->first, "zeros at the end, %llu MB waiting in the camera",
		       (unsigned long long)(level >> 20));
	else if (level < 2 * f->bytes)
		tr_against(k, 21, f->first, "zeros at the end with an empty memory");
	else
		tr_note(k, 21, f->first, "zeros at the end, %llu MB waiting in the camera",
			(unsigned long long)(level >> 20));
}

static void modes(struct tr_check *k, const struct tr_camera *c, const struct tr_frame *f,
		  uint64_t want)
{
	uint64_t pixels = (uint64_t)c->set.width * c->set.height;
	bool whole = f->bytes == want && f->trailer != TR_NO;

	if (!c->set.mode_known)
		return;
	if (c->set.readout_mode == 6 && c->product == TR_QHY268 && c->set.deep) {
		if (f->bytes == 2 * pixels + TR_TRAILER)
			tr_against(k, 22, f->first, "16 bit was asked for, and came");
		else if (f->bytes == pixels + TR_TRAILER)
			tr_for(k, 22, f->first, "16 bit was asked for, 8 bit came");
	}
	if ((c->set.readout_mode | 1) != 5 || !c->firmware || !whole)
		return;
	if (c->firmware >= MODES_SINCE)
		tr_for(k, 24, f->first, "a frame in mode %d", c->set.readout_mode);
	else
		tr_against(k, 24, f->first, "a frame in mode %d with firmware of 20%02u-%02u-%02u",
			   c->set.readout_mode, c->firmware >> 16, c->firmware >> 8 & 0xff,
			   c->firmware & 0xff);
}

static void after_change(struct tr_check *k, struct tr_watch *w, const struct tr_frame *f,
			 bool whole)
{
	if (!w->change)
		return;
	if (!whole) {
		tr_against(k, 4, w->change, "the next frame, #%llu, is damaged",
			   (unsigned long long)f->first);
		w->change = 0;
	} else if (++w->after_change == 2) {
		tr_for(k, 4, w->change, "changed while running, the next frames are whole");
		w->change = 0;
	}
}

void tr_check_frame(struct tr_check *k, struct tr_watch *w, const struct tr_camera *c,
		    const struct tr_frame *f)
{
	uint64_t want = tr_frame_bytes(c);
	bool whole = want && f->bytes == want && f->trailer != TR_NO;

	if ((f->end != TR_END_SHORT && f->end != TR_END_EMPTY) || !f->bytes)
		return;
	w->frames++;
	w->silent = 0;
	if (!w->commands && w->writes >= REGISTER_LEVEL)
		tr_against(k, 1, f->first, "frames, and only registers were written before");
	if (!w->started && w->stop && f->last_us - w->stop_us > LATE_US && ++w->late == 2)
		tr_against(k, 3, f->first, "frames %.1f s after the stop",
			   (double)(f->last_us - w->stop_us) / 1e6);
	if (w->started && w->single && w->frames == 2)
		tr_against(k, 3, f->first, "a second frame of a single exposure");
	if (f->end == TR_END_EMPTY)
		tr_for(k, 11, f->last, "a packet of no bytes after %llu bytes",
		       (unsigned long long)f->bytes);
	after_change(k, w, f, whole);
	w->last_whole = whole;
	modes(k, c, f, want);
	if (whole) {
		if (w->joined)
			joined(k, w->joined, w->joined_bytes);
		w->joined = 0;
		w->wrong_times = 0;
		w->bytes_before = want;
		if (f->trailer == TR_YES)
			tr_for(k, 10, f->first, "%llu bytes for %u x %u at %d bit, with trailer",
			       (unsigned long long)f->bytes, c->set.width, c->set.height,
			       c->set.deep ? 16 : 8);
		else
			tr_note(k, 10, f->first, "the size is right, the trailer not recorded");
		if (f->filler == TR_YES)
			tr_for(k, 12, f->last, "the pattern is there");
		zeros(k, c, f);
		gps(k, c, f);
		spacing(k, w, f);
	} else if (want) {
		wrong_size(k, w, c, f, want);
	}
}
