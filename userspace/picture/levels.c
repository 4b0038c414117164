// SPDX-License-Identifier: GPL-2.0
/*
 * levels.c - median and spread of a frame, and the stretch that follows
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inner.h"

/* sigma of a normal distribution = 1.4826 x its median absolute deviation */
#define SIGMA_PER_MAD 1.4826
#define GAIN_MIN 0.25
#define GAIN_MAX 4.0

/* 0 < x < 1: from 0 to 0, from m to 1/2, from 1 to 1. */
static double midtone(double x, double m)
{
	return (m - 1) * x / ((2 * m - 1) * x - m);
}

/* The lower middle of @n values. */
static unsigned int median_of(const uint32_t *h, uint64_t n)
{
	uint64_t below = 0;
	unsigned int v = 0;

	while (below + h[v] <= (n - 1) / 2)
		below += h[v++];
	return v;
}

/* The lower middle of the distances from @median. */
static unsigned int mad_of(const uint32_t *h, uint64_t n, unsigned int median)
{
	uint64_t within = h[median];
	unsigned int d = 0;

	while (within <= (n - 1) / 2) {
		d++;
		if (median >= d)
			within += h[median - d];
		if (median + d < LEVELS)
			within += h[median + d];
	}
	return d;
}

static unsigned int spread(unsigned int i, unsigned int n, unsigned int of)
{
	return (uint64_t)(2 * i + 1) * of / (2 * n);
}

/* One row of samples; of a Bayer picture, of cells. */
static void measure_row(const struct plan *pl, const struct room *r, unsigned int y,
			unsigned int columns, uint32_t *h)
{
	unsigned int cell = pl->bayer ? 2 : 1, width = pl->mid_width / cell;
	const uint16_t *const mid[2] = { r->mid[0], r->mid[1] };

	for (unsigned int i = 0; i < cell; i++)
		pl->loops->load(pl, y * cell + i, r->mid[i]);
	if (pl->bayer)
		pl->loops->super(pl, mid, r->plane);
	for (unsigned int c = 0; c < pl->channels; c++) {
		const uint16_t *row = pl->bayer ? r->plane[c] : mid[0];

		for (unsigned int i = 0; i < columns; i++)
			h[c * LEVELS + row[spread(i, columns, width)]]++;
	}
}

void measure_frame(const struct plan *pl, const struct room *r, uint32_t *histogram,
		   struct measure *m)
{
	unsigned int cell = pl->bayer ? 2 : 1;
	unsigned int width = pl->mid_width / cell, height = pl->mid_height / cell;
	unsigned int rows = height < MEASURE_ROWS ? height : MEASURE_ROWS;
	unsigned int columns = width < MEASURE_COLUMNS ? width : MEASURE_COLUMNS;

	memset(histogram, 0, sizeof(*histogram) * LEVELS * pl->channels);
	for (unsigned int i = 0; i < rows; i++)
		measure_row(pl, r, spread(i, rows, height), columns, histogram);
	/* A spread below half a step of the pixels cannot be told from none. */
	for (unsigned int c = 0; c < 3; c++) {
		const uint32_t *h = histogram + LEVELS * (c < pl->channels ? c : 0);
		unsigned int median = median_of(h, rows * columns);

		m->median[c] = median;
		m->sigma[c] = fmax(SIGMA_PER_MAD * mad_of(h, rows * columns, median), pl->step / 2);
	}
}

/*
 * A background that has moved by more than this many sigma, or whose sigma has
 * changed by more than itself, is another exposure, gain or target: followed
 * slowly, it would leave the picture black or white for some frames.
 */
#define JUMP_SIGMAS 2.8

static bool jumped(const struct measure *was, const struct measure *m, double step)
{
	for (int c = 0; c < 3; c++) {
		double s = was->sigma[c];

		if (fabs(m->median[c] - was->median[c]) > JUMP_SIGMAS * s + 2 * step ||
		    m->sigma[c] - s > s + 2 * step || s - m->sigma[c] > s / 2 + 2 * step)
			return true;
	}
	return false;
}

void measure_follow(struct picture *p, const struct measure *m, const struct plan *pl,
		    unsigned int frames)
{
	double share = 2.0 / (frames + 1.0);

	if (!p->measured || jumped(&p->now, m, pl->step)) {
		p->now = *m;
		p->measured = true;
		return;
	}
	for (int c = 0; c < 3; c++) {
		p->now.median[c] += (m->median[c] - p->now.median[c]) * share;
		p->now.sigma[c] += (m->sigma[c] - p->now.sigma[c]) * share;
	}
}

/*
 * White of each channel from what its distance from black is to be multiplied
 * with. The top of the scale is white in all of them, else saturated stars
 * would have a colour.
 */
static void whites(struct picture_levels *l, const double factor[3], double white)
{
	double least = INFINITY;

	for (int c = 0; c < 3; c++)
		least = fmin(least, (white - l->black[c]) * factor[c]);
	for (int c = 0; c < 3; c++)
		l->white[c] = l->black[c] + least / factor[c];
}

/* Those of AUTO balance make the medians, above black, that of green. */
static void factors_of(const struct picture_levels *l, const struct measure *m,
		       const struct plan *pl, const struct picture_options *o, double factor[3])
{
	double green = m->median[1] - l->black[1];

	for (int c = 0; c < 3; c++) {
		double own = m->median[c] - l->black[c];

		factor[c] = 1;
		if (pl->bayer && o->balance == PICTURE_BALANCE_MANUAL)
			factor[c] = o->gain[c];
		if (pl->bayer && o->balance == PICTURE_BALANCE_AUTO && own > 0 && green > 0)
			factor[c] = fmin(fmax(green / own, GAIN_MIN), GAIN_MAX);
	}
}

static void take_measure(struct picture_levels *l, const struct measure *m)
{
	memcpy(l->median, m->median, sizeof(l->median));
	memcpy(l->sigma, m->sigma, sizeof(l->sigma));
}

/*
 * How much of the distance from 0 black is: all for a night sky. A background
 * of half the scale is none (a bright Moon, daylight), there black stays 0.
 */
static double darkness(const struct measure *m)
{
	double level = (m->median[0] + m->median[1] + m->median[2]) / (3 * TOP);

	return fmin(fmax(2 - 4 * level, 0), 1);
}

void levels_auto(struct picture_levels *l, const struct measure *m, const struct plan *pl,
		 const struct picture_options *o)
{
	double factor[3], background = 0;

	take_measure(l, m);
	for (int c = 0; c < 3; c++)
		l->black[c] = darkness(m) * fmax(m->median[c] - o->sigmas * m->sigma[c], 0);
	factors_of(l, m, pl, o, factor);
	whites(l, factor, TOP);
	for (int c = 0; c < 3; c++) {
		double x = (m->median[c] - l->black[c]) / (l->white[c] - l->black[c]);

		background += fmin(x, 1) / 3;
	}
	l->midtone = 0.5;
	/* The transfer function solved for the midtone is itself. */
	if (background > 0 && background < o->target)
		l->midtone = midtone(background, o->target);
}

void levels_fixed(struct picture_levels *l, const struct measure *m, const struct plan *pl,
		  const struct picture_options *o)
{
	bool linear = o->stretch == PICTURE_LINEAR;
	double factor[3];

	take_measure(l, m);
	for (int c = 0; c < 3; c++)
		l->black[c] = linear ? o->black : 0;
	factors_of(l, m, pl, o, factor);
	whites(l, factor, linear ? o->white : TOP);
	l->midtone = 0.5;
}

void levels_tables(const struct picture_levels *l, const struct plan *pl, uint8_t *table)
{
	bool limited = pl->channels == 1 && !pl->full;

	for (unsigned int c = 0; c < pl->channels; c++) {
		const struct curve curve = {
			.black = l->black[c], .white = l->white[c], .midtone = l->midtone,
			.low = limited ? 16 : 0, .range = limited ? 219 : 255,
		};

		pl->loops->make_table(&curve, table + c * LEVELS);
	}
}
