/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_MINMAX_H
#define TESTS_KERNEL_MINMAX_H

#define min_t(type, a, b) \
	({ type a_ = (a), b_ = (b); a_ < b_ ? a_ : b_; })
#define max_t(type, a, b) \
	({ type a_ = (a), b_ = (b); a_ > b_ ? a_ : b_; })
/* As in the kernel both have the same type. */
#define min(a, b)	min_t(__typeof__(a), a, b)
#define max(a, b)	max_t(__typeof__(a), a, b)
#define clamp_t(type, x, low, high) \
	({ type x_ = (x), low_ = (low), high_ = (high); \
	   x_ < low_ ? low_ : x_ > high_ ? high_ : x_; })
#define clamp(x, low, high)	clamp_t(__typeof__(x), x, low, high)

#endif
