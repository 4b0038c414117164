// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam-pattern FILE...: is every pixel of these FITS files the test pattern's?
 * Prints the camera's frame number of each; status 1 and the first wrong row
 * when one is not.
 */
#include <stdlib.h>

#include <fitsio.h>

#include "pattern.h"

#define HINT 32

struct image {
	long size[2];
	long left, top;
	int type;
	void *pixels;
};

static int load(const char *path, struct image *im)
{
	fitsfile *fp = NULL;
	int status = 0, any;

	fits_open_diskfile(&fp, path, READONLY, &status);
	fits_get_img_size(fp, 2, im->size, &status);
	fits_get_img_equivtype(fp, &im->type, &status);
	fits_read_key_lng(fp, "XORGSUBF", &im->left, NULL, &status);
	fits_read_key_lng(fp, "YORGSUBF", &im->top, NULL, &status);
	if (!status) {
		im->pixels = malloc(im->size[0] * im->size[1] * sizeof(uint16_t));
		fits_read_img(fp, im->type == BYTE_IMG ? TBYTE : TUSHORT, 1,
			      im->size[0] * im->size[1], NULL, im->pixels, &any, &status);
	}
	if (fp)
		fits_close_file(fp, &status);
	fits_report_error(stderr, status);
	return status;
}

static int check(const struct pattern *p, const char *path)
{
	struct image im = { 0 };
	enum pattern_format format;
	int64_t n = -1;
	long bad = -1;
	int status = load(path, &im);

	if (!status) {
		format = im.type == BYTE_IMG ? PATTERN_8 : PATTERN_16LE;
		n = pattern_find(p, format, im.pixels, im.size[0], 2, im.left, im.top, HINT);
		if (n >= 0)
			bad = pattern_check(p, format, im.pixels, im.size[0], im.size[1], n,
					    im.left, im.top);
		if (n < 0)
			fprintf(stderr, "%s: not the pattern at (%ld, %ld)\n", path, im.left,
				im.top);
		else if (bad >= 0)
			fprintf(stderr, "%s: frame %lld: row %ld is wrong\n", path, (long long)n,
				bad);
		else
			printf("%lld\n", (long long)n);
	}
	free(im.pixels);
	return status || n < 0 || bad >= 0;
}

int main(int argc, char **argv)
{
	struct pattern *p = malloc(sizeof(*p));
	int failed = argc < 2;

	if (!p)
		return 1;
	pattern_init(p);
	for (int i = 1; i < argc; i++)
		failed |= check(p, argv[i]);
	free(p);
	return failed;
}
