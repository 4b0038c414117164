// SPDX-License-Identifier: GPL-2.0
/* See ktime.h. */
#include "ktime.h"

struct kernel_time *kernel_time(void)
{
	static struct kernel_time time;

	return &time;
}

ktime_t ktime_get(void)
{
	return kernel_time()->now;
}

void fsleep(unsigned long us)
{
	struct kernel_time *time = kernel_time();
	s64 until = time->now + us * NSEC_PER_USEC;

	if (time->slept)
		time->slept(time->arg, until);
	time->now = until;
}
