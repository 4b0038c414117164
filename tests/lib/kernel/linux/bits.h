/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_BITS_H
#define TESTS_KERNEL_BITS_H

#define BIT(n)	(1UL << (n))

#endif
