// SPDX-License-Identifier: GPL-2.0
/*
 * qhymess GOOD FILE COUNT SEED BIND INTERFACE - damaged firmware, again and again
 *
 * COUNT times: FILE becomes the image GOOD, damaged in another way, and INTERFACE
 * is written to BIND; the driver must refuse with EINVAL. What by chance is still
 * a sound image is not tried. One line on standard output: how many were refused.
 * Exit status 0 if all, 1 if not, 2 usage, 3 a file cannot be used.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE_MAX_IMAGE	(1 << 20)

static uint8_t good[SIZE_MAX_IMAGE], bad[2 * SIZE_MAX_IMAGE];
static uint64_t state;

static uint32_t below(uint32_t limit)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)((state >> 32) * limit >> 32);
}

static uint64_t word(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint64_t)p[3] << 24;
}

static void put_word(uint8_t *p, uint32_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

/* Would a boot loader take it? Addresses may be any that are aligned. */
static bool sound(const uint8_t *p, size_t size)
{
	uint64_t pos = 4, bytes, i, data = 0;
	uint32_t sum = 0;

	if (size < 4 || memcmp(p, "CY\x1c\xb0", 4))
		return false;
	do {
		if (pos + 8 > size)
			return false;
		bytes = 4 * word(p + pos);
		if (word(p + pos + 4) % 4 ||
		    word(p + pos + 4) + bytes > UINT32_MAX ||
		    pos + 8 + bytes > size)
			return false;
		for (i = 0; i < bytes; i += 4)
			sum += (uint32_t)word(p + pos + 8 + i);
		pos += 8 + bytes;
		data += bytes;
	} while (bytes);
	return data && pos + 4 <= size && word(p + pos) == sum;
}

/* Where the nth record begins; the last one when there are fewer. */
static size_t record(const uint8_t *p, unsigned int nth)
{
	size_t pos = 4;

	while (nth-- && word(p + pos))
		pos += 8 + 4 * word(p + pos);
	return pos;
}

/* A size or an address is another one. */
static void spoil_record(uint8_t *p)
{
	static const uint32_t values[] = {
		0, 1, 2, 0x7fffffff, 0x80000000, 0x3fffffff, 0x40000000,
		0xffffffff, 0xfffffffc, 3,
	};
	uint8_t *where = p + record(p, below(6)) + (below(3) ? 0 : 4);

	if (below(2))
		put_word(where, values[below(sizeof(values) /
					     sizeof(values[0]))]);
	else
		where[below(4)] ^= (uint8_t)(1 + below(255));
}

static size_t spoil(uint8_t *p, size_t size)
{
	size_t n = below((uint32_t)size), i;

	switch (below(6)) {
	case 0:		/* cut */
		return n;
	case 1:		/* any bytes from somewhere on */
		for (i = n; i < size && i < n + 4096; i++)
			p[i] = (uint8_t)below(256);
		return size;
	case 2:		/* a part is missing */
		i = below((uint32_t)(size - n));
		memmove(p + n, p + n + i, size - n - i);
		return size - i;
	case 3:		/* a part is there twice */
		i = below((uint32_t)(size - n));
		memmove(p + n + i, p + n, size - n);
		return size + i;
	case 4:
		p[n] ^= (uint8_t)(1 << below(8));
		return size;
	default:
		spoil_record(p);
		return size;
	}
}

static int put_file(const char *path, const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t n = fd < 0 ? -1 : write(fd, bytes, size);

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)size ? 0 : -1;
}

static int one(char **argv, size_t size)
{
	size_t n;
	int fd, ret;

	do {
		memcpy(bad, good, size);
		n = spoil(bad, size);
	} while (sound(bad, n));
	if (put_file(argv[2], bad, n)) {
		perror(argv[2]);
		return -1;
	}
	fd = open(argv[5], O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(argv[5]);
		return -1;
	}
	ret = write(fd, argv[6], strlen(argv[6])) < 0 ? errno : 0;
	close(fd);
	return ret;
}

int main(int argc, char **argv)
{
	unsigned long count, i, refused = 0;
	size_t size;
	FILE *f;
	int ret = 0;

	if (argc != 7) {
		fputs("usage: qhymess GOOD FILE COUNT SEED BIND INTERFACE\n",
		      stderr);
		return 2;
	}
	f = fopen(argv[1], "re");
	size = f ? fread(good, 1, sizeof(good), f) : 0;
	if (f)
		fclose(f);
	if (!sound(good, size)) {
		fprintf(stderr, "qhymess: %s: no sound image\n", argv[1]);
		return 3;
	}
	count = strtoul(argv[3], NULL, 0);
	state = strtoull(argv[4], NULL, 0);
	for (i = 0; i < count && ret >= 0; i++) {
		ret = one(argv, size);
		refused += ret == EINVAL;
		if (ret >= 0 && ret != EINVAL)
			fprintf(stderr, "qhymess: image %lu: %s\n", i,
				ret ? strerror(ret) : "taken");
	}
	printf("images=%lu refused=%lu\n", i, refused);
	return ret < 0 ? 3 : refused != count;
}
