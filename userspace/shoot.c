// SPDX-License-Identifier: GPL-2.0
/*
 * shoot.c - taking frames: order of events, summary, verdict
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/ranges.h"
#include "shoot-job.h"

/* Frames that got no buffer, or that the camera's memory had no room for. */
#define TOO_SLOW "computer or disk are too slow: try a higher --traffic or a smaller --roi"
#define LIVE_BYTES (512u << 20)

/*
 * One buffer is filled while another one is written. Live frames are held while
 * a slow disk takes one; 512 MiB of them at most. The preview keeps one.
 */
static unsigned int buffer_count(const struct shoot *s)
{
	unsigned int n = 3;

	if (s->opt->buffers.set)
		return s->opt->buffers.value;
	if (shoot_is_live(s)) {
		n = LIVE_BYTES / s->setup.format.size;
		n = n < 3 ? 3 : n > 8 ? 8 : n;
	}
	return n + !!s->opt->preview;
}

static void summary(struct shoot *s)
{
	const struct shoot_result *c = s->count_of;
	double span = (s->last_ns - s->first_ns) / 1e9;
	double all = (qc_mono_ns() - s->begun_ns) / 1e9;

	progress_clear(&s->progress);
	if (s->progress.quiet)
		return;
	fprintf(stderr, "%u frame%s", c->saved, c->saved == 1 ? "" : "s");
	if (s->taken > 1 && span > 0)
		fprintf(stderr, ", %.1f frames/s", (s->taken - 1) / span);
	fprintf(stderr, ", %.1f s", all);
	if (c->damaged)
		fprintf(stderr, ", %u damaged", c->damaged);
	if (c->dropped)
		fprintf(stderr, ", %u dropped", c->dropped);
	if (c->missing)
		fprintf(stderr, ", %u missing", c->missing);
	if (c->without_meta)
		fprintf(stderr, ", %u without metadata", c->without_meta);
	fputc('\n', stderr);
}

/* What the result means for the exit code, when nothing failed before. */
static int judge(struct shoot *s, int r, struct qc_error *e)
{
	const struct shoot_result *c = s->count_of;

	if (r == -EINTR)
		return qc_fail(e, s->signal == SIGTERM ? QC_TERMINATED : QC_INTERRUPTED, EINTR,
			       "interrupted; %u of %u frames are finished", c->saved, s->count);
	if (r)
		return r;
	if (c->missing && s->opt->burst)
		return qc_fail(e, QC_LOSSES, EIO, "%u of %u frames are missing", c->missing,
			       s->count);
	if (c->missing)
		return qc_fail(e, QC_LOSSES, EIO,
			       "%u of %u frames are missing: still damaged after %u retries; %s",
			       c->missing, s->count, s->retries, c->dropped ? TOO_SLOW :
			       "check the USB cable, or try a higher --traffic");
	if (c->dropped > c->damaged)
		return qc_fail(e, QC_LOSSES, EIO,
			       "%u frames between those were lost; " TOO_SLOW, c->dropped);
	return 0;
}

/*
 * All that was taken is written, whatever ended the frames. A file that could
 * not be written stands above a signal, a camera that is gone above both.
 */
static int finish(struct shoot *s, int r, struct qc_error *e)
{
	struct qc_error later;
	int re = 0;

	/* A disk that hangs makes the result of its job, too. */
	if (!s->hung)
		shoot_drain(s, &later);
	if (!s->hung)
		re = shoot_end_series(s, r || s->result, &later);
	if (s->result && (!r || r == -ECANCELED || r == -EINTR)) {
		*e = s->error;
		return s->result;
	}
	if (re && (!r || r == -EINTR)) {
		*e = later;
		return re;
	}
	return r;
}

static int take(struct shoot *s, struct qc_error *e)
{
	struct qc_error later;
	int r, rp;

	r = qc_stream_open(&s->stream, s->cam, buffer_count(s), s->setup.format.size, e);
	if (r)
		return r;
	s->stream.also_fd = qc_pool_fd(s->pool);
	if (s->metanode.fd < 0)
		progress_say(&s->progress, "no metadata: %s; times and settings in the headers "
			     "are those of events and controls", s->no_metadata.text);
	s->begun_ns = qc_mono_ns();
	r = s->opt->burst ? shoot_bursts(s, e) : shoot_frames(s, e);
	qc_stream_stop(&s->stream);
	r = finish(s, r, e);
	summary(s);
	r = judge(s, r, e);
	if (s->opt->preview && s->keep >= 0 && !s->hung) {
		rp = shoot_preview(s, &later);
		if (!r && rp) {
			*e = later;
			r = rp;
		}
	}
	return r;
}

static enum shoot_form form_of(const struct shoot_values *v)
{
	if (v->compress)
		return SHOOT_RICE;
	if (v->raw)
		return SHOOT_RAW;
	if (v->ser)
		return SHOOT_SER;
	return v->cube ? SHOOT_CUBE : SHOOT_FITS;
}

static int prepare_only(struct shoot *s, struct qc_error *e)
{
	const struct shoot_values *v = s->opt;

	if (!v->only)
		return 0;
	s->only = calloc(shoot_burst_files(v), sizeof(*s->only));
	if (!s->only)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	/* Was checked. */
	qc_ranges_parse(v->only, v->first.value + 1, v->end.value - 1, s->only);
	return 0;
}

static void prepare(struct shoot *s, const struct shoot_request *q, struct shoot_result *result)
{
	const struct shoot_values *v = q->values;
	struct qc_error ignored;

	memset(result, 0, sizeof(*result));
	s->request = q;
	s->opt = v;
	s->cam = q->camera;
	s->form = form_of(v);
	s->signal_fd = q->signal_fd;
	s->keep = -1;
	s->metanode.fd = -1;
	s->series.file.fd = -1;
	s->count_of = result;
	s->count = v->count.set ? v->count.value : 1;
	s->from = v->from.set ? v->from.value : 1;
	s->retries = v->retries.set ? v->retries.value : SHOOT_RETRIES;
	if (v->burst) {
		s->count = v->bursts.value * (v->end.value - v->first.value - 1);
		s->retries = 0;
	}
	for (unsigned int i = 0; i < v->header.count; i++)
		qc_user_add(&s->keys, v->header.text[i], &ignored);	/* were checked */
	progress_init(&s->progress, v->quiet);
}

int shoot_take(const struct shoot_request *q, struct shoot_result *result, struct qc_error *e)
{
	struct shoot *s = calloc(1, sizeof(*s));
	int r, left;

	if (!s)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	prepare(s, q, result);
	r = prepare_only(s, e);
	if (!r)
		r = shoot_setup(s, e);
	if (!r)
		r = shoot_open_pool(s, e);
	if (!r)
		r = shoot_on_disk(s, shoot_check_files, s->opt->output, e);
	if (!r)
		r = take(s, e);
	left = shoot_close_pool(s);
	/* A thread that hangs may still want the pixels, the job and the file. */
	if (left)
		qc_stream_leave(&s->stream);
	else
		qc_stream_close(&s->stream);
	qc_metanode_stop(&s->metanode);
	shoot_restore(s);
	progress_clear(&s->progress);
	free(s->only);
	if (!left)
		free(s);
	return r;
}
