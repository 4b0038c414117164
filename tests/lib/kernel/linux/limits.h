/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_LIMITS_H
#define TESTS_KERNEL_LIMITS_H

#include_next <linux/limits.h>

#define U16_MAX	0xffffU
#define S32_MAX	0x7fffffff
#define U32_MAX	0xffffffffU
#define S64_MAX	0x7fffffffffffffffLL

#endif
