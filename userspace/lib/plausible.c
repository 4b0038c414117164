// SPDX-License-Identifier: GPL-2.0
/*
 * plausible.c - is a picture what a sensor of this kind would give?
 */
#include <math.h>
#include <stdlib.h>

#include "plausible.h"

#define FAR 4.0			/* times: what counts as much less */
#define LIGHT_MIN 100.0		/* ADU: less tells nothing of colours */
#define COLOUR_MIN 0.04		/* how much the colours must differ, at least */
#define ALIKE 0.02		/* two that are one colour, or all of mono */
#define PERIODS_MIN 8
#define EDGE_ADU 200.0		/* less of a step is none */

double qc_mean16(const uint16_t *p, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += p[i];
	return (double)sum / (double)n;
}

void qc_cell_of(const uint16_t *p, unsigned int width, unsigned int height, struct qc_cell *c)
{
	uint64_t sum[4] = { 0 };
	unsigned int w = width & ~1u, h = height & ~1u;

	for (unsigned int y = 0; y < h; y++)
		for (unsigned int x = 0; x < w; x++)
			sum[(y & 1) * 2 + (x & 1)] += p[(size_t)y * width + x];
	for (unsigned int i = 0; i < 4; i++)
		c->mean[i] = (double)sum[i] / ((double)w * h / 4);
}

static uint16_t swapped(uint16_t v)
{
	return (uint16_t)(v << 8 | v >> 8);
}

enum qc_verdict qc_byte_order(const uint16_t *p, unsigned int width, unsigned int height)
{
	double as_is = 0, turned = 0;

	for (unsigned int y = 0; y < height; y++) {
		const uint16_t *row = p + (size_t)y * width;

		for (unsigned int x = 0; x + 2 < width; x++) {
			as_is += abs(row[x] - row[x + 2]);
			turned += abs(swapped(row[x]) - swapped(row[x + 2]));
		}
	}
	if (as_is * FAR < turned)
		return QC_AS_ASSUMED;
	if (turned * FAR < as_is)
		return QC_OTHERWISE;
	return QC_UNCLEAR;
}

/*
 * The step in @n means, by pairs, so that two colours beside each other make none.
 * The index at which the second side begins, or -1.
 */
static int step_at(const double *mean, unsigned int n)
{
	double low = INFINITY, high = -INFINITY, middle;
	int at = -1;

	if (n < 4)
		return -1;
	for (unsigned int i = 0; i + 1 < n; i++) {
		double pair = mean[i] + mean[i + 1];

		low = fmin(low, pair);
		high = fmax(high, pair);
	}
	if (high - low < 2 * EDGE_ADU || high < FAR / 2 * low)
		return -1;
	middle = (low + high) / 4;
	for (unsigned int i = 0; i + 1 < n; i++) {
		if ((mean[i] < middle) == (mean[i + 1] < middle))
			continue;
		if (at >= 0)
			return -1;	/* more than one edge: no plain light */
		at = (int)i + 1;
	}
	return at;
}

int qc_light_from_left(const uint16_t *p, unsigned int width, unsigned int height)
{
	double *mean = calloc(width ? width : 1, sizeof(*mean));
	int at;

	if (!mean)
		return -1;
	for (unsigned int y = 0; y < height; y++)
		for (unsigned int x = 0; x < width; x++)
			mean[x] += (double)p[(size_t)y * width + x] / height;
	at = step_at(mean, width);
	if (at >= 0 && mean[at - 1] > mean[at])
		at = -1;
	free(mean);
	return at;
}

int qc_light_to_bottom(const uint16_t *p, unsigned int width, unsigned int height)
{
	double *mean = calloc(height ? height : 1, sizeof(*mean));
	int at;

	if (!mean || !width) {
		free(mean);
		return -1;
	}
	for (unsigned int y = 0; y < height; y++)
		mean[y] = qc_mean16(p + (size_t)y * width, width);
	at = step_at(mean, height);
	if (at >= 0 && mean[at - 1] < mean[at])
		at = -1;
	free(mean);
	return at;
}

static bool alike(double a, double b)
{
	return fabs(a - b) <= ALIKE * fmax(a, b);
}

static bool apart(double a, double b)
{
	return fabs(a - b) >= COLOUR_MIN * fmax(a, b);
}

enum qc_verdict qc_colours(const struct qc_cell *light, bool bayer, const char **found)
{
	const double *m = light->mean;

	*found = "nothing that is known";
	for (unsigned int i = 0; i < 4; i++)
		if (m[i] < LIGHT_MIN)
			return QC_UNCLEAR;
	if (alike(m[0], m[1]) && alike(m[0], m[2]) && alike(m[0], m[3])) {
		*found = "mono";
		return bayer ? QC_UNCLEAR : QC_AS_ASSUMED;
	}
	if (alike(m[1], m[2]) && (apart(m[0], m[1]) || apart(m[3], m[1]))) {
		*found = "RGGB or BGGR";
		return bayer ? QC_AS_ASSUMED : QC_OTHERWISE;
	}
	if (alike(m[0], m[3]) && (apart(m[1], m[0]) || apart(m[2], m[0]))) {
		*found = "GRBG or GBRG";
		return QC_OTHERWISE;
	}
	return QC_UNCLEAR;
}

enum qc_verdict qc_linear(const struct qc_point *p, unsigned int n, double tolerance,
			  double *worst)
{
	double slope, rise;

	*worst = 0;
	if (n < 3)
		return QC_UNCLEAR;
	rise = p[n - 1].y - p[0].y;
	if (rise <= 0) {
		*worst = INFINITY;
		return QC_OTHERWISE;
	}
	slope = rise / (p[n - 1].x - p[0].x);
	for (unsigned int i = 1; i < n - 1; i++)
		*worst = fmax(*worst, fabs(p[i].y - p[0].y - slope * (p[i].x - p[0].x)) / rise);
	return *worst <= tolerance ? QC_AS_ASSUMED : QC_OTHERWISE;
}

enum qc_verdict qc_proportional(const struct qc_point *p, unsigned int n, double tolerance,
				double *worst)
{
	double last;

	*worst = 0;
	if (n < 2)
		return QC_UNCLEAR;
	last = p[n - 1].y / p[n - 1].x;
	if (last <= 0) {
		*worst = INFINITY;
		return QC_OTHERWISE;
	}
	for (unsigned int i = 0; i < n - 1; i++)
		*worst = fmax(*worst, fabs(p[i].y / p[i].x / last - 1));
	return *worst <= tolerance ? QC_AS_ASSUMED : QC_OTHERWISE;
}

enum qc_verdict qc_rising(const struct qc_point *p, unsigned int n, double least,
			  unsigned int *where)
{
	*where = 0;
	if (n < 2)
		return QC_UNCLEAR;
	for (unsigned int i = 1; i < n; i++) {
		if (p[i].y > p[i - 1].y * (1 + least))
			continue;
		*where = i;
		return QC_OTHERWISE;
	}
	return QC_AS_ASSUMED;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

enum qc_verdict qc_period(double *t, unsigned int n, double want, double tolerance,
			  double *middle)
{
	*middle = 0;
	if (n < PERIODS_MIN || want <= 0)
		return QC_UNCLEAR;
	qsort(t, n, sizeof(*t), by_size);
	*middle = t[n / 2];
	if (*middle > want * (1 + tolerance))
		return QC_UNCLEAR;
	return *middle >= want * (1 - tolerance) ? QC_AS_ASSUMED : QC_OTHERWISE;
}
