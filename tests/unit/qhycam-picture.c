// SPDX-License-Identifier: GPL-2.0
/* Statistics, binning, stretch and PNG of the preview. */
#include <math.h>
#include <stdlib.h>

#include <png.h>

#include "lib/preview.h"
#include "lib/stats.h"
#include "test.h"

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static int by_value(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* The definition: sort, take the lower middle; again for the deviations. */
static void slow(const uint16_t *p, size_t n, unsigned int *median, unsigned int *mad)
{
	uint16_t *copy = malloc(n * sizeof(*copy));

	memcpy(copy, p, n * sizeof(*copy));
	qsort(copy, n, sizeof(*copy), by_value);
	*median = copy[(n - 1) / 2];
	for (size_t i = 0; i < n; i++)
		copy[i] = abs((int)p[i] - (int)*median);
	qsort(copy, n, sizeof(*copy), by_value);
	*mad = copy[(n - 1) / 2];
	free(copy);
}

static void compare(struct tap *t, const uint16_t *p, size_t n)
{
	struct qc_histogram *h = calloc(1, sizeof(*h));
	unsigned int median, mad, min = 65535, max = 0;
	struct qc_stats s;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		min = p[i] < min ? p[i] : min;
		max = p[i] > max ? p[i] : max;
		sum += p[i];
	}
	slow(p, n, &median, &mad);
	qc_histogram_add16(h, p, n);
	qc_stats_of(h, 65535, &s);
	T_EQ(t, s.median, median);
	T_EQ(t, s.mad, mad);
	T_EQ(t, s.min, min);
	T_EQ(t, s.max, max);
	T_OK(t, fabs(s.mean - sum / n) < 1e-6);
	free(h);
}

static void statistics(struct tap *t)
{
	static const uint16_t edge[] = { 0, 65535, 65535, 0, 65535 };
	static const uint8_t bytes[] = { 1, 2, 255, 255 };
	struct qc_histogram *h = calloc(1, sizeof(*h));
	uint16_t p[1001];
	struct qc_stats s;
	uint32_t seed = 1;

	for (size_t i = 0; i < 1001; i++)
		p[i] = 300 + next(&seed) % 57;
	p[5] = 65535;
	compare(t, p, 1001);
	compare(t, p, 1000);
	compare(t, p, 1);
	compare(t, p, 2);
	compare(t, edge, 5);
	compare(t, edge, 4);
	for (size_t i = 0; i < 1001; i++)
		p[i] = next(&seed);
	compare(t, p, 1001);
	qc_stats_of(h, 65535, &s);
	T_EQ(t, s.median, 0);
	T_EQ(t, s.max, 0);
	qc_histogram_add8(h, bytes, 4);
	qc_stats_of(h, 255, &s);
	T_EQ(t, s.saturated, 2);
	T_EQ(t, s.median, 2);
	free(h);
}

static void transfer(struct tap *t)
{
	double last = 0, y;
	bool rising = true;

	T_OK(t, qc_midtone(0, 0.1) == 0);
	T_OK(t, qc_midtone(1, 0.1) == 1);
	T_OK(t, qc_midtone(-1, 0.1) == 0);
	T_OK(t, qc_midtone(2, 0.1) == 1);
	T_OK(t, fabs(qc_midtone(0.1, 0.1) - 0.5) < 1e-12);
	T_OK(t, fabs(qc_midtone(0.3, 0.5) - 0.3) < 1e-12);
	for (int i = 1; i < 1000; i++) {
		y = qc_midtone(i / 1000.0, 0.003);
		rising = rising && y > last && y < 1;
		last = y;
	}
	T_OK(t, rising);
}

/* 3300 wide: blocks of 3 x 3, 1100 wide; 7 rows make 2. */
static void binning(struct tap *t)
{
	enum { W = 3300, H = 7 };
	uint16_t *p = malloc(W * H * sizeof(*p));
	struct qc_frame_view v = { p, W, H, 16, false };
	struct qc_picture pic;
	struct qc_error e;
	bool same = true;

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			p[y * W + x] = (x / 3) * 10 + (y / 3) * 1000 + (x % 3 == 1 && y % 3 == 1);
	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, pic.width, 1100);
	T_EQ(t, pic.height, 2);
	T_EQ(t, pic.channels, 1);
	for (unsigned int y = 0; y < pic.height; y++)
		for (unsigned int x = 0; x < pic.width; x++)
			same = same && pic.plane[0][y * pic.width + x] == x * 10 + y * 1000;
	T_OK(t, same);
	qc_picture_free(&pic);
	v.width = 1600;
	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, pic.width, 1600);
	qc_picture_free(&pic);
	v.width = 1601;
	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, pic.width, 800);
	qc_picture_free(&pic);
	v.height = 1;
	T_OK(t, qc_picture_make(&pic, &v, &e) < 0);
	free(p);
}

static void colour(struct tap *t)
{
	/* R 10 11, G 20 22 / 30 30, B 40 44 in two cells side by side. */
	static const uint8_t p[] = { 10, 20, 11, 22, 30, 40, 30, 44 };
	const struct qc_frame_view v = { p, 4, 2, 8, true };
	struct qc_picture pic;
	struct qc_error e;

	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, pic.channels, 3);
	T_EQ(t, pic.width, 2);
	T_EQ(t, pic.height, 1);
	T_EQ(t, pic.plane[0][0], 10 * 257);
	T_EQ(t, pic.plane[0][1], 11 * 257);
	T_EQ(t, pic.plane[1][0], 25 * 257);
	T_EQ(t, pic.plane[1][1], 26 * 257);
	T_EQ(t, pic.plane[2][0], 40 * 257);
	T_EQ(t, pic.plane[2][1], 44 * 257);
	qc_picture_free(&pic);
}

/* Channels with unlike level and noise: their backgrounds come out alike. */
static void neutral(struct tap *t)
{
	enum { W = 200, H = 200 };
	uint16_t *p = malloc(W * H * sizeof(*p));
	const struct qc_frame_view v = { p, W, H, 16, true };
	static const unsigned int pedestal[2][2] = { { 900, 1200 }, { 1200, 700 } };
	static const unsigned int noise[2][2] = { { 40, 90 }, { 90, 20 } };
	struct qc_picture pic;
	struct qc_stretch s;
	struct qc_error e;
	uint32_t seed = 3;
	double out[3], x;

	for (int y = 0; y < H; y++)
		for (int i = 0; i < W; i++)
			p[y * W + i] = pedestal[y % 2][i % 2] + next(&seed) % noise[y % 2][i % 2];
	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, qc_stretch_find(&pic, &s, &e), 0);
	for (int c = 0; c < 3; c++) {
		x = pedestal[c / 2][(c + 1) / 2] + noise[c / 2][(c + 1) / 2] / 2.0;
		out[c] = qc_midtone((x - s.black[c]) / (s.white[c] - s.black[c]), s.midtone);
	}
	T_OK(t, fabs(out[0] - 0.25) < 0.02);
	T_OK(t, fabs(out[1] - out[0]) < 0.02);
	T_OK(t, fabs(out[2] - out[0]) < 0.02);
	qc_picture_free(&pic);
	free(p);
}

/* Two 8-bit values of the stretched picture: its median and its maximum. */
static void read_png(struct tap *t, const void *png, size_t len, unsigned int w, unsigned int h,
		     uint8_t *out)
{
	png_image image = { .version = PNG_IMAGE_VERSION };

	T_OK(t, png_image_begin_read_from_memory(&image, png, len));
	T_EQ(t, image.width, w);
	T_EQ(t, image.height, h);
	T_EQ(t, image.format & PNG_FORMAT_FLAG_COLOR, 0);
	image.format = PNG_FORMAT_GRAY;
	T_OK(t, png_image_finish_read(&image, NULL, out, 0, NULL));
}

static void stretched(struct tap *t)
{
	enum { W = 100, H = 100 };
	uint16_t p[W * H];
	uint8_t out[W * H];
	const struct qc_frame_view v = { p, W, H, 16, false };
	struct qc_picture pic;
	struct qc_stretch s;
	struct qc_error e;
	uint32_t seed = 7;
	void *png = NULL;
	size_t len = 0;

	for (size_t i = 0; i < W * H; i++)
		p[i] = 500 + next(&seed) % 41;
	p[0] = 65535;
	p[1] = 520;
	p[2] = 0;
	T_EQ(t, qc_picture_make(&pic, &v, &e), 0);
	T_EQ(t, qc_stretch_find(&pic, &s, &e), 0);
	T_OK(t, s.black[0] > 400 && s.black[0] < 500);
	T_EQ(t, qc_png_make(&pic, &s, &png, &len, &e), 0);
	read_png(t, png, len, W, H, out);
	T_EQ(t, out[0], 255);
	/* The background comes out at a quarter of full brightness. */
	T_OK(t, out[1] >= 60 && out[1] <= 68);
	T_EQ(t, out[2], 0);
	free(png);
	for (size_t i = 0; i < W * H; i++)
		pic.plane[0][i] = 1000;
	T_EQ(t, qc_stretch_find(&pic, &s, &e), 0);
	T_OK(t, s.midtone == 0.5);
	qc_picture_free(&pic);
}

int main(void)
{
	struct tap t = { 0 };

	statistics(&t);
	transfer(&t);
	binning(&t);
	colour(&t);
	neutral(&t);
	stretched(&t);
	return tap_end(&t);
}
