/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device whose descriptors are nonsense, other nonsense each time that it
 * appears: it shows itself, waits until nobody asks any more, and leaves again.
 */
#ifndef EMULATOR_BROKEN_H
#define EMULATOR_BROKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BROKEN_CONFIG	2	/* descriptor types */
#define BROKEN_STRING	3
#define BROKEN_BOS	15

struct broken {
	uint64_t seed;
	uint64_t left;		/* appearances to come, this one included */
	uint64_t shown;		/* of @seed, from 1 on */
	int64_t asked;		/* last request, or when it appeared */
	bool seen;		/* there was one */
	bool configuration;	/* the present one was asked for its own */
	bool query;		/* ... and a driver talked to it */
	/* of all appearances so far */
	uint64_t configurations, queries, descriptors;
};

void broken_start(struct broken *b, uint64_t seed, uint64_t count);

/* It appears; nobody has asked yet. */
void broken_appear(struct broken *b, int64_t now);

/* When it leaves if nobody asks any more. */
int64_t broken_leaves(const struct broken *b, bool configured);

/* It leaves, and comes back at once. */
void broken_leave(struct broken *b);

/* A request came: of a driver, else of the USB stack. */
void broken_asked(struct broken *b, int64_t now, bool driver);

/*
 * Spoils the answer @p, @n bytes of @room, to a request for a descriptor. Asked
 * again in the same appearance, it answers the same. Returns its bytes.
 */
int broken_descriptor(struct broken *b, unsigned int type, uint8_t *p, int n,
		      size_t room);

#endif
