/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_KERNEL_BUILD_BUG_H
#define TESTS_KERNEL_BUILD_BUG_H

#undef static_assert
#define static_assert(expr)	_Static_assert(expr, #expr)

#endif
