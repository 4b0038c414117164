// SPDX-License-Identifier: GPL-2.0
/*
 * loops.c - all that is done to each pixel
 *
 * Plain loops that compilers turn into vector code. This file is compiled once
 * for any processor of the kind and, on x86-64, once more for AVX2 (see the
 * Makefile); the results are the same to the bit.
 */
#include <string.h>

#include "inner.h"

#define ALWAYS static inline __attribute__((always_inline))

/* Binned pixels at a time: what is summed stays in the nearest cache. */
#define BLOCK 480

ALWAYS unsigned int get16(const uint8_t *at, bool swap)
{
	uint16_t v;

	memcpy(&v, at, sizeof(v));
	return swap ? (uint16_t)(v << 8 | v >> 8) : v;
}

/* Sums of @n rows that are @stride apart, @w pixels from @at on. */
ALWAYS void add_rows(const uint8_t *at, size_t stride, unsigned int n, unsigned int bytes,
		     bool swap, uint32_t *restrict sum, unsigned int w)
{
	for (unsigned int x = 0; x < w; x++) {
		uint32_t s = 0;

		for (unsigned int k = 0; k < n; k++)
			s += bytes == 1 ? at[k * stride + x] :
			     get16(at + k * stride + 2 * (size_t)x, swap);
		sum[x] = s;
	}
}

/* The average of @n x @n pixels with the sum @s, on the scale 0 .. 65535. */
ALWAYS uint16_t average(uint32_t s, unsigned int n, unsigned int bytes)
{
	if (bytes == 1)
		s *= 257;
	/* Exact: half a ninth away from where it would be another number. */
	if (n == 3)
		return (int32_t)(((float)(int32_t)s + 4.5f) * (1.0f / 9));
	return (s + n * n / 2) / (n * n);
}

/* Averages of @n neighbouring sums. */
ALWAYS void average_row(const uint32_t *restrict sum, unsigned int n, unsigned int bytes,
			uint16_t *restrict row, unsigned int w)
{
	for (unsigned int x = 0; x < w; x++) {
		uint32_t s = 0;

		for (unsigned int i = 0; i < n; i++)
			s += sum[x * n + i];
		row[x] = average(s, n, bytes);
	}
}

/* The same of cells of two columns; @w even. */
ALWAYS void average_cells(const uint32_t *restrict sum, unsigned int n, unsigned int bytes,
			  uint16_t *restrict row, unsigned int w)
{
	for (unsigned int x = 0; x < w; x += 2) {
		uint32_t s0 = 0, s1 = 0;

		for (unsigned int i = 0; i < n; i++) {
			s0 += sum[x * n + 2 * i];
			s1 += sum[x * n + 2 * i + 1];
		}
		row[x] = average(s0, n, bytes);
		row[x + 1] = average(s1, n, bytes);
	}
}

ALWAYS void bin_row(const struct plan *pl, unsigned int y, unsigned int n, unsigned int bytes,
		    bool swap, uint16_t *row)
{
	unsigned int step = pl->bayer ? 2 : 1;
	const uint8_t *at = pl->first + ((size_t)(y / step) * step * n + y % step) * pl->stride;
	uint32_t sum[BLOCK * PICTURE_BIN_MAX] = { 0 };

	for (unsigned int x = 0; x < pl->mid_width; x += BLOCK) {
		unsigned int w = pl->mid_width - x < BLOCK ? pl->mid_width - x : BLOCK;

		add_rows(at + (size_t)x * n * bytes, pl->stride * step, n, bytes, swap, sum, w * n);
		if (pl->bayer)
			average_cells(sum, n, bytes, row + x, w);
		else
			average_row(sum, n, bytes, row + x, w);
	}
}

ALWAYS void copy_row(const struct plan *pl, const uint8_t *at, uint16_t *restrict row)
{
	if (pl->bytes == 1) {
		for (unsigned int x = 0; x < pl->mid_width; x++)
			row[x] = at[x] * 257;
	} else if (pl->swap) {
		for (unsigned int x = 0; x < pl->mid_width; x++)
			row[x] = get16(at + 2 * (size_t)x, true);
	} else {
		memcpy(row, at, 2 * (size_t)pl->mid_width);
	}
}

ALWAYS void bin_by(const struct plan *pl, unsigned int y, unsigned int n, uint16_t *row)
{
	if (pl->bytes == 1)
		bin_row(pl, y, n, 1, false, row);
	else if (pl->swap)
		bin_row(pl, y, n, 2, true, row);
	else
		bin_row(pl, y, n, 2, false, row);
}

static void load(const struct plan *pl, unsigned int y, uint16_t *row)
{
	switch (pl->bin) {
	case 1:
		copy_row(pl, pl->first + y * pl->stride, row);
		break;
	case 2:
		bin_by(pl, y, 2, row);
		break;
	case 3:
		bin_by(pl, y, 3, row);
		break;
	default:
		bin_by(pl, y, 4, row);
	}
}

/* @odd: red is in the odd columns of @with_red. */
ALWAYS void cells(const uint16_t *with_red, const uint16_t *with_blue, bool odd,
		  uint16_t *restrict red, uint16_t *restrict green, uint16_t *restrict blue,
		  unsigned int w)
{
	for (unsigned int x = 0; x < w; x++) {
		red[x] = with_red[2 * x + odd];
		green[x] = (with_red[2 * x + !odd] + with_blue[2 * x + odd] + 1) / 2;
		blue[x] = with_blue[2 * x + !odd];
	}
}

static void super(const struct plan *pl, const uint16_t *const row[2], uint16_t *const plane[3])
{
	const uint16_t *with_red = row[pl->red >> 1], *with_blue = row[!(pl->red >> 1)];

	if (pl->red & 1)
		cells(with_red, with_blue, true, plane[0], plane[1], plane[2], pl->mid_width / 2);
	else
		cells(with_red, with_blue, false, plane[0], plane[1], plane[2], pl->mid_width / 2);
}

/* @own: the colour, red or blue, of the row itself, in its odd columns if @odd. */
ALWAYS void neighbours(const uint16_t *up, const uint16_t *at, const uint16_t *down, bool odd,
		       uint16_t *restrict own, uint16_t *restrict green,
		       uint16_t *restrict other, unsigned int w)
{
	for (ptrdiff_t x = 0; x < (ptrdiff_t)w; x++) {
		uint32_t sides = at[x - 1] + at[x + 1], ends = up[x] + down[x];
		uint32_t corners = up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1];
		/* all ones where a pixel of @own is, else 0: branches are no vectors */
		uint32_t here = 0u - (((uint32_t)x ^ !odd) & 1);

		own[x] = (at[x] & here) | ((sides + 1) / 2 & ~here);
		green[x] = ((sides + ends + 2) / 4 & here) | (at[x] & ~here);
		other[x] = ((corners + 2) / 4 & here) | ((ends + 1) / 2 & ~here);
	}
}

static void bilinear(const struct plan *pl, unsigned int y, const uint16_t *const row[3],
		     uint16_t *const plane[3])
{
	bool red = y % 2 == pl->red >> 1;
	uint16_t *own = plane[red ? 0 : 2], *other = plane[red ? 2 : 0];

	/* Blue is across from red. */
	if ((pl->red & 1) == red)
		neighbours(row[0], row[1], row[2], true, own, plane[1], other, pl->mid_width);
	else
		neighbours(row[0], row[1], row[2], false, own, plane[1], other, pl->mid_width);
}

static void stretch(const uint8_t *restrict table, const uint16_t *restrict row,
		    uint8_t *restrict out, unsigned int n)
{
	for (unsigned int x = 0; x < n; x++)
		out[x] = table[row[x]];
}

static void make_table(const struct curve *c, uint8_t *restrict table)
{
	double across = c->white - c->black, m = c->midtone;

	for (int32_t v = 0; v < LEVELS; v++) {
		double x = (v - c->black) / across;

		x = x > 0 ? x : 0;
		x = x < 1 ? x : 1;
		table[v] = (int32_t)(c->low + 0.5 +
				     c->range * ((m - 1) * x / ((2 * m - 1) * x - m)));
	}
}

static void luma(const struct matrix *m, uint8_t *const row[3], uint8_t *restrict to, size_t n)
{
	const uint8_t *r = row[0], *g = row[1], *b = row[2];
	int32_t kr = m->y[0], kg = m->y[1], kb = m->y[2];
	int32_t plus = (m->offset << 16) + (1 << 15);

	for (size_t x = 0; x < n; x++)
		to[x] = (kr * r[x] + kg * g[x] + kb * b[x] + plus) >> 16;
}

ALWAYS int32_t pair(const uint8_t *row, size_t i)
{
	return row[2 * i] + row[2 * i + 1];
}

/* Of @n pairs of pixels in a row, or, with @below, of as many squares. */
ALWAYS void chroma(const int32_t k[3], uint8_t *const row[3], uint8_t *const below[3],
		   uint8_t *restrict to, size_t n)
{
	const uint8_t *r = row[0], *g = row[1], *b = row[2];
	const uint8_t *r2 = below ? below[0] : NULL, *g2 = below ? below[1] : NULL;
	const uint8_t *b2 = below ? below[2] : NULL;
	int32_t kr = k[0], kg = k[1], kb = k[2];
	int shift = below ? 18 : 17;

	for (size_t i = 0; i < n; i++) {
		int32_t v = kr * (pair(r, i) + (below ? pair(r2, i) : 0)) +
			    kg * (pair(g, i) + (below ? pair(g2, i) : 0)) +
			    kb * (pair(b, i) + (below ? pair(b2, i) : 0));

		v = (v + (128 << shift) + (1 << (shift - 1))) >> shift;
		/* full range reaches 256 */
		to[i] = v > 255 ? 255 : v;
	}
}

static void chroma_422(const int32_t k[3], uint8_t *const row[3], uint8_t *to, size_t n)
{
	chroma(k, row, NULL, to, n);
}

static void chroma_420(const int32_t k[3], uint8_t *const row[2][3], uint8_t *to, size_t n)
{
	chroma(k, row[0], row[1], to, n);
}

static void mix_2(const uint8_t *u, const uint8_t *v, uint8_t *restrict to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = u[i];
		to[2 * i + 1] = v[i];
	}
}

static void mix_grey(const uint8_t *y, uint8_t *restrict to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = y[i];
		to[2 * i + 1] = 128;
	}
}

static void mix_3(const uint8_t *r, const uint8_t *g, const uint8_t *b, uint8_t *restrict to,
		  size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[3 * i] = r[i];
		to[3 * i + 1] = g[i];
		to[3 * i + 2] = b[i];
	}
}

const struct loops LOOPS = {
	.load = load,
	.super = super,
	.bilinear = bilinear,
	.stretch = stretch,
	.make_table = make_table,
	.luma = luma,
	.chroma_422 = chroma_422,
	.chroma_420 = chroma_420,
	.mix_2 = mix_2,
	.mix_grey = mix_grey,
	.mix_3 = mix_3,
};
