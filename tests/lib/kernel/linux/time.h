/* SPDX-License-Identifier: GPL-2.0 */
/* Not the one for programs, which disagrees with the C library's. */
#ifndef TESTS_KERNEL_TIME_H
#define TESTS_KERNEL_TIME_H

#include <linux/types.h>
#include <time.h>

static inline s64 mktime64(unsigned int year, unsigned int month,
			   unsigned int day, unsigned int hour,
			   unsigned int minute, unsigned int second)
{
	struct tm tm = {
		.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day,
		.tm_hour = hour, .tm_min = minute, .tm_sec = second,
	};

	return timegm(&tm);
}

#endif
