/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_MATH_H
#define TESTS_KERNEL_MATH_H

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
/* As in the kernel: the divisor is positive. */
#define DIV_ROUND_CLOSEST(x, d) \
	((__typeof__(x))-1 > 0 || (x) > 0 ? ((x) + (d) / 2) / (d) : \
					    ((x) - (d) / 2) / (d))
#define roundup(x, y)		(((x) + (y) - 1) / (y) * (y))
/* y is a power of two */
#define round_up(x, y)		((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define round_down(x, y)	((x) & ~((__typeof__(x))(y) - 1))

#endif
