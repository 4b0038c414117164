// SPDX-License-Identifier: GPL-2.0
/* Half-flux radii of stars whose radius is known, and the line that shows them. */
#include <math.h>
#include <stdlib.h>

#include "lib/hfr.h"
#include "lib/trend.h"
#include "test.h"

enum { W = 500, H = 400, SKY = 500, TOP = 60000 };

struct sky {
	double light[W * H];
	uint16_t pixels[W * H];
	uint32_t seed;
};

/* Uniform, 0 .. 1. */
static double uniform(struct sky *s)
{
	s->seed = s->seed * 1664525u + 1013904223u;
	return (s->seed >> 8) / 16777216.0;
}

static void clear(struct sky *s)
{
	for (int i = 0; i < W * H; i++)
		s->light[i] = SKY;
}

static void gaussian(struct sky *s, double cx, double cy, double sigma, double flux)
{
	for (int y = 0; y < H; y++) {
		for (int x = 0; x < W; x++) {
			double r2 = (x - cx) * (x - cx) + (y - cy) * (y - cy);

			s->light[y * W + x] += flux / (2 * M_PI * sigma * sigma) *
					       exp(-r2 / (2 * sigma * sigma));
		}
	}
}

/* Light evenly between two radii: far out of focus, with the mirror's shadow. */
static void ring(struct sky *s, double cx, double cy, double from, double to, double level)
{
	for (int y = 0; y < H; y++) {
		for (int x = 0; x < W; x++) {
			double r = hypot(x - cx, y - cy);

			if (r >= from && r <= to)
				s->light[y * W + x] += level;
		}
	}
}

/* About normal noise of @sigma ADU, then whole numbers. */
static struct qc_plane expose(struct sky *s, double sigma)
{
	for (int i = 0; i < W * H; i++) {
		double n = 0, v;

		for (int k = 0; k < 12; k++)
			n += uniform(s);
		v = s->light[i] + (n - 6) * sigma + 0.5;
		s->pixels[i] = v < 0 ? 0 : v > 65535 ? 65535 : (uint16_t)v;
	}
	return (struct qc_plane){ s->pixels, W, H, TOP };
}

static bool near(double got, double want, double part)
{
	bool good = fabs(got - want) <= part * want;

	if (!good)
		printf("# got %g, want %g\n", got, want);
	return good;
}

/* sqrt(2 ln 2) sigma; sharing a pixel's light out adds 1/12 to its variance. */
static double radius_of(double sigma)
{
	return sqrt(2 * log(2)) * sqrt(sigma * sigma + 1 / 12.0);
}

static void background(struct tap *t, struct sky *s)
{
	struct qc_background b;
	struct qc_plane p;

	clear(s);
	for (int i = 0; i < 30; i++)
		gaussian(s, 20 + 15 * i, 200, 3, 300000);
	p = expose(s, 12);
	qc_background_of(&p, &b);
	T_OK(t, near(b.level, SKY, 0.01));
	T_OK(t, near(b.sigma, 12, 0.1));
}

static void round_stars(struct tap *t, struct sky *s)
{
	static const double sigmas[] = { 0.8, 1.5, 2.5, 4, 6 };
	struct qc_stars found;
	struct qc_plane p;

	for (size_t i = 0; i < 5; i++) {
		clear(s);
		gaussian(s, 150.3, 200.8, sigmas[i], 100000 * sigmas[i]);
		gaussian(s, 349.5, 180.1, sigmas[i], 60000 * sigmas[i]);
		p = expose(s, 8);
		T_EQ(t, qc_stars_find(&p, 20, &found), 0);
		T_EQ(t, found.n, 2);
		T_OK(t, near(found.star[0].hfr, radius_of(sigmas[i]), 0.03));
		T_OK(t, near(found.star[1].hfr, radius_of(sigmas[i]), 0.03));
		T_OK(t, near(qc_stars_hfr(&found), radius_of(sigmas[i]), 0.03));
		T_OK(t, fabs(found.star[0].x - 150.3) < 0.1);
		T_OK(t, fabs(found.star[0].y - 200.8) < 0.1);
		T_OK(t, near(found.star[0].flux, 100000 * sigmas[i], 0.05));
	}
}

static void out_of_focus(struct tap *t, struct sky *s)
{
	struct qc_stars found;
	struct qc_plane p;

	clear(s);
	ring(s, 150, 200, 0, 12, 400);
	ring(s, 350.5, 200.5, 7, 16, 300);
	p = expose(s, 8);
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 2);
	if (found.n == 2 && found.star[0].x > 200) {
		struct qc_star swap = found.star[0];

		found.star[0] = found.star[1];
		found.star[1] = swap;
	}
	T_OK(t, near(found.star[0].hfr, 12 / sqrt(2), 0.03));
	T_OK(t, near(found.star[1].hfr, sqrt((7 * 7 + 16 * 16) / 2.0), 0.03));
	T_OK(t, fabs(found.star[1].x - 350.5) < 0.3);
}

static void left_out(struct tap *t, struct sky *s)
{
	struct qc_stars found;
	struct qc_plane p;

	clear(s);
	gaussian(s, 150, 200, 1.5, 3e6);	/* saturated */
	gaussian(s, 172, 215, 1.5, 100000);	/* in its light */
	gaussian(s, 30, 200, 1.5, 100000);	/* at the edge */
	gaussian(s, 350, 200, 1.5, 50000);
	s->light[100 * W + 250] = 40000;	/* hot */
	s->light[300 * W + 250] = 1000;
	p = expose(s, 8);
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 1);
	T_EQ(t, found.saturated, 1);
	T_EQ(t, found.edge, 1);
	T_OK(t, fabs(found.star[0].x - 350) < 0.1);
	/* No more than are wanted, and those are the brightest. */
	clear(s);
	gaussian(s, 150, 200, 1.5, 20000);
	gaussian(s, 250, 200, 1.5, 80000);
	gaussian(s, 350, 200, 1.5, 40000);
	p = expose(s, 8);
	T_EQ(t, qc_stars_find(&p, 2, &found), 0);
	T_EQ(t, found.n, 2);
	T_OK(t, fabs(found.star[0].x - 250) < 0.1 && fabs(found.star[1].x - 350) < 0.1);
}

static void nothing(struct tap *t, struct sky *s)
{
	struct qc_stars found;
	struct qc_plane p;
	uint16_t few[9] = { 1, 2, 3, 4, 60000, 6, 7, 8, 9 };

	clear(s);
	p = expose(s, 8);
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 0);
	T_OK(t, qc_stars_hfr(&found) == 0);
	/* All the same, all at the top, and smaller than a star. */
	memset(s->pixels, 0, sizeof(s->pixels));
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 0);
	memset(s->pixels, 0xff, sizeof(s->pixels));
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 0);
	p = (struct qc_plane){ few, 3, 3, TOP };
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 0);
	p = (struct qc_plane){ few, 1, 1, TOP };
	T_EQ(t, qc_stars_find(&p, 20, &found), 0);
	T_EQ(t, found.n, 0);
}

static void cells(struct tap *t)
{
	static const uint16_t in[] = {
		10, 20, 1, 65000, 9,
		30, 41, 3, 4, 9,
		5, 5, 5, 5, 9,
	};
	uint16_t out[2] = { 0, 0 };

	qc_cells_to_plane(in, 5, 3, TOP, out);
	T_EQ(t, out[0], 25);
	T_EQ(t, out[1], 65535);
}

static void trend(struct tap *t)
{
	struct qc_trend tr = { 0 };
	char line[QC_TREND_MAX * 4];

	qc_trend_line(&tr, 10, false, line, sizeof(line));
	T_STR(t, line, "");
	for (int i = 0; i < 6; i++)
		qc_trend_add(&tr, 10 - 2 * (5 - i) / 2.0);
	qc_trend_line(&tr, 10, false, line, sizeof(line));
	T_STR(t, line, "_.-=*#");
	T_OK(t, tr.best == 5);
	qc_trend_add(&tr, 0);
	qc_trend_add(&tr, 5);
	qc_trend_line(&tr, 10, false, line, sizeof(line));
	T_STR(t, line, "_.-=*# _");
	qc_trend_line(&tr, 3, false, line, sizeof(line));
	T_STR(t, line, "# _");
	qc_trend_line(&tr, 3, true, line, sizeof(line));
	T_STR(t, line, "█ ▁");
	for (int i = 0; i < QC_TREND_MAX; i++)
		qc_trend_add(&tr, 20 + 0.01 * (i % 2));
	T_EQ(t, tr.n, QC_TREND_MAX);
	T_OK(t, tr.best == 5);
	qc_trend_line(&tr, 4, false, line, sizeof(line));
	T_STR(t, line, "____");
	qc_trend_line(&tr, QC_TREND_MAX, true, line, 16);
	T_OK(t, strlen(line) < 16);
}

int main(void)
{
	struct sky *s = calloc(1, sizeof(*s));
	struct tap t = { 0 };

	background(&t, s);
	round_stars(&t, s);
	out_of_focus(&t, s);
	left_out(&t, s);
	nothing(&t, s);
	cells(&t);
	trend(&t);
	free(s);
	return tap_end(&t);
}
