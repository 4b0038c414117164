// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-run.c - qhycam shoot: the loop over the frames
 */
#include <errno.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/clock.h"
#include "shoot.h"

#define TICK_NS (250 * 1000000ll)
#define PROGRESS_FROM_US 2000000
#define MARGIN_NS (10 * QC_NS_PER_S)
/* Slower than any USB 2 host reads out. */
#define SLOWEST_BYTES_PER_S 10000000ll

static unsigned int settled(const struct shoot *s)
{
	return s->good + s->missing;
}

/*
 * In single-frame mode a queued buffer is an exposure: never more of them
 * than frames are still wanted. The buffer of the last good frame stays out,
 * its pixels are still needed.
 */
static int queue_buffers(struct shoot *s, struct qc_error *e)
{
	unsigned int wanted = s->count - settled(s);
	int i, r;

	while (s->opt->live || s->stream.queued < wanted) {
		i = qc_stream_idle(&s->stream, s->keep);
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
	struct signalfd_siginfo info;

	if (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		s->signal = info.ssi_signo;
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
	snprintf(head, sizeof(head), "frame %u/%u  %s", settled(s) + 1, s->count, exposure);
	progress_draw(&s->progress, head, (int64_t)s->setup.exposure_us - done_us,
		      s->setup.exposure_us);
}

/* The longest time that the next frame may take. */
static int64_t patience_ns(const struct shoot *s)
{
	return (int64_t)s->setup.exposure_us * QC_NS_PER_US + s->setup.interval_ns + MARGIN_NS +
	       s->setup.format.size * QC_NS_PER_S / SLOWEST_BYTES_PER_S;
}

static int next_frame(struct shoot *s, struct qc_frame *f, struct qc_error *e)
{
	bool shown = s->setup.exposure_us > PROGRESS_FROM_US && progress_active(&s->progress);
	int64_t since = qc_mono_ns(), deadline = since + patience_ns(s);
	int r;

	for (;;) {
		r = qc_stream_take(&s->stream, f, e);
		if (r != -EAGAIN)
			return r;
		r = qc_stream_wait(&s->stream, s->signal_fd,
				   shown ? qc_mono_ns() + TICK_NS : deadline, deadline, e);
		if (r < 0)
			return r;
		if (r == QC_WAKE_SIGNAL && signal_came(s))
			return -EINTR;
		if (r == QC_WAKE_TICK)
			show_progress(s, since);
	}
}

/* A gap in the sequence is frames that never got a buffer. */
static void count_dropped(struct shoot *s, const struct qc_frame *f)
{
	uint32_t gap = f->sequence - s->sequence - 1;

	if (s->has_sequence && gap && gap < INT32_MAX) {
		s->dropped += gap;
		progress_say(&s->progress, "%u frame%s dropped before sequence %u", gap,
			     gap == 1 ? "" : "s", f->sequence);
	}
	s->has_sequence = true;
	s->sequence = f->sequence;
}

static int damaged_frame(struct shoot *s, const struct qc_frame *f, struct qc_error *e)
{
	unsigned int number = settled(s) + 1;
	struct qc_meta meta;
	const char *why = "";

	if (qc_metanode_take(&s->metanode, f->sequence, &meta))
		why = qc_meta_damage(&meta);
	s->damaged++;
	s->tries++;
	progress_clear(&s->progress);
	if (s->tries > s->retries) {
		fprintf(stderr, "frame %u: damaged (%u of %u bytes), given up after %u retries%s%s\n",
			number, f->bytes, s->stream.sizeimage, s->retries, *why ? ": " : "", why);
		s->missing++;
		s->tries = 0;
	} else {
		fprintf(stderr, "frame %u: damaged (%u of %u bytes), taken again (%u of %u)%s%s\n",
			number, f->bytes, s->stream.sizeimage, s->tries, s->retries,
			*why ? ": " : "", why);
	}
	return queue_buffers(s, e);
}

/* Queue first, save then: the camera need not wait for the disk. */
static int good_frame(struct shoot *s, const struct qc_frame *f, struct qc_error *e)
{
	struct qc_error queue_error;
	unsigned int number = settled(s) + 1;
	int queued, r;

	s->keep = f->index;
	s->good++;
	s->tries = 0;
	if (s->good == 1)
		s->first_ns = f->end_mono_ns;
	s->last_ns = f->end_mono_ns;
	queued = queue_buffers(s, &queue_error);
	r = shoot_save(s, f, number, e);
	if (r) {
		s->good--;
		return r;
	}
	if (queued)
		*e = queue_error;
	return queued;
}

int shoot_frames(struct shoot *s, struct qc_error *e)
{
	struct qc_frame f;
	int r = queue_buffers(s, e);

	if (!r)
		r = qc_stream_start(&s->stream, e);
	while (!r && settled(s) < s->count) {
		if (signal_came(s))
			return -EINTR;
		r = next_frame(s, &f, e);
		if (r)
			return r;
		count_dropped(s, &f);
		r = f.damaged ? damaged_frame(s, &f, e) : good_frame(s, &f, e);
	}
	return r;
}
