// SPDX-License-Identifier: GPL-2.0
/*
 * picture.c - a frame from front to back
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "inner.h"

struct picture *picture_new(void)
{
	struct picture *p = calloc(1, sizeof(*p));

	if (p)
		picture_restart(p);
	return p;
}

void picture_free(struct picture *p)
{
	if (!p)
		return;
	for (int i = 0; i < PICTURE_THREADS_MAX; i++)
		free(p->rooms[i].mid[0]);
	free(p->histogram);
	free(p->table);
	free(p);
}

void picture_restart(struct picture *p)
{
	memset(&p->levels, 0, sizeof(p->levels));
	for (int c = 0; c < 3; c++)
		p->levels.white[c] = TOP;
	p->levels.midtone = 0.5;
	p->measured = false;
}

void picture_defaults(struct picture_options *o)
{
	*o = (struct picture_options) {
		.bin = 1, .debayer = PICTURE_SUPERPIXEL, .stretch = PICTURE_AUTO, .target = 0.25,
		.sigmas = 2.8, .smooth = 5, .white = TOP, .balance = PICTURE_BALANCE_AUTO,
		.gain = { 1, 1, 1 }, .format = PICTURE_YUYV, .range = PICTURE_LIMITED,
		.matrix = PICTURE_BT601, .threads = 1,
	};
}

int picture_shape(const struct picture_frame *f, const struct picture_options *o,
		  struct picture_shape *s)
{
	struct plan pl;
	int r = plan_make(&pl, f, o);

	if (!r)
		*s = pl.shape;
	return r;
}

void picture_get_levels(const struct picture *p, struct picture_levels *l)
{
	*l = p->levels;
}

int picture_set_levels(struct picture *p, const struct picture_levels *l)
{
	for (int c = 0; c < 3; c++)
		if (!isfinite(l->black[c]) || !isfinite(l->white[c]) || l->black[c] >= l->white[c])
			return -EINVAL;
	if (!(l->midtone >= 0 && l->midtone <= 1))
		return -EINVAL;
	memcpy(p->levels.black, l->black, sizeof(l->black));
	memcpy(p->levels.white, l->white, sizeof(l->white));
	p->levels.midtone = l->midtone;
	p->given = true;
	return 0;
}

/* The rows of a thread, in one allocation that only grows. */
static int room_make(struct picture *p, unsigned int i, const struct plan *pl)
{
	/* whole cache lines, and some to read and write beyond the end */
	size_t row = ((size_t)pl->mid_width + 127) / 64 * 64;
	size_t bytes = row * (4 + 3) * sizeof(uint16_t) + row * 6;
	struct room *r = &p->rooms[i];
	uint8_t *at;

	if (bytes > p->room_bytes[i]) {
		at = aligned_alloc(64, bytes);
		if (!at)
			return -ENOMEM;
		free(r->mid[0]);
		r->mid[0] = (uint16_t *)at;
		p->room_bytes[i] = bytes;
	}
	for (int k = 1; k < 4; k++)
		r->mid[k] = r->mid[k - 1] + row;
	for (int k = 0; k < 3; k++)
		r->plane[k] = r->mid[3] + row * (k + 1);
	at = (uint8_t *)(r->plane[2] + row);
	for (int k = 0; k < 6; k++)
		r->out[k / 3][k % 3] = at + row * k;
	return 0;
}

static int memory_make(struct picture *p, const struct plan *pl, unsigned int threads)
{
	if (!p->histogram)
		p->histogram = malloc(sizeof(*p->histogram) * 3 * LEVELS);
	if (!p->table)
		p->table = malloc(3 * LEVELS);
	if (!p->histogram || !p->table)
		return -ENOMEM;
	for (unsigned int i = 0; i < threads; i++)
		if (room_make(p, i, pl))
			return -ENOMEM;
	return 0;
}

static void stretch_row(const uint8_t *table, const uint16_t *row, uint8_t *out, unsigned int n)
{
	for (unsigned int x = 0; x < n; x++)
		out[x] = table[row[x]];
}

/* Rows @from .. @to of the output. */
struct slice {
	const struct plan *pl;
	const struct room *r;
	const uint8_t *table;
	uint8_t *out;
	unsigned int from, to;
	unsigned int loaded;		/* rows below this one are in r->mid */
};

static unsigned int mirrored(unsigned int y, int by, unsigned int n)
{
	if (by < 0)
		return y ? y - 1 : 1;
	return y + 1 < n ? y + 1 : n - 2;
}

static void load_to(struct slice *s, unsigned int y)
{
	for (; s->loaded <= y; s->loaded++)
		row_load(s->pl, s->r, s->loaded, s->r->mid[s->loaded % 4]);
}

/* Row @y of the picture, in three colours or one, to 8 bits. */
static void make_row(struct slice *s, unsigned int y, uint8_t *const out[3])
{
	const struct plan *pl = s->pl;
	const uint16_t *row[3];
	unsigned int up, down;

	if (!pl->bayer) {
		load_to(s, y);
		stretch_row(s->table, s->r->mid[y % 4], out[0], pl->shape.width);
		return;
	}
	if (pl->super) {
		load_to(s, 2 * y + 1);
		row[0] = s->r->mid[2 * y % 4];
		row[1] = s->r->mid[(2 * y + 1) % 4];
		row_super(pl, row, s->r->plane);
	} else {
		up = mirrored(y, -1, pl->mid_height);
		down = mirrored(y, 1, pl->mid_height);
		load_to(s, up > down ? up : down);
		row[0] = s->r->mid[up % 4];
		row[1] = s->r->mid[y % 4];
		row[2] = s->r->mid[down % 4];
		row_bilinear(pl, y, row, s->r->plane);
	}
	for (int c = 0; c < 3; c++)
		stretch_row(s->table + LEVELS * c, s->r->plane[c], out[c], pl->shape.width);
}

static void *run_slice(void *arg)
{
	struct slice *s = arg;
	bool pairs = s->pl->format == PICTURE_YU12 || s->pl->format == PICTURE_NV12;

	s->loaded = s->pl->super ? 2 * s->from : s->from;
	if (s->pl->bayer && !s->pl->super && s->loaded)
		s->loaded--;
	for (unsigned int y = s->from; y < s->to; y += 1 + pairs) {
		make_row(s, y, s->r->out[0]);
		if (pairs)
			make_row(s, y + 1, s->r->out[1]);
		pack_rows(s->pl, s->r->out, y, s->out);
	}
	return NULL;
}

/* The last slice is the caller's own; so is one whose thread does not come up. */
static void run(struct picture *p, const struct plan *pl, uint8_t *out, unsigned int threads)
{
	struct slice slices[PICTURE_THREADS_MAX];
	pthread_t thread[PICTURE_THREADS_MAX];
	bool started[PICTURE_THREADS_MAX] = { false };
	unsigned int height = pl->shape.height;

	for (unsigned int i = 0; i < threads; i++) {
		slices[i] = (struct slice) {
			.pl = pl, .r = &p->rooms[i], .table = p->table, .out = out,
			/* even: lines go in pairs */
			.from = (uint64_t)height * i / threads / 2 * 2,
			.to = i + 1 == threads ? height :
			      (uint64_t)height * (i + 1) / threads / 2 * 2,
		};
		if (i + 1 < threads)
			started[i] = !pthread_create(&thread[i], NULL, run_slice, &slices[i]);
		if (!started[i])
			run_slice(&slices[i]);
	}
	for (unsigned int i = 0; i < threads; i++)
		if (started[i])
			pthread_join(thread[i], NULL);
}

static bool overlap(const void *a, size_t an, const void *b, size_t bn)
{
	uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

	return x < y + bn && y < x + an;
}

static void find_levels(struct picture *p, const struct plan *pl, const struct picture_options *o)
{
	struct measure m;

	if (o->stretch != PICTURE_AUTO) {
		levels_fixed(&p->levels, pl, o);
		p->measured = p->given = false;
		return;
	}
	if (o->lock && (p->measured || p->given))
		return;
	measure_frame(pl, &p->rooms[0], p->histogram, &m);
	measure_follow(p, &m, o->smooth, pl->bytes == 1 ? 257 : 1);
	levels_auto(&p->levels, &p->now, pl, o);
	p->given = false;
}

int picture_convert(struct picture *p, const struct picture_frame *f,
		    const struct picture_options *o, void *out, size_t room)
{
	unsigned int threads = o->threads;
	struct plan pl;
	int r = plan_make(&pl, f, o);

	if (r)
		return r;
	if (!f->data || f->bytes < frame_extent(f))
		return -EINVAL;
	if (room < pl.shape.bytes)
		return -ENOSPC;
	if (overlap(f->data, f->bytes, out, pl.shape.bytes)) {
		if (out != f->data || !pl.shape.in_place)
			return -EINVAL;
		threads = 1;
	}
	r = memory_make(p, &pl, threads);
	if (r)
		return r;
	find_levels(p, &pl, o);
	levels_tables(&p->levels, &pl, p->table);
	run(p, &pl, out, threads);
	return 0;
}
