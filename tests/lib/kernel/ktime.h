/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's monotonic clock. It stands still until the test moves it, or
 * somebody sleeps: the kernel's functions take no argument by which they could
 * find it, so there is one in the program, in ktime.c.
 */
#ifndef TESTS_KERNEL_KTIME_H
#define TESTS_KERNEL_KTIME_H

#include <linux/types.h>

#define NSEC_PER_USEC	1000L
#define NSEC_PER_MSEC	1000000L
#define NSEC_PER_SEC	1000000000L

typedef s64 ktime_t;

/**
 * struct kernel_time - the clock
 * @now: ns
 * @slept: called when somebody sleeps, with the time until when; moves @now
 * @arg: for @slept
 */
struct kernel_time {
	s64 now;
	void (*slept)(void *arg, s64 until);
	void *arg;
};

struct kernel_time *kernel_time(void);
ktime_t ktime_get(void);
void fsleep(unsigned long us);

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static inline s64 ktime_to_ns(ktime_t time)
{
	return time;
}

static inline ktime_t ktime_add_ns(ktime_t time, u64 ns)
{
	return time + ns;
}

static inline ktime_t ktime_add_us(ktime_t time, u64 us)
{
	return time + us * NSEC_PER_USEC;
}

static inline bool ktime_before(ktime_t a, ktime_t b)
{
	return a < b;
}

#endif
