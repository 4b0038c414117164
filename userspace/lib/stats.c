// SPDX-License-Identifier: GPL-2.0
/*
 * stats.c - exact statistics of a frame by its histogram
 */
#include <string.h>

#include "stats.h"

void qc_histogram_add16(struct qc_histogram *h, const uint16_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h->count[p[i]]++;
	h->total += n;
}

void qc_histogram_add8(struct qc_histogram *h, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h->count[p[i]]++;
	h->total += n;
}

/* The value at rank (total - 1) / 2, counted from 0 in ascending order. */
static unsigned int median_of(const struct qc_histogram *h)
{
	uint64_t seen = 0, half = (h->total + 1) / 2;
	unsigned int v = 0;

	for (; v < QC_LEVELS - 1; v++) {
		seen += h->count[v];
		if (seen >= half)
			break;
	}
	return v;
}

/* Widens a window around the median until it holds half of the pixels. */
static unsigned int mad_of(const struct qc_histogram *h, unsigned int median)
{
	uint64_t seen = h->count[median], half = (h->total + 1) / 2;
	unsigned int d = 0;

	while (seen < half) {
		d++;
		if (median >= d)
			seen += h->count[median - d];
		if (median + d < QC_LEVELS)
			seen += h->count[median + d];
	}
	return d;
}

void qc_stats_of(const struct qc_histogram *h, unsigned int top, struct qc_stats *s)
{
	double sum = 0;

	memset(s, 0, sizeof(*s));
	if (!h->total)
		return;
	s->min = QC_LEVELS;
	for (unsigned int v = 0; v < QC_LEVELS; v++) {
		if (!h->count[v])
			continue;
		if (s->min == QC_LEVELS)
			s->min = v;
		s->max = v;
		sum += (double)v * h->count[v];
	}
	s->mean = sum / h->total;
	s->median = median_of(h);
	s->mad = mad_of(h, s->median);
	s->saturated = h->count[top];
}
