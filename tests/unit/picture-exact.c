// SPDX-License-Identifier: GPL-2.0
/*
 * Bit for bit what the reference gives: random frames of all kinds, random
 * options, with each kind of loops; in place; by several threads.
 */
#include <math.h>
#include <stdlib.h>

#include "picture-reference.h"
#include "picture/inner.h"
#include "test.h"

#define CASES 1500
/* Around the output, to see that nothing else is written. */
#define GUARD 64
#define MARK 0xa5

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static unsigned int pick(uint32_t *seed, unsigned int n)
{
	return next(seed) % (n + 1);
}

/* A frame and what is to become of it. */
struct scene {
	struct picture_frame f;
	struct picture_options o;
	uint8_t *data;
	unsigned int kind;		/* of loops */
};

/* Sizes that are odd, tiny, and around the blocks that loops work in. */
static unsigned int side(uint32_t *seed)
{
	switch (pick(seed, 5)) {
	case 0:
		return 1 + pick(seed, 8);
	case 1:
		return 60 + pick(seed, 10);
	default:
		return 1 + pick(seed, 40);
	}
}

static void choose_crop(struct scene *s, uint32_t *seed)
{
	struct picture_rect *r = &s->o.crop;

	if (!pick(seed, 2))
		return;
	r->left = pick(seed, s->f.width - 1);
	r->top = pick(seed, s->f.height - 1);
	r->width = 1 + pick(seed, s->f.width - r->left - 1);
	r->height = 1 + pick(seed, s->f.height - r->top - 1);
	/* to the edges */
	if (!pick(seed, 2))
		r->width = s->f.width - r->left;
	if (!pick(seed, 2))
		r->height = s->f.height - r->top;
}

static void choose_options(struct scene *s, uint32_t *seed)
{
	struct picture_options *o = &s->o;

	picture_defaults(o);
	choose_crop(s, seed);
	o->bin = 1 + pick(seed, 3);
	o->debayer = pick(seed, 1);
	o->stretch = pick(seed, 2);
	o->target = 0.1 + pick(seed, 8) / 10.0;
	o->sigmas = pick(seed, 5);
	o->black = pick(seed, 30000);
	o->white = o->black + 1 + pick(seed, 30000);
	o->balance = pick(seed, 2);
	for (int c = 0; c < 3; c++)
		o->gain[c] = 0.25 + pick(seed, 400) / 100.0;
	o->format = pick(seed, 3);
	o->range = pick(seed, 1);
	o->matrix = pick(seed, 1);
	o->threads = pick(seed, 7) ? 1 : 2 + pick(seed, 3);
}

static void choose_pixels(struct scene *s, uint32_t *seed)
{
	unsigned int level = pick(seed, 65535), noise = 1 + pick(seed, 65534);

	if (pick(seed, 1)) {
		level = pick(seed, 3000);
		noise = 1 + pick(seed, 600);
	}
	for (size_t i = 0; i < s->f.bytes / 2; i++) {
		unsigned int v = level + pick(seed, noise);

		if (!pick(seed, 50))
			v = pick(seed, 1) * 65535;
		v = v > 65535 ? 65535 : v;
		s->data[2 * i + !s->f.big_endian] = v >> 8;
		s->data[2 * i + s->f.big_endian] = v;
	}
}

static void choose(struct scene *s, uint32_t *seed)
{
	struct picture_frame *f = &s->f;
	size_t row;

	memset(s, 0, sizeof(*s));
	f->width = pick(seed, 30) ? side(seed) : 1900 + pick(seed, 200);
	f->height = f->width > 1000 ? 1 + pick(seed, 20) : side(seed);
	f->bits = pick(seed, 2) ? 16 : 8;
	f->big_endian = pick(seed, 1);
	f->pattern = pick(seed, 1) * (1 + pick(seed, 3));
	row = f->width * (f->bits / 8);
	f->stride = pick(seed, 1) * (row + pick(seed, 9));
	f->bytes = (f->stride ? f->stride : row) * (f->height - 1) + row;
	/* a frame that does not begin where vectors would like it to */
	s->data = malloc(f->bytes + 1);
	memset(s->data, 0, f->bytes + 1);
	f->data = s->data;
	s->kind = pick(seed, 1);
	choose_pixels(s, seed);
	choose_options(s, seed);
}

static void describe(unsigned int i, const struct scene *s)
{
	printf("# case %u: %ux%u stride %zu bits %u be %d pattern %d crop %u,%u %ux%u bin %u "
	       "debayer %d stretch %d balance %d format %d range %d matrix %d threads %u "
	       "loops %u\n", i, s->f.width, s->f.height, s->f.stride, s->f.bits,
	       s->f.big_endian, s->f.pattern, s->o.crop.left, s->o.crop.top, s->o.crop.width,
	       s->o.crop.height, s->o.bin, s->o.debayer, s->o.stretch, s->o.balance, s->o.format,
	       s->o.range, s->o.matrix, s->o.threads, s->kind);
}

static bool use_loops(struct picture *p, unsigned int kind)
{
	p->loops = &loops_plain;
#ifdef PICTURE_AVX2
	if (kind && __builtin_cpu_supports("avx2"))
		p->loops = &loops_avx2;
#endif
	return kind == 0 || p->loops != &loops_plain;
}

static bool same_measure(const struct scene *s, const struct picture_levels *l)
{
	struct picture_levels want = { 0 };

	if (s->o.stretch != PICTURE_AUTO)
		return true;
	reference_measure(&s->f, &s->o, &want);
	return !memcmp(want.median, l->median, sizeof(want.median)) &&
	       !memcmp(want.sigma, l->sigma, sizeof(want.sigma));
}

static bool guarded(const uint8_t *out, size_t bytes)
{
	for (size_t i = 0; i < GUARD; i++)
		if (out[i] != MARK || out[GUARD + bytes + i] != MARK)
			return false;
	return true;
}

/* The frame again, with the output over it. */
static bool same_in_place(struct picture *p, const struct scene *s, const uint8_t *want,
			  size_t bytes)
{
	size_t room = s->f.bytes > bytes ? s->f.bytes : bytes;
	uint8_t *both = malloc(room);
	struct picture_frame f = s->f;
	bool good;

	memcpy(both, s->data, s->f.bytes);
	f.data = both;
	picture_restart(p);
	good = !picture_convert(p, &f, &s->o, both, room) && !memcmp(both, want, bytes);
	free(both);
	return good;
}

static bool run_case(struct picture *p, const struct scene *s, unsigned int *placed)
{
	struct picture_shape shape = { 0 }, want_shape;
	struct picture_levels l;
	uint8_t *out, *want;
	bool good;

	reference_shape(&s->f, &s->o, &want_shape);
	if (!want_shape.bytes)
		return picture_shape(&s->f, &s->o, &shape) < 0;
	if (picture_shape(&s->f, &s->o, &shape) ||
	    memcmp(&shape, &want_shape, sizeof(shape)) != 0)
		return false;
	out = malloc(shape.bytes + 2 * GUARD);
	want = malloc(shape.bytes);
	memset(out, MARK, shape.bytes + 2 * GUARD);
	picture_restart(p);
	good = !picture_convert(p, &s->f, &s->o, out + GUARD, shape.bytes);
	picture_get_levels(p, &l);
	reference_convert(&s->f, &s->o, &l, want);
	good = good && guarded(out, shape.bytes) && same_measure(s, &l) &&
	       !memcmp(out + GUARD, want, shape.bytes);
	if (good && shape.in_place) {
		good = same_in_place(p, s, want, shape.bytes);
		++*placed;
	}
	free(out);
	free(want);
	return good;
}

static void random_cases(struct tap *t)
{
	struct picture *p = picture_new();
	unsigned int bad = 0, placed = 0, vector = 0, made = 0;
	uint32_t seed = 1;

	for (unsigned int i = 0; i < CASES; i++) {
		struct scene s;

		choose(&s, &seed);
		vector += use_loops(p, s.kind) && s.kind;
		if (!run_case(p, &s, &placed)) {
			if (!bad++)
				describe(i, &s);
		} else {
			made++;
		}
		free(s.data);
	}
	T_EQ(t, bad, 0);
	T_EQ(t, made, CASES);
	T_OK(t, placed > CASES / 10);
	printf("# %u of %u with vectors, %u in place\n", vector, CASES, placed);
	picture_free(p);
}

/* The integer coefficients beside the real numbers they stand for. */
static void precision(struct tap *t)
{
	struct picture *p = picture_new();
	uint16_t cell[8];
	const struct picture_frame f = {
		.data = cell, .bytes = sizeof(cell), .width = 4, .height = 2, .bits = 16,
		.pattern = PICTURE_RGGB,
	};
	struct picture_options o;
	uint8_t out[4];
	double worst = 0;
	uint32_t seed = 5;

	picture_defaults(&o);
	o.stretch = PICTURE_NONE;
	o.balance = PICTURE_BALANCE_NONE;
	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int c[3];
		double y, want[3];

		for (int k = 0; k < 3; k++)
			c[k] = pick(&seed, 255);
		for (int k = 0; k < 4; k++) {
			cell[k] = 257 * (k % 2 ? c[1] : c[0]);
			cell[k + 4] = 257 * (k % 2 ? c[2] : c[1]);
		}
		if (picture_convert(p, &f, &o, out, sizeof(out)))
			break;
		y = 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
		want[0] = 16 + y * 219 / 255;
		want[1] = 128 + (c[2] - y) / 1.772 * 224 / 255;
		want[2] = 128 + (c[0] - y) / 1.402 * 224 / 255;
		for (int k = 0; k < 4; k++)
			worst = fmax(worst, fabs(out[k] - want[k % 2 ? (k + 1) / 2 : 0]));
		memset(out, 0, sizeof(out));
	}
	T_OK(t, worst > 0.4);
	T_OK(t, worst < 0.51);
	picture_free(p);
}

int main(void)
{
	struct tap t = { 0 };

	random_cases(&t);
	precision(&t);
	return tap_end(&t);
}
