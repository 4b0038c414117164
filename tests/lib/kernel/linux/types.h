/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The little of the kernel's headers that the driver's files need, so that
 * they compile unchanged as parts of programs.
 */
#ifndef TESTS_KERNEL_TYPES_H
#define TESTS_KERNEL_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define __packed	__attribute__((packed))

#endif
