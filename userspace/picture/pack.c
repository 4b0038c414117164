// SPDX-License-Identifier: GPL-2.0
/*
 * pack.c - rows of 8 bits into the output
 */
#include "inner.h"

/* In 1/65536; chroma adds up to 0 and luma to the range, so grey stays grey. */
struct matrix {
	int32_t y[3], u[3], v[3];
	int32_t offset;			/* of Y */
};

/* [matrix][full range] */
static const struct matrix matrices[2][2] = {
	{
		{ { 16829, 33039, 6416 }, { -9714, -19070, 28784 }, { 28784, -24103, -4681 }, 16 },
		{ { 19595, 38470, 7471 }, { -11058, -21710, 32768 }, { 32768, -27439, -5329 }, 0 },
	}, {
		{ { 11966, 40254, 4064 }, { -6596, -22188, 28784 }, { 28784, -26145, -2639 }, 16 },
		{ { 13933, 46871, 4732 }, { -7509, -25259, 32768 }, { 32768, -29763, -3005 }, 0 },
	},
};

static uint8_t luma(const struct matrix *m, int r, int g, int b)
{
	return (m->y[0] * r + m->y[1] * g + m->y[2] * b + (m->offset << 16) + (1 << 15)) >> 16;
}

/* Of the sum of 1 << @shift pixels. Full-range chroma reaches 256: clipped. */
static uint8_t chroma(const int32_t k[3], int r, int g, int b, int shift)
{
	int32_t v = (k[0] * r + k[1] * g + k[2] * b + (128 << (16 + shift)) +
		     (1 << (15 + shift))) >> (16 + shift);

	return v > 255 ? 255 : v;
}

static void chroma_420(const struct plan *pl, uint8_t *const row[2][3], uint8_t *u, uint8_t *v,
		       unsigned int step)
{
	const struct matrix *m = &matrices[pl->matrix][pl->full];

	for (unsigned int x = 0; x < pl->shape.width; x += 2) {
		int s[3];

		for (int c = 0; c < 3; c++)
			s[c] = row[0][c][x] + row[0][c][x + 1] + row[1][c][x] + row[1][c][x + 1];
		u[x / 2 * step] = chroma(m->u, s[0], s[1], s[2], 2);
		v[x / 2 * step] = chroma(m->v, s[0], s[1], s[2], 2);
	}
}

static void planes(const struct plan *pl, uint8_t *const row[2][3], unsigned int y, uint8_t *out)
{
	const struct matrix *m = &matrices[pl->matrix][pl->full];
	size_t w = pl->shape.width, luma_bytes = w * pl->shape.height;
	uint8_t *uv = out + luma_bytes;

	for (unsigned int j = 0; j < 2; j++) {
		uint8_t *to = out + (y + j) * w;

		for (size_t x = 0; x < w; x++)
			to[x] = pl->channels == 1 ? row[j][0][x] :
				luma(m, row[j][0][x], row[j][1][x], row[j][2][x]);
	}
	if (pl->format == PICTURE_NV12) {
		uv += y / 2 * w;
		if (pl->channels == 3)
			chroma_420(pl, row, uv, uv + 1, 2);
		else
			for (size_t x = 0; x < w; x++)
				uv[x] = 128;
		return;
	}
	uv += y / 2 * (w / 2);
	if (pl->channels == 3)
		chroma_420(pl, row, uv, uv + luma_bytes / 4, 1);
	else
		for (size_t x = 0; x < w / 2; x++)
			uv[x] = uv[x + luma_bytes / 4] = 128;
}

static void yuyv(const struct plan *pl, uint8_t *const row[3], uint8_t *to)
{
	const struct matrix *m = &matrices[pl->matrix][pl->full];
	const uint8_t *r = row[0], *g = row[1], *b = row[2];

	for (size_t x = 0; x < pl->shape.width; x += 2, to += 4) {
		if (pl->channels == 1) {
			to[0] = r[x];
			to[2] = r[x + 1];
			to[1] = to[3] = 128;
			continue;
		}
		to[0] = luma(m, r[x], g[x], b[x]);
		to[2] = luma(m, r[x + 1], g[x + 1], b[x + 1]);
		to[1] = chroma(m->u, r[x] + r[x + 1], g[x] + g[x + 1], b[x] + b[x + 1], 1);
		to[3] = chroma(m->v, r[x] + r[x + 1], g[x] + g[x + 1], b[x] + b[x + 1], 1);
	}
}

static void rgb24(const struct plan *pl, uint8_t *const row[3], uint8_t *to)
{
	bool grey = pl->channels == 1;

	for (size_t x = 0; x < pl->shape.width; x++, to += 3) {
		to[0] = row[0][x];
		to[1] = row[grey ? 0 : 1][x];
		to[2] = row[grey ? 0 : 2][x];
	}
}

void pack_rows(const struct plan *pl, uint8_t *const row[2][3], unsigned int y, uint8_t *out)
{
	if (pl->format == PICTURE_YUYV)
		yuyv(pl, row[0], out + y * pl->shape.stride);
	else if (pl->format == PICTURE_RGB24)
		rgb24(pl, row[0], out + y * pl->shape.stride);
	else
		planes(pl, row, y, out);
}
