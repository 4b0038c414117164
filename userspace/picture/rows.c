// SPDX-License-Identifier: GPL-2.0
/*
 * rows.c - rows of a frame, binned and debayered
 */
#include <string.h>

#include "inner.h"

static unsigned int pixel(const struct plan *pl, size_t x, size_t y)
{
	const uint8_t *at = pl->first + y * pl->stride + x * pl->bytes;
	uint16_t v;

	if (pl->bytes == 1)
		return *at * 257u;
	memcpy(&v, at, 2);
	return pl->swap ? __builtin_bswap16(v) : v;
}

void row_load(const struct plan *pl, const struct room *r, unsigned int y, uint16_t *row)
{
	unsigned int n = pl->bin, step = pl->bayer && n > 1 ? 2 : 1;
	size_t top = (size_t)(y / step) * step * n + y % step;

	(void)r;
	for (unsigned int x = 0; x < pl->mid_width; x++) {
		size_t left = (size_t)(x / step) * step * n + x % step;
		uint32_t sum = n * n / 2;

		for (unsigned int j = 0; j < n; j++)
			for (unsigned int i = 0; i < n; i++)
				sum += pixel(pl, left + (size_t)i * step, top + (size_t)j * step);
		row[x] = sum / (n * n);
	}
}

void row_super(const struct plan *pl, const uint16_t *const row[2], uint16_t *const plane[3])
{
	unsigned int rx = pl->red & 1, ry = pl->red >> 1;

	for (unsigned int x = 0; x < pl->mid_width / 2; x++) {
		plane[0][x] = row[ry][2 * x + rx];
		plane[1][x] = (row[ry][2 * x + !rx] + row[!ry][2 * x + rx] + 1) / 2;
		plane[2][x] = row[!ry][2 * x + !rx];
	}
}

/* Beyond the edge the picture is mirrored at its last pixel: the phase stays. */
void row_bilinear(const struct plan *pl, unsigned int y, const uint16_t *const row[3],
		  uint16_t *const plane[3])
{
	const uint16_t *up = row[0], *at = row[1], *down = row[2];
	bool red_row = y % 2 == pl->red >> 1;
	uint16_t *own = plane[red_row ? 0 : 2], *other = plane[red_row ? 2 : 0];
	unsigned int w = pl->mid_width;

	for (unsigned int x = 0; x < w; x++) {
		unsigned int l = x ? x - 1 : 1, r = x + 1 < w ? x + 1 : w - 2;

		if ((x % 2 == (pl->red & 1)) == red_row) {
			own[x] = at[x];
			plane[1][x] = (at[l] + at[r] + up[x] + down[x] + 2) / 4;
			other[x] = (up[l] + up[r] + down[l] + down[r] + 2) / 4;
		} else {
			own[x] = (at[l] + at[r] + 1) / 2;
			plane[1][x] = at[x];
			other[x] = (up[x] + down[x] + 1) / 2;
		}
	}
}
