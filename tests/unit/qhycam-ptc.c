// SPDX-License-Identifier: GPL-2.0
/*
 * Photon transfer on a sensor whose numbers are known: photons one by one,
 * uneven pixels, dust, read noise.
 */
#include <math.h>
#include <stdlib.h>

#include "lib/ptc.h"
#include "test.h"

enum { W = 512, H = 512 };

static uint64_t seed = 1;

/* Uniform, above 0 and below 1. */
static double uniform(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* Electrons that come when @mean are to be expected. */
static double photons(double mean)
{
	double left = exp(-mean), product = 1;
	int n = -1;

	if (mean > 50)
		return floor(mean + sqrt(mean) * normal() + 0.5);
	do {
		product *= uniform();
		n++;
	} while (product > left);
	return n;
}

/* Uneven by half a percent, with a shadow of dust: the same in every frame. */
static double response(int x, int y)
{
	uint32_t mix = (uint32_t)(y * W + x) * 2654435761u;
	double dust = hypot(x - 100, y - 300) < 40 ? 0.8 : 1;

	return dust * (1 + 0.00866 * ((mix >> 8) / 8388608.0 - 1));
}

struct camera {
	double e_per_adu, noise, bias;	/* electrons per ADU, electrons, ADU */
	bool colour;
};

static struct qc_ptc_frame expose(const struct camera *c, double electrons, uint16_t *out)
{
	for (int y = 0; y < H; y++) {
		for (int x = 0; x < W; x++) {
			double part = !c->colour || ((x ^ y) & 1) ? 1 : y & 1 ? 0.75 : 0.6;
			double e = photons(electrons * part * response(x, y));
			double adu = (e + c->noise * normal()) / c->e_per_adu + c->bias + 0.5;

			out[y * W + x] = adu < 0 ? 0 : adu > 65535 ? 65535 : (uint16_t)adu;
		}
	}
	return (struct qc_ptc_frame){ out, W, H, c->colour };
}

static bool near(double got, double want, double percent)
{
	bool good = fabs(got - want) <= fabs(want) * percent / 100;

	if (!good)
		printf("# got %g, want %g within %g %%\n", got, want, percent);
	return good;
}

static void transfer(struct tap *t, uint16_t *p, uint16_t *q)
{
	static const struct camera cameras[] = {
		{ 0.77, 3.56, 326, false }, { 0.28, 1.69, 326, false }, { 1.28, 5.82, 200, false },
		{ 0.5, 2, 326, true },
	};
	struct qc_ptc_frame a, b;
	struct qc_pair flat, bias;
	struct qc_ptc r;

	for (size_t i = 0; i < 4; i++) {
		const struct camera *c = &cameras[i];
		double half = 32600 * c->e_per_adu, full = (65535 - c->bias) * c->e_per_adu;

		a = expose(c, half, p);
		b = expose(c, half, q);
		T_EQ(t, qc_pair_of(&a, &b, &flat), 0);
		a = expose(c, 0, p);
		b = expose(c, 0, q);
		T_EQ(t, qc_pair_of(&a, &b, &bias), 0);
		T_OK(t, near(bias.mean, c->bias, 0.1));
		T_EQ(t, qc_ptc_of(&flat, &bias, 65535, &r), 0);
		T_OK(t, near(r.e_per_adu, c->e_per_adu, 1.5));
		T_OK(t, near(r.noise, c->noise, 2));
		T_OK(t, near(r.full_well, full, 1.5));
		T_OK(t, near(r.range_db, 20 * log10(full / c->noise), 1));
		T_OK(t, near(r.range_stops, log2(full / c->noise), 1));
	}
}

/* What a flickering pixel or a hot one does must not be read noise or dark current. */
static void outliers(struct tap *t, uint16_t *p, uint16_t *q)
{
	const struct camera c = { 0.5, 3, 300, false };
	struct qc_ptc_frame a = expose(&c, 0, p), b = expose(&c, 5, q);
	double mean, variance;

	for (int i = 0; i < W * H; i += 1000)
		q[i] = 65535;
	T_EQ(t, qc_ptc_difference(&b, &a, &mean, &variance), 0);
	T_OK(t, near(mean, 10, 1));
	T_OK(t, near(variance, (9 + 9 + 5) / 0.25, 3));
	/* The same frame twice; and frames of one value each. */
	T_EQ(t, qc_ptc_difference(&a, &a, &mean, &variance), 0);
	T_OK(t, mean == 0 && variance == 0);
	for (int i = 0; i < W * H; i++) {
		p[i] = 65535;
		q[i] = 0;
	}
	T_EQ(t, qc_ptc_difference(&a, &b, &mean, &variance), 0);
	T_OK(t, mean == 65535 && variance == 0);
	T_EQ(t, qc_ptc_difference(&b, &a, &mean, &variance), 0);
	T_OK(t, mean == -65535 && variance == 0);
}

static void small(struct tap *t)
{
	static const uint16_t p[] = { 1, 10, 2, 20, 3, 30, 40, 4, 50 };
	struct qc_ptc_frame f = { p, 3, 3, false };
	double median;

	T_OK(t, near(qc_ptc_mean(&f), 160 / 9.0, 1e-9));
	T_EQ(t, qc_ptc_median(&f, &median), 0);
	T_EQ(t, median, 10);
	f.green = true;		/* 10, 20, 30, 4 */
	T_OK(t, near(qc_ptc_mean(&f), 16, 1e-9));
	T_EQ(t, qc_ptc_median(&f, &median), 0);
	T_EQ(t, median, 10);
	f = (struct qc_ptc_frame){ p, 0, 0, false };
	T_OK(t, qc_ptc_mean(&f) == 0);
}

static void nonsense(struct tap *t)
{
	struct qc_pair bias = { 300, 25 }, dark = { 299, 30 }, still = { 30000, 25 };
	struct qc_pair good = { 30000, 30000 }, dead = { 300, 0 };
	struct qc_ptc r;

	T_EQ(t, qc_ptc_of(&dark, &bias, 65535, &r), -34);
	T_EQ(t, qc_ptc_of(&still, &bias, 65535, &r), -34);
	T_EQ(t, qc_ptc_of(&good, &bias, 300, &r), -34);
	T_EQ(t, qc_ptc_of(&good, &dead, 65535, &r), -34);
	T_EQ(t, qc_ptc_of(&good, &bias, 65535, &r), 0);
}

static void linearity(struct tap *t)
{
	struct qc_level l[6];

	for (int i = 0; i < 6; i++)
		l[i] = (struct qc_level){ .seconds = i + 1, .signal = 40 + 1000.0 * (i + 1),
					  .used = i < 5 };
	l[5].signal = 5000;
	T_OK(t, fabs(qc_ptc_linearity(l, 6)) < 1e-9);
	/* The one that is left out is judged, but does not count. */
	T_OK(t, near(l[5].deviation, 100 * (5000 - 6040) / 6040.0, 1e-6));
	l[2].signal *= 1.01;
	T_OK(t, qc_ptc_linearity(l, 6) > 0.5 && qc_ptc_linearity(l, 6) < 1);
	T_OK(t, l[2].deviation > 0.5 && l[1].deviation < 0);
	for (int i = 2; i < 5; i++)
		l[i].used = false;
	T_OK(t, qc_ptc_linearity(l, 6) == -1);
	for (int i = 0; i < 6; i++)
		l[i] = (struct qc_level){ 1, 1000, 0, 0, true };
	T_OK(t, qc_ptc_linearity(l, 6) == -1);
}

/* Lamps of all kinds: half of full scale within 5 %, in few frames. */
static void exposures(struct tap *t)
{
	int most = 0;
	bool right = true;

	for (double rate = 1e3; rate < 1e6; rate *= 1.7) {
		for (int64_t start = 100; start < 100000000; start *= 23) {
			int64_t us = start, next = start;
			double mean = 0;
			int n = 0;

			do {
				us = next;
				mean = fmin(300 + rate * us / 1e6, 65535);
				next = qc_ptc_exposure(us, mean, 300, 32600);
			} while (next != us && ++n < 30);
			right = right && fabs(mean - 32900) <= 0.05 * 32600;
			most = n > most ? n : most;
		}
	}
	T_OK(t, right);
	T_OK(t, most <= 12);
	/* No light: longer and longer. */
	T_OK(t, qc_ptc_exposure(1000, 300, 300, 32600) > 1000);
}

int main(void)
{
	uint16_t *p = malloc(W * H * sizeof(*p)), *q = malloc(W * H * sizeof(*q));
	struct tap t = { 0 };

	transfer(&t, p, q);
	outliers(&t, p, q);
	small(&t);
	nonsense(&t);
	linearity(&t);
	exposures(&t);
	free(p);
	free(q);
	return tap_end(&t);
}
