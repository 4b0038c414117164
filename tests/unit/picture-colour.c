// SPDX-License-Identifier: GPL-2.0
/* Colour: phases, white balance, and what YUV makes of it. */
#include "picture-scene.h"
#include "test.h"

enum { W = 320, H = 200, N = W * H };

static uint16_t sky[N];
static uint8_t out[3 * N];

/* Where red, the greens and blue are in a cell: y * 2 + x. */
static const int places[5][4] = {
	[PICTURE_RGGB] = { 0, 1, 1, 2 }, [PICTURE_GRBG] = { 1, 0, 2, 1 },
	[PICTURE_GBRG] = { 1, 2, 0, 1 }, [PICTURE_BGGR] = { 2, 1, 1, 0 },
};

/* A sky whose channels have levels and noise of their own. */
static void colour_sky(enum picture_pattern pattern, const double level[3], const double sigma[3])
{
	uint32_t seed = 11;

	for (unsigned int i = 0; i < N; i++) {
		int c = places[pattern][i / W % 2 * 2 + i % 2];

		sky[i] = scene_level(level[c] + sigma[c] * scene_noise(&seed));
	}
}

static struct picture_options plain(enum picture_format format)
{
	struct picture_options o;

	picture_defaults(&o);
	o.format = format;
	o.stretch = PICTURE_NONE;
	o.balance = PICTURE_BALANCE_NONE;
	return o;
}

/* Converts for itself; means of R G B or Y U Y V of the whole picture. */
static void means(struct tap *t, enum picture_pattern pattern, const struct picture_options *o,
		  double mean[4])
{
	const struct picture_frame f = scene_frame(sky, W, H, pattern);
	unsigned int step = o->format == PICTURE_RGB24 ? 3 : 4;
	struct picture *p = picture_new();
	struct picture_shape s = { 0 };

	T_EQ(t, picture_shape(&f, o, &s), 0);
	T_EQ(t, picture_convert(p, &f, o, out, sizeof(out)), 0);
	for (unsigned int c = 0; c < step; c++)
		mean[c] = scene_mean(out + c, s.bytes / step, step);
	picture_free(p);
}

static bool near3(const double got[3], double r, double g, double b, double by)
{
	bool good = fabs(got[0] - r) <= by && fabs(got[1] - g) <= by && fabs(got[2] - b) <= by;

	if (!good)
		printf("# got %.2f %.2f %.2f, want %.2f %.2f %.2f\n", got[0], got[1], got[2], r, g,
		       b);
	return good;
}

/* Each phase, from each corner, binned or not: red stays red. */
static void phases(struct tap *t)
{
	static const double level[3] = { 200 * 257, 100 * 257, 50 * 257 }, none[3] = { 0 };
	struct picture_options o = plain(PICTURE_RGB24);
	double mean[4];

	for (int pattern = PICTURE_RGGB; pattern <= PICTURE_BGGR; pattern++) {
		colour_sky(pattern, level, none);
		for (unsigned int i = 0; i < 32; i++) {
			o.crop = (struct picture_rect) { i % 2, i / 2 % 2, W - 7, H - 5 };
			o.bin = 1 + i / 4 % 4;
			o.debayer = i / 16;
			means(t, pattern, &o, mean);
			T_OK(t, near3(mean, 200, 100, 50, 0));
		}
	}
}

/* Known answers of BT.601: full and limited range. */
static void primaries(struct tap *t)
{
	static const struct {
		int rgb[3], limited[3], full[3];
	} known[] = {
		{ { 0, 0, 0 }, { 16, 128, 128 }, { 0, 128, 128 } },
		{ { 255, 255, 255 }, { 235, 128, 128 }, { 255, 128, 128 } },
		{ { 255, 0, 0 }, { 81, 90, 240 }, { 76, 85, 255 } },
		{ { 0, 255, 0 }, { 145, 54, 34 }, { 150, 44, 21 } },
		{ { 0, 0, 255 }, { 41, 240, 110 }, { 29, 255, 107 } },
	};
	static const double none[3] = { 0 };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const int *rgb = known[i].rgb;
		const double level[3] = { 257 * rgb[0], 257 * rgb[1], 257 * rgb[2] };

		for (int full = 0; full < 2; full++) {
			const int *want = full ? known[i].full : known[i].limited;
			struct picture_options o = plain(PICTURE_YUYV);
			double mean[4];

			o.range = full ? PICTURE_FULL : PICTURE_LIMITED;
			colour_sky(PICTURE_RGGB, level, none);
			means(t, PICTURE_RGGB, &o, mean);
			T_EQ(t, mean[0], want[0]);
			T_EQ(t, mean[2], want[0]);
			T_EQ(t, mean[1], want[1]);
			T_EQ(t, mean[3], want[2]);
		}
	}
}

/* Grey has no colour in any matrix and range, and white is white. */
static void greys(struct tap *t)
{
	static const double none[3] = { 0 };
	double mean[4];
	unsigned int bad = 0;

	for (unsigned int i = 0; i < 256 * 4; i += 5) {
		unsigned int v = i / 4;
		const double level[3] = { 257 * v, 257 * v, 257 * v };
		struct picture_options o = plain(PICTURE_YUYV);

		o.range = i % 2;
		o.matrix = i / 2 % 2;
		colour_sky(PICTURE_RGGB, level, none);
		means(t, PICTURE_RGGB, &o, mean);
		bad += mean[1] != 128 || mean[3] != 128 || mean[0] != mean[2];
		bad += o.range == PICTURE_FULL && mean[0] != v;
	}
	T_EQ(t, bad, 0);
}

/* Light pollution over unlike pedestals: the background turns grey. */
static void balanced(struct tap *t)
{
	static const double level[3] = { 900, 1600, 1200 }, sigma[3] = { 30, 45, 20 };
	struct picture_options o = plain(PICTURE_RGB24);
	double mean[4];

	o.stretch = PICTURE_AUTO;
	o.balance = PICTURE_BALANCE_AUTO;
	colour_sky(PICTURE_RGGB, level, sigma);
	for (int d = PICTURE_SUPERPIXEL; d <= PICTURE_BILINEAR; d++) {
		o.debayer = d;
		means(t, PICTURE_RGGB, &o, mean);
		T_OK(t, fabs(mean[0] - mean[1]) < 3 && fabs(mean[2] - mean[1]) < 3);
		T_OK(t, fabs(mean[1] - 64) < 4);
	}
	o.debayer = PICTURE_SUPERPIXEL;
	/* saturated stars are white, whatever the factors */
	sky[0] = sky[1] = sky[W] = sky[W + 1] = 65535;
	means(t, PICTURE_RGGB, &o, mean);
	T_EQ(t, out[0], 255);
	T_EQ(t, out[1], 255);
	T_EQ(t, out[2], 255);
	o.format = PICTURE_YUYV;
	means(t, PICTURE_RGGB, &o, mean);
	T_OK(t, fabs(mean[1] - 128) < 1 && fabs(mean[3] - 128) < 1);
}

/* A grey card seen by a sensor with unlike colours: grey within 1. */
static void card(struct tap *t)
{
	static const double level[3] = { 24000, 38000, 29000 }, sigma[3] = { 100, 160, 120 };
	struct picture_options o = plain(PICTURE_RGB24);
	double mean[4];

	o.balance = PICTURE_BALANCE_AUTO;
	colour_sky(PICTURE_RGGB, level, sigma);
	for (int stretch = PICTURE_AUTO; stretch <= PICTURE_NONE; stretch++) {
		o.stretch = stretch;
		means(t, PICTURE_RGGB, &o, mean);
		T_OK(t, mean[1] > 50 && mean[1] < 240);
		T_OK(t, near3(mean, mean[1], mean[1], mean[1], 1));
	}
	/* without it the sensor's colours show */
	o.balance = PICTURE_BALANCE_NONE;
	means(t, PICTURE_RGGB, &o, mean);
	T_OK(t, near3(mean, 24000 / 257.0, 38000 / 257.0, 29000 / 257.0, 1));
}

static void manual(struct tap *t)
{
	static const double level[3] = { 6000, 11000, 3500 }, none[3] = { 0 };
	struct picture_options o = plain(PICTURE_RGB24);
	double mean[4];

	colour_sky(PICTURE_RGGB, level, none);
	o.stretch = PICTURE_LINEAR;
	o.black = 1000;
	o.white = 21000;
	o.balance = PICTURE_BALANCE_MANUAL;
	o.gain[0] = 2;
	o.gain[1] = 1;
	o.gain[2] = 4;
	means(t, PICTURE_RGGB, &o, mean);
	/* 5000 x 2, 10000 x 1, 2500 x 4 of 20000 */
	T_OK(t, near3(mean, 128, 128, 128, 0));
	/* only how they are to each other matters */
	for (int c = 0; c < 3; c++)
		o.gain[c] *= 0.25;
	means(t, PICTURE_RGGB, &o, mean);
	T_OK(t, near3(mean, 128, 128, 128, 0));
	o.gain[2] = 0.5;
	means(t, PICTURE_RGGB, &o, mean);
	T_OK(t, near3(mean, 128, 128, 64, 0));
	/* mono frames have no balance */
	means(t, PICTURE_MONO, &o, mean);
	T_OK(t, mean[0] == mean[1] && mean[1] == mean[2]);
}

/* Locked, the factors stay with another light; the first frame gives them. */
static void locked(struct tap *t)
{
	static const double day[3] = { 20000, 40000, 20000 }, dusk[3] = { 20000, 40000, 40000 };
	static const double none[3] = { 0 };
	const struct picture_frame f = scene_frame(sky, W, H, PICTURE_RGGB);
	struct picture_options o = plain(PICTURE_RGB24);
	struct picture *p = picture_new();

	o.balance = PICTURE_BALANCE_AUTO;
	o.lock = true;
	colour_sky(PICTURE_RGGB, day, none);
	T_EQ(t, picture_convert(p, &f, &o, out, sizeof(out)), 0);
	T_EQ(t, out[0], 156);
	T_EQ(t, out[2], 156);
	colour_sky(PICTURE_RGGB, dusk, none);
	T_EQ(t, picture_convert(p, &f, &o, out, sizeof(out)), 0);
	T_EQ(t, out[0], 156);
	T_EQ(t, out[2], 255);
	o.lock = false;
	T_EQ(t, picture_convert(p, &f, &o, out, sizeof(out)), 0);
	T_EQ(t, out[0], 156);
	T_EQ(t, out[2], 156);
	picture_free(p);
}

/* Of everything that limited range gives nothing is beyond 16 .. 235 (240). */
static void limits(struct tap *t)
{
	const struct picture_frame f = scene_frame(sky, W, H, PICTURE_GBRG);
	struct picture_options o = plain(PICTURE_YU12);
	struct picture *p = picture_new();
	struct picture_shape s = { 0 };
	uint8_t low = 255, high = 0;
	uint32_t seed = 3;

	for (size_t i = 0; i < N; i++)
		sky[i] = scene_next(&seed) % 2 * 65535;
	T_EQ(t, picture_shape(&f, &o, &s), 0);
	T_EQ(t, picture_convert(p, &f, &o, out, s.bytes), 0);
	for (size_t i = 0; i < s.bytes; i++) {
		if (i == (size_t)s.width * s.height) {
			T_EQ(t, low, 16);
			T_EQ(t, high, 235);
			low = 255;
			high = 0;
		}
		low = out[i] < low ? out[i] : low;
		high = out[i] > high ? out[i] : high;
	}
	T_OK(t, low >= 16 && low < 80);
	T_OK(t, high <= 240 && high > 180);
	picture_free(p);
}

int main(void)
{
	struct tap t = { 0 };

	phases(&t);
	primaries(&t);
	greys(&t);
	balanced(&t);
	card(&t);
	manual(&t);
	locked(&t);
	limits(&t);
	return tap_end(&t);
}
