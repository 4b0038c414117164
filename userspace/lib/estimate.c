// SPDX-License-Identifier: GPL-2.0
/*
 * estimate.c - how long frames take, and how much room
 */
#include <stdio.h>

#include "estimate.h"

#define BLOCK 2880u
#define HEADER_BLOCKS 4u
#define TABLE_ROW 16u

/* Sums need more bits than a pixel has: the next that FITS knows. */
static unsigned int pixel_bytes(const struct qc_shot *s)
{
	bool sums = s->bin > 1 && !s->average;

	return s->bits / 8 * (sums ? 2 : 1);
}

uint64_t qc_shot_bytes(const struct qc_shot *s)
{
	unsigned int bin = s->bin ? s->bin : 1;
	uint64_t data = (uint64_t)(s->width / bin) * (s->height / bin) * pixel_bytes(s);

	if (s->frames)
		data *= s->frames;
	if (s->raw)
		return data;
	/* Rice adds 4 or 5 bits to 32 pixels of noise; each row has a place in a table. */
	if (s->compressed)
		data += data / 32 + (s->height / bin) * TABLE_ROW + BLOCK;
	return ((data + BLOCK - 1) / BLOCK + HEADER_BLOCKS) * BLOCK;
}

uint64_t qc_shot_us(const struct qc_shot *s, uint64_t rate)
{
	uint64_t readout = (uint64_t)s->width * s->height * (s->bits / 8) * 1000000 / rate;

	if (s->live)
		return s->exposure_us > readout ? s->exposure_us : readout;
	return s->exposure_us + readout;
}

void qc_format_span(uint64_t us, char buf[QC_SPAN_MAX])
{
	unsigned long long s = us / 1000000 + !!(us % 1000000);

	if (s >= 3600)
		snprintf(buf, QC_SPAN_MAX, "%llu h %02llu min", (s + 59) / 3600,
			 (s + 59) % 3600 / 60);
	else if (s >= 60)
		snprintf(buf, QC_SPAN_MAX, "%llu min %02llu s", s / 60, s % 60);
	else
		snprintf(buf, QC_SPAN_MAX, "%llu s", s);
}

void qc_format_bytes(uint64_t bytes, char buf[QC_SPAN_MAX])
{
	if (bytes >= 1000000000ull)
		snprintf(buf, QC_SPAN_MAX, "%.1f GB", bytes / 1e9);
	else
		snprintf(buf, QC_SPAN_MAX, "%.1f MB", bytes / 1e6);
}
