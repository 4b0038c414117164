// SPDX-License-Identifier: GPL-2.0
/*
 * series.c - one frame or many as a file: FITS image, FITS cube, SER, raw
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fits-sum.h"
#include "ser.h"
#include "series.h"

static bool is_fits(const struct qc_series *s)
{
	return s->kind == QC_KIND_FITS || s->kind == QC_KIND_CUBE;
}

static void forget(struct qc_series *s)
{
	free(s->sum);
	free(s->stamp);
	s->sum = NULL;
	s->stamp = NULL;
}

void qc_series_abort(struct qc_series *s)
{
	qc_file_abort(&s->file);
	forget(s);
}

int qc_series_fail(struct qc_series *s, int r, struct qc_error *e)
{
	r = qc_file_fail(&s->file, r, e);
	forget(s);
	return r;
}

/* The number of frames in the header of a cube; an image has none. */
static unsigned int planes(const struct qc_series *s, unsigned int frames)
{
	return s->kind == QC_KIND_CUBE ? frames : 0;
}

/* What the header will take; one of a cube may say more in the end. */
static int head_size(struct qc_series *s, const struct qc_fits_meta *m, struct qc_error *e)
{
	struct qc_fits_head h;
	int r;

	s->head_len = s->kind == QC_KIND_SER ? QC_SER_HEAD : 0;
	if (!is_fits(s))
		return 0;
	r = qc_fits_head_make(&h, m, &s->shape, planes(s, s->room), e);
	if (r)
		return r;
	s->head_len = h.len + (s->kind == QC_KIND_CUBE ? QC_FITS_BLOCK : 0);
	free(h.text);
	return 0;
}

int qc_series_begin(struct qc_series *s, enum qc_kind kind, const char *path,
		    const struct qc_fits_meta *m, const struct qc_pixels *p,
		    unsigned int frames, bool overwrite, struct qc_error *e)
{
	int r;

	s->kind = kind;
	s->file.fd = -1;
	s->shape = qc_pixels_shape(p);
	s->frame_bytes = qc_shape_bytes(&s->shape);
	s->room = frames;
	s->sum = calloc(frames, sizeof(*s->sum));
	s->stamp = calloc(frames, sizeof(*s->stamp));
	if (!s->sum || !s->stamp)
		r = qc_fail(e, QC_FAILED, ENOMEM, "not enough memory for %u frames", frames);
	else
		r = head_size(s, m, e);
	if (!r)
		r = qc_file_begin(&s->file, path, s->head_len + s->frame_bytes * frames, overwrite,
				  e);
	if (r)
		forget(s);
	return r;
}

int qc_series_put(struct qc_series *s, const struct qc_pixels *p, unsigned int index,
		  int64_t stamp_utc_ns, void *room)
{
	enum qc_order order = is_fits(s) ? QC_ORDER_FITS : QC_ORDER_HOST;
	unsigned int n = qc_pixels_chunk(p);
	uint64_t at = s->frame_bytes * index;
	size_t row = qc_shape_row(&s->shape);
	const void *rows;
	int r = 0;

	if (index >= s->room)
		return -EINVAL;
	s->sum[index] = 0;
	s->stamp[index] = stamp_utc_ns;
	for (unsigned int y = 0; y < s->shape.height && !r; y += n) {
		if (n > s->shape.height - y)
			n = s->shape.height - y;
		rows = qc_pixels_rows(p, y, n, order, room);
		if (is_fits(s))
			s->sum[index] = qc_sum_join(s->sum[index], qc_sum_of(rows, n * row, at));
		r = qc_file_put(&s->file, s->head_len + at, rows, n * row);
		at += n * row;
	}
	return r;
}

static int end_fits(struct qc_series *s, const struct qc_fits_meta *m, unsigned int frames,
		    struct qc_error *e)
{
	static const char zeros[QC_FITS_BLOCK];
	uint64_t len = s->frame_bytes * frames;
	struct qc_fits_head h;
	uint32_t sum = 0;
	int r;

	r = qc_fits_head_make(&h, m, &s->shape, planes(s, frames), e);
	if (r)
		return r;
	for (unsigned int i = 0; i < frames; i++)
		sum = qc_sum_join(sum, s->sum[i]);
	r = qc_fits_head_pad(&h, s->head_len);
	if (!r) {
		qc_fits_head_seal(&h, sum);
		r = qc_file_put(&s->file, s->head_len + len, zeros,
				(QC_FITS_BLOCK - len % QC_FITS_BLOCK) % QC_FITS_BLOCK);
	}
	if (!r)
		r = qc_file_put(&s->file, 0, h.text, h.len);
	free(h.text);
	return r ? qc_file_fail(&s->file, r, e) : 0;
}

static int end_ser(struct qc_series *s, const struct qc_fits_meta *m, unsigned int frames,
		   struct qc_error *e)
{
	const struct qc_ser ser = {
		.width = s->shape.width,
		.height = s->shape.height,
		.bits = s->shape.bits,
		.frames = frames,
		.bayer = m->bayer && m->bin <= 1,
		.instrument = m->camera,
		.start_utc_ns = s->stamp[0],
	};
	uint8_t head[QC_SER_HEAD];
	int r;

	qc_ser_head(&ser, head);
	qc_ser_stamps(s->stamp, frames);
	r = qc_file_put(&s->file, s->head_len + s->frame_bytes * frames, s->stamp,
			frames * sizeof(*s->stamp));
	if (!r)
		r = qc_file_put(&s->file, 0, head, sizeof(head));
	return r ? qc_file_fail(&s->file, r, e) : 0;
}

int qc_series_finish(struct qc_series *s, const struct qc_fits_meta *m, unsigned int frames,
		     struct qc_error *e)
{
	int r = 0;

	if (frames < s->room && ftruncate(s->file.fd, s->head_len + s->frame_bytes * frames))
		return qc_series_fail(s, -errno, e);
	if (is_fits(s))
		r = end_fits(s, m, frames, e);
	else if (s->kind == QC_KIND_SER)
		r = end_ser(s, m, frames, e);
	if (!r)
		r = qc_file_finish(&s->file, e);
	qc_series_abort(s);
	return r;
}
