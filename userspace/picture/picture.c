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

	if (!p)
		return NULL;
	p->loops = &loops_plain;
#ifdef PICTURE_AVX2
	if (__builtin_cpu_supports("avx2"))
		p->loops = &loops_avx2;
#endif
	picture_restart(p);
	return p;
}

void picture_free(struct picture *p)
{
	if (!p)
		return;
	for (int i = 0; i < PICTURE_THREADS_MAX; i++)
		free(p->rooms[i].memory);
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
	memset(&p->now, 0, sizeof(p->now));
	p->measured = p->automatic = false;
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
	if (!(l->midtone > 0 && l->midtone < 1))
		return -EINVAL;
	memcpy(p->levels.black, l->black, sizeof(l->black));
	memcpy(p->levels.white, l->white, sizeof(l->white));
	p->levels.midtone = l->midtone;
	p->automatic = true;
	return 0;
}

/*
 * The rows of a thread, in one allocation that only grows. Rows begin on cache
 * lines and have room before and after for what is beyond the edges.
 */
static int room_make(struct picture *p, unsigned int i, const struct plan *pl)
{
	size_t row = ((size_t)pl->mid_width + 191) / 64 * 64;
	size_t bytes = row * (4 + 3) * sizeof(uint16_t) + row * (6 + 2);
	struct room *r = &p->rooms[i];
	uint8_t *at;

	if (bytes > r->bytes) {
		at = aligned_alloc(64, bytes);
		if (!at)
			return -ENOMEM;
		free(r->memory);
		r->memory = at;
		r->bytes = bytes;
	}
	for (int k = 0; k < 7; k++)
		*(k < 4 ? &r->mid[k] : &r->plane[k - 4]) = (uint16_t *)r->memory + row * k + 64;
	at = (uint8_t *)r->memory + row * 7 * sizeof(uint16_t);
	for (int k = 0; k < 8; k++)
		*(k < 6 ? &r->out[k / 3][k % 3] : &r->uv[k - 6]) = at + row * k;
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

/* Rows @from .. @to of the output. */
struct slice {
	const struct plan *pl;
	const struct room *r;
	const uint8_t *table;
	uint8_t *out;
	unsigned int from, to;
	unsigned int loaded;		/* rows below this one are in r->mid */
};

/* Beyond its edges the picture is mirrored at the last pixel: the phase stays. */
static unsigned int above(unsigned int y)
{
	return y ? y - 1 : 1;
}

static unsigned int below(unsigned int y, unsigned int n)
{
	return y + 1 < n ? y + 1 : n - 2;
}

static void load_to(struct slice *s, unsigned int y)
{
	unsigned int w = s->pl->mid_width;

	for (; s->loaded <= y; s->loaded++) {
		uint16_t *row = s->r->mid[s->loaded % 4];

		s->pl->loops->load(s->pl, s->loaded, row);
		if (s->pl->bayer) {
			row[-1] = row[above(0)];
			row[w] = row[below(w - 1, w)];
		}
	}
}

/* Row @y of the picture to 8 bits. */
static void make_row(struct slice *s, unsigned int y, uint8_t *const out[3])
{
	const struct plan *pl = s->pl;
	const uint16_t *from[3];
	unsigned int up = above(y), down = below(y, pl->mid_height);

	if (!pl->bayer) {
		load_to(s, y);
		pl->loops->stretch(s->table, s->r->mid[y % 4], out[0], pl->shape.width);
		return;
	}
	if (pl->super) {
		load_to(s, 2 * y + 1);
		from[0] = s->r->mid[2 * y % 4];
		from[1] = s->r->mid[(2 * y + 1) % 4];
		pl->loops->super(pl, from, s->r->plane);
	} else {
		load_to(s, up > down ? up : down);
		from[0] = s->r->mid[up % 4];
		from[1] = s->r->mid[y % 4];
		from[2] = s->r->mid[down % 4];
		pl->loops->bilinear(pl, y, from, s->r->plane);
	}
	for (int c = 0; c < 3; c++)
		pl->loops->stretch(s->table + LEVELS * c, s->r->plane[c], out[c], pl->shape.width);
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
		pack_rows(s->pl, s->r, y, s->out);
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
	bool automatic = o->stretch == PICTURE_AUTO;
	bool balanced = pl->bayer && o->balance == PICTURE_BALANCE_AUTO;
	bool held = o->lock && (automatic ? p->automatic : p->measured);
	struct measure m;

	if (automatic && held)
		return;
	if (!automatic && !balanced) {
		p->measured = false;
		memset(&p->now, 0, sizeof(p->now));
	} else if (!held) {
		measure_frame(pl, &p->rooms[0], p->histogram, &m);
		measure_follow(p, &m, pl, o->smooth);
	}
	if (automatic)
		levels_auto(&p->levels, &p->now, pl, o);
	else
		levels_fixed(&p->levels, &p->now, pl, o);
	p->automatic = automatic;
}

int picture_convert(struct picture *p, const struct picture_frame *f,
		    const struct picture_options *o, void *out, size_t room)
{
	unsigned int threads = o->threads;
	struct plan pl;
	int r = plan_make(&pl, f, o);

	if (r)
		return r;
	pl.loops = p->loops;
	if (!f->data || f->bytes < frame_extent(f))
		return -EINVAL;
	if (room < pl.shape.bytes)
		return -ENOSPC;
	if (overlap(f->data, frame_extent(f), out, pl.shape.bytes)) {
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
