// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-run.c - the loop over the frames
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/clock.h"
#include "shoot-job.h"
#include "wait.h"

unsigned int shoot_settled(const struct shoot *s)
{
	return s->taken + s->count_of->missing + s->skipped;
}

/* A buffer that is neither with the camera nor with a writer, -1: none. */
static int idle_buffer(const struct shoot *s)
{
	for (unsigned int i = 0; i < s->stream.count; i++)
		if (s->stream.mine[i] && !s->busy[i] && (int)i != s->keep)
			return i;
	return -1;
}

/*
 * In single-frame mode a queued buffer is an exposure: never more of them
 * than frames are still wanted. The buffer of the last good frame stays out
 * when the preview will need its pixels.
 */
int shoot_queue(struct shoot *s, struct qc_error *e)
{
	unsigned int wanted = s->count - shoot_settled(s);
	int i, r;

	while (shoot_is_live(s) || s->stream.queued < wanted) {
		i = idle_buffer(s);
		if (i < 0)
			break;
		r = qc_stream_queue(&s->stream, i, e);
		if (r)
			return r;
	}
	return 0;
}

static bool signal_came(struct shoot *s)
{
	int signal = wait_signal(s->signal_fd);

	if (signal)
		s->signal = signal;
	return s->signal;
}

/*
 * The exposure runs since its start event, or, as long as that has not come
 * (live mode sends it at the end), since the frame before.
 */
static void show_progress(struct shoot *s, int64_t since_ns)
{
	char head[64], exposure[QC_DURATION_MAX];
	int64_t start = s->stream.last_start_ns > since_ns ? s->stream.last_start_ns : since_ns;
	int64_t done_us = (qc_mono_ns() - start) / QC_NS_PER_US;

	qc_format_duration(s->setup.exposure_us, exposure);
	snprintf(head, sizeof(head), "frame %u/%u  %s", shoot_settled(s) + 1, s->count, exposure);
	progress_draw(&s->progress, head, (int64_t)s->setup.exposure_us - done_us,
		      s->setup.exposure_us);
}

int64_t shoot_patience_ns(const struct shoot *s)
{
	return qc_stream_patience_ns(s->setup.exposure_us, s->setup.format.size) +
	       s->setup.interval_ns;
}

/* Buffers that writers gave back go to the camera. */
static int give_back(struct shoot *s, struct qc_error *e)
{
	if (!shoot_collect(s))
		return 0;
	return s->failed ? -ECANCELED : shoot_queue(s, e);
}

int shoot_next(struct shoot *s, struct qc_frame *f, int64_t deadline_ns, struct qc_error *e)
{
	bool shown = s->setup.exposure_us > PROGRESS_FROM_US && progress_active(&s->progress);
	int64_t since = qc_mono_ns(), patience = shoot_patience_ns(s);
	int64_t deadline = since + patience, now;
	int r;

	for (;;) {
		r = give_back(s, e);
		if (!r)
			r = qc_stream_take(&s->stream, f, e);
		if (r != -EAGAIN)
			return r;
		now = qc_mono_ns();
		/* A camera without a buffer cannot be late: the disk is. */
		if (s->stream.queued) {
			shoot_disk_answers(s);
		} else {
			deadline = now + patience;
			r = shoot_disk_late(s, e);
			if (r)
				return r;
		}
		r = qc_stream_wait(&s->stream, s->signal_fd,
				   shown || !s->stream.queued ? now + PROGRESS_TICK_NS : deadline,
				   deadline_ns ? deadline_ns : deadline, e);
		if (r < 0)
			return r;
		if (r == QC_WAKE_SIGNAL && signal_came(s))
			return -EINTR;
		if (r == QC_WAKE_TICK && shown)
			show_progress(s, since);
	}
}

/* A gap in the sequence is frames that never got a buffer. */
static void count_dropped(struct shoot *s, const struct qc_frame *f)
{
	uint32_t gap = f->sequence - s->sequence - 1;

	if (s->has_sequence && gap && gap < INT32_MAX) {
		s->count_of->dropped += gap;
		progress_say(&s->progress, "%u frame%s dropped before sequence %u", gap,
			     gap == 1 ? "" : "s", f->sequence);
	}
	s->has_sequence = true;
	s->sequence = f->sequence;
}

static int damaged_frame(struct shoot *s, const struct qc_frame *f, struct qc_error *e)
{
	unsigned int number = shoot_settled(s) + 1;
	struct qc_meta meta;
	const char *why = "";

	if (qc_metanode_take(&s->metanode, f->sequence, &meta))
		why = qc_meta_damage(&meta);
	s->count_of->damaged++;
	s->tries++;
	progress_clear(&s->progress);
	if (s->tries > s->retries) {
		fprintf(stderr, "frame %u: damaged (%u of %u bytes), given up after %u retries%s%s\n",
			number, f->bytes, s->stream.sizeimage, s->retries, *why ? ": " : "", why);
		s->count_of->missing++;
		s->tries = 0;
	} else {
		fprintf(stderr, "frame %u: damaged (%u of %u bytes), taken again (%u of %u)%s%s\n",
			number, f->bytes, s->stream.sizeimage, s->tries, s->retries,
			*why ? ": " : "", why);
	}
	return shoot_queue(s, e);
}

int shoot_good(struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
	       struct qc_error *e)
{
	int r = shoot_begin_job(s, f, meta, e);

	if (r)
		return r;
	s->count_of->without_meta += !meta && s->metanode.fd >= 0;
	s->taken++;
	s->tries = 0;
	if (s->taken == 1)
		s->first_ns = f->end_mono_ns;
	s->last_ns = f->end_mono_ns;
	return shoot_queue(s, e);
}

static int good_frame(struct shoot *s, const struct qc_frame *f, struct qc_error *e)
{
	struct qc_meta meta;
	bool known = qc_metanode_take(&s->metanode, f->sequence, &meta);

	return shoot_good(s, f, known ? &meta : NULL, e);
}

int shoot_frames(struct shoot *s, struct qc_error *e)
{
	struct qc_frame f;
	int r = shoot_queue(s, e);

	if (!r)
		r = qc_stream_start(&s->stream, e);
	while (!r && shoot_settled(s) < s->count) {
		if (signal_came(s))
			return -EINTR;
		r = shoot_next(s, &f, 0, e);
		if (r)
			return r;
		count_dropped(s, &f);
		r = f.damaged ? damaged_frame(s, &f, e) : good_frame(s, &f, e);
	}
	return r;
}
