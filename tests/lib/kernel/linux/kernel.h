/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's own header, not the one for programs, brings along. */
#ifndef TESTS_KERNEL_KERNEL_H
#define TESTS_KERNEL_KERNEL_H

#include <endian.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* The C library's takes an int, the kernel's whatever there is. */
#undef abs
#define abs(x)	({ __typeof__(x) abs_ = (x); abs_ < 0 ? -abs_ : abs_; })

#define READ_ONCE(x)	(x)
#define be16_to_cpu(x)	be16toh(x)
#define be32_to_cpu(x)	be32toh(x)
#define cpu_to_be16(x)	htobe16(x)
#define cpu_to_be32(x)	htobe32(x)

#endif
