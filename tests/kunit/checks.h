/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of a check, the same in a program (tests/lib/test.h) and in the
 * kernel (suite.h). Each is true when the check is good.
 */
#ifndef TESTS_KUNIT_CHECKS_H
#define TESTS_KUNIT_CHECKS_H

#define T_OK(t, cond) tap_ok(t, cond, #cond, __FILE__, __LINE__)
#define T_EQ(t, got, want) \
	tap_eq(t, got, want, #got " == " #want, __FILE__, __LINE__)
#define T_STR(t, got, want) \
	tap_str(t, got, want, #got " is " #want, __FILE__, __LINE__)
#define T_MEM(t, got, want, len) \
	tap_mem(t, got, want, len, #got " is " #want, __FILE__, __LINE__)

#endif
