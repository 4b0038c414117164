// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-work.c - what the threads of the pool do with a frame
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "shoot-job.h"

#define WRITERS_DEFAULT 4

struct qc_pixels shoot_pixels(const struct shoot *s, const void *data)
{
	const struct qc_format *f = &s->setup.format;

	return (struct qc_pixels){
		.data = data,
		.width = f->width,
		.height = f->height,
		.bits = f->bits,
		.big_endian = f->big_endian,
		.bin = s->opt->bin.set ? s->opt->bin.value : 1,
		.average = s->opt->bin_average,
	};
}

static int write_single(struct shoot_job *j, enum qc_kind kind, const struct qc_pixels *p,
			void *room)
{
	struct qc_series *s = &j->series;
	bool overwrite = j->shoot->opt->overwrite;
	int r = qc_series_begin(s, kind, j->path, &j->fits, p, 1, overwrite, &j->error);

	if (r)
		return r;
	r = qc_series_put(s, p, 0, j->fits.start_utc_ns, room);
	if (r)
		return qc_series_fail(s, r, &j->error);
	return qc_series_finish(s, &j->fits, 1, &j->error);
}

static int write_rice(struct shoot_job *j, const struct qc_pixels *p, struct shoot_thread *t)
{
	int r = qc_fits_compress(&t->fits, &j->fits, p, t->room, &j->error);

	if (!r)
		r = qc_file_write(j->path, t->fits.data, t->fits.len, j->shoot->opt->overwrite,
				  &j->error);
	qc_fits_free(&t->fits);
	return r;
}

/* The main thread leaves the series alone while there are jobs. */
static int write_part(struct shoot_job *j, const struct qc_pixels *p, void *room)
{
	struct qc_series *s = &j->shoot->series;
	int r = qc_series_put(s, p, j->index, j->fits.start_utc_ns, room);

	if (!r)
		return 0;
	return qc_fail(&j->error, QC_DISK, -r, "%s: frame %u cannot be written: %s",
		       s->file.path, j->number, strerror(-r));
}

static void make_stats(struct shoot_job *j, const struct qc_pixels *p, struct shoot_thread *t)
{
	struct qc_pixels plain = *p;
	unsigned int n;
	const void *rows;

	plain.bin = 1;
	n = qc_pixels_chunk(&plain);
	memset(t->histogram, 0, sizeof(*t->histogram));
	for (unsigned int y = 0; y < p->height; y += n) {
		if (n > p->height - y)
			n = p->height - y;
		rows = qc_pixels_rows(&plain, y, n, QC_ORDER_HOST, t->room);
		if (p->bits == 16)
			qc_histogram_add16(t->histogram, rows, (size_t)n * p->width);
		else
			qc_histogram_add8(t->histogram, rows, (size_t)n * p->width);
	}
	qc_stats_of(t->histogram, p->bits == 16 ? UINT16_MAX : UINT8_MAX, &j->stats);
	j->has_stats = true;
}

void shoot_work(struct qc_work *w, unsigned int thread)
{
	struct shoot_job *j = (struct shoot_job *)w;
	struct shoot_thread *t = &j->shoot->thread[thread];
	struct qc_pixels p = shoot_pixels(j->shoot, j->frame.data);

	switch (j->shoot->form) {
	case SHOOT_FITS:
		j->result = write_single(j, QC_KIND_FITS, &p, t->room);
		break;
	case SHOOT_RAW:
		j->result = write_single(j, QC_KIND_RAW, &p, t->room);
		break;
	case SHOOT_RICE:
		j->result = write_rice(j, &p, t);
		break;
	case SHOOT_SER:
	case SHOOT_CUBE:
		j->result = write_part(j, &p, t->room);
		break;
	}
	if (!j->result && t->histogram)
		make_stats(j, &p, t);
}

static int make_room(struct shoot *s, struct shoot_thread *t)
{
	struct qc_pixels p = shoot_pixels(s, NULL), plain = p;
	size_t room = qc_pixels_room(&p, qc_pixels_chunk(&p)), other;

	plain.bin = 1;
	other = qc_pixels_room(&plain, qc_pixels_chunk(&plain));
	t->room = malloc(room > other ? room : other);
	if (!s->opt->quiet)
		t->histogram = malloc(sizeof(*t->histogram));
	return t->room && (s->opt->quiet || t->histogram) ? 0 : -ENOMEM;
}

int shoot_open_pool(struct shoot *s, struct qc_error *e)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int r = 0;

	s->threads = cores < 1 ? 1 : cores < WRITERS_DEFAULT ? cores : WRITERS_DEFAULT;
	if (s->opt->writers.set)
		s->threads = s->opt->writers.value;
	if (!qc_fits_threads())
		s->threads = 1;
	s->job = calloc(SHOOT_JOBS, sizeof(*s->job));
	if (!s->job)
		r = -ENOMEM;
	for (unsigned int i = 0; i < s->threads && !r; i++)
		r = make_room(s, &s->thread[i]);
	if (r)
		return qc_fail(e, QC_FAILED, -r, "not enough memory to write frames");
	s->pool = qc_pool_open(s->threads, e);
	if (!s->pool)
		return -EAGAIN;
	return 0;
}

int shoot_close_pool(struct shoot *s)
{
	int r = qc_pool_close(s->pool, qc_mono_ns() + (s->hung ? 0 : shoot_disk_ns(s->opt)));

	if (r)
		return r;
	s->pool = NULL;
	for (unsigned int i = 0; i < s->threads; i++) {
		free(s->thread[i].room);
		free(s->thread[i].histogram);
		qc_fits_free(&s->thread[i].fits);
	}
	free(s->job);
	s->job = NULL;
	return 0;
}
