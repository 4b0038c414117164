// SPDX-License-Identifier: GPL-2.0
/*
 * ptc.c - photon transfer: what a camera's numbers are in electrons
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "ptc.h"
#include "stats.h"

/* sigma of a normal distribution = 1.4826 x its median absolute deviation */
#define SIGMA_PER_MAD 1.4826
#define CLIP_SIGMAS 5
#define CLIP_ROUNDS 20
/* Nearer than that a frame is taken for saturated when a time is looked for. */
#define BRIGHT 60000
#define FAINT 50
#define NEAR 0.05

/* Differences -65535 .. 65535 are counted at 0 .. 131070. */
#define DIFFERENCES (2 * QC_PTC_TOP + 1)

struct differences {
	uint64_t count[DIFFERENCES];
	uint64_t total;
};

/* The first column of row @y that counts; all further ones are @step apart. */
static unsigned int first_column(const struct qc_ptc_frame *f, unsigned int y)
{
	return f->green && !(y & 1);
}

static unsigned int column_step(const struct qc_ptc_frame *f)
{
	return f->green ? 2 : 1;
}

double qc_ptc_mean(const struct qc_ptc_frame *f)
{
	unsigned int step = column_step(f);
	uint64_t sum = 0, n = 0;

	for (unsigned int y = 0; y < f->height; y++) {
		const uint16_t *row = f->pixels + (size_t)y * f->width;

		for (unsigned int x = first_column(f, y); x < f->width; x += step, n++)
			sum += row[x];
	}
	return n ? (double)sum / n : 0;
}

int qc_ptc_median(const struct qc_ptc_frame *f, double *median)
{
	struct qc_histogram *h = calloc(1, sizeof(*h));
	unsigned int step = column_step(f);
	struct qc_stats st;

	if (!h)
		return -ENOMEM;
	for (unsigned int y = 0; y < f->height; y++) {
		const uint16_t *row = f->pixels + (size_t)y * f->width;

		for (unsigned int x = first_column(f, y); x < f->width; x += step)
			qc_histogram_add16(h, row + x, 1);
	}
	qc_stats_of(h, QC_PTC_TOP, &st);
	*median = st.median;
	free(h);
	return 0;
}

static void count_differences(const struct qc_ptc_frame *a, const struct qc_ptc_frame *b,
			      struct differences *d)
{
	unsigned int step = column_step(a);

	for (unsigned int y = 0; y < a->height; y++) {
		const uint16_t *p = a->pixels + (size_t)y * a->width;
		const uint16_t *q = b->pixels + (size_t)y * b->width;

		for (unsigned int x = first_column(a, y); x < a->width; x += step, d->total++)
			d->count[p[x] - q[x] + QC_PTC_TOP]++;
	}
}

/* Half of the differences are not above it. */
static int median_of(const struct differences *d)
{
	uint64_t seen = 0;

	for (int i = 0; i < DIFFERENCES; i++) {
		seen += d->count[i];
		if (2 * seen >= d->total)
			return i;
	}
	return DIFFERENCES - 1;
}

/* Half of the differences are no farther from @median. */
static int mad_of(const struct differences *d, int median)
{
	uint64_t seen = d->count[median];
	int far = 0;

	while (2 * seen < d->total && far < DIFFERENCES) {
		far++;
		if (median >= far)
			seen += d->count[median - far];
		if (median + far < DIFFERENCES)
			seen += d->count[median + far];
	}
	return far;
}

/* Mean and variance of those from @low to @high. Returns how many they are. */
static uint64_t moments(const struct differences *d, double low, double high, double *mean,
			double *variance)
{
	int from = low > 0 ? (int)ceil(low) : 0;
	int to = high < DIFFERENCES - 1 ? (int)floor(high) : DIFFERENCES - 1;
	double sum = 0, squares = 0;
	uint64_t n = 0;

	for (int i = from; i <= to; i++) {
		n += d->count[i];
		sum += (double)d->count[i] * (i - QC_PTC_TOP);
	}
	if (!n)
		return 0;
	*mean = sum / n;
	for (int i = from; i <= to; i++) {
		double off = i - QC_PTC_TOP - *mean;

		squares += d->count[i] * off * off;
	}
	*variance = squares / n;
	return n;
}

int qc_ptc_difference(const struct qc_ptc_frame *a, const struct qc_ptc_frame *b, double *mean,
		      double *variance)
{
	struct differences *d = calloc(1, sizeof(*d));
	double sigma, centre;
	uint64_t n, before = 0;

	if (!d)
		return -ENOMEM;
	count_differences(a, b, d);
	*mean = 0;
	*variance = 0;
	centre = median_of(d);
	/* Frames of one value have no spread; one ADU is the least that can be told. */
	sigma = fmax(mad_of(d, (int)centre) * SIGMA_PER_MAD, 1);
	for (int i = 0; i < CLIP_ROUNDS; i++) {
		n = moments(d, centre - CLIP_SIGMAS * sigma, centre + CLIP_SIGMAS * sigma, mean,
			    variance);
		if (!n || n == before)
			break;
		before = n;
		centre = *mean + QC_PTC_TOP;
		sigma = fmax(sqrt(*variance), 1);
	}
	free(d);
	return 0;
}

int qc_pair_of(const struct qc_ptc_frame *a, const struct qc_ptc_frame *b, struct qc_pair *p)
{
	double mean, variance;
	int r = qc_ptc_difference(a, b, &mean, &variance);

	if (r)
		return r;
	p->mean = (qc_ptc_mean(a) + qc_ptc_mean(b)) / 2;
	p->variance = variance / 2;
	return 0;
}

int qc_ptc_of(const struct qc_pair *flat, const struct qc_pair *bias, double saturated,
	      struct qc_ptc *r)
{
	double signal = flat->mean - bias->mean, variance = flat->variance - bias->variance;

	if (signal <= 0 || variance <= 0 || saturated <= bias->mean || bias->variance <= 0)
		return -ERANGE;
	r->e_per_adu = signal / variance;
	r->full_well = (saturated - bias->mean) * r->e_per_adu;
	r->noise_adu = sqrt(bias->variance);
	r->noise = r->noise_adu * r->e_per_adu;
	r->range_db = 20 * log10(r->full_well / r->noise);
	r->range_stops = log2(r->full_well / r->noise);
	return 0;
}

double qc_ptc_linearity(struct qc_level *l, unsigned int n)
{
	double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0, slope, start, worst = 0;
	unsigned int used = 0;

	for (unsigned int i = 0; i < n; i++) {
		double weight = l[i].used ? 1 / (l[i].signal * l[i].signal) : 0;

		used += l[i].used;
		w += weight;
		wx += weight * l[i].seconds;
		wy += weight * l[i].signal;
		wxx += weight * l[i].seconds * l[i].seconds;
		wxy += weight * l[i].seconds * l[i].signal;
	}
	if (used < 3 || w * wxx - wx * wx <= 0)
		return -1;
	slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
	start = (wy - slope * wx) / w;
	for (unsigned int i = 0; i < n; i++) {
		double line = start + slope * l[i].seconds;

		l[i].deviation = 100 * (l[i].signal - line) / line;
		if (l[i].used && fabs(l[i].deviation) > worst)
			worst = fabs(l[i].deviation);
	}
	return worst;
}

int64_t qc_ptc_exposure(int64_t us, double mean, double bias, double target)
{
	double signal = mean - bias;

	if (mean > BRIGHT)
		return us / 8;
	if (signal < FAINT)
		return us * 30;
	if (fabs(signal - target) <= NEAR * target)
		return us;
	return llround(us * target / signal);
}
