/* SPDX-License-Identifier: GPL-2.0 */
/* The real one, and what comes with it in the kernel. */
#ifndef TESTS_KERNEL_VIDEODEV2_H
#define TESTS_KERNEL_VIDEODEV2_H

#include <linux/bits.h>
#include <linux/kernel.h>
#include_next <linux/videodev2.h>

#endif
