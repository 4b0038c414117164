// SPDX-License-Identifier: GPL-2.0
/*
 * ranges.c - some of many numbers, as text: "3,5-7,12"
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "ranges.h"

/* ",4294967295-4294967295" and the 0. */
#define RANGE_LEN 23

static int take_number(const char **s, unsigned int *n)
{
	unsigned long long v;
	char *end;

	if (!isdigit((unsigned char)**s))
		return -EINVAL;
	v = strtoull(*s, &end, 10);
	*s = end;
	/* Out of any range that is asked for; also what strtoull() cannot hold. */
	*n = v > UINT_MAX ? UINT_MAX : (unsigned int)v;
	return 0;
}

int qc_ranges_parse(const char *s, unsigned int min, unsigned int max, bool *in)
{
	unsigned int first, last;
	bool outside = false;

	do {
		if (take_number(&s, &first))
			return -EINVAL;
		last = first;
		if (*s == '-') {
			s++;
			if (take_number(&s, &last))
				return -EINVAL;
		}
		if (first < min || last > max || first > last) {
			outside = true;
			continue;
		}
		for (unsigned int n = first; in && n <= last; n++)
			in[n - min] = true;
	} while (*s++ == ',');
	if (s[-1])
		return -EINVAL;
	return outside ? -ERANGE : 0;
}

unsigned int qc_ranges_format(const bool *in, unsigned int count, bool wanted,
			      unsigned int min, char *text, size_t size)
{
	unsigned int i = 0, end;
	size_t len = 0;

	text[0] = 0;
	while (i < count) {
		if (in[i] != wanted) {
			i++;
			continue;
		}
		if (size - len < RANGE_LEN)
			return i;
		for (end = i; end + 1 < count && in[end + 1] == wanted;)
			end++;
		len += sprintf(text + len, "%s%u", len ? "," : "", min + i);
		if (end > i)
			len += sprintf(text + len, "-%u", min + end);
		i = end + 1;
	}
	return count;
}
