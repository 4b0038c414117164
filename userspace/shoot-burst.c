// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-burst.c - one burst after the other
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "lib/clock.h"
#include "lib/controls.h"
#include "shoot-job.h"

/* A burst whose end is missing keeps the driver busy for a while. */
#define RELEASE_NS (60 * QC_NS_PER_S)
#define RETRY_NS (100 * 1000000ll)

static bool wanted(const struct shoot *s, unsigned int n)
{
	return !s->only || s->only[n - s->burst.first];
}

/* The frames @from .. @end - 1 of this burst did not come. */
static void miss(struct shoot *s, unsigned int from, unsigned int end, const char *why)
{
	size_t len = strlen(s->burst_missing), room = sizeof(s->burst_missing);

	for (unsigned int n = from; n < end; n++) {
		if (!wanted(s, n)) {
			s->skipped++;
			continue;
		}
		s->count_of->missing++;
		progress_clear(&s->progress);
		fprintf(stderr, "burst %u: frame %u is missing%s%s\n", s->burst.number, n,
			*why ? ": " : "", why);
		if (len < room - 16)
			len += snprintf(s->burst_missing + len, room - len, "%s%u",
					len ? " " : "", n);
		else if (len < room - 8)
			len += snprintf(s->burst_missing + len, room - len, " ...");
	}
}

/*
 * Wait until @ns while writers finish. A frame that comes now is a late one of
 * the burst before, which was given up.
 */
static int idle_until(struct shoot *s, int64_t ns, struct qc_error *e)
{
	struct qc_frame f;
	int r;

	while (qc_mono_ns() < ns) {
		r = shoot_next(s, &f, ns, e);
		if (r == -ETIMEDOUT)
			break;
		if (!r)
			r = qc_stream_queue(&s->stream, f.index, e);
		if (r)
			return r;
	}
	return 0;
}

static int release(struct shoot *s, struct qc_error *e)
{
	const struct qc_setting set = { V4L2_CID_QHYCCD_BURST_RELEASE, 1 };
	int64_t end = qc_mono_ns() + RELEASE_NS;
	int r;

	while ((r = qc_ctrl_set(s->cam, &set, 1, e)) == -EBUSY && qc_mono_ns() < end) {
		r = idle_until(s, qc_mono_ns() + RETRY_NS, e);
		if (r)
			return r;
	}
	return r;
}

/*
 * Which frame of the burst is this? The camera's own counter knows, when it is
 * in the image (GPS box); else the place in the stream has to do.
 */
static unsigned int number_of(struct shoot *s, const struct qc_frame *f,
			      const struct qc_meta *meta, unsigned int expected)
{
	uint32_t gap = s->has_sequence ? f->sequence - s->sequence - 1 : 0;

	if (meta && meta->has_counter)
		return meta->frame_counter;
	return gap < s->burst.last ? expected + gap : expected;
}

/* One frame of the burst; @expected goes on behind it. */
static int take_frame(struct shoot *s, const struct qc_frame *f, unsigned int *expected,
		      struct qc_error *e)
{
	struct qc_meta meta;
	bool known = qc_metanode_take(&s->metanode, f->sequence, &meta);
	unsigned int n = number_of(s, f, known ? &meta : NULL, *expected);

	s->has_sequence = true;
	s->sequence = f->sequence;
	if (f->damaged) {
		s->count_of->damaged++;
		n = *expected;
	} else if (n < *expected || n > s->burst.last) {
		progress_say(&s->progress, "burst %u: the camera's frame number is %u, frame %u "
			     "was expected", s->burst.number, n, *expected);
		n = *expected;
	}
	miss(s, *expected, n, "");
	*expected = n + 1;
	s->skipped += !wanted(s, n);
	if (!f->damaged && wanted(s, n))
		return shoot_good(s, f, known ? &meta : NULL, e);
	if (wanted(s, n))
		miss(s, n, n + 1, known && *qc_meta_damage(&meta) ? qc_meta_damage(&meta) : "damaged");
	return shoot_queue(s, e);
}

/* The longest time until the next frame: those before the first are thrown away. */
static int64_t deadline(const struct shoot *s, bool first)
{
	int64_t interval = (int64_t)s->setup.exposure_us * QC_NS_PER_US;

	if (interval < s->setup.interval_ns)
		interval = s->setup.interval_ns;
	return qc_mono_ns() + shoot_patience_ns(s) + (first ? s->burst.first * interval : 0);
}

static int one_burst(struct shoot *s, struct qc_error *e)
{
	unsigned int expected = s->burst.first;
	struct qc_frame f;
	int r = release(s, e);

	while (!r && expected <= s->burst.last) {
		r = shoot_next(s, &f, deadline(s, expected == s->burst.first), e);
		if (!r)
			r = take_frame(s, &f, &expected, e);
	}
	if (r == -ETIMEDOUT) {
		miss(s, expected, s->burst.last + 1, "it did not come in time");
		r = 0;
	}
	return r;
}

/* A cube is whole before the next burst begins. */
static int end_cube(struct shoot *s, struct qc_error *e)
{
	int r;

	if (s->form != SHOOT_CUBE)
		return 0;
	r = shoot_drain(s, e);
	if (r)
		return r;
	if (s->failed)
		return -ECANCELED;
	r = shoot_end_series(s, false, e);
	return r ? r : shoot_queue(s, e);
}

int shoot_bursts(struct shoot *s, struct qc_error *e)
{
	int64_t next = 0;
	int r = shoot_queue(s, e);

	if (!r)
		r = qc_stream_start(&s->stream, e);
	s->burst.first = s->opt->first.value + 1;
	s->burst.last = s->opt->end.value - 1;
	s->burst.missing = s->burst_missing;
	for (int i = 1; i <= s->opt->bursts.value && !r; i++) {
		r = idle_until(s, next, e);
		if (r)
			break;
		s->burst.number = s->from + i - 1;
		s->burst_missing[0] = 0;
		next = qc_mono_ns() + (int64_t)s->opt->interval.us * QC_NS_PER_US;
		r = one_burst(s, e);
		if (!r)
			r = end_cube(s, e);
	}
	return r;
}
