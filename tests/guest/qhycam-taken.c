// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam-taken: reads names of 16-bit FITS files, line by line, and looks whether
 * every pixel of each is the test pattern's, as fast as memory allows. Prints the
 * camera's frame number; then the file is removed. Status 1 when a pixel is wrong.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fitsio.h>

#include "pattern.h"

struct image {
	long width, height, left, top;
	LONGLONG data;			/* where the pixels begin */
};

static int read_header(const char *path, struct image *im)
{
	fitsfile *fp = NULL;
	long size[2] = { 0 };
	int status = 0;

	fits_open_diskfile(&fp, path, READONLY, &status);
	fits_get_img_size(fp, 2, size, &status);
	fits_read_key_lng(fp, "XORGSUBF", &im->left, NULL, &status);
	fits_read_key_lng(fp, "YORGSUBF", &im->top, NULL, &status);
	fits_get_hduaddrll(fp, NULL, &im->data, NULL, &status);
	im->width = size[0];
	im->height = size[1];
	if (fp)
		fits_close_file(fp, &status);
	return status;
}

/* Pixels in a FITS file have their sign bit turned round. */
static void flip(uint8_t *to, const uint8_t *from, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = i % 2 ? from[i] : from[i] ^ 0x80;
}

static int64_t check(const struct pattern *p, const uint8_t *flipped, const struct image *im,
		     const uint8_t *pixels, uint64_t hint)
{
	size_t bytes = 2 * im->width;
	uint8_t *two = malloc(2 * bytes);
	int64_t n;

	flip(two, pixels, 2 * bytes);
	n = pattern_find(p, PATTERN_16BE, two, im->width, 2, im->left, im->top, hint);
	free(two);
	for (long y = 0; y < im->height && n >= 0; y++) {
		const uint8_t *row = pattern_row16be(p, n, im->left, im->top + y);

		if (memcmp(pixels + y * bytes, flipped + (row - p->row16be), bytes))
			return -1;
	}
	return n;
}

static int64_t look(const struct pattern *p, const uint8_t *flipped, const char *path,
		    uint64_t hint)
{
	struct image im;
	struct stat st;
	int64_t n = -1;
	uint8_t *map;
	int fd;

	if (read_header(path, &im))
		return -1;
	fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		return -1;
	map = mmap(NULL, st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return -1;
	if (im.data + 2 * im.width * im.height <= st.st_size)
		n = check(p, flipped, &im, map + im.data, hint);
	munmap(map, st.st_size);
	return n;
}

int main(void)
{
	struct pattern *p = malloc(sizeof(*p));
	uint8_t *flipped = malloc(sizeof(p->row16be));
	char path[4096];
	int64_t n = 0;
	int failed = 0;

	if (!p || !flipped)
		return 1;
	pattern_init(p);
	flip(flipped, p->row16be, sizeof(p->row16be));
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = 0;
		n = look(p, flipped, path, n < 0 ? 0 : n);
		printf("%lld\n", (long long)n);
		fflush(stdout);
		failed |= n < 0;
		unlink(path);
	}
	free(flipped);
	free(p);
	return failed;
}
