/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_SIZES_H
#define TESTS_KERNEL_SIZES_H

#define SZ_1G	0x40000000
#define SZ_2G	0x80000000

#endif
