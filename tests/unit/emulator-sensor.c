// SPDX-License-Identifier: GPL-2.0
/* The sensor model, measured as one measures a camera. */
#include "emulator-picture.h"

#include <math.h>

#define W	1024u
#define H	512u

static double mean(const struct picture *p)
{
	double sum = 0;
	size_t i, n = (size_t)p->w * p->h;

	for (i = 0; i < n; i++)
		sum += p->px[i];
	return sum / (double)n;
}

/* Variance of the difference of two pictures. */
static double diff_variance(const struct picture *a, const struct picture *b)
{
	double sum = 0, squares = 0;
	size_t i, n = (size_t)a->w * a->h;

	for (i = 0; i < n; i++) {
		double d = (double)a->px[i] - b->px[i];

		sum += d;
		squares += d * d;
	}
	return squares / (double)n - sum / (double)n * (sum / (double)n);
}

/* Mean of dark - bias over all pixels that are not hot. */
static double dark_difference(const struct picture *dark,
			      const struct picture *bias)
{
	size_t i, n = (size_t)dark->w * dark->h, used = 0;
	double sum = 0;

	for (i = 0; i < n; i++) {
		int d = dark->px[i] - bias->px[i];

		if (abs(d) > 120)
			continue;
		sum += d;
		used++;
	}
	return sum / (double)used;
}

/* Two flats, two biases, one long dark, as the table was measured. */
static void photon_transfer(struct tap *t)
{
	static const struct {
		unsigned int mode, gain;
		double e_per_adu, full_well, noise, dark;
	} table[] = {
		{ 1, 0, 0.77, 50462, 3.56, 0.00156 },
		{ 1, 52, 0.39, 25559, 3.58, 0.00174 },
		{ 1, 56, 0.33, 21626, 1.66, 0.00164 },
		{ 1, 58, 0.32, 20971, 1.59, 0.00158 },
		{ 1, 60, 0.31, 20316, 1.67, 0.00169 },
		{ 1, 64, 0.28, 18350, 1.69, 0.00159 },
		{ 3, 0, 1.28, 83886, 5.82, 0.00143 },
		{ 3, 40, 0.82, 53739, 5.54, 0.00180 },
	};
	struct picture f1 = picture_new(W, H), f2 = picture_new(W, H);
	struct picture b1 = picture_new(W, H), b2 = picture_new(W, H);
	struct picture d = picture_new(W, H);
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct shot s = {
			2000, 1000, .mode = table[i].mode,
			.gain = table[i].gain, .offset = 20,
			.exposure_us = 1000000,
		};
		double gain, noise;

		render(&r, SCENE_FLAT, 1, &s, -10, &f1);
		render(&r, SCENE_FLAT, 2, &s, -10, &f2);
		render(&r, SCENE_BIAS, 3, &s, -10, &b1);
		render(&r, SCENE_BIAS, 4, &s, -10, &b2);
		gain = (mean(&f1) + mean(&f2) - mean(&b1) - mean(&b2)) /
		       (diff_variance(&f1, &f2) - diff_variance(&b1, &b2));
		noise = sqrt(diff_variance(&b1, &b2) / 2) * gain;
		CHECK_NEAR(t, gain, table[i].e_per_adu, 10);
		CHECK_NEAR(t, gain * 65535, table[i].full_well, 10);
		CHECK_NEAR(t, noise, table[i].noise, 10);
		/* one sensor, one rate: the table's own scatter is 12 % */
		s.exposure_us = 3600000000u;
		render(&r, SCENE_DARK, 5, &s, -10, &d);
		CHECK_NEAR(t, dark_difference(&d, &b1) * gain / 3600,
			   table[i].dark, 14);
	}
	CHECK_NEAR(t, sensor_dark_rate(r.cam.model, -7.2), 0.0026, 10);
	rig_close(&r);
	free(f1.px);
	free(f2.px);
	free(b1.px);
	free(b2.px);
	free(d.px);
	tap_done(t, "photon transfer gives the measured table within 10 %");
}

static void pedestal(struct tap *t)
{
	struct shot s = { 2000, 1000, .mode = 1, .offset = 20 };
	struct picture p = picture_new(6280, 1024);
	unsigned int low = 65535;
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	s.x = 0;
	render(&r, SCENE_BIAS, 1, &s, -10, &p);
	for (i = 0; i < (size_t)p.w * p.h; i++)
		if (p.px[i] < low)
			low = p.px[i];
	CHECK_NEAR(t, mean(&p), 326, 1);
	CHECK(t, low >= 140 && low <= 260);
	free(p.px);
	rig_close(&r);
	tap_done(t, "offset 20: mean 326, lowest pixel near 200");
}

static void linearity(struct tap *t)
{
	struct picture p = picture_new(W, H);
	struct shot s = { 2000, 1000, .mode = 1, .offset = 20 };
	double base, rate;
	struct rig r;
	int k;

	rig_open(&r, "268m");
	render(&r, SCENE_BIAS, 1, &s, -10, &p);
	base = mean(&p);
	rate = SENSOR_FLAT_RATE / 0.77;
	for (k = 1; k <= 8; k++) {
		s.exposure_us = 500000 * (unsigned int)k;
		render(&r, SCENE_FLAT, (uint64_t)k + 1, &s, -10, &p);
		CHECK_NEAR(t, mean(&p) - base, rate * 0.5 * k, 0.3);
	}
	s.exposure_us = 20000000;
	render(&r, SCENE_FLAT, 20, &s, -10, &p);
	CHECK_EQ(t, mean(&p), 65535);
	free(p.px);
	rig_close(&r);
	tap_done(t, "linear within 0.3 %, then saturated");
}

/* Of single flats the response is the greater part of the spread, and it is
 * the same in all of them.
 */
static void response(struct tap *t)
{
	struct shot s = {
		2000, 1000, .mode = 1, .offset = 20, .exposure_us = 4000000,
	};
	struct picture a = picture_new(W, H), b = picture_new(W, H);
	double signal, sum = 0, squares = 0, fixed;
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	render(&r, SCENE_FLAT, 1, &s, -10, &a);
	render(&r, SCENE_FLAT, 2, &s, -10, &b);
	for (i = 0; i < (size_t)W * H; i++) {
		sum += a.px[i];
		squares += (double)a.px[i] * a.px[i];
	}
	signal = sum / (W * H) - 326;
	fixed = squares / (W * H) - sum / (W * H) * (sum / (W * H)) -
		diff_variance(&a, &b) / 2;
	CHECK_NEAR(t, sqrt(fixed), SENSOR_PRNU * signal, 3);
	free(a.px);
	free(b.px);
	rig_close(&r);
	tap_done(t, "the pixels' response differs by half a percent");
}

static void dark_places(struct tap *t)
{
	struct shot s = { .exposure_us = 3000000, .mode = 1, .offset = 20 };
	struct picture ob = picture_new(24, 4176);
	struct picture over = picture_new(6280, 34);
	struct picture lit = picture_new(64, 64);
	struct rig r;

	rig_open(&r, "268m");
	render(&r, SCENE_FLAT, 1, &s, -10, &ob);
	CHECK_NEAR(t, mean(&ob), 326, 1);
	s.y = 4176;
	render(&r, SCENE_FLAT, 1, &s, -10, &over);
	CHECK_NEAR(t, mean(&over), 326, 1);
	/* warm and long: optical black shows dark current, overscan none */
	s.exposure_us = 600000000;
	render(&r, SCENE_DARK, 2, &s, 20, &over);
	CHECK_NEAR(t, mean(&over), 326, 1);
	s.y = 0;
	render(&r, SCENE_DARK, 2, &s, 20, &ob);
	CHECK_NEAR(t, mean(&ob) - 326,
		   sensor_dark_rate(r.cam.model, 20) * 600 / 0.77, 10);
	s.x = 24;
	s.exposure_us = 3000000;
	render(&r, SCENE_FLAT, 3, &s, -10, &lit);
	CHECK(t, mean(&lit) > 30000);
	free(ob.px);
	free(over.px);
	free(lit.px);
	rig_close(&r);
	tap_done(t, "optical black and overscan see no light, overscan no dark");
}

static void hot_pixels(struct tap *t)
{
	struct shot s = { .exposure_us = 600000000, .mode = 1, .offset = 20 };
	struct picture p = picture_new(6280, 4210);
	unsigned int full = 0;
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	render(&r, SCENE_DARK, 1, &s, -10, &p);
	for (i = 0; i < (size_t)p.w * p.h; i++)
		full += p.px[i] == 65535;
	CHECK_EQ(t, full, 86);
	free(p.px);
	rig_close(&r);
	tap_done(t, "86 saturated pixels in a 600 s dark");
}

static double channel_mean(const struct picture *p, unsigned int cx,
			   unsigned int cy)
{
	double sum = 0;
	unsigned int x, y;

	for (y = cy; y < p->h; y += 2)
		for (x = cx; x < p->w; x += 2)
			sum += p->px[y * p->w + x];
	return sum / (p->w / 2.0 * (p->h / 2.0)) - 326;
}

static void bayer(struct tap *t)
{
	struct shot s = {
		2000, 1000, .exposure_us = 1000000, .mode = 1, .offset = 20,
	};
	struct picture p = picture_new(256, 256);
	double g1, g2, red, blue;
	struct rig r;

	rig_open(&r, "600c");
	render(&r, SCENE_FLAT, 1, &s, -10, &p);
	red = channel_mean(&p, 0, 0);
	g1 = channel_mean(&p, 1, 0);
	g2 = channel_mean(&p, 0, 1);
	blue = channel_mean(&p, 1, 1);
	CHECK_NEAR(t, g1, g2, 1);
	CHECK_NEAR(t, red / g1, 0.60, 2);
	CHECK_NEAR(t, blue / g1, 0.75, 2);
	free(p.px);
	rig_close(&r);
	tap_done(t, "RGGB counted from the whole area's origin");
}

static void repeatable(struct tap *t)
{
	struct shot all = { 0, 900, .exposure_us = 100000, .offset = 20 };
	struct shot part = all;
	struct picture a = picture_new(6280, 40), b = picture_new(6280, 40);
	struct picture c = picture_new(128, 20);
	unsigned int x, y, wrong = 0;
	struct rig r;

	rig_open(&r, "268m");
	render(&r, SCENE_STARS, 9, &all, 0, &a);
	render(&r, SCENE_STARS, 9, &all, 0, &b);
	CHECK(t, !memcmp(a.px, b.px, 6280 * 40 * 2));
	render(&r, SCENE_STARS, 10, &all, 0, &b);
	CHECK(t, memcmp(a.px, b.px, 6280 * 40 * 2));
	part.x = 3000;
	part.y = 910;
	render(&r, SCENE_STARS, 9, &part, 0, &c);
	for (y = 0; y < 20; y++)
		for (x = 0; x < 128; x++)
			wrong += c.px[y * 128 + x] !=
				 a.px[(y + 10) * 6280 + 3000 + x];
	CHECK_EQ(t, wrong, 0);
	free(a.px);
	free(b.px);
	free(c.px);
	rig_close(&r);
	tap_done(t, "the same frame is the same picture, whatever the ROI");
}

static void through_the_wire(struct tap *t)
{
	struct shot s = { 0, 4100, 6280, 110, 100000, .offset = 20 };
	uint8_t *eight;
	unsigned int i, wrong = 0;
	struct rig r;

	rig_open(&r, "268m");
	r.cam.stream.scene = SCENE_STARS;
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_frame(&r, 4096), 0);
	CHECK_EQ(t, r.len, 6280 * 110 + 4);
	eight = malloc(r.len);
	if (!eight)
		exit(EXIT_FAILURE);
	memcpy(eight, r.data, r.len);
	/* power cycle: frame 1 again, now with 16 bits and odd requests */
	camera_unplug(&r.cam, r.now, NEVER);
	camera_plug(&r.cam, r.now);
	r.cam.configuration = 1;
	s.bits16 = true;
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_frame(&r, 3072), 0);
	CHECK_EQ(t, r.len, 6280 * 110 * 2 + 4);
	for (i = 0; i < 6280 * 110; i++)
		wrong += r.data[2 * i] != eight[i];
	CHECK_EQ(t, wrong, 0);
	free(eight);
	rig_close(&r);
	tap_done(t, "8 bit is the high byte of the same frame in 16 bit");
}

int main(void)
{
	struct tap t = { 0 };

	photon_transfer(&t);
	pedestal(&t);
	linearity(&t);
	response(&t);
	dark_places(&t);
	hot_pixels(&t);
	bayer(&t);
	repeatable(&t);
	through_the_wire(&t);
	return tap_end(&t);
}
