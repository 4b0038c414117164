// SPDX-License-Identifier: GPL-2.0
/* Scenes with known answers: where black, background and white come to lie. */
#include <errno.h>

#include "picture-scene.h"
#include "test.h"

enum { W = 320, H = 200, N = W * H };

static uint16_t sky[N];
static uint8_t out[3 * N];

static struct picture_options grey(void)
{
	struct picture_options o;

	picture_defaults(&o);
	o.format = PICTURE_RGB24;
	return o;
}

static int convert(struct picture *p, const struct picture_options *o)
{
	const struct picture_frame f = scene_frame(sky, W, H, PICTURE_MONO);

	return picture_convert(p, &f, o, out, sizeof(out));
}

/* Converts @sky for itself; levels may be NULL. */
static void alone(struct tap *t, const struct picture_options *o, struct picture_levels *l)
{
	struct picture *p = picture_new();

	T_EQ(t, convert(p, o), 0);
	if (l)
		picture_get_levels(p, l);
	picture_free(p);
}

static void backgrounds(struct tap *t)
{
	static const struct {
		double level, sigma, target;
	} skies[] = {
		{ 300, 10, 0.25 }, { 1000, 20, 0.25 }, { 1000, 20, 0.1 }, { 5000, 60, 0.4 },
		{ 12000, 120, 0.25 }, { 800, 400, 0.2 }, { 1000, 2, 0.25 },
	};
	struct picture_options o = grey();
	struct picture_levels l;
	double want;

	for (size_t i = 0; i < sizeof(skies) / sizeof(*skies); i++) {
		scene_sky(sky, N, skies[i].level, skies[i].sigma, i);
		o.target = skies[i].target;
		alone(t, &o, &l);
		T_OK(t, fabs(l.median[0] - skies[i].level) <= 1 + 0.02 * skies[i].sigma);
		T_OK(t, fabs(l.sigma[0] - skies[i].sigma) <= 1 + 0.02 * skies[i].sigma);
		want = fmax(l.median[0] - 2.8 * l.sigma[0], 0);
		T_OK(t, fabs(l.black[0] - want) < 1e-6);
		T_OK(t, l.white[0] == 65535);
		/* a pixel of the median, through the stretch */
		sky[0] = l.median[0];
		alone(t, &o, NULL);
		T_OK(t, fabs(out[0] - 255 * skies[i].target) <= 1);
	}
}

static void flats(struct tap *t)
{
	struct picture_options o = grey();
	struct picture_levels l;

	/* empty: nothing to lift */
	scene_sky(sky, N, 0, 0, 1);
	alone(t, &o, &l);
	T_EQ(t, out[0], 0);
	T_EQ(t, out[3 * N - 1], 0);
	T_OK(t, l.midtone == 0.5);
	o.format = PICTURE_YUYV;
	alone(t, &o, NULL);
	T_EQ(t, out[0], 16);
	T_EQ(t, out[1], 128);
	T_EQ(t, out[2], 16);
	o.format = PICTURE_RGB24;
	/* flat: at the target, however dark */
	scene_sky(sky, N, 7, 0, 1);
	alone(t, &o, NULL);
	T_EQ(t, out[0], 64);
	scene_sky(sky, N, 9000, 0, 1);
	alone(t, &o, NULL);
	T_EQ(t, out[0], 64);
	/* bright: as it is */
	scene_sky(sky, N, 40000, 0, 1);
	alone(t, &o, &l);
	T_EQ(t, out[0], 156);
	T_OK(t, l.black[0] == 0);
	/* saturated: white, in the range's sense */
	scene_sky(sky, N, 65535, 0, 1);
	alone(t, &o, NULL);
	T_EQ(t, out[0], 255);
	o.format = PICTURE_YUYV;
	alone(t, &o, NULL);
	T_EQ(t, out[0], 235);
	o.range = PICTURE_FULL;
	alone(t, &o, NULL);
	T_EQ(t, out[0], 255);
}

/* Black goes to 0 without a step as the background gets brighter. */
static void brightness(struct tap *t)
{
	struct picture_options o = grey();
	struct picture_levels l;
	double last = 0, worst = 0;

	for (unsigned int v = 1000; v <= 60000; v += 250) {
		scene_sky(sky, N, v, 0, 1);
		sky[1] = v + 500;
		alone(t, &o, &l);
		if (v > 1000)
			worst = fmax(worst, fabs(l.black[0] - last));
		last = l.black[0];
	}
	/* 16384 of black in 65 steps of the background */
	T_OK(t, worst < 800);
	T_OK(t, last == 0);
}

/* What is brighter is never shown darker. */
static bool rising(void)
{
	for (size_t i = 1; i < N; i++)
		if (sky[i] >= sky[i - 1] && out[3 * i] < out[3 * i - 3])
			return false;
	return true;
}

static void gradient(struct tap *t)
{
	struct picture_options o = grey();

	for (size_t i = 0; i < N; i++)
		sky[i] = i * 65535 / (N - 1);
	alone(t, &o, NULL);
	T_OK(t, rising());
	T_EQ(t, out[0], 0);
	T_EQ(t, out[3 * N - 1], 255);
	o.stretch = PICTURE_NONE;
	alone(t, &o, NULL);
	T_OK(t, rising());
	T_EQ(t, out[3 * (N / 2)], 128);
	T_EQ(t, out[3 * N - 1], 255);
	for (size_t i = 0; i < N; i++)
		sky[i] = 800 + i * 400 / N;
	alone(t, &o, NULL);
	/* the high byte, nearly: a night sky is black */
	T_EQ(t, out[3 * N - 1], 5);
	o.stretch = PICTURE_LINEAR;
	o.black = 900;
	o.white = 1100;
	alone(t, &o, NULL);
	T_OK(t, rising());
	T_EQ(t, out[0], 0);
	T_EQ(t, out[3 * (N / 2)], 128);
	T_EQ(t, out[3 * N - 1], 255);
	o.stretch = PICTURE_AUTO;
	alone(t, &o, NULL);
	T_OK(t, rising());
	T_EQ(t, out[3 * (N / 2)], 64);
}

/* Stars of rising brightness in a sky come out in that order, the last white. */
static void stars(struct tap *t)
{
	struct picture_options o = grey();
	unsigned int last = 0, bad = 0;

	scene_sky(sky, N, 1000, 15, 4);
	for (unsigned int i = 0; i < 30; i++)
		sky[(10 + i * 6) * W + 100] = scene_level(1100 * pow(1.16, i + 1));
	sky[(10 + 29 * 6) * W + 100] = 65535;
	alone(t, &o, NULL);
	for (unsigned int i = 0; i < 30; i++) {
		unsigned int v = out[3 * ((10 + i * 6) * W + 100)];

		bad += v <= last && last < 250;
		last = v;
	}
	T_EQ(t, bad, 0);
	T_EQ(t, last, 255);
	T_OK(t, fabs(scene_mean(out, N, 3) - 64) < 3);
}

/* 8 bits: values are 257 apart, and a sky may be one of them only. */
static void bytes(struct tap *t)
{
	static uint8_t d[N];
	const struct picture_frame f = {
		.data = d, .bytes = N, .width = W, .height = H, .bits = 8,
	};
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels l;

	memset(d, 4, N);
	d[0] = 255;
	d[1] = 5;
	d[2] = 3;
	T_EQ(t, picture_convert(p, &f, &o, out, sizeof(out)), 0);
	picture_get_levels(p, &l);
	T_OK(t, l.median[0] == 4 * 257);
	T_OK(t, l.sigma[0] == 128.5);
	T_EQ(t, out[0], 255);
	T_OK(t, out[3] > 64 && out[3] < 140);
	T_OK(t, out[6] < 64);
	T_EQ(t, out[9], 64);
	picture_free(p);
}

/* Skies that differ by their noise alone hardly move black. */
static void steady(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels l;
	double low = INFINITY, high = 0, least = INFINITY, most = 0;

	for (unsigned int i = 0; i < 40; i++) {
		scene_sky(sky, N, 1000, i % 2 ? 18 : 22, i);
		convert(p, &o);
		picture_get_levels(p, &l);
		if (i < 10)
			continue;
		low = fmin(low, l.black[0]);
		high = fmax(high, l.black[0]);
		least = fmin(least, scene_mean(out, N, 3));
		most = fmax(most, scene_mean(out, N, 3));
	}
	/* each for itself they would be 11 apart: 2.8 sigma of 4 */
	T_OK(t, high - low < 4);
	T_OK(t, high - low > 0);
	T_OK(t, most - least < 6);
	o.smooth = 1;
	convert(p, &o);
	picture_get_levels(p, &l);
	low = l.black[0];
	scene_sky(sky, N, 1000, 22, 1);
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, fabs(l.black[0] - low) > 8);
	picture_free(p);
}

/* A rise that is no jump is reached after some frames, from below. */
static void follows(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels l;
	double last;

	scene_sky(sky, N, 1000, 20, 1);
	convert(p, &o);
	scene_sky(sky, N, 1040, 20, 1);
	convert(p, &o);
	picture_get_levels(p, &l);
	/* a third of the way */
	T_OK(t, fabs(l.median[0] - 1000 - 40 / 3.0) < 2);
	last = l.median[0];
	for (int i = 0; i < 12; i++) {
		convert(p, &o);
		picture_get_levels(p, &l);
		T_OK(t, l.median[0] > last);
		last = l.median[0];
	}
	T_OK(t, fabs(last - 1040) < 2);
	/* forgotten: for itself again */
	scene_sky(sky, N, 1000, 20, 1);
	picture_restart(p);
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, fabs(l.median[0] - 1000) < 2);
	picture_free(p);
}

/* Another exposure or gain is right at its first frame. */
static void jumps(struct tap *t)
{
	static const struct {
		double level, sigma;
	} skies[] = { { 1000, 20 }, { 2000, 20 }, { 1000, 20 }, { 1000, 60 }, { 1000, 15 } };
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels l;

	for (size_t i = 0; i < sizeof(skies) / sizeof(*skies); i++) {
		scene_sky(sky, N, skies[i].level, skies[i].sigma, i);
		convert(p, &o);
		picture_get_levels(p, &l);
		T_OK(t, fabs(l.median[0] - skies[i].level) <= 2);
		T_OK(t, fabs(l.sigma[0] - skies[i].sigma) <= 2);
		T_OK(t, fabs(scene_mean(out, N, 3) - 64) < 6);
	}
	picture_free(p);
}

static bool same_levels(const struct picture_levels *a, const struct picture_levels *b)
{
	return !memcmp(a->black, b->black, sizeof(a->black)) &&
	       !memcmp(a->white, b->white, sizeof(a->white)) && a->midtone == b->midtone;
}

static void locked(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels first, l;

	/* locked from the beginning: the first frame counts */
	o.lock = true;
	scene_sky(sky, N, 1000, 20, 1);
	convert(p, &o);
	picture_get_levels(p, &first);
	T_OK(t, fabs(first.median[0] - 1000) < 2);
	scene_sky(sky, N, 3000, 50, 1);
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, same_levels(&first, &l));
	T_OK(t, scene_mean(out, N, 3) > 128);
	/* released */
	o.lock = false;
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, fabs(l.median[0] - 3000) < 4);
	T_OK(t, fabs(scene_mean(out, N, 3) - 64) < 6);
	/* locked at what there is */
	first = l;
	o.lock = true;
	scene_sky(sky, N, 1000, 20, 1);
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, same_levels(&first, &l));
	T_EQ(t, out[0], 0);
	/* another way to stretch in between: it is measured anew */
	o.stretch = PICTURE_NONE;
	convert(p, &o);
	picture_get_levels(p, &l);
	T_OK(t, l.black[0] == 0 && l.white[0] == 65535 && l.median[0] == 0);
	o.stretch = PICTURE_AUTO;
	convert(p, &o);
	T_OK(t, fabs(scene_mean(out, N, 3) - 64) < 6);
	picture_free(p);
}

static void given(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_options o = grey();
	struct picture_levels l, got;

	picture_get_levels(p, &l);
	T_OK(t, l.black[2] == 0 && l.white[2] == 65535 && l.midtone == 0.5);
	T_OK(t, l.median[0] == 0 && l.sigma[0] == 0);
	for (int c = 0; c < 3; c++) {
		l.black[c] = 1000;
		l.white[c] = 3000;
	}
	l.midtone = 0.25;
	T_EQ(t, picture_set_levels(p, &l), 0);
	o.lock = true;
	scene_sky(sky, N, 1500, 0, 1);
	convert(p, &o);
	picture_get_levels(p, &got);
	T_OK(t, same_levels(&l, &got));
	/* a quarter of the way is the midtone */
	T_EQ(t, out[0], 128);
	o.lock = false;
	convert(p, &o);
	T_EQ(t, out[0], 64);
	l.midtone = 0;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	l.midtone = 1;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	l.midtone = (double)NAN;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	l.midtone = 0.5;
	l.white[1] = 1000;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	l.white[1] = (double)INFINITY;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	l.white[1] = 2000;
	l.black[2] = (double)NAN;
	T_EQ(t, picture_set_levels(p, &l), -EINVAL);
	picture_get_levels(p, &got);
	T_OK(t, got.white[1] == 65535);
	picture_free(p);
}

int main(void)
{
	struct tap t = { 0 };

	backgrounds(&t);
	flats(&t);
	brightness(&t);
	gradient(&t);
	stars(&t);
	bytes(&t);
	steady(&t);
	follows(&t);
	jumps(&t);
	locked(&t);
	given(&t);
	return tap_end(&t);
}
