/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which places of the kernel a thread's own calls came through, or completions of
 * USB requests did, where the kernel can tell (CONFIG_KCOV; debug kernels only).
 * Only what was built for it tells: the driver, see kernel/use.sh.
 */
#ifndef TESTS_KCOV_H
#define TESTS_KCOV_H

#include <fcntl.h>
#include <linux/kcov.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define KCOV_FILE	"/sys/kernel/debug/kcov"
#define KCOV_WORDS	(256 << 10)	/* of one call */
#define KCOV_BUSES	4
#define KCOV_PLACES	(1 << 16)	/* in all, with room for a sparse table */

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

/* Completions on all buses; by a thread that is not watched itself. */
static inline bool kcov_begin_completions(struct kcov *k)
{
	struct {
		struct kcov_remote_arg arg;
		__aligned_u64 handles[KCOV_BUSES];
	} r = {
		.arg.trace_mode = KCOV_TRACE_PC,
		.arg.area_size = KCOV_WORDS,
		.arg.num_handles = KCOV_BUSES,
	};
	unsigned int i;

	for (i = 0; i < KCOV_BUSES; i++)
		r.handles[i] = kcov_remote_handle(KCOV_SUBSYSTEM_USB, i + 1);
	return !k->area || !ioctl(k->fd, KCOV_REMOTE_ENABLE, &r.arg);
}

/* Adds what was come through since the last time to the @places, a table without 0. */
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

/* One address a line. */
static inline void kcov_write(atomic_ulong *places, FILE *file)
{
	unsigned int i;

	for (i = 0; i < KCOV_PLACES; i++)
		if (places[i])
			fprintf(file, "%lx\n", places[i]);
}

#endif
