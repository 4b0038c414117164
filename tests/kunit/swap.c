// SPDX-License-Identifier: GPL-2.0
/* Swapping 16-bit pixels in place, and no byte beyond them. */
#include <linux/string.h>
#include <linux/types.h>

#include "qhy-swap.h"
#include "suite.h"

#define GUARD	16

static u8 mix(u32 i)
{
	return i * 167 + (i >> 8) * 13 + 5;
}

/* NULL, or what is wrong after a swap of so many bytes at this offset. */
static const char *swapped(struct tap *t, u32 bytes, u32 offset)
{
	u32 size = offset + bytes, i;
	u8 *memory = tap_alloc(t, size + GUARD);
	const char *why = NULL;

	for (i = 0; i < size + GUARD; i++)
		memory[i] = mix(i);
	qhy_swap_bytes(memory + offset, bytes);
	for (i = 0; i < size + GUARD && !why; i++) {
		bool pixel = i >= offset && i < offset + bytes / 2 * 2;

		if (memory[i] != mix(pixel ? i ^ 1 : i))
			why = pixel ? "a pixel is as it was" :
				      "a byte outside is changed";
	}
	tap_free(memory);
	return why;
}

/* Exactly allocated: a byte too far is seen by the sanitizer. */
static bool twice_is_nothing(struct tap *t, u32 bytes)
{
	u8 *memory = tap_alloc(t, bytes);
	bool good = true;
	u32 i;

	for (i = 0; i < bytes; i++)
		memory[i] = mix(i);
	qhy_swap_bytes(memory, bytes);
	qhy_swap_bytes(memory, bytes);
	for (i = 0; i < bytes; i++)
		good &= memory[i] == mix(i);
	tap_free(memory);
	return good;
}

static void pixels(struct tap *t)
{
	u64 aligned;
	u8 *bytes = (u8 *)&aligned;

	memcpy(bytes, "\x12\x34\x00\xff\xee\x11\x80\x01", 8);
	qhy_swap_bytes(bytes, 8);
	T_MEM(t, bytes, "\x34\x12\xff\x00\x11\xee\x01\x80", 8);
}

static void lengths(struct tap *t)
{
	const char *why = NULL;
	u32 bytes;

	for (bytes = 0; bytes <= 600 && !why; bytes++)
		why = swapped(t, bytes, bytes % 3 * 8);
	T_NOTE(t, "up to %u bytes: %s", bytes, why ? why : "all right");
	T_OK(t, !why);
	T_OK(t, !swapped(t, (1 << 20) - 6, 16));
}

static void twice(struct tap *t)
{
	u32 bytes;

	for (bytes = 1; bytes < 40; bytes++)
		T_OK(t, twice_is_nothing(t, bytes));
}

T_SUITE(swap,
	T_CASE(pixels),
	T_CASE(lengths),
	T_CASE(twice));
