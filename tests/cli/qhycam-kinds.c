// SPDX-License-Identifier: GPL-2.0
/* qhycam-kinds DIR: made-up frames in every form of FITS that qhycam writes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../unit/qhycam-series.h"

#define WIDTH 644
#define HEIGHT 482
#define PLANES 4

static const struct {
	const char *name;
	unsigned int bits, bin;
	bool average, cube, rice;
} kinds[] = {
	{ "plain.fits", 16, 1, false, false, false },
	{ "eight.fits", 8, 1, false, false, false },
	{ "sum2.fits", 16, 2, false, false, false },
	{ "sum3.fits", 16, 3, false, false, false },
	{ "mean2.fits", 16, 2, true, false, false },
	{ "mean4of8.fits", 8, 4, true, false, false },
	{ "sum4of8.fits", 8, 4, false, false, false },
	{ "cube.fits", 16, 1, false, true, false },
	{ "plain.fits.fz", 16, 1, false, false, true },
	{ "eight.fits.fz", 8, 1, false, false, true },
	{ "sum4.fits.fz", 16, 4, false, false, true },
};

static int compress(const char *name, const struct qc_fits_meta *m, const void *pixels,
		    struct qc_error *e)
{
	struct qc_pixels p = pixels_of(m, pixels);
	void *room = malloc(qc_pixels_room(&p, qc_pixels_chunk(&p)));
	struct qc_fits f = { 0 };
	int r = qc_fits_compress(&f, m, &p, room, e);

	if (!r)
		r = qc_file_write(name, f.data, f.len, false, e);
	qc_fits_free(&f);
	free(room);
	return r;
}

static int make(unsigned int i, const void *pixels, const struct qc_user_keys *keys,
		struct qc_error *e)
{
	const struct qc_fits_meta m = {
		.width = WIDTH,
		.height = HEIGHT,
		.bits = kinds[i].bits,
		.bin = kinds[i].bin,
		.average = kinds[i].average,
		.whole = { 0, 0, 6280, 4210 },
		.effective = { 24, 0, 6252, 4176 },
		.top = 3800,
		.start_utc_ns = 1795195131123456000,
		.end_utc_ns = 1795195131124456000,
		.exposure_us = 1000,
		.type = "dark",
		.object = "M 31",
		.camera = "QHY268M",
		.mode = "High Gain",
		.creator = "test",
		.pixel_um_x = 3.76,
		.pixel_um_y = 3.76,
		.user = keys,
	};

	if (kinds[i].rice)
		return compress(kinds[i].name, &m, pixels, e);
	return write_series(kinds[i].cube ? QC_KIND_CUBE : QC_KIND_FITS, kinds[i].name, &m,
			    pixels, kinds[i].cube ? PLANES : 1, e);
}

int main(int argc, char **argv)
{
	static uint16_t pixels[PLANES * WIDTH * HEIGHT];
	struct qc_user_keys keys = { .count = 0 };
	struct qc_error e = { .text = "a keyword" };
	int r;

	if (argc != 2 || chdir(argv[1]))
		return 2;
	for (size_t i = 0; i < PLANES * WIDTH * HEIGHT; i++)
		pixels[i] = i * 40503u;
	r = qc_user_add(&keys, "TELESCOP='f/4 Newton'/the large one", &e);
	if (!r)
		r = qc_user_add(&keys, "BIG=12345678901234", &e);
	if (!r)
		r = qc_user_add(&keys, "SMALL=-1.5e-7/[m]", &e);
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !r; i++)
		r = make(i, pixels, &keys, &e);
	if (r)
		fprintf(stderr, "%s\n", e.text);
	return !!r;
}
