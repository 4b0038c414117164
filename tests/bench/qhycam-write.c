// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam-write DIR [FRAMES]: what it costs to write a frame of a QHY268, 16 bit,
 * in different ways. Prints milliseconds of processor and of time per frame.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fitsio.h>

#include "lib/clock.h"
#include "lib/series.h"

#define WIDTH 6280
#define HEIGHT 4210

static struct qc_pixels frame = { .width = WIDTH, .height = HEIGHT, .bits = 16, .bin = 1 };
static const struct qc_fits_meta meta = {
	.width = WIDTH, .height = HEIGHT, .bits = 16, .type = "light", .camera = "QHY268M",
};
static char path[4096];
static void *room;
static struct qc_fits memory;

static int copy(struct qc_error *e)
{
	return qc_file_write(path, frame.data, 2 * WIDTH * HEIGHT, true, e);
}

static int series(enum qc_kind kind, struct qc_error *e)
{
	struct qc_series s;
	int r = qc_series_begin(&s, kind, path, &meta, &frame, 1, true, e);

	if (r)
		return r;
	r = qc_series_put(&s, &frame, 0, 0, room);
	return r ? qc_series_fail(&s, r, e) : qc_series_finish(&s, &meta, 1, e);
}

static int raw(struct qc_error *e)
{
	return series(QC_KIND_RAW, e);
}

static int fits(struct qc_error *e)
{
	return series(QC_KIND_FITS, e);
}

static int big_endian(struct qc_error *e)
{
	int r;

	frame.big_endian = true;
	r = series(QC_KIND_FITS, e);
	frame.big_endian = false;
	return r;
}

static int binned(struct qc_error *e)
{
	int r;

	frame.bin = 2;
	r = series(QC_KIND_FITS, e);
	frame.bin = 1;
	return r;
}

static int rice(struct qc_error *e)
{
	int r = qc_fits_compress(&memory, &meta, &frame, room, e);

	return r ? r : qc_file_write(path, memory.data, memory.len, true, e);
}

/* All by cfitsio: image, conversion and checksum in memory, then the file. */
static int cfitsio(struct qc_error *e)
{
	long size[2] = { WIDTH, HEIGHT };
	LONGLONG end = 0;
	fitsfile *fp = NULL;
	int status = 0;

	fits_create_memfile(&fp, &memory.data, &memory.capacity, 2880, realloc, &status);
	fits_create_img(fp, USHORT_IMG, 2, size, &status);
	fits_write_img(fp, TUSHORT, 1, (LONGLONG)WIDTH * HEIGHT, (void *)(uintptr_t)frame.data,
		       &status);
	fits_write_chksum(fp, &status);
	fits_flush_file(fp, &status);
	fits_get_hduaddrll(fp, NULL, NULL, &end, &status);
	fits_close_file(fp, &status);
	if (status)
		return qc_fail(e, QC_FAILED, 0, "cfitsio %d", status);
	return qc_file_write(path, memory.data, end, true, e);
}

static double cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static int measure(const char *name, int (*way)(struct qc_error *), int frames)
{
	struct qc_error e;
	double cpu;
	int64_t ns;
	int r = way(&e);	/* memory and caches are warm then */

	cpu = cpu_ms();
	ns = qc_mono_ns();
	for (int i = 0; i < frames && !r; i++)
		r = way(&e);
	if (r)
		fprintf(stderr, "%s: %s\n", name, e.text);
	else
		printf("%-32s %8.1f %8.1f\n", name, (cpu_ms() - cpu) / frames,
		       (qc_mono_ns() - ns) / 1e6 / frames);
	return r;
}

int main(int argc, char **argv)
{
	int frames = argc > 2 ? atoi(argv[2]) : 10, r;
	uint16_t *pixels = malloc(2 * WIDTH * HEIGHT);
	uint32_t seed = 1;

	room = malloc(1 << 20);
	memory.capacity = 2 * WIDTH * HEIGHT + 100 * 2880;
	memory.data = calloc(1, memory.capacity);
	if (argc < 2 || !pixels || !room || !memory.data)
		return 2;
	snprintf(path, sizeof(path), "%s/qhycam-write.%d", argv[1], getpid());
	/* noise of some ADU, as from a sensor */
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
		seed = seed * 1664525u + 1013904223u;
		pixels[i] = 326 + (seed >> 28) + (seed >> 20 & 15);
	}
	frame.data = pixels;
	printf("%-32s %8s %8s   ms per frame of %d bytes\n", "", "CPU", "time", 2 * WIDTH * HEIGHT);
	r = measure("the same bytes, write()", copy, frames);
	r |= measure("--raw", raw, frames);
	r |= measure("FITS", fits, frames);
	r |= measure("FITS, camera big endian", big_endian, frames);
	r |= measure("FITS, all by cfitsio", cfitsio, frames);
	r |= measure("--bin 2", binned, frames);
	r |= measure("--compress rice", rice, frames / 5 + 1);
	unlink(path);
	qc_fits_free(&memory);
	free(pixels);
	free(room);
	return !!r;
}
