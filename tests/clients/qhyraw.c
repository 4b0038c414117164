// SPDX-License-Identifier: GPL-2.0
/*
 * qhyraw 8|16be|16le WxH+X+Y FRAMES FILE - is this file so many frames of the
 * pattern? Frame numbers must rise; what a program dropped itself is printed.
 * Exit status 0 if so, 1 if not, 2 usage, 3 the file cannot be read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/pattern.h"

struct area {
	unsigned int w, h, x, y;
};

static int check(const struct pattern *p, enum pattern_format format,
		 const struct area *a, unsigned int count, FILE *f)
{
	size_t size = pattern_bpp(format) * a->w * a->h;
	uint8_t *data = malloc(size);
	int64_t last = 0, skipped = 0;
	unsigned int i;

	if (!data)
		return 3;
	for (i = 0; i < count; i++) {
		int64_t n = -1;

		if (fread(data, 1, size, f) != size)
			break;
		n = pattern_find(p, format, data, a->w, a->h, a->x, a->y,
				 last + 1);
		if (n <= last)
			break;
		if (last)
			skipped += n - last - 1;
		last = n;
	}
	free(data);
	printf("%u frames right, %" PRId64 " skipped\n", i, skipped);
	if (i < count || fgetc(f) != EOF)
		return 1;
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "8", "16be", "16le" };
	enum pattern_format format = PATTERN_8;
	struct pattern *p = malloc(sizeof(*p));
	struct area a;
	FILE *f;
	int ret;

	if (argc != 5 || !p ||
	    sscanf(argv[2], "%ux%u+%u+%u", &a.w, &a.h, &a.x, &a.y) != 4) {
		free(p);
		return 2;
	}
	while (strcmp(argv[1], names[format]) && format < PATTERN_16LE)
		format++;
	f = fopen(argv[4], "rb");
	if (!f) {
		perror(argv[4]);
		free(p);
		return 3;
	}
	pattern_init(p);
	ret = check(p, format, &a, strtoul(argv[3], NULL, 0), f);
	fclose(f);
	free(p);
	return ret;
}
