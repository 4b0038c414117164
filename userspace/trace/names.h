/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names.h - what a request to a camera means
 *
 * The tables in tables.c are written from the protocol as qhy-proto.h in the
 * driver has it; what is not in them is marked.
 */
#ifndef TR_NAMES_H
#define TR_NAMES_H

#include "trace/urb.h"

#define TR_FIELDS 40

enum tr_how {
	TR_UNSIGNED,
	TR_TENTHS,	/* of 0.1, signed, two bytes */
	TR_ASCII,	/* up to the first 0 */
};

/* A part of a page or command: @len bytes from @at, most significant first. */
struct tr_part {
	const char *name;		/* NULL ends a table */
	uint8_t at, len;
	enum tr_how how;
	const char *unit;		/* or NULL */
};

struct tr_field {
	const struct tr_part *part;
	int64_t number;			/* not TR_ASCII; TR_TENTHS in tenths */
	char text[20];			/* as people read it, without unit */
};

enum tr_fit {
	TR_KNOWN,
	TR_ODD,				/* known, but not as it should be */
	TR_STRANGE,			/* not in the tables */
};

struct tr_meaning {
	const char *name;		/* "status", "exposure", "?" */
	enum tr_fit fit;
	char why[80];			/* of TR_ODD and TR_STRANGE */
	int tier;			/* of the driver's: 1, 2; 0: it never sends it */
	uint8_t command;		/* Level 1, else 0 */
	unsigned int fields;
	struct tr_field field[TR_FIELDS];
};

/* A request; wValue and wIndex are shown as fields where they mean something. */
struct tr_request {
	uint8_t type, request;
	int length;			/* -1: any */
	int value, index;		/* -1: any */
	const char *name;
	int tier;
	const struct tr_part *parts;	/* of the data, or NULL */
};

struct tr_command {
	uint8_t code;
	const char *name;
	int tier;
	const struct tr_part *parts;
};

struct tr_register {
	uint16_t index;
	const char *name;
	int tier;
};

extern const struct tr_request tr_requests[];	/* ended by one without name */
extern const struct tr_command tr_commands[];
extern const struct tr_register tr_registers[];

/* wValue, wIndex of a setup. */
static inline unsigned int tr_value(const uint8_t setup[8])
{
	return setup[2] | setup[3] << 8;
}

static inline unsigned int tr_index(const uint8_t setup[8])
{
	return setup[4] | setup[5] << 8;
}

static inline unsigned int tr_wlength(const uint8_t setup[8])
{
	return setup[6] | setup[7] << 8;
}

/* A number of the camera: @len bytes, at most 8, most significant first. */
static inline uint64_t tr_number(const uint8_t *p, unsigned int len)
{
	uint64_t v = 0;

	while (len--)
		v = v << 8 | *p++;
	return v;
}

/* A request on endpoint 0. Fields are those of which all bytes were recorded. */
void tr_mean(const struct tr_transfer *t, struct tr_meaning *m);

/* The field of that name, or NULL. */
const struct tr_field *tr_field(const struct tr_meaning *m, const char *name);

/* "stall", "cancelled", "error -71"; "" when @status is 0. */
const char *tr_status(int status, char text[24]);

#endif
