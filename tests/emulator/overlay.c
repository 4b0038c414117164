// SPDX-License-Identifier: GPL-2.0
#include "overlay.h"

#include <math.h>
#include <string.h>

#include "stamp.h"

#define NS_STEP		100

static int64_t whole_steps(int64_t utc)
{
	return utc - utc % NS_STEP;
}

void overlay_prepare(struct frame *f, const struct overlay_source *source,
		     int64_t now)
{
	const struct gps *gps = &source->gps;
	struct gps_truth *truth = &f->gps;

	f->stamp = source->stamp;
	f->header = source->header && f->set.w >= GPS_HEADER;
	if (!f->header)
		return;
	*truth = (struct gps_truth){
		.state = gps->state, .sequence = (uint32_t)f->n,
		.w = f->set.w, .h = f->set.h,
		.temperature = (uint8_t)(int8_t)lround(f->temperature),
	};
	if (gps->state == GPS_ABSENT)
		return;
	truth->start = whole_steps(f->start);
	truth->end = whole_steps(f->end);
	truth->now = whole_steps(now);
	truth->latitude = gps_latitude(gps->latitude);
	truth->longitude = gps_longitude(gps->longitude);
	/* a real oscillator is a few counts off */
	truth->pps = GPS_PPS + (uint32_t)(f->serial % 7) - 3;
}

static bool stamp_pixel(const struct frame *f, size_t row, unsigned int x,
			uint8_t *value)
{
	char digits[STAMP_DIGITS];
	unsigned int count = 0;
	uint64_t n = f->n;

	do
		digits[count++] = (char)(n % 10);
	while (n /= 10);
	if (x >= count * STAMP_CELL_W)
		return false;
	*value = stamp_white((unsigned int)digits[count - 1 - x / STAMP_CELL_W],
			     x % STAMP_CELL_W, (unsigned int)row) ? 0xff : 0;
	return true;
}

/* The byte over byte @at of a row, unless the pixel's own one stays. */
static bool overlay_byte(const struct frame *f, size_t row, size_t at,
			 const uint8_t *header, uint8_t *value)
{
	unsigned int bytes = f->set.bits16 ? 2 : 1;
	unsigned int x = (unsigned int)(at / bytes);

	if (f->header && row == 0 && x < GPS_HEADER) {
		/* 16 bit: the low byte may be anything */
		*value = at % bytes ? (uint8_t)((f->serial + at) * 151u + 7u)
				    : header[x];
		return true;
	}
	if (f->stamp && row >= STAMP_TOP && row < STAMP_TOP + STAMP_CELL_H)
		return stamp_pixel(f, row - STAMP_TOP, x, value);
	return false;
}

void overlay_row(const struct frame *f, size_t row, size_t from, size_t len,
		 uint8_t *out)
{
	size_t last = STAMP_DIGITS * STAMP_CELL_W * 2, i;
	uint8_t header[GPS_HEADER];

	if ((!f->stamp && !f->header) || row >= STAMP_TOP + STAMP_CELL_H)
		return;
	if (f->header)
		gps_encode(&f->gps, header);
	for (i = from; i < from + len && i < last; i++)
		overlay_byte(f, row, i, header, &out[i - from]);
}
