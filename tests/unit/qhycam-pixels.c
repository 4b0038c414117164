// SPDX-License-Identifier: GPL-2.0
/* Binning and byte orders: every way against a slow and plain one. */
#include <stdlib.h>

#include "lib/fits-sum.h"
#include "lib/pixels.h"
#include "test.h"

static uint32_t next(uint32_t *seed)
{
	return *seed = *seed * 1664525u + 1013904223u;
}

/* One pixel of the frame. */
static uint32_t value(const struct qc_pixels *p, unsigned int x, unsigned int y)
{
	size_t at = (size_t)y * p->width + x;
	const uint8_t *b = p->data;

	if (p->bits == 8)
		return b[at];
	if (p->big_endian)
		return b[2 * at] << 8 | b[2 * at + 1];
	return b[2 * at + 1] << 8 | b[2 * at];
}

/* One pixel of the result. */
static uint32_t want(const struct qc_pixels *p, unsigned int x, unsigned int y)
{
	uint32_t sum = 0, n = p->bin * p->bin;

	for (unsigned int i = 0; i < n; i++)
		sum += value(p, x * p->bin + i % p->bin, y * p->bin + i / p->bin);
	return p->average ? (sum + n / 2) / n : sum;
}

/* What the bytes of a result say, by its order. */
static uint32_t got(const uint8_t *b, unsigned int bits, enum qc_order order)
{
	uint32_t v = 0;
	unsigned int n = bits / 8;

	for (unsigned int i = 0; i < n; i++)
		v = v << 8 | b[order == QC_ORDER_FITS ? i : n - 1 - i];
	return order == QC_ORDER_FITS && bits == 16 ? v ^ 0x8000 : v;
}

static unsigned int wrong(const struct qc_pixels *p, enum qc_order order, unsigned int chunk)
{
	struct qc_shape s = qc_pixels_shape(p);
	uint8_t *room = malloc(qc_pixels_room(p, chunk));
	unsigned int bad = 0;

	for (unsigned int y = 0; y < s.height; y += chunk) {
		unsigned int n = chunk < s.height - y ? chunk : s.height - y;
		const uint8_t *rows = qc_pixels_rows(p, y, n, order, room);

		for (unsigned int i = 0; i < n; i++)
			for (unsigned int x = 0; x < s.width; x++)
				bad += got(rows + i * qc_shape_row(&s) + x * s.bits / 8, s.bits,
					   order) != want(p, x, y + i);
	}
	free(room);
	return bad;
}

/* All ways, with sizes that do not divide, chunks that do not either. */
static void all_ways(struct tap *t)
{
	static const unsigned int sizes[][2] = { { 37, 23 }, { 40, 24 }, { 4, 4 }, { 5, 9 } };
	uint8_t *frame = malloc(2 * 40 * 24);
	uint32_t seed = 1;

	for (unsigned int i = 0; i < 2 * 40 * 24; i++)
		frame[i] = i % 7 ? next(&seed) >> 24 : 255;
	for (unsigned int i = 0; i < 4 * 4 * 3 * 2; i++) {
		struct qc_pixels p = {
			.data = frame,
			.width = sizes[i % 4][0],
			.height = sizes[i % 4][1],
			.bin = i / 4 % 4 + 1,
			.bits = i / 16 % 3 ? 16 : 8,
			.big_endian = i / 16 % 3 == 2,
			.average = i / 48,
		};
		char name[80];

		for (int order = 0; order < 2; order++) {
			snprintf(name, sizeof(name), "%ux%u, %u bits %s, bin %u %s, order %d",
				 p.width, p.height, p.bits, p.big_endian ? "BE" : "LE", p.bin,
				 p.average ? "average" : "sum", order);
			tap_eq(t, wrong(&p, order, 1) + wrong(&p, order, 3) +
			       wrong(&p, order, 100), 0, name, __FILE__, __LINE__);
		}
	}
	free(frame);
}

static void shapes(struct tap *t)
{
	static const struct {
		unsigned int bits, bin;
		bool average;
		unsigned int width, height, want;
	} rows[] = {
		{ 16, 1, false, 6280, 4210, 16 }, { 8, 1, false, 6280, 4210, 8 },
		{ 16, 2, false, 3140, 2105, 32 }, { 16, 3, false, 2093, 1403, 32 },
		{ 16, 4, false, 1570, 1052, 32 }, { 16, 4, true, 1570, 1052, 16 },
		{ 8, 4, false, 1570, 1052, 16 },  { 8, 2, true, 3140, 2105, 8 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct qc_pixels p = {
			.width = 6280,
			.height = 4210,
			.bits = rows[i].bits,
			.bin = rows[i].bin,
			.average = rows[i].average,
		};
		struct qc_shape s = qc_pixels_shape(&p);

		T_EQ(t, s.width, rows[i].width);
		T_EQ(t, s.height, rows[i].height);
		T_EQ(t, s.bits, rows[i].want);
		T_EQ(t, qc_shape_bytes(&s),
		     (int64_t)rows[i].width * rows[i].height * rows[i].want / 8);
	}
}

/* 4 x 4 brightest pixels are 20 bits, and their average is what they are. */
static void brightest(struct tap *t)
{
	uint16_t frame[16], room[16 + 16];
	struct qc_pixels p = { .data = frame, .width = 4, .height = 4, .bits = 16, .bin = 4 };
	uint32_t sum;

	memset(frame, 0xff, sizeof(frame));
	memcpy(&sum, qc_pixels_rows(&p, 0, 1, QC_ORDER_HOST, room), 4);
	T_EQ(t, sum, 16 * 65535);
	p.average = true;
	T_EQ(t, *(const uint16_t *)qc_pixels_rows(&p, 0, 1, QC_ORDER_HOST, room), 65535);
	/* halves are rounded up: 8 x 1 of 16 */
	memset(frame, 0, sizeof(frame));
	for (int i = 0; i < 8; i++)
		frame[2 * i] = 1;
	T_EQ(t, *(const uint16_t *)qc_pixels_rows(&p, 0, 1, QC_ORDER_HOST, room), 1);
	frame[0] = 0;
	T_EQ(t, *(const uint16_t *)qc_pixels_rows(&p, 0, 1, QC_ORDER_HOST, room), 0);
}

/* What is right as it is, is not copied. */
static void in_place(struct tap *t)
{
	uint16_t frame[16], room[32];
	struct qc_pixels p = { .data = frame, .width = 4, .height = 4, .bits = 16, .bin = 1 };

	T_OK(t, qc_pixels_rows(&p, 1, 2, QC_ORDER_HOST, room) == frame + 4);
	T_OK(t, qc_pixels_rows(&p, 1, 2, QC_ORDER_FITS, room) == room);
	p.bits = 8;
	T_OK(t, qc_pixels_rows(&p, 1, 2, QC_ORDER_FITS, room) == (uint8_t *)frame + 4);
}

/* Parts of any length add up to the sum of the whole, which is the plain one. */
static void sums(struct tap *t)
{
	enum { LEN = 4099 };
	uint8_t data[LEN + 1];
	uint32_t seed = 3, whole, parts;
	uint64_t plain = 0;
	size_t at, n;

	for (size_t i = 0; i < LEN; i++)
		data[i] = next(&seed) >> 24;
	data[LEN] = 0;
	for (size_t i = 0; i <= LEN; i += 4)
		plain += (uint32_t)data[i] << 24 | data[i + 1] << 16 | data[i + 2] << 8 |
			 data[i + 3];
	while (plain >> 32)
		plain = (plain & UINT32_MAX) + (plain >> 32);
	whole = qc_sum_of(data, LEN, 0);
	T_OK(t, whole == plain);
	for (unsigned int step = 1; step < 40; step++) {
		parts = 0;
		for (at = 0; at < LEN; at += n) {
			n = step < LEN - at ? step : LEN - at;
			parts = qc_sum_join(parts, qc_sum_of(data + at, n, at));
		}
		T_OK(t, parts == whole);
	}
	T_OK(t, qc_sum_join(UINT32_MAX, 1) == 1);
}

int main(void)
{
	struct tap t = { 0 };

	shapes(&t);
	all_ways(&t);
	brightest(&t);
	in_place(&t);
	sums(&t);
	return tap_end(&t);
}
