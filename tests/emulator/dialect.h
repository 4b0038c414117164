/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cameras of which an assumption is not true: the alternatives of the
 * protocol's list. Those that it leaves open are settled in README.md.
 */
#ifndef EMULATOR_DIALECT_H
#define EMULATOR_DIALECT_H

#include <stdbool.h>

#define DIALECT_TEXT	20	/* bytes of all names */

/* Stop values of command A6 [A3] */
#define CAPTURE_STOP	0x11
#define CAPTURE_STOP2	0xff

#define OVERSCAN_ROWS	34	/* more in each frame [A10] */

struct dialect {
	bool a1;	/* no AF, D2: cooler, temperature at register level */
	bool a2;	/* codes of gain and offset by readout mode */
	bool a3;	/* A6 starts streams, and stops */
	bool a10;	/* the overscan rows behind those of the ROI */
	bool a11;	/* no zero-length packets */
};

/* "A1", "A1+A3", "none". False: something else. */
bool dialect_parse(const char *text, struct dialect *d);

/* The same text; @text has DIALECT_TEXT bytes. */
void dialect_name(const struct dialect *d, char *text);

/* The gain or offset that a code means in a readout mode [A2], -1: none. */
int dialect_gain(unsigned int mode, unsigned int code, int max);
int dialect_offset(unsigned int mode, unsigned int code, int max);

#endif
