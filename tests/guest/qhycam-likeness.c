// SPDX-License-Identifier: GPL-2.0
/*
 * How much the pictures of a video are like a frame of the camera.
 *
 *	qhycam-likeness FRAME WxH PATTERN BIN STRETCH PICTURES WxH
 *
 * FRAME is a raw file of 16 bit, or 8 bit when it is that long, PATTERN mono or rggb,
 * STRETCH auto or BLACK,WHITE; PICTURES has grey pictures of 8 bits, one after the other. Prints a line
 * for each: the correlation of its brightness with that of the frame stretched
 * alike, and its mean level. Both are averaged over 4 x 4 pixels: two frames have the
 * same stars, but each has its own noise. A picture may be one pixel to the side, where
 * OBS draws YUYV: the best of the three counts.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture/picture.h"

#define BLOCK 4

static void die(const char *what)
{
	fprintf(stderr, "qhycam-likeness: %s\n", what);
	exit(2);
}

static void *room(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (!p)
		die("no memory");
	return p;
}

static void size_of(const char *text, unsigned int *width, unsigned int *height)
{
	if (sscanf(text, "%ux%u", width, height) != 2 || !*width || !*height)
		die("a size is WxH");
}

/* Its pixels; their bits and number into @f. */
static void *load(const char *path, struct picture_frame *f)
{
	size_t pixels = (size_t)f->width * f->height;
	FILE *file = fopen(path, "rb");
	void *data = room(2 * pixels);

	if (file)
		f->bytes = fread(data, 1, 2 * pixels, file);
	if (!file || (f->bytes != pixels && f->bytes != 2 * pixels))
		die("the frame has not the size of its pixels");
	fclose(file);
	f->bits = 8 * f->bytes / pixels;
	return data;
}

/* The luma of the frame as the picture core makes it, full range. */
static uint8_t *expected(char **argv, unsigned int width, unsigned int height)
{
	struct picture_frame f = { 0 };
	struct picture *p = picture_new();
	struct picture_options o;
	struct picture_shape s;
	uint8_t *out;
	void *data;

	size_of(argv[2], &f.width, &f.height);
	f.pattern = !strcmp(argv[3], "rggb") ? PICTURE_RGGB : PICTURE_MONO;
	picture_defaults(&o);
	o.bin = atoi(argv[4]);
	o.debayer = PICTURE_BILINEAR;
	if (f.pattern == PICTURE_RGGB && o.bin % 2 == 0) {
		o.debayer = PICTURE_SUPERPIXEL;
		o.bin /= 2;
	}
	if (strcmp(argv[5], "auto")) {
		o.stretch = PICTURE_LINEAR;
		if (sscanf(argv[5], "%lf,%lf", &o.black, &o.white) != 2)
			die("a stretch is auto or BLACK,WHITE");
	}
	o.format = PICTURE_YU12;
	o.range = PICTURE_FULL;
	f.data = data = load(argv[1], &f);
	if (picture_shape(&f, &o, &s) || s.width != width || s.height != height)
		die("the frame makes a picture of another size");
	out = room(s.bytes);
	if (!p || picture_convert(p, &f, &o, out, s.bytes))
		die("no picture");
	free(data);
	picture_free(p);
	return out;
}

static double block(const uint8_t *luma, unsigned int width, unsigned int x, unsigned int y)
{
	double sum = 0;

	for (unsigned int row = 0; row < BLOCK; row++)
		for (unsigned int col = 0; col < BLOCK; col++)
			sum += luma[(size_t)(y + row) * width + x + col];
	return sum / (BLOCK * BLOCK);
}

/* @got is @side pixels to the right of @want. */
static double correlation(const uint8_t *want, const uint8_t *got, unsigned int width,
			  unsigned int height, int side, double *mean)
{
	double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

	for (unsigned int y = 0; y + BLOCK <= height; y += BLOCK)
		for (unsigned int x = BLOCK; x + 2 * BLOCK <= width; x += BLOCK) {
			double u = block(want, width, x, y), v = block(got, width, x + side, y);

			n++;
			a += u;
			b += v;
			aa += u * u;
			bb += v * v;
			ab += u * v;
		}
	aa -= a * a / n;
	bb -= b * b / n;
	ab -= a * b / n;
	*mean = b / n;
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static void compare(const uint8_t *want, const uint8_t *got, unsigned int width,
		    unsigned int height)
{
	double best = -1, mean;

	for (int side = -1; side <= 1; side++)
		best = fmax(best, correlation(want, got, width, height, side, &mean));
	printf("%.4f %.1f\n", best, mean);
}

int main(int argc, char **argv)
{
	unsigned int width, height;
	uint8_t *want, *got;
	FILE *file;

	if (argc != 8)
		die("FRAME WxH PATTERN BIN STRETCH PICTURES WxH");
	size_of(argv[7], &width, &height);
	want = expected(argv, width, height);
	got = room((size_t)width * height);
	file = fopen(argv[6], "rb");
	if (!file)
		die("no pictures");
	while (fread(got, 1, (size_t)width * height, file) == (size_t)width * height)
		compare(want, got, width, height);
	fclose(file);
	free(want);
	free(got);
	return 0;
}
