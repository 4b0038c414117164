// SPDX-License-Identifier: GPL-2.0
/*
 * pixels.c - rows of a frame in the form that a file wants
 */
#include <endian.h>
#include <string.h>

#include "pixels.h"

/* Together with what is read for them these fit into a second-level cache. */
#define CHUNK_BYTES (128 << 10)

struct qc_shape qc_pixels_shape(const struct qc_pixels *p)
{
	struct qc_shape s = {
		.width = p->width / p->bin,
		.height = p->height / p->bin,
		.bits = p->bits,
	};

	if (p->bin > 1 && !p->average)
		s.bits = p->bits == 8 ? 16 : 32;
	return s;
}

size_t qc_shape_row(const struct qc_shape *s)
{
	return (size_t)s->width * (s->bits / 8);
}

uint64_t qc_shape_bytes(const struct qc_shape *s)
{
	return (uint64_t)qc_shape_row(s) * s->height;
}

unsigned int qc_pixels_chunk(const struct qc_pixels *p)
{
	struct qc_shape s = qc_pixels_shape(p);
	size_t row = qc_shape_row(&s), n = row ? CHUNK_BYTES / row : 1;

	if (n > s.height)
		n = s.height;
	return n ? n : 1;
}

/* Behind the result there is a row of sums. */
size_t qc_pixels_room(const struct qc_pixels *p, unsigned int n)
{
	struct qc_shape s = qc_pixels_shape(p);

	return (qc_shape_row(&s) * n + 3) / 4 * 4 + (size_t)s.width * sizeof(uint32_t);
}

static size_t bytes_per_row(const struct qc_pixels *p)
{
	return (size_t)p->width * (p->bits / 8);
}

/* @bin is a constant wherever this is used, so each case becomes its own loop. */
static inline __attribute__((always_inline)) void add8(uint32_t *sum, const uint8_t *row,
							unsigned int n, unsigned int bin)
{
	for (unsigned int x = 0; x < n; x++)
		for (unsigned int k = 0; k < bin; k++)
			sum[x] += row[x * bin + k];
}

static inline __attribute__((always_inline)) void add16(uint32_t *sum, const uint16_t *row,
							 unsigned int n, unsigned int bin)
{
	for (unsigned int x = 0; x < n; x++)
		for (unsigned int k = 0; k < bin; k++)
			sum[x] += row[x * bin + k];
}

static inline __attribute__((always_inline)) void add16be(uint32_t *sum, const uint16_t *row,
							   unsigned int n, unsigned int bin)
{
	for (unsigned int x = 0; x < n; x++)
		for (unsigned int k = 0; k < bin; k++)
			sum[x] += be16toh(row[x * bin + k]);
}

static inline __attribute__((always_inline)) void add(const struct qc_pixels *p, uint32_t *sum,
						       const void *row, unsigned int n,
						       unsigned int bin)
{
	if (p->bits == 8)
		add8(sum, row, n, bin);
	else if (p->big_endian)
		add16be(sum, row, n, bin);
	else
		add16(sum, row, n, bin);
}

/* The sums of one row of the result. */
static void sum_row(const struct qc_pixels *p, unsigned int y, unsigned int n, uint32_t *sum)
{
	const char *row = (const char *)p->data + (size_t)y * p->bin * bytes_per_row(p);

	memset(sum, 0, n * sizeof(*sum));
	for (unsigned int k = 0; k < p->bin; k++, row += bytes_per_row(p)) {
		switch (p->bin) {
		case 2:
			add(p, sum, row, n, 2);
			break;
		case 3:
			add(p, sum, row, n, 3);
			break;
		case 4:
			add(p, sum, row, n, 4);
			break;
		default:
			add(p, sum, row, n, 1);
			break;
		}
	}
	if (!p->average)
		return;
	for (unsigned int x = 0; x < n; x++)
		sum[x] = (sum[x] + p->bin * p->bin / 2) / (p->bin * p->bin);
}

static void store(const uint32_t *sum, unsigned int n, unsigned int bits, enum qc_order order,
		  void *to)
{
	uint16_t *to16 = to;
	uint32_t *to32 = to;
	uint8_t *to8 = to;

	if (bits == 8)
		for (unsigned int x = 0; x < n; x++)
			to8[x] = sum[x];
	else if (bits == 16 && order == QC_ORDER_FITS)
		for (unsigned int x = 0; x < n; x++)
			to16[x] = htobe16(sum[x] ^ 0x8000);
	else if (bits == 16)
		for (unsigned int x = 0; x < n; x++)
			to16[x] = sum[x];
	else if (order == QC_ORDER_FITS)
		for (unsigned int x = 0; x < n; x++)
			to32[x] = htobe32(sum[x]);
	else
		memcpy(to32, sum, n * sizeof(*sum));
}

static const void *binned(const struct qc_pixels *p, unsigned int y, unsigned int n,
			  enum qc_order order, void *room)
{
	struct qc_shape s = qc_pixels_shape(p);
	size_t row = qc_shape_row(&s);
	uint32_t *sum = (uint32_t *)((char *)room + (row * n + 3) / 4 * 4);

	for (unsigned int i = 0; i < n; i++) {
		sum_row(p, y + i, s.width, sum);
		store(sum, s.width, s.bits, order, (char *)room + i * row);
	}
	return room;
}

static void swap16(uint16_t *to, const uint16_t *from, size_t n, uint16_t flip)
{
	for (size_t i = 0; i < n; i++)
		to[i] = __builtin_bswap16(from[i]) ^ flip;
}

static void flip16(uint16_t *to, const uint16_t *from, size_t n, uint16_t flip)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i] ^ flip;
}

const void *qc_pixels_rows(const struct qc_pixels *p, unsigned int y, unsigned int n,
			   enum qc_order order, void *room)
{
	const char *from = (const char *)p->data + y * bytes_per_row(p);
	bool host_is_big = htobe16(1) == 1;
	bool swap = (p->big_endian || host_is_big) != (order == QC_ORDER_FITS || host_is_big);
	size_t count = (size_t)n * p->width;
	uint16_t flip = order == QC_ORDER_FITS ? htobe16(0x8000) : 0;

	if (p->bin > 1)
		return binned(p, y, n, order, room);
	if (p->bits == 8)
		return from;
	if (swap)
		swap16(room, (const uint16_t *)from, count, flip);
	else if (flip)
		flip16(room, (const uint16_t *)from, count, flip);
	else
		return from;
	return room;
}
