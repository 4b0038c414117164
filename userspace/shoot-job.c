// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-job.c - frames become jobs, finished jobs become reports
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "lib/preview.h"
#include "shoot-job.h"

#define COUNT_SEVERAL 2

static bool is_series(const struct shoot *s)
{
	return s->form == SHOOT_SER || s->form == SHOOT_CUBE;
}

static const char *extension(const struct shoot *s)
{
	switch (s->form) {
	case SHOOT_RICE:
		return ".fits.fz";
	case SHOOT_SER:
		return ".ser";
	case SHOOT_RAW:
		return ".raw";
	default:
		return ".fits";
	}
}

unsigned int shoot_files(const struct shoot *s)
{
	if (s->form == SHOOT_SER)
		return 1;
	return s->form == SHOOT_CUBE ? s->opt->bursts.value : s->count;
}

bool shoot_wants(const struct shoot *s, unsigned int number)
{
	return !s->only || s->only[(number - 1) % shoot_burst_files(s->opt)];
}

unsigned int shoot_burst_files(const struct shoot_values *v)
{
	return v->cube ? 1 : v->end.value - v->first.value - 1;
}

/* A file that is given its number is one of several, also when it comes alone. */
struct qc_name_values shoot_names(const struct shoot *s, unsigned int number)
{
	unsigned int each = s->opt->burst ? shoot_burst_files(s->opt) : 1;
	unsigned int before = (s->from - 1) * each;

	if (s->opt->first_file.set)
		before = s->opt->first_file.value - 1;
	return (struct qc_name_values){
		.number = number + before,
		.count = s->opt->from.set || s->opt->first_file.set ? COUNT_SEVERAL :
								      shoot_files(s),
		.type = s->opt->type,
		.exposure_us = s->setup.exposure_us,
		.object = s->opt->object,
		.filter = s->opt->filter,
		.gain = s->setup.gain,
		.burst = (number - 1) / each + s->from,
		.extension = extension(s),
	};
}

static int make_path(const struct shoot *s, const struct shoot_job *j, unsigned int number,
		     char *path, struct qc_error *e)
{
	struct qc_name_values v = shoot_names(s, number);

	v.start_utc_ns = j->fits.start_utc_ns;
	v.exposure_us = j->fits.exposure_us;
	v.gain = j->fits.gain;
	return qc_name_expand(s->opt->output, &v, path, PATH_MAX, e);
}

static int open_series(struct shoot *s, struct qc_error *e)
{
	struct qc_pixels p = shoot_pixels(s, NULL);
	bool cube = s->form == SHOOT_CUBE;
	unsigned int room = cube ? s->burst.last - s->burst.first + 1 : s->count;

	return qc_series_begin(&s->series, cube ? QC_KIND_CUBE : QC_KIND_SER, s->series_path,
			       &s->series_meta, &p, room, s->opt->overwrite, e);
}

/* The first frame of a file of many: what it says is what the file will say. */
static int begin_series(struct shoot *s, const struct shoot_job *j, struct qc_error *e)
{
	bool cube = s->form == SHOOT_CUBE;
	int r = make_path(s, j, cube ? s->burst.number - s->from + 1 : 1, s->series_path, e);

	if (r)
		return r;
	s->series_meta = j->fits;
	if (j->fits.more) {
		s->series_more = *j->fits.more;
		s->series_meta.more = &s->series_more;
	}
	memcpy(s->series_mode, j->mode, sizeof(s->series_mode));
	s->series_meta.mode = s->series_mode;
	s->series_first = j->number;
	s->series_put = 0;
	s->series_good = 0;
	return shoot_on_disk(s, open_series, s->series_path, e);
}

/* A free one; there are more jobs than buffers, so the wait is for a slow early one. */
static struct shoot_job *free_job(struct shoot *s, struct qc_error *e)
{
	struct shoot_job *j = &s->job[s->begun % SHOOT_JOBS];

	while (s->begun - s->reported == SHOOT_JOBS) {
		if (shoot_disk_wait(s, e))
			return NULL;
		shoot_collect(s);
	}
	memset(j, 0, offsetof(struct shoot_job, path));
	j->series.file.fd = -1;
	j->has_stats = false;
	j->path[0] = 0;
	j->result = 0;
	j->error.text[0] = 0;
	return j;
}

int shoot_begin_job(struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
		    struct qc_error *e)
{
	struct shoot_job *j = free_job(s, e);
	int r = 0;

	if (!j)
		return -EIO;
	j->work.run = shoot_work;
	j->shoot = s;
	j->frame = *f;
	j->number = shoot_settled(s) + 1;
	shoot_describe(s, j, meta);
	if (!is_series(s))
		r = make_path(s, j, j->number, j->path, e);
	else if (s->series.file.fd < 0)
		r = begin_series(s, j, e);
	if (r)
		return r;
	j->index = s->series_put++;
	s->begun++;
	s->busy[f->index] = true;
	if (s->opt->preview)
		s->keep = f->index;
	qc_pool_push(s->pool, &j->work);
	return 0;
}

static void describe_frame(struct shoot *s, const struct shoot_job *j)
{
	static const char *const sources[] = {
		[QC_TIME_EVENT] = "",
		[QC_TIME_ESTIMATED] = " (estimated)",
		[QC_TIME_HOST] = " (metadata)",
		[QC_TIME_GPS] = " (GPS)",
	};
	char temperature[32] = "", start[QC_ISO_MAX];
	const struct qc_stats *st = &j->stats;

	if (!j->has_stats)
		return;
	if (j->fits.has_temperature)
		snprintf(temperature, sizeof(temperature), ", %.1f C", j->fits.temperature);
	progress_say(&s->progress, "frame %u/%u: median %u ADU, %u .. %u, %llu saturated%s",
		     j->number, s->count, st->median, st->min, st->max,
		     (unsigned long long)st->saturated, temperature);
	if (!s->opt->verbose)
		return;
	qc_format_iso(j->fits.start_utc_ns, start);
	progress_say(&s->progress, "  buffer %u, sequence %u, %u bytes, start %s%s, mean %.1f, "
		     "deviation %.1f", j->frame.index, j->frame.sequence, j->frame.bytes, start,
		     sources[j->fits.source], st->mean, 1.4826 * st->mad);
}

static void tell(struct shoot *s, const struct shoot_saved *file)
{
	s->count_of->saved += file->frames;
	progress_clear(&s->progress);
	s->request->saved(s->request->context, file);
}

static void report(struct shoot *s, const struct shoot_job *j)
{
	const struct shoot_saved file = {
		.path = j->path,
		.number = j->number,
		.frames = 1,
		.meta = &j->fits,
		.stats = j->has_stats ? &j->stats : NULL,
	};

	if (j->given_up)
		return;
	if (j->result) {
		if (!s->result) {
			s->result = j->result;
			s->error = j->error;
		}
		return;
	}
	describe_frame(s, j);
	if (!is_series(s))
		tell(s, &file);
	else if (!s->result)
		s->series_good++;
}

/* Others may have been finished before it; they wait for their turn. */
void shoot_report(struct shoot *s)
{
	struct shoot_job *j;

	while (s->reported != s->begun && s->job[s->reported % SHOOT_JOBS].done) {
		j = &s->job[s->reported % SHOOT_JOBS];
		j->done = false;
		report(s, j);
		s->reported++;
	}
}

unsigned int shoot_collect(struct shoot *s)
{
	struct shoot_job *j;
	struct qc_work *w;
	unsigned int n = 0;

	while ((w = qc_pool_take(s->pool))) {
		shoot_disk_answers(s);
		if (w == &s->task.work)
			continue;
		j = (struct shoot_job *)w;
		j->done = true;
		s->failed |= !!j->result;
		s->busy[j->frame.index] = false;
		shoot_report(s);
		n++;
	}
	return n;
}

static int close_series(struct shoot *s, struct qc_error *e)
{
	return qc_series_finish(&s->series, &s->series_meta, s->series_good, e);
}

static int drop_series(struct shoot *s, struct qc_error *e)
{
	(void)e;
	qc_series_abort(&s->series);
	return 0;
}

int shoot_end_series(struct shoot *s, bool broken, struct qc_error *e)
{
	struct shoot_saved file = {
		.path = s->series_path,
		.number = s->series_first,
		.frames = s->series_good,
		.meta = &s->series_meta,
	};
	int r;

	if (s->series.file.fd < 0)
		return 0;
	if (!s->series_good || (broken && s->opt->whole))
		return shoot_on_disk(s, drop_series, s->series_path, e);
	s->series_meta.burst = s->burst;
	r = shoot_on_disk(s, close_series, s->series_path, e);
	if (!r)
		tell(s, &file);
	return r;
}

static int write_preview(struct shoot *s, struct qc_error *e)
{
	const struct qc_frame_view view = {
		.pixels = s->stream.map[s->keep],
		.width = s->setup.format.width,
		.height = s->setup.format.height,
		.bits = s->setup.format.bits,
		.bayer = s->setup.format.bayer,
	};
	struct qc_picture picture;
	struct qc_stretch stretch;
	void *png = NULL;
	size_t len;
	int r = qc_picture_make(&picture, &view, e);

	if (!r)
		r = qc_stretch_find(&picture, &stretch, e);
	if (!r)
		r = qc_png_make(&picture, &stretch, &png, &len, e);
	if (!r)
		r = qc_file_write(s->opt->preview, png, len, true, e);
	free(png);
	qc_picture_free(&picture);
	return r;
}

int shoot_preview(struct shoot *s, struct qc_error *e)
{
	return shoot_on_disk(s, write_preview, s->opt->preview, e);
}
