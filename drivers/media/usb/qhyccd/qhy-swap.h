/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: from the wire's byte order to the other one
 */
#ifndef _QHY_SWAP_H
#define _QHY_SWAP_H

#include <linux/types.h>

/**
 * qhy_swap_bytes() - swap the two bytes of every 16-bit pixel, in place
 * @memory: aligned to 8 bytes
 * @bytes: an odd last byte stays as it is
 *
 * Four pixels at a time: the kernel has no vector registers at hand here.
 */
static inline void qhy_swap_bytes(void *memory, u32 bytes)
{
	const u64 low = 0x00ff00ff00ff00ffULL;
	u64 *word = memory;
	u8 *rest;

	for (; bytes >= sizeof(*word); bytes -= sizeof(*word), word++)
		*word = (*word & low) << 8 | (*word >> 8 & low);
	for (rest = (u8 *)word; bytes >= 2; bytes -= 2, rest += 2) {
		u8 first = rest[0];

		rest[0] = rest[1];
		rest[1] = first;
	}
}

#endif /* _QHY_SWAP_H */
