/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzz targets share. A target takes any bytes and judges what the
 * driver makes of them; what it judges wrong ends the program, and libFuzzer
 * keeps the input.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <linux/kernel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define FUZZ_CHECK(cond) do { \
	if (!(cond)) { \
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
			#cond); \
		abort(); \
	} \
} while (0)

/* The input, taken from its front; zeros when it is used up. */
struct input {
	const u8 *data;
	size_t left;
};

static inline void input_bytes(struct input *in, void *to, size_t len)
{
	size_t n = min(len, in->left);

	memset(to, 0, len);
	if (n)
		memcpy(to, in->data, n);
	in->data += n;
	in->left -= n;
}

static inline u8 input_u8(struct input *in)
{
	u8 value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

static inline u32 input_u32(struct input *in)
{
	u8 b[4];

	input_bytes(in, b, sizeof(b));
	return b[0] | b[1] << 8 | b[2] << 16 | (u32)b[3] << 24;
}

/* Exactly allocated, so that the sanitizer sees a byte too far. */
static inline void *input_page(struct input *in, size_t len)
{
	void *page = malloc(len ? len : 1);

	if (!page)
		abort();
	input_bytes(in, page, len);
	return page;
}

/* The pages' own words, most significant byte first. */
static inline u32 page_number(const u8 *page, unsigned int at,
			      unsigned int bytes)
{
	u32 value = 0;

	while (bytes--)
		value = value << 8 | page[at++];
	return value;
}

#endif
