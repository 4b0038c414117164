// SPDX-License-Identifier: GPL-2.0
#include "pattern.h"

#include <string.h>

#define STEP_FRAME	40503u
#define STEP_ROW	12653u
#define STEP_FRAME_INV	30599u	/* 40503 * 30599 = 1 modulo 65536 */

/* Xor-shifts and odd factors are each reversible, so this is a permutation. */
static uint16_t mix(uint16_t v)
{
	v ^= v >> 8;
	v = (uint16_t)(v * 0x88b5u);
	v ^= v >> 7;
	v = (uint16_t)(v * 0xdb2du);
	v ^= v >> 9;
	return v;
}

/* Moves @value to @where; what was there takes its place. */
static void place(uint16_t *table, uint16_t *inverse, uint16_t where,
		  uint16_t value)
{
	uint16_t from = inverse[value];
	uint16_t old = table[where];

	table[from] = old;
	inverse[old] = from;
	table[where] = value;
	inverse[value] = where;
}

void pattern_init(struct pattern *p)
{
	static const uint16_t trailer8[] = { 0xee5a, 0x11a5, 0xdd3c, 0x22c3 };
	uint16_t table[PATTERN_SIZE];
	unsigned int i;

	for (i = 0; i < PATTERN_SIZE; i++) {
		table[i] = mix((uint16_t)i);
		p->inverse[table[i]] = (uint16_t)i;
	}
	place(table, p->inverse, PATTERN_TRAILER16, 0xee11);
	place(table, p->inverse, PATTERN_TRAILER16 + 1, 0xdd22);
	for (i = 0; i < 4; i++)
		place(table, p->inverse, (uint16_t)(PATTERN_TRAILER8 + i),
		      trailer8[i]);

	for (i = 0; i < PATTERN_ENTRIES; i++) {
		uint16_t v = table[i % PATTERN_SIZE];

		p->row8[i] = v >> 8;
		p->row16be[2 * i] = v >> 8;
		p->row16be[2 * i + 1] = v & 0xff;
		p->row16le[2 * i] = v & 0xff;
		p->row16le[2 * i + 1] = v >> 8;
	}
}

size_t pattern_bpp(enum pattern_format format)
{
	return format == PATTERN_8 ? 1 : 2;
}

static unsigned int window(uint64_t n, unsigned int x, unsigned int y)
{
	return (unsigned int)((x + n * STEP_FRAME + y * STEP_ROW) & 0xffff);
}

const uint8_t *pattern_row8(const struct pattern *p, uint64_t n,
			    unsigned int x, unsigned int y)
{
	return p->row8 + window(n, x, y);
}

const uint8_t *pattern_row16be(const struct pattern *p, uint64_t n,
			       unsigned int x, unsigned int y)
{
	return p->row16be + 2 * (size_t)window(n, x, y);
}

const uint8_t *pattern_row16le(const struct pattern *p, uint64_t n,
			       unsigned int x, unsigned int y)
{
	return p->row16le + 2 * (size_t)window(n, x, y);
}

const uint8_t *pattern_row(const struct pattern *p, enum pattern_format format,
			   uint64_t n, unsigned int x, unsigned int y)
{
	switch (format) {
	case PATTERN_16BE:
		return pattern_row16be(p, n, x, y);
	case PATTERN_16LE:
		return pattern_row16le(p, n, x, y);
	default:
		return pattern_row8(p, n, x, y);
	}
}

uint16_t pattern_pixel(const struct pattern *p, uint64_t n, unsigned int x,
		       unsigned int y)
{
	const uint8_t *be = pattern_row16be(p, n, x, y);

	return (uint16_t)(be[0] << 8 | be[1]);
}

long pattern_check(const struct pattern *p, enum pattern_format format,
		   const void *picture, unsigned int w, unsigned int h,
		   uint64_t n, unsigned int x, unsigned int y)
{
	size_t row_bytes = w * pattern_bpp(format);
	const uint8_t *row = picture;
	unsigned int i;

	for (i = 0; i < h; i++, row += row_bytes)
		if (memcmp(row, pattern_row(p, format, n, x, y + i), row_bytes))
			return i;
	return -1;
}

/* The number nearest to @hint that equals @residue modulo 65536. */
static int64_t nearest(uint16_t residue, uint64_t hint)
{
	int16_t d = (int16_t)(uint16_t)(residue - (uint16_t)hint);
	int64_t n = (int64_t)hint + d;

	return n < 0 ? n + PATTERN_SIZE : n;
}

static int64_t find16(const struct pattern *p, enum pattern_format format,
		      const uint8_t *row, unsigned int x, unsigned int y,
		      uint64_t hint)
{
	uint16_t v = format == PATTERN_16BE ? (uint16_t)(row[0] << 8 | row[1])
					    : (uint16_t)(row[1] << 8 | row[0]);
	unsigned int start = p->inverse[v] - x - y * STEP_ROW;

	return nearest((uint16_t)(start * STEP_FRAME_INV), hint);
}

int64_t pattern_find(const struct pattern *p, enum pattern_format format,
		     const void *picture, unsigned int w, unsigned int h,
		     unsigned int x, unsigned int y, uint64_t hint)
{
	int64_t n;
	int i;

	if (!w || !h)
		return -1;
	if (format != PATTERN_8) {
		n = find16(p, format, picture, x, y, hint);
		return pattern_check(p, format, picture, w, h, (uint64_t)n, x,
				     y) < 0 ? n : -1;
	}
	/* 0, 1, -1, 2, -2 .. away from the hint */
	for (i = 0; i < PATTERN_SIZE; i++) {
		int d = i & 1 ? (i + 1) / 2 : -(i / 2);

		n = nearest((uint16_t)(hint + (uint64_t)(int64_t)d), hint);
		if (pattern_check(p, format, picture, w, h, (uint64_t)n, x,
				  y) < 0)
			return n;
	}
	return -1;
}
