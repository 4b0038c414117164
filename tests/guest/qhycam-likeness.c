// SPDX-License-Identifier: GPL-2.0
/*
 * How much the pictures of a video are like a frame of the camera.
 *
 *	qhycam-likeness FRAME WxH PATTERN BIN STRETCH PICTURES WxH
 *
 * FRAME is a raw file of 16 bit, PATTERN mono or rggb, STRETCH auto or
 * BLACK,WHITE; PICTURES has grey pictures of 8 bits, one after the other. Prints a line
 * for each: the correlation of its brightness with that of the frame stretched
 * alike, and its mean level. Both are averaged over 4 x 4 pixels: two frames have the
 * same stars, but each has its own noise.
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

/* The luma of the frame as the picture core makes it, full range. */
static uint8_t *expected(char **argv, unsigned int width, unsigned int height)
{
	struct picture_frame f = { .bits = 16 };
	struct picture *p = picture_new();
	struct picture_options o;
	struct picture_shape s;
	uint8_t *out;
	void *data;
	FILE *file;

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
	if (picture_shape(&f, &o, &s) || s.width != width || s.height != height)
		die("the frame makes a picture of another size");
	f.bytes = 2ul * f.width * f.height;
	f.data = data = room(f.bytes);
	file = fopen(argv[1], "rb");
	if (!file || fread(data, 1, f.bytes, file) != f.bytes)
		die("the frame is too short");
	fclose(file);
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

static void compare(const uint8_t *want, const uint8_t *got, unsigned int width,
		    unsigned int height)
{
	double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

	for (unsigned int y = 0; y + BLOCK <= height; y += BLOCK)
		for (unsigned int x = 0; x + BLOCK <= width; x += BLOCK) {
			double u = block(want, width, x, y), v = block(got, width, x, y);

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
	printf("%.4f %.1f\n", aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0.0, b / n);
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
