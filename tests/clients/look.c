// SPDX-License-Identifier: GPL-2.0
/* Which frame of the test pattern a picture is. */
#include <string.h>

#include "../emulator/stamp.h"
#include "look.h"

#define HEADER_PIXELS	44
#define STAMP_END	(STAMP_TOP + STAMP_CELL_H)

static enum pattern_format format_of(const struct v4l *v)
{
	switch (v->pix.pixelformat) {
	case V4L2_PIX_FMT_GREY:
	case V4L2_PIX_FMT_SRGGB8:
		return PATTERN_8;
	case V4L2_PIX_FMT_Y16_BE:
		return PATTERN_16BE;
	default:
		return PATTERN_16LE;
	}
}

int64_t look_find(const struct look *l, const struct v4l *v,
		  const uint8_t *data, int64_t hint)
{
	unsigned int first = l->header || l->stamp ? STAMP_END : 0;
	unsigned int rows = 8;

	if (v->crop.height <= first)
		return -1;
	if (rows > v->crop.height - first)
		rows = v->crop.height - first;
	return pattern_find(&l->pattern, format_of(v),
			    data + (size_t)first * v->pix.bytesperline,
			    v->crop.width, rows, v->crop.left,
			    v->crop.top + first, hint < 0 ? 0 : hint);
}

int look_compare(const struct look *l, const struct v4l *v,
		 const uint8_t *data, int64_t n)
{
	enum pattern_format format = format_of(v);
	size_t bpp = pattern_bpp(format);
	unsigned int y;

	for (y = 0; y < v->crop.height; y += l->step) {
		const uint8_t *row = data + (size_t)y * v->pix.bytesperline;
		unsigned int x = 0;

		if (l->header && !y)
			x = HEADER_PIXELS;
		if (l->stamp && y >= STAMP_TOP && y < STAMP_END)
			x = STAMP_DIGITS * STAMP_CELL_W;
		if (x >= v->crop.width)
			continue;
		if (memcmp(row + x * bpp,
			   pattern_row(&l->pattern, format, n,
				       v->crop.left + x, v->crop.top + y),
			   (v->crop.width - x) * bpp))
			return (int)y;
	}
	return -1;
}

static bool is_digit(const struct v4l *v, const uint8_t *cell, size_t bpp,
		     unsigned int digit)
{
	unsigned int x, y, i;

	for (y = 0; y < STAMP_CELL_H; y++)
		for (x = 0; x < STAMP_CELL_W; x++)
			for (i = 0; i < bpp; i++) {
				uint8_t want = stamp_white(digit, x, y) ? 0xff : 0;

				if (cell[(size_t)y * v->pix.bytesperline +
					 x * bpp + i] != want)
					return false;
			}
	return true;
}

int64_t look_stamp(const struct v4l *v, const uint8_t *data)
{
	size_t bpp = pattern_bpp(format_of(v));
	const uint8_t *cell = data + (size_t)STAMP_TOP * v->pix.bytesperline;
	unsigned int i, digit, cells = v->crop.width / STAMP_CELL_W;
	int64_t n = 0;

	if (v->crop.height < STAMP_END)
		return -1;
	if (cells > STAMP_DIGITS)
		cells = STAMP_DIGITS;
	for (i = 0; i < cells; i++, cell += STAMP_CELL_W * bpp) {
		for (digit = 0; digit < 10; digit++)
			if (is_digit(v, cell, bpp, digit))
				break;
		if (digit == 10)
			break;
		n = 10 * n + digit;
	}
	return i ? n : -1;
}
