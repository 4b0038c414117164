/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which places of the kernel a thread's own calls came through, where the kernel
 * can tell (CONFIG_KCOV; debug kernels only). Each thread has its own.
 */
#ifndef TESTS_KCOV_H
#define TESTS_KCOV_H

#include <fcntl.h>
#include <linux/kcov.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define KCOV_FILE	"/sys/kernel/debug/kcov"
#define KCOV_WORDS	(64 << 10)	/* of one call */
#define KCOV_PLACES	(1 << 17)	/* in all, with room for a sparse table */

struct kcov {
	int fd;
	unsigned long *area;	/* how many, then the addresses; NULL: none */
};

/* As root. */
static inline void kcov_open(struct kcov *k)
{
	void *area = MAP_FAILED;

	k->area = NULL;
	k->fd = open(KCOV_FILE, O_RDWR | O_CLOEXEC);
	if (k->fd >= 0 && !ioctl(k->fd, KCOV_INIT_TRACE, (long)KCOV_WORDS))
		area = mmap(NULL, KCOV_WORDS * sizeof(long),
			    PROT_READ | PROT_WRITE, MAP_SHARED, k->fd, 0);
	if (area != MAP_FAILED)
		k->area = area;
}

/* By the thread that is to be watched. */
static inline bool kcov_begin(struct kcov *k)
{
	return !k->area || !ioctl(k->fd, KCOV_ENABLE, KCOV_TRACE_PC);
}

/* Adds what the last call came through to the @places, a table without 0. */
static inline void kcov_collect(struct kcov *k, atomic_ulong *places,
				atomic_uint *count)
{
	unsigned long n, i, at, none;

	if (!k->area)
		return;
	n = __atomic_load_n(&k->area[0], __ATOMIC_RELAXED);
	for (i = 1; i <= n && i < KCOV_WORDS; i++) {
		at = (k->area[i] * 0x9e3779b97f4a7c15UL >> 40) % KCOV_PLACES;
		for (;; at = (at + 1) % KCOV_PLACES) {
			none = 0;
			if (atomic_compare_exchange_strong(&places[at], &none,
							   k->area[i])) {
				(*count)++;
				break;
			}
			if (none == k->area[i] || *count > KCOV_PLACES / 2)
				break;
		}
	}
	__atomic_store_n(&k->area[0], 0, __ATOMIC_RELAXED);
}

#endif
