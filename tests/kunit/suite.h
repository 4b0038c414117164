/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One source for two worlds: a suite is a KUnit suite in qhyccd-kunit.ko, and
 * part of a program below tests/unit, which sanitizers and gcov look at. What a
 * check is given is called struct tap in both.
 */
#ifndef TESTS_KUNIT_SUITE_H
#define TESTS_KUNIT_SUITE_H

#include "checks.h"

#ifdef __KERNEL__

#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#define tap	kunit

/*
 * Out of line: an expectation that stands in the test itself takes room on its
 * stack, of which the kernel has little.
 */
static noinline __maybe_unused bool tap_ok(struct tap *t, bool good,
					   const char *what, const char *file,
					   int line)
{
	KUNIT_EXPECT_TRUE_MSG(t, good, "%s at %s:%d", what, file, line);
	return good;
}

static noinline __maybe_unused bool tap_eq(struct tap *t, s64 got, s64 want,
					   const char *what, const char *file,
					   int line)
{
	KUNIT_EXPECT_EQ_MSG(t, got, want, "%s at %s:%d", what, file, line);
	return got == want;
}

static noinline __maybe_unused bool tap_str(struct tap *t, const char *got,
					    const char *want, const char *what,
					    const char *file, int line)
{
	got = got ?: "(null)";
	KUNIT_EXPECT_STREQ_MSG(t, got, want, "%s at %s:%d", what, file, line);
	return !strcmp(got, want);
}

static noinline __maybe_unused bool tap_mem(struct tap *t, const void *got,
					    const void *want, size_t len,
					    const char *what, const char *file,
					    int line)
{
	const u8 *g = got, *w = want;
	size_t at = 0;

	while (at < len && g[at] == w[at])
		at++;
	KUNIT_EXPECT_EQ_MSG(t, at, len, "%s at %s:%d", what, file, line);
	return at == len;
}

/* Without memory the case ends here, as failed. */
static noinline __maybe_unused void *tap_alloc(struct tap *t, size_t bytes)
{
	void *memory = kzalloc(bytes, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(t, memory);
	return memory;
}

#define tap_free(memory)	kfree(memory)

#define T_NOTE(t, format, ...) \
	kunit_info(t, format "\n", ##__VA_ARGS__)

/* Rounds of what is drawn at random: the kernel often runs in an emulator. */
#define T_ROUNDS(n)	((n) / 50)

#define T_CASE(function)	KUNIT_CASE(function)
#define T_SUITE(id, ...) \
static struct kunit_case id##_suite_cases[] = { __VA_ARGS__, {} }; \
static struct kunit_suite id##_suite = { \
	.name = "qhyccd_" #id, \
	.test_cases = id##_suite_cases, \
}; \
kunit_test_suite(id##_suite)

#else /* a program */

#include <linux/slab.h>

#include "test.h"

/* Exactly that many bytes: a byte too far is seen by the sanitizer. */
static inline void *tap_alloc(struct tap *t, size_t bytes)
{
	void *memory = kzalloc(bytes, GFP_KERNEL);

	(void)t;
	if (!memory)
		abort();
	return memory;
}

#define tap_free(memory)	kfree(memory)

#define T_NOTE(t, format, ...) \
	((void)(t), printf("# " format "\n", ##__VA_ARGS__))

#define T_ROUNDS(n)	(n)

struct tap_case {
	const char *name;
	void (*run)(struct tap *t);
};

#define T_CASE(function)	{ #function, function }
#define T_SUITE(id, ...) \
static const struct tap_case id##_suite[] = { __VA_ARGS__ }

#define T_RUN(t, id) \
	tap_run(t, id##_suite, sizeof(id##_suite) / sizeof(*id##_suite))

static inline void tap_run(struct tap *t, const struct tap_case *cases,
			   size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		printf("# %s\n", cases[i].name);
		cases[i].run(t);
	}
}

#endif /* __KERNEL__ */

#endif
