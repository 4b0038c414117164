// SPDX-License-Identifier: GPL-2.0
/*
 * moment.c - times of day and dates, as people write them
 */
#include <errno.h>
#include <time.h>

#include "clock.h"
#include "moment.h"

/* Exactly @n digits. */
static int take(const char **s, int n, int *value)
{
	int v = 0;

	for (; n; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -EINVAL;
		v = v * 10 + (**s - '0');
	}
	*value = v;
	return 0;
}

static int take_char(const char **s, char c)
{
	if (**s != c)
		return -EINVAL;
	(*s)++;
	return 0;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static int take_date(const char **s, struct qc_moment *m)
{
	if (take(s, 4, &m->year) || take_char(s, '-') || take(s, 2, &m->month) ||
	    take_char(s, '-') || take(s, 2, &m->day) || take_char(s, 'T'))
		return -EINVAL;
	if (m->year < 1970 || m->month < 1 || m->month > 12 || m->day < 1 ||
	    m->day > month_days(m->year, m->month))
		return -EINVAL;
	m->has_date = true;
	return 0;
}

int qc_moment_parse(const char *s, struct qc_moment *m)
{
	struct qc_moment got = { .has_date = false };
	int n = 0;

	while (s[n] >= '0' && s[n] <= '9')
		n++;
	if (n == 4 && take_date(&s, &got))
		return -EINVAL;
	if (take(&s, 2, &got.hour) || take_char(&s, ':') || take(&s, 2, &got.minute))
		return -EINVAL;
	if (*s == ':' && (take_char(&s, ':') || take(&s, 2, &got.second)))
		return -EINVAL;
	if (*s == 'Z') {
		got.utc = true;
		s++;
	}
	if (*s || got.hour > 23 || got.minute > 59 || got.second > 59)
		return -EINVAL;
	*m = got;
	return 0;
}

/* mktime() changes its argument: days beyond a month's end become a date. */
static int64_t instant(const struct qc_moment *m, struct tm day)
{
	struct tm tm = {
		.tm_year = day.tm_year, .tm_mon = day.tm_mon, .tm_mday = day.tm_mday,
		.tm_hour = m->hour, .tm_min = m->minute, .tm_sec = m->second, .tm_isdst = -1,
	};

	return (m->utc ? timegm(&tm) : mktime(&tm)) * QC_NS_PER_S;
}

int qc_moment_resolve(const struct qc_moment *m, int64_t after_ns, int64_t grace_ns,
		      int64_t *ns)
{
	int64_t from = after_ns - grace_ns;
	time_t t = from / QC_NS_PER_S;
	struct tm day = { .tm_year = m->year - 1900, .tm_mon = m->month - 1, .tm_mday = m->day };

	if (m->has_date) {
		*ns = instant(m, day);
		return 0;
	}
	if (!(m->utc ? gmtime_r(&t, &day) : localtime_r(&t, &day)))
		return -ERANGE;
	/* An hour that a clock change leaves out is one of the days to skip. */
	for (int i = 0; i < 3; i++, day.tm_mday++) {
		*ns = instant(m, day);
		if (*ns > from)
			return 0;
	}
	return -ERANGE;
}
