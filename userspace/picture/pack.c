// SPDX-License-Identifier: GPL-2.0
/*
 * pack.c - rows of 8 bits into the output
 */
#include <string.h>

#include "inner.h"

/* [matrix][full range]; chroma adds up to 0 and luma to the range: grey stays grey. */
static const struct matrix matrices[2][2] = {
	{
		{ { 16829, 33039, 6416 }, { -9714, -19070, 28784 }, { 28784, -24103, -4681 }, 16 },
		{ { 19595, 38470, 7471 }, { -11058, -21710, 32768 }, { 32768, -27439, -5329 }, 0 },
	}, {
		{ { 11966, 40254, 4064 }, { -6596, -22188, 28784 }, { 28784, -26145, -2639 }, 16 },
		{ { 13933, 46871, 4732 }, { -7509, -25259, 32768 }, { 32768, -29763, -3005 }, 0 },
	},
};

/* Two rows of luma, one of U and V each. */
static void planes(const struct plan *pl, const struct room *r, unsigned int y, uint8_t *out)
{
	const struct matrix *m = &matrices[pl->matrix][pl->full];
	size_t w = pl->shape.width, lumas = w * pl->shape.height;
	uint8_t *chroma = out + lumas + y / 2 * w, *u = r->uv[0], *v = r->uv[1];
	bool grey = pl->channels == 1;

	for (unsigned int j = 0; j < 2; j++) {
		if (grey)
			memcpy(out + (y + j) * w, r->out[j][0], w);
		else
			pl->loops->luma(m, r->out[j], out + (y + j) * w, w);
	}
	if (pl->format == PICTURE_YU12) {
		u = out + lumas + y / 2 * (w / 2);
		v = u + lumas / 4;
	}
	if (grey) {
		memset(u, 128, w / 2);
		memset(v, 128, w / 2);
	} else {
		pl->loops->chroma_420(m->u, r->out, u, w / 2);
		pl->loops->chroma_420(m->v, r->out, v, w / 2);
	}
	if (pl->format == PICTURE_NV12)
		pl->loops->mix_2(u, v, chroma, w / 2);
}

static void yuyv(const struct plan *pl, const struct room *r, uint8_t *to)
{
	const struct matrix *m = &matrices[pl->matrix][pl->full];
	size_t w = pl->shape.width;

	if (pl->channels == 1) {
		pl->loops->mix_grey(r->out[0][0], to, w);
		return;
	}
	pl->loops->chroma_422(m->u, r->out[0], r->uv[0], w / 2);
	pl->loops->chroma_422(m->v, r->out[0], r->uv[1], w / 2);
	pl->loops->mix_2(r->uv[0], r->uv[1], r->out[1][0], w / 2);
	pl->loops->luma(m, r->out[0], r->out[1][1], w);
	pl->loops->mix_2(r->out[1][1], r->out[1][0], to, w);
}

void pack_rows(const struct plan *pl, const struct room *r, unsigned int y, uint8_t *out)
{
	uint8_t *const *row = r->out[0];
	bool grey = pl->channels == 1;

	if (pl->format == PICTURE_YUYV)
		yuyv(pl, r, out + y * pl->shape.stride);
	else if (pl->format == PICTURE_RGB24)
		pl->loops->mix_3(row[0], row[grey ? 0 : 1], row[grey ? 0 : 2],
				 out + y * pl->shape.stride, pl->shape.width);
	else
		planes(pl, r, y, out);
}
