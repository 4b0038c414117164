/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_SLAB_H
#define TESTS_KERNEL_SLAB_H

#include <stdlib.h>

#define GFP_KERNEL		0
#define kzalloc(bytes, flags)	calloc(1, bytes)
#define kfree(memory)		free(memory)

#endif
