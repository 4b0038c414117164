// SPDX-License-Identifier: GPL-2.0
/*
 * Pictures of a made-up sensor, right and wrong ones: what is said of each.
 */
#include <math.h>
#include <stdlib.h>

#include "lib/plausible.h"
#include "test.h"

enum { W = 96, H = 80, N = W * H };

static uint64_t seed = 7;

static double uniform(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

struct scene {
	unsigned int left, bottom;	/* first column of light, first row behind it */
	double bias, light, noise;
	double colour[4];		/* of the cell's places */
};

static const struct scene plain = {
	.bottom = H, .bias = 326, .light = 8000, .noise = 40, .colour = { 1, 1, 1, 1 },
};

static void expose(const struct scene *s, uint16_t *p)
{
	for (unsigned int y = 0; y < H; y++) {
		for (unsigned int x = 0; x < W; x++) {
			bool lit = x >= s->left && y < s->bottom;
			double v = s->bias + normal() * s->noise +
				   (lit ? s->light * s->colour[(y & 1) * 2 + (x & 1)] : 0);

			p[y * W + x] = (uint16_t)fmin(fmax(v, 0), 65535);
		}
	}
}

static void turn(uint16_t *p)
{
	for (int i = 0; i < N; i++)
		p[i] = (uint16_t)(p[i] << 8 | p[i] >> 8);
}

static void byte_order(struct tap *t, uint16_t *p)
{
	static const double levels[] = { 0, 300, 8000, 40000 };
	struct scene s = plain;

	for (unsigned int i = 0; i < 4; i++) {
		s.light = levels[i];
		s.noise = i ? 40 : 3;
		expose(&s, p);
		T_EQ(t, qc_byte_order(p, W, H), QC_AS_ASSUMED);
		turn(p);
		T_EQ(t, qc_byte_order(p, W, H), QC_OTHERWISE);
	}
	/* Colours side by side are no noise. */
	s = (struct scene){ .bottom = H, .bias = 300, .light = 20000, .noise = 60,
			    .colour = { 0.3, 1, 1, 0.5 } };
	expose(&s, p);
	T_EQ(t, qc_byte_order(p, W, H), QC_AS_ASSUMED);
	turn(p);
	T_EQ(t, qc_byte_order(p, W, H), QC_OTHERWISE);
	for (int i = 0; i < N; i++)
		p[i] = 65535;
	T_EQ(t, qc_byte_order(p, W, H), QC_UNCLEAR);
	/* Random bytes, as of a torn stream. */
	for (int i = 0; i < N; i++)
		p[i] = (uint16_t)(uniform() * 65536);
	T_EQ(t, qc_byte_order(p, W, H), QC_UNCLEAR);
}

static void edges(struct tap *t, uint16_t *p)
{
	static const unsigned int left[] = { 2, 3, 24, 25, 90 };
	struct scene s = plain;

	for (unsigned int colours = 0; colours < 2; colours++) {
		s.colour[0] = colours ? 0.6 : 1;
		s.colour[3] = colours ? 0.75 : 1;
		for (unsigned int i = 0; i < 5; i++) {
			s.left = left[i];
			s.bottom = H;
			expose(&s, p);
			T_EQ(t, qc_light_from_left(p, W, H), (int)left[i]);
			T_EQ(t, qc_light_to_bottom(p, W, H), -1);
			s.left = 0;
			s.bottom = left[i] < H ? H - left[i] : 2;
			expose(&s, p);
			T_EQ(t, qc_light_to_bottom(p, W, H), (int)s.bottom);
			T_EQ(t, qc_light_from_left(p, W, H), -1);
		}
	}
	s = plain;
	expose(&s, p);
	T_EQ(t, qc_light_from_left(p, W, H), -1);
	s.left = 24;
	s.light = 100;
	expose(&s, p);
	T_EQ(t, qc_light_from_left(p, W, H), -1);
	/* Dark at the right: an edge, but not where light begins. */
	s.light = 8000;
	expose(&s, p);
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W / 2; x++) {
			uint16_t v = p[y * W + x];

			p[y * W + x] = p[y * W + W - 1 - x];
			p[y * W + W - 1 - x] = v;
		}
	T_EQ(t, qc_light_from_left(p, W, H), -1);
	T_EQ(t, qc_light_from_left(p, 0, 0), -1);
	T_EQ(t, qc_light_to_bottom(p, 0, 0), -1);
}

static enum qc_verdict colour_of(const struct scene *s, bool bayer, uint16_t *p,
				 const char **found)
{
	struct qc_cell c;

	expose(s, p);
	qc_cell_of(p, W, H, &c);
	for (unsigned int i = 0; i < 4; i++)
		c.mean[i] -= s->bias;
	return qc_colours(&c, bayer, found);
}

static void colours(struct tap *t, uint16_t *p)
{
	struct scene s = plain;
	const char *found;

	T_EQ(t, colour_of(&s, false, p, &found), QC_AS_ASSUMED);
	T_STR(t, found, "mono");
	/* Grey light on a colour sensor that sees all alike: who knows. */
	T_EQ(t, colour_of(&s, true, p, &found), QC_UNCLEAR);
	s.colour[0] = 0.6;
	s.colour[3] = 0.75;
	T_EQ(t, colour_of(&s, true, p, &found), QC_AS_ASSUMED);
	T_EQ(t, colour_of(&s, false, p, &found), QC_OTHERWISE);
	T_STR(t, found, "RGGB or BGGR");
	s = plain;
	s.colour[1] = 0.6;
	s.colour[2] = 0.75;
	T_EQ(t, colour_of(&s, true, p, &found), QC_OTHERWISE);
	T_STR(t, found, "GRBG or GBRG");
	s.light = 50;
	T_EQ(t, colour_of(&s, true, p, &found), QC_UNCLEAR);
	/* A gradient over the picture is no colour; four colours are none that is known. */
	s = (struct scene){ .bottom = H, .bias = 300, .light = 8000, .noise = 10,
			    .colour = { 1, 0.9, 0.7, 0.5 } };
	T_EQ(t, colour_of(&s, true, p, &found), QC_UNCLEAR);
	T_STR(t, found, "nothing that is known");
}

static void responses(struct tap *t)
{
	struct qc_point p[4] = { { 20, 326 }, { 60, 978 }, { 120, 1956 }, { 200, 3260 } };
	unsigned int where;
	double worst;

	T_EQ(t, qc_linear(p, 4, 0.03, &worst), QC_AS_ASSUMED);
	T_OK(t, worst < 1e-9);
	p[1].y += 0.1 * (3260 - 326);
	T_EQ(t, qc_linear(p, 4, 0.03, &worst), QC_OTHERWISE);
	T_OK(t, fabs(worst - 0.1) < 1e-9);
	T_EQ(t, qc_linear(p, 2, 0.03, &worst), QC_UNCLEAR);
	p[3].y = 300;
	T_EQ(t, qc_linear(p, 4, 0.03, &worst), QC_OTHERWISE);

	p[0] = (struct qc_point){ 1, 1000 };
	p[1] = (struct qc_point){ 2, 2010 };
	p[2] = (struct qc_point){ 4, 3990 };
	T_EQ(t, qc_proportional(p, 3, 0.03, &worst), QC_AS_ASSUMED);
	p[0].y = 1100;
	T_EQ(t, qc_proportional(p, 3, 0.03, &worst), QC_OTHERWISE);
	T_EQ(t, qc_proportional(p, 1, 0.03, &worst), QC_UNCLEAR);
	p[2].y = 0;
	T_EQ(t, qc_proportional(p, 3, 0.03, &worst), QC_OTHERWISE);

	p[0].y = 1000;
	p[1].y = 1300;
	p[2].y = 1310;
	T_EQ(t, qc_rising(p, 2, 0.02, &where), QC_AS_ASSUMED);
	T_EQ(t, qc_rising(p, 3, 0.02, &where), QC_OTHERWISE);
	T_EQ(t, where, 2);
	T_EQ(t, qc_rising(p, 1, 0.02, &where), QC_UNCLEAR);
}

static void periods(struct tap *t)
{
	double times[9] = { 100, 101, 99, 350, 100, 2, 100, 102, 100 }, middle;

	T_EQ(t, qc_period(times, 9, 100, 0.03, &middle), QC_AS_ASSUMED);
	T_OK(t, middle == 100);
	T_EQ(t, qc_period(times, 9, 120, 0.03, &middle), QC_OTHERWISE);
	T_EQ(t, qc_period(times, 9, 80, 0.03, &middle), QC_UNCLEAR);
	T_EQ(t, qc_period(times, 7, 100, 0.03, &middle), QC_UNCLEAR);
	T_EQ(t, qc_period(times, 9, 0, 0.03, &middle), QC_UNCLEAR);
}

int main(void)
{
	uint16_t *p = malloc(N * sizeof(*p));
	struct tap t = { 0 };

	if (!p)
		return 1;
	byte_order(&t, p);
	edges(&t, p);
	colours(&t, p);
	responses(&t);
	periods(&t);
	free(p);
	return tap_end(&t);
}
