// SPDX-License-Identifier: GPL-2.0
/* Swapping 16-bit pixels in place, and no byte beyond them. */
#include "qhy-swap.h"
#include "test.h"

#include <stdlib.h>

#define GUARD	16

static u8 mix(u32 i)
{
	return i * 167 + (i >> 8) * 13 + 5;
}

/* NULL, or what is wrong after a swap of so many bytes at this offset. */
static const char *swapped(u32 bytes, u32 offset)
{
	u32 size = offset + bytes, i;
	u8 *memory = aligned_alloc(8, (size + GUARD + 7) / 8 * 8);
	const char *why = NULL;

	if (!memory)
		abort();
	for (i = 0; i < size + GUARD; i++)
		memory[i] = mix(i);
	qhy_swap_bytes(memory + offset, bytes);
	for (i = 0; i < size + GUARD && !why; i++) {
		bool pixel = i >= offset && i < offset + bytes / 2 * 2;

		if (memory[i] != mix(pixel ? i ^ 1 : i))
			why = pixel ? "a pixel is not swapped" :
				      "a byte outside is changed";
	}
	free(memory);
	return why;
}

/* Exactly allocated: a byte too far is seen by the sanitizer. */
static bool exact(u32 bytes)
{
	u8 *memory = malloc(bytes);
	bool good = true;
	u32 i;

	if (!memory)
		abort();
	for (i = 0; i < bytes; i++)
		memory[i] = mix(i);
	qhy_swap_bytes(memory, bytes);
	qhy_swap_bytes(memory, bytes);
	for (i = 0; i < bytes; i++)
		good &= memory[i] == mix(i);
	free(memory);
	return good;
}

int main(void)
{
	u8 pixels[8] = { 0x12, 0x34, 0, 0xff, 0xee, 0x11, 0x80, 0x01 };
	const u8 want[8] = { 0x34, 0x12, 0xff, 0, 0x11, 0xee, 0x01, 0x80 };
	const char *why = NULL;
	struct tap t = {};
	u32 bytes;

	qhy_swap_bytes(pixels, 8);
	T_MEM(&t, pixels, want, 8);
	for (bytes = 0; bytes <= 600 && !why; bytes++)
		why = swapped(bytes, bytes % 3 * 8);
	printf("# up to %u bytes: %s\n", bytes, why ? why : "all right");
	T_OK(&t, !why);
	T_OK(&t, !swapped((1 << 20) - 6, 16));
	for (bytes = 1; bytes < 40; bytes++)
		T_OK(&t, exact(bytes));
	return tap_end(&t);
}
