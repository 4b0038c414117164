/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TAP for tests in C. A check prints one line and, when it fails, where it
 * stands and what it got; it never ends the program. tap_end() prints the plan,
 * so a program that dies before it has no plan and fails.
 */
#ifndef TESTS_LIB_TEST_H
#define TESTS_LIB_TEST_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../kunit/checks.h"

struct tap {
	unsigned int run, failed;
};

static inline bool tap_ok(struct tap *t, bool good, const char *what,
			  const char *file, int line)
{
	t->run++;
	t->failed += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", t->run, what);
	if (!good)
		printf("# at %s:%d\n", file, line);
	return good;
}

static inline bool tap_eq(struct tap *t, intmax_t got, intmax_t want,
			  const char *what, const char *file, int line)
{
	if (!tap_ok(t, got == want, what, file, line))
		printf("# got %" PRIdMAX ", want %" PRIdMAX "\n", got, want);
	return got == want;
}

static inline bool tap_str(struct tap *t, const char *got, const char *want,
			   const char *what, const char *file, int line)
{
	bool good = got && want && !strcmp(got, want);

	if (!tap_ok(t, good, what, file, line))
		printf("# got '%s', want '%s'\n", got ? got : "(null)",
		       want ? want : "(null)");
	return good;
}

static inline bool tap_mem(struct tap *t, const void *got, const void *want,
			   size_t len, const char *what, const char *file,
			   int line)
{
	const unsigned char *g = got, *w = want;
	size_t at = 0;

	while (at < len && g[at] == w[at])
		at++;
	if (!tap_ok(t, at == len, what, file, line))
		printf("# byte %zu of %zu: got 0x%02x, want 0x%02x\n", at, len,
		       g[at], w[at]);
	return at == len;
}

/* Prints the plan; the program's exit status: 1 if any check failed or none ran. */
static inline int tap_end(const struct tap *t)
{
	printf("1..%u\n", t->run);
	return t->failed || !t->run;
}

#endif
