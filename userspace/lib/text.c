// SPDX-License-Identifier: GPL-2.0
/*
 * text.c - values as people write them: durations, regions, numbers, names
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define WORD_MAX 63

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Appends a decimal digit; false when the value does not fit. */
static bool push_digit(uint64_t *v, char c)
{
	return !__builtin_mul_overflow(*v, 10, v) && !__builtin_add_overflow(*v, c - '0', v);
}

static int unit_us(const char *s, uint64_t *us)
{
	static const struct {
		const char *name;
		uint64_t us;
	} units[] = {
		{ "us", 1 },	     { "ms", 1000 },	     { "s", 1000000 },
		{ "", 1000000 },     { "m", 60000000 },	     { "min", 60000000 },
		{ "h", 3600000000ull },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(s, units[i].name)) {
			*us = units[i].us;
			return 0;
		}
	}
	return -EINVAL;
}

/*
 * The digits become one integer with a count of decimals: no floating point,
 * so 0.3s is 300000 us and nothing else.
 */
int qc_parse_duration(const char *s, uint64_t *us)
{
	uint64_t digits = 0, unit, value;
	unsigned int decimals = 0;
	bool any = false, fits = true;

	for (; is_digit(*s); s++, any = true)
		fits = fits && push_digit(&digits, *s);
	if (*s == '.') {
		for (s++; is_digit(*s); s++, any = true, decimals++)
			fits = fits && push_digit(&digits, *s);
	}
	if (!any || unit_us(s, &unit))
		return -EINVAL;
	if (!fits)
		return -ERANGE;
	for (; decimals; decimals--) {
		if (unit % 10 == 0)
			unit /= 10;
		else if (digits % 10 == 0)
			digits /= 10;
		else
			return -ERANGE;
	}
	if (__builtin_mul_overflow(digits, unit, &value))
		return -ERANGE;
	*us = value;
	return 0;
}

void qc_format_duration(uint64_t us, char buf[QC_DURATION_MAX])
{
	unsigned long long whole = us / 1000000, rest = us % 1000000;
	int n;

	if (!rest) {
		snprintf(buf, QC_DURATION_MAX, "%llus", whole);
	} else if (whole) {
		n = snprintf(buf, QC_DURATION_MAX, "%llu.%06llu", whole, rest);
		while (buf[n - 1] == '0')
			n--;
		snprintf(buf + n, QC_DURATION_MAX - n, "s");
	} else if (rest % 1000 == 0) {
		snprintf(buf, QC_DURATION_MAX, "%llums", rest / 1000);
	} else {
		snprintf(buf, QC_DURATION_MAX, "%lluus", rest);
	}
}

/* Reads an unsigned decimal number and moves *s behind it. */
static int take_uint(const char **s, unsigned int *v)
{
	uint64_t n = 0;

	if (!is_digit(**s))
		return -EINVAL;
	for (; is_digit(**s); (*s)++)
		if (!push_digit(&n, **s) || n > INT32_MAX)
			return -EINVAL;
	*v = n;
	return 0;
}

static int take_char(const char **s, char c)
{
	if (**s != c)
		return -EINVAL;
	(*s)++;
	return 0;
}

int qc_parse_roi(const char *s, struct qc_rect *r)
{
	struct qc_rect got;

	if (take_uint(&s, &got.width) || take_char(&s, 'x') || take_uint(&s, &got.height) ||
	    take_char(&s, '+') || take_uint(&s, &got.left) || take_char(&s, '+') ||
	    take_uint(&s, &got.top))
		return -EINVAL;
	if (*s || !got.width || !got.height)
		return -EINVAL;
	*r = got;
	return 0;
}

int qc_parse_int(const char *s, int64_t *value)
{
	uint64_t n = 0;
	bool minus = *s == '-', fits = true;

	if (*s == '-' || *s == '+')
		s++;
	if (!is_digit(*s))
		return -EINVAL;
	for (; is_digit(*s); s++)
		fits = fits && push_digit(&n, *s);
	if (*s)
		return -EINVAL;
	if (!fits || n > INT64_MAX)
		return -ERANGE;
	*value = minus ? -(int64_t)n : (int64_t)n;
	return 0;
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned int qc_edit_distance(const char *a, const char *b)
{
	/* Three rows of the usual table: two back for swaps, one back, this. */
	unsigned int row[3][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b), i, j;

	if (la > WORD_MAX || lb > WORD_MAX)
		return la > lb ? la : lb;
	for (j = 0; j <= lb; j++)
		row[0][j] = j;
	for (i = 1; i <= la; i++) {
		unsigned int *cur = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];

		cur[0] = i;
		for (j = 1; j <= lb; j++) {
			cur[j] = min3(up[j] + 1, cur[j - 1] + 1,
				      up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    up2[j - 2] + 1 < cur[j])
				cur[j] = up2[j - 2] + 1;
		}
	}
	return row[la % 3][lb];
}

const char *qc_nearest(const char *typed, const char *const *words)
{
	unsigned int best = UINT32_MAX, d;
	const char *found = NULL;

	for (; *words; words++) {
		d = qc_edit_distance(typed, *words);
		if (d < best) {
			best = d;
			found = *words;
		}
	}
	/* A third of the letters wrong is a typing mistake, more is a guess. */
	return best <= 1 + strlen(typed) / 3 ? found : NULL;
}
