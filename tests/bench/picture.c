// SPDX-License-Identifier: GPL-2.0
/*
 * picture [RUNS [WORD]]: what it costs to make a picture of a frame, in
 * milliseconds of processor, beside memcpy() of the frame's bytes in the same
 * run. Medians. With a word: the kinds whose name has it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "picture/picture.h"

#define RUNS_MAX 101

static const struct job {
	const char *name;
	unsigned int width, height, bits, bin;
	bool big_endian, bayer, lock, in_place;
	enum picture_debayer debayer;
	enum picture_format format;
} jobs[] = {
	{ "600M Y16 bin 4 YUYV", 9576, 6388, 16, 4, .format = PICTURE_YUYV },
	{ "600M Y16 bin 4 YUYV locked", 9576, 6388, 16, 4, .lock = true, .format = PICTURE_YUYV },
	{ "600M Y16_BE bin 4 YUYV", 9576, 6388, 16, 4, .big_endian = true },
	{ "600M Y16_BE bin 4 NV12", 9576, 6388, 16, 4, .big_endian = true,
	  .format = PICTURE_NV12 },
	{ "600M Y16 bin 3 YUYV", 9576, 6388, 16, 3, .format = PICTURE_YUYV },
	{ "600M Y16 bin 2 YUYV", 9576, 6388, 16, 2, .format = PICTURE_YUYV },
	{ "600M Y16 in place YUYV", 9576, 6388, 16, 1, .in_place = true },
	{ "600M GREY bin 4 YUYV", 9576, 6388, 8, 4, .format = PICTURE_YUYV },
	{ "600M GREY YU12", 9576, 6388, 8, 1, .format = PICTURE_YU12 },
	{ "268C SRGGB16 super-pixel YUYV", 6280, 4210, 16, 1, .bayer = true },
	{ "268C SRGGB16 super-pixel bin 2 NV12", 6280, 4210, 16, 2, .bayer = true,
	  .format = PICTURE_NV12 },
	{ "268C SRGGB16 bilinear YUYV", 6280, 4210, 16, 1, .bayer = true,
	  .debayer = PICTURE_BILINEAR },
	{ "268C SRGGB8 super-pixel RGB24", 6280, 4210, 8, 1, .bayer = true,
	  .format = PICTURE_RGB24 },
	{ "1080p SRGGB16 bilinear YU12", 1920, 1080, 16, 1, .bayer = true,
	  .debayer = PICTURE_BILINEAR, .format = PICTURE_YU12 },
	{ "1080p Y16 YUYV", 1920, 1080, 16, 1, .format = PICTURE_YUYV },
};

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), by_value);
	return v[n / 2];
}

/* A sky of noise, the same in each run. */
static void fill(uint8_t *d, const struct job *j)
{
	size_t n = (size_t)j->width * j->height;
	uint32_t seed = 1;

	for (size_t i = 0; i < n; i++) {
		unsigned int v;

		seed = seed * 1664525u + 1013904223u;
		v = 1000 + (seed >> 24) + (seed >> 16 & 255);
		if (j->bits == 8) {
			d[i] = v >> 6;
			continue;
		}
		d[2 * i + !j->big_endian] = v >> 8;
		d[2 * i + j->big_endian] = v;
	}
}

static int measure(const struct job *j, unsigned int runs)
{
	size_t bytes = (size_t)j->width * j->height * (j->bits / 8);
	struct picture_frame f = {
		.bytes = bytes, .width = j->width, .height = j->height, .bits = j->bits,
		.big_endian = j->big_endian,
		.pattern = j->bayer ? PICTURE_RGGB : PICTURE_MONO,
	};
	uint8_t *data = malloc(bytes), *copy = malloc(bytes), *out = NULL;
	struct picture *p = picture_new();
	double own[RUNS_MAX], plain[RUNS_MAX], a, b;
	struct picture_options o;
	struct picture_shape s;
	int r = data && copy && p ? 0 : -1;

	picture_defaults(&o);
	o.bin = j->bin;
	o.debayer = j->debayer;
	o.format = j->format;
	o.lock = j->lock;
	r = r ? r : picture_shape(&f, &o, &s);
	out = r ? NULL : malloc(s.bytes);
	if (!out)
		r = -1;
	if (!r) {
		fill(data, j);
		memset(copy, 1, bytes);
		memset(out, 1, s.bytes);
	}
	/* The first one allocates. */
	for (unsigned int i = 0; i <= runs && !r; i++) {
		a = cpu_ms();
		memcpy(copy, data, bytes);
		b = cpu_ms();
		plain[i ? i - 1 : 0] = b - a;
		f.data = j->in_place ? copy : data;
		a = cpu_ms();
		r = picture_convert(p, &f, &o, j->in_place ? copy : out, s.bytes);
		b = cpu_ms();
		own[i ? i - 1 : 0] = b - a;
	}
	if (!r) {
		a = median(plain, runs);
		b = median(own, runs);
		printf("%-36s %4ux%-4u %8.2f %8.2f %7.2f\n", j->name, s.width, s.height, b, a,
		       b / a);
		fflush(stdout);
	}
	picture_free(p);
	free(data);
	free(copy);
	free(out);
	return r;
}

int main(int argc, char **argv)
{
	unsigned int runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 7;

	if (argc > 3 || runs < 5 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: picture [RUNS [WORD]]   5 .. %u runs\n", RUNS_MAX);
		return 2;
	}
	printf("%-36s %9s %8s %8s %7s\n", "", "size", "picture", "memcpy", "ratio");
	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++)
		if ((argc < 3 || strstr(jobs[i].name, argv[2])) && measure(&jobs[i], runs)) {
			fprintf(stderr, "picture: %s failed\n", jobs[i].name);
			return 1;
		}
	return 0;
}
