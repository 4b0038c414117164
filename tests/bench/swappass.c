// SPDX-License-Identifier: GPL-2.0
/*
 * swappass - what it costs to swap bytes in place, by the driver's own function
 *
 * Slices of 1 MiB, again and again from the word "ready" until SIGTERM; then it
 * prints bytes and seconds. Exit status: 0, 3 no memory.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qhy-swap.h"

#define SLICE	(1UL << 20)
#define SLICES	16	/* more than caches hold */

static volatile sig_atomic_t ending;

static void on_signal(int number)
{
	(void)number;
	ending = 1;
}

int main(void)
{
	char *memory = malloc(SLICES * SLICE);
	unsigned long long count = 0;
	struct timespec begin, end;

	signal(SIGTERM, on_signal);
	if (!memory)
		return 3;
	memset(memory, 1, SLICES * SLICE);
	puts("ready");
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (!ending)
		qhy_swap_bytes(memory + count++ % SLICES * SLICE, SLICE);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("bytes=%llu seconds=%.6f\n", count * SLICE, end.tv_sec - begin.tv_sec +
	       (end.tv_nsec - begin.tv_nsec) / 1e9);
	free(memory);
	return 0;
}
