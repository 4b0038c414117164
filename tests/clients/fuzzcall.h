/* SPDX-License-Identifier: GPL-2.0 */
/* Random V4L2 calls: numbers, structs and pointers. */
#ifndef TESTS_FUZZCALL_H
#define TESTS_FUZZCALL_H

#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

void dice_init(struct dice *dice, uint64_t seed);
uint32_t dice_below(struct dice *dice, uint32_t limit);

/* Any 32 bits, more often those at which something changes. */
uint32_t dice_value(struct dice *dice);

/*
 * Memory that the kernel may write to, and what it must not. @room is followed
 * by a page that is not there.
 */
struct scratch {
	uint8_t *room;
	size_t size;
	uint8_t *constant;	/* a page that can only be read */
};

int scratch_init(struct scratch *scratch);

/* Into @scratch, to its very end, or somewhere wrong. */
void *dice_pointer(struct dice *dice, const struct scratch *scratch);

struct call {
	const char *name;
	unsigned long request;
	void *arg;
};

/* One call; its struct lies at the start of the scratch, or nowhere good. */
void call_make(struct dice *dice, struct scratch *scratch, struct call *call);

#endif
