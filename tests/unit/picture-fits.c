// SPDX-License-Identifier: GPL-2.0
/*
 * A night sky as a FITS file: written and read back by cfitsio, which keeps 16
 * bits with an offset and big endian, then shown.
 */
#include <unistd.h>

#include <fitsio.h>

#include "picture-scene.h"
#include "test.h"

enum { W = 600, H = 400, N = W * H, STARS = 40 };

static uint16_t sky[N], back[N];
static uint8_t out[3 * N];

struct star {
	double x, y, peak;
};

/*
 * A sky with a gradient and stars of 1.5 pixels' sigma, each sixth with twice the
 * peak, all alike in every grid of bins.
 */
static void make_sky(struct star *stars)
{
	uint32_t seed = 21;
	double *d = malloc(sizeof(*d) * N);

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			d[y * W + x] = 1200 + x * 0.05 + 14 * scene_noise(&seed);
	for (int i = 0; i < STARS; i++) {
		struct star *s = &stars[i];

		*s = (struct star) { 40 + i % 8 * 72, 40 + i / 8 * 72, 600 * pow(2, i / 6.0) };
		for (int y = -8; y <= 8; y++)
			for (int x = -8; x <= 8; x++)
				d[((int)s->y + y) * W + (int)s->x + x] +=
					s->peak * exp(-(x * x + y * y) / (2 * 1.5 * 1.5));
	}
	for (int i = 0; i < N; i++)
		sky[i] = scene_level(d[i]);
	free(d);
}

static void through_a_file(struct tap *t)
{
	char path[] = "/tmp/picture-fits.XXXXXX", name[64];
	long size[2] = { W, H };
	fitsfile *f = NULL;
	int status = 0, fd = mkstemp(path);

	T_OK(t, fd >= 0);
	close(fd);
	snprintf(name, sizeof(name), "!%s", path);
	fits_create_file(&f, name, &status);
	fits_create_img(f, USHORT_IMG, 2, size, &status);
	fits_write_img(f, TUSHORT, 1, N, sky, &status);
	fits_close_file(f, &status);
	fits_open_file(&f, path, READONLY, &status);
	fits_read_img(f, TUSHORT, 1, N, NULL, back, NULL, &status);
	fits_close_file(f, &status);
	T_EQ(t, status, 0);
	T_MEM(t, (uint8_t *)back, (uint8_t *)sky, sizeof(sky));
	unlink(path);
}

/* The brightest of a star's picture, with bins of @n in Y of @step bytes. */
static unsigned int peak(const struct star *s, unsigned int n, unsigned int w, unsigned int step)
{
	unsigned int best = 0;

	for (int y = -2; y <= 2; y++)
		for (int x = -2; x <= 2; x++) {
			unsigned int v = out[step * (((unsigned int)s->y / n + y) * w +
						     (unsigned int)s->x / n + x)];

			best = v > best ? v : best;
		}
	return best;
}

/* Background at the target, stars in their order, the brightest near white. */
static void shown(struct tap *t, const struct star *stars, const struct picture_options *o,
		  unsigned int step, double low, double range)
{
	const struct picture_frame f = scene_frame(back, W, H, PICTURE_MONO);
	struct picture *p = picture_new();
	struct picture_shape s = { 0 };
	unsigned int last = 0, bad = 0;
	unsigned int *counts = calloc(256, sizeof(*counts)), median = 0;

	T_EQ(t, picture_shape(&f, o, &s), 0);
	T_EQ(t, picture_convert(p, &f, o, out, sizeof(out)), 0);
	for (size_t i = 0; i < (size_t)s.width * s.height; i++)
		counts[out[i * step]]++;
	for (size_t n = counts[0]; n < (size_t)s.width * s.height / 2; n += counts[median])
		median++;
	T_OK(t, fabs(median - (low + 0.25 * range)) <= 4);
	for (int i = 0; i < STARS; i++) {
		unsigned int v = peak(&stars[i], o->bin, s.width, step);

		bad += v < last;
		last = v;
	}
	T_EQ(t, bad, 0);
	T_OK(t, last > low + 0.9 * range && last <= low + range);
	T_OK(t, peak(&stars[0], o->bin, s.width, step) > median);
	free(counts);
	picture_free(p);
}

int main(void)
{
	struct tap t = { 0 };
	struct star stars[STARS];
	struct picture_options o;

	make_sky(stars);
	through_a_file(&t);
	picture_defaults(&o);
	for (o.bin = 1; o.bin <= 4; o.bin++) {
		o.format = PICTURE_YUYV;
		o.range = PICTURE_LIMITED;
		shown(&t, stars, &o, 2, 16, 219);
		o.format = PICTURE_NV12;
		o.range = PICTURE_FULL;
		shown(&t, stars, &o, 1, 0, 255);
	}
	return tap_end(&t);
}
