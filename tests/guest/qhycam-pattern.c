// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam-pattern FILE...: is every pixel of these FITS files the test pattern's?
 * Images, cubes, compressed and binned ones. Prints the camera's frame number of
 * each plane; status 1 and the first wrong row when one is not.
 *
 * qhycam-pattern -r BITS:WIDTHxHEIGHT+X+Y FILE...: the same of raw and SER files.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fitsio.h>

#include "pattern.h"

#define HINT 32
#define BINNED_MAX 1000	/* frame numbers that are tried */
#define SER_HEAD 178

struct image {
	long size[3];			/* the third: planes */
	long left, top;
	long bin;
	int average;
	int bits;			/* before binning */
	void *pixels;			/* 8, 16 or, when binned, 32 bits each */
};

static int load(const char *path, struct image *im)
{
	char mode[FLEN_VALUE] = "";
	fitsfile *fp = NULL;
	int status = 0, type = 0, absent = 0, any;
	long n;

	im->size[2] = 1;
	fits_open_diskfile(&fp, path, READONLY, &status);
	fits_get_img_type(fp, &type, &status);
	fits_get_img_size(fp, 3, im->size, &status);
	if (!status && !im->size[0])
		fits_movabs_hdu(fp, 2, NULL, &status);
	fits_get_img_size(fp, 3, im->size, &status);
	fits_get_img_equivtype(fp, &type, &status);
	fits_read_key_lng(fp, "XORGSUBF", &im->left, NULL, &status);
	fits_read_key_lng(fp, "YORGSUBF", &im->top, NULL, &status);
	fits_read_key_lng(fp, "XBINNING", &im->bin, NULL, &status);
	fits_read_key_str(fp, "BINMODE", mode, NULL, &absent);
	im->average = !strcmp(mode, "average");
	if (!im->size[2])
		im->size[2] = 1;
	n = im->size[0] * im->size[1] * im->size[2];
	im->bits = type == BYTE_IMG || (im->bin > 1 && !im->average && type == USHORT_IMG) ? 8 : 16;
	if (!status) {
		im->pixels = malloc(n * 4);
		type = im->bin > 1 ? TUINT : type == BYTE_IMG ? TBYTE : TUSHORT;
		fits_read_img(fp, type, 1, n, NULL, im->pixels, &any, &status);
	}
	if (fp)
		fits_close_file(fp, &status);
	fits_report_error(stderr, status);
	return status;
}

static unsigned int value(const struct pattern *p, const struct image *im, unsigned int n,
			  unsigned int x, unsigned int y)
{
	unsigned int v = pattern_pixel(p, n, im->left * im->bin + x, im->top * im->bin + y);

	return im->bits == 8 ? v >> 8 : v;
}

/* Is this binned pixel that of frame @n? */
static int is_bin(const struct pattern *p, const struct image *im, const uint32_t *plane,
		  unsigned int n, unsigned int x, unsigned int y)
{
	unsigned int sum = 0, b = im->bin;

	for (unsigned int i = 0; i < b * b; i++)
		sum += value(p, im, n, x * b + i % b, y * b + i / b);
	if (im->average)
		sum = (sum + b * b / 2) / (b * b);
	return sum == plane[(size_t)y * im->size[0] + x];
}

static long binned(const struct pattern *p, const struct image *im, const uint32_t *plane,
		   long *bad)
{
	for (unsigned int n = 0; n < BINNED_MAX; n++) {
		if (!is_bin(p, im, plane, n, 0, 0) || !is_bin(p, im, plane, n, 1, 0) ||
		    !is_bin(p, im, plane, n, 0, 1))
			continue;
		for (long y = 0; y < im->size[1] && *bad < 0; y++)
			for (long x = 0; x < im->size[0] && *bad < 0; x++)
				if (!is_bin(p, im, plane, n, x, y))
					*bad = y;
		return n;
	}
	return -1;
}

static int check_plane(const struct pattern *p, const char *path, const struct image *im, long z)
{
	enum pattern_format format = im->bits == 8 ? PATTERN_8 : PATTERN_16LE;
	size_t bytes = im->bin > 1 ? 4 : im->bits / 8;
	const char *plane = (const char *)im->pixels + z * im->size[0] * im->size[1] * bytes;
	int64_t n;
	long bad = -1;

	if (im->bin > 1) {
		n = binned(p, im, (const uint32_t *)plane, &bad);
	} else {
		n = pattern_find(p, format, plane, im->size[0], 2, im->left, im->top, HINT);
		if (n >= 0)
			bad = pattern_check(p, format, plane, im->size[0], im->size[1], n,
					    im->left, im->top);
	}
	if (n < 0)
		fprintf(stderr, "%s: not the pattern at (%ld, %ld)\n", path, im->left, im->top);
	else if (bad >= 0)
		fprintf(stderr, "%s: frame %lld: row %ld is wrong\n", path, (long long)n, bad);
	else
		printf("%lld\n", (long long)n);
	return n < 0 || bad >= 0;
}

/* Pixels behind a header of SER, or of none; time stamps behind them. */
static int load_plain(const char *path, const struct image *given, struct image *im)
{
	size_t frame = given->size[0] * given->size[1] * (given->bits / 8), len, head;
	FILE *f = fopen(path, "r");
	char magic[14] = "";

	*im = *given;
	if (!f || fseek(f, 0, SEEK_END))
		return 1;
	len = ftell(f);
	rewind(f);
	head = fread(magic, 1, 14, f) == 14 && !memcmp(magic, "LUCAM-RECORDER", 14) ? SER_HEAD : 0;
	im->size[2] = (len - head) / (frame + (head ? 8 : 0));
	if (len != head + im->size[2] * (frame + (head ? 8 : 0))) {
		fprintf(stderr, "%s: %zu bytes are no whole frames\n", path, len);
		fclose(f);
		return 1;
	}
	im->pixels = malloc(im->size[2] * frame);
	fseek(f, head, SEEK_SET);
	head = fread(im->pixels, frame, im->size[2], f);
	fclose(f);
	return head != (size_t)im->size[2];
}

static int check(const struct pattern *p, const char *path, const struct image *plain)
{
	struct image im = { .bin = 1 };
	int failed = plain ? load_plain(path, plain, &im) : load(path, &im);

	for (long z = 0; z < im.size[2] && !failed; z++)
		failed = check_plane(p, path, &im, z);
	free(im.pixels);
	return failed;
}

int main(int argc, char **argv)
{
	struct pattern *p = malloc(sizeof(*p));
	struct image plain = { .bin = 1 };
	int failed = argc < 2, i = 1;

	if (!p)
		return 1;
	pattern_init(p);
	if (argc > 3 && !strcmp(argv[1], "-r")) {
		if (sscanf(argv[2], "%d:%ldx%ld+%ld+%ld", &plain.bits, &plain.size[0],
			   &plain.size[1], &plain.left, &plain.top) != 5)
			return 1;
		i = 3;
	}
	for (; i < argc; i++)
		failed |= check(p, argv[i], plain.bits ? &plain : NULL);
	free(p);
	return failed;
}
