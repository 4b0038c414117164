/* SPDX-License-Identifier: GPL-2.0 */
/* The usbredir callbacks, for wire.c only. */
#ifndef EMULATOR_PACKETS_H
#define EMULATOR_PACKETS_H

#include "wire.h"

#define EP_STREAM	0x81

/* Points all of the parser's callbacks here; its priv is a struct wire. */
void packets_setup(struct usbredirparser *p);

/* Answers a bulk request: @rc bytes of w->buffer, or the error -@rc. */
void packets_answer_bulk(struct wire *w, uint64_t id, uint8_t endpoint,
			 int64_t rc);

#endif
