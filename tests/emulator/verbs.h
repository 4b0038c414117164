/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of the control socket, for the files that have some. */
#ifndef EMULATOR_VERBS_H
#define EMULATOR_VERBS_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"

/* The camera was brought to @now; @answer is "ok" unless run() changes it. */
struct verb {
	const char *name;	/* NULL ends a table */
	void (*run)(struct console *con, int64_t now, const char *arg,
		    char *answer, size_t size);
};

/* What happens around the camera: air, supply, humidity. */
extern const struct verb bench_verbs[];

void verb_status(struct console *con, int64_t now, const char *arg,
		 char *answer, size_t size);

void mark_thermal(struct console *con, int64_t now);

static inline void say_error(char *answer, size_t size, const char *text)
{
	snprintf(answer, size, "error %s", text);
}

/* All of @arg is a number within [@min, @max]. */
static inline bool parse_real(const char *arg, double min, double max,
			      double *value)
{
	char *end;

	*value = strtod(arg, &end);
	return end != arg && !*end && *value >= min && *value <= max;
}

/* The same for a whole number, blanks before it. */
static inline bool parse_count(const char *arg, uint64_t min, uint64_t max,
			       uint64_t *value)
{
	char *end;

	arg += strspn(arg, " \t");
	errno = 0;
	*value = strtoull(arg, &end, 10);
	return *arg >= '0' && *arg <= '9' && !*end && !errno &&
	       *value >= min && *value <= max;
}

#endif
