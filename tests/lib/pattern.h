/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test pattern: every pixel is a function of (frame number, x, y).
 *
 * T is a fixed permutation of 0..65535. Pixel (x, y) of frame n, in coordinates
 * of the whole sensor area, is T[(x + 40503 n + 12653 y) mod 65536]; an 8-bit
 * pixel is the high byte of that. A row is therefore one contiguous window of
 * T: making it is a pointer, checking it is a memcmp(). The bytes of the frame
 * trailer, EE 11 DD 22, occur in T both as two 16-bit and as four 8-bit pixels.
 */
#ifndef TESTS_PATTERN_H
#define TESTS_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#define PATTERN_SIZE	65536
#define PATTERN_WIDTH	9600	/* the widest row, pixels */
#define PATTERN_ENTRIES	(PATTERN_SIZE + PATTERN_WIDTH)

/* Where the trailer's bytes were put into T. */
#define PATTERN_TRAILER16	1000
#define PATTERN_TRAILER8	2000

enum pattern_format { PATTERN_8, PATTERN_16BE, PATTERN_16LE };

/* About 510 KiB; the caller provides it, pattern_init() fills it. */
struct pattern {
	uint16_t inverse[PATTERN_SIZE];		/* T[inverse[v]] == v */
	uint8_t row8[PATTERN_ENTRIES];
	uint8_t row16be[2 * PATTERN_ENTRIES];
	uint8_t row16le[2 * PATTERN_ENTRIES];
};

void pattern_init(struct pattern *p);

/* Bytes per pixel of a format: 1 or 2. */
size_t pattern_bpp(enum pattern_format format);

/* Value of one 16-bit pixel, slow, for spot checks. */
uint16_t pattern_pixel(const struct pattern *p, uint64_t n, unsigned int x,
		       unsigned int y);

/*
 * The row of frame @n that starts at (@x, @y); valid for PATTERN_WIDTH pixels.
 */
const uint8_t *pattern_row(const struct pattern *p, enum pattern_format format,
			   uint64_t n, unsigned int x, unsigned int y);
const uint8_t *pattern_row8(const struct pattern *p, uint64_t n,
			    unsigned int x, unsigned int y);
const uint8_t *pattern_row16be(const struct pattern *p, uint64_t n,
			       unsigned int x, unsigned int y);
const uint8_t *pattern_row16le(const struct pattern *p, uint64_t n,
			       unsigned int x, unsigned int y);

/*
 * First row (0-based) of a picture of @w x @h pixels without padding that
 * differs from frame @n of the pattern with its corner at (@x, @y); -1 = none.
 */
long pattern_check(const struct pattern *p, enum pattern_format format,
		   const void *picture, unsigned int w, unsigned int h,
		   uint64_t n, unsigned int x, unsigned int y);

/*
 * Which frame is this? @picture: at least the first @h rows of @w pixels, which
 * all must match. Frame numbers are told apart modulo 65536 and returned as the
 * one nearest to @hint (>= 0). -1: these rows are not of the pattern at (@x, @y).
 */
int64_t pattern_find(const struct pattern *p, enum pattern_format format,
		     const void *picture, unsigned int w, unsigned int h,
		     unsigned int x, unsigned int y, uint64_t hint);

#endif
