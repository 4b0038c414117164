/* SPDX-License-Identifier: GPL-2.0 */
/* As the kernel has it: letters are those of Latin-1, not of ASCII alone. */
#ifndef TESTS_KERNEL_CTYPE_H
#define TESTS_KERNEL_CTYPE_H

#include <linux/types.h>

static inline bool kernel_isalnum(u8 c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' &&
					  (c | 0x20) <= 'z' && c < 0x80) ||
	       (c >= 192 && c != 215 && c != 247);
}

#define isalnum(c)	kernel_isalnum(c)
#define isascii(c)	((u8)(c) <= 0x7f)

#endif
