// SPDX-License-Identifier: GPL-2.0
/* Firmware images: sound ones, each fault, every cut and every flipped bit. */
#include <linux/kernel.h>

#include "qhy-fwimage.h"
#include "suite.h"

#include "fwimage.inc"

/* On the heap with its exact size: a byte too far is seen by the sanitizer. */
static const char *check(struct tap *t, const u8 *bytes, u32 size)
{
	u8 *image = tap_alloc(t, size ? size : 1);
	const char *fault;

	memcpy(image, bytes, size);
	fault = qhy_fw_check(image, size);
	tap_free(image);
	return fault;
}

static void cases(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(image_cases); i++) {
		const struct image_case *c = &image_cases[i];
		const char *fault = check(t, c->bytes, c->size);
		bool good;

		good = c->fault ? T_STR(t, fault, c->fault) : T_OK(t, !fault);
		if (!good)
			T_NOTE(t, "%s", c->what);
	}
}

static void every_cut(struct tap *t)
{
	const struct image_case *c = &image_cases[1];
	u32 size;

	for (size = 0; size < c->size; size++)
		T_OK(t, check(t, c->bytes, size));
}

/* The checksum covers the data, not addresses; no bit leads out of the file. */
static void every_bit(struct tap *t)
{
	const struct image_case *c = &image_cases[1];
	u32 i, missed = 0;
	u8 bytes[48];

	for (i = 0; i < c->size * 8; i++) {
		memcpy(bytes, c->bytes, sizeof(bytes));
		bytes[i / 8] ^= 1 << i % 8;
		if (!check(t, bytes, c->size))
			missed++;
	}
	/* three addresses, each with 30 bits that any value may have */
	T_EQ(t, missed, 90);
}

static void records(struct tap *t)
{
	const struct image_case *c = &image_cases[1];
	struct qhy_fw_record r = {};
	size_t pos = 0;

	T_OK(t, qhy_fw_next(c->bytes, c->size, &pos, &r));
	T_EQ(t, r.address, 0x40003000);
	T_EQ(t, r.bytes, 8);
	T_OK(t, r.data == c->bytes + 12);
	T_OK(t, qhy_fw_next(c->bytes, c->size, &pos, &r));
	T_EQ(t, r.address, 0);
	T_EQ(t, r.bytes, 4);
	T_OK(t, r.data == c->bytes + 28);
	T_OK(t, qhy_fw_next(c->bytes, c->size, &pos, &r));
	T_EQ(t, r.address, 0x40013004);
	T_EQ(t, r.bytes, 0);
	T_EQ(t, pos, 40);
	T_OK(t, !qhy_fw_next(c->bytes, c->size, &pos, &r));
	T_EQ(t, pos, 40);
	pos = c->size + 1;
	T_OK(t, !qhy_fw_next(c->bytes, c->size, &pos, &r));
}

static void large(struct tap *t)
{
	const u32 words = 50000;
	u8 *image = tap_alloc(t, (words + 6) * 4);
	u32 size = (words + 6) * 4, sum = 0, i;

	memcpy(image, "CY\x1c\xb0\x50\xc3", 6);		/* 50000 */
	for (i = 0; i < words * 4; i++) {
		image[12 + i] = i * 7 + 3;
		sum += (u32)image[12 + i] << 8 * (i % 4);
	}
	for (i = 0; i < 4; i++)
		image[size - 4 + i] = sum >> 8 * i;
	T_OK(t, !check(t, image, size));
	image[12 + words * 2] ^= 0x10;
	T_STR(t, check(t, image, size), "wrong checksum");
	tap_free(image);
}

T_SUITE(fwimage,
	T_CASE(cases),
	T_CASE(every_cut),
	T_CASE(every_bit),
	T_CASE(records),
	T_CASE(large));
