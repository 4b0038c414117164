/* SPDX-License-Identifier: GPL-2.0 */
/*
 * urb.h - what was asked for and what came of it, together
 */
#ifndef TR_URB_H
#define TR_URB_H

#include "trace/packet.h"

/* A request to a device from begin to end, as far as it was recorded. */
struct tr_transfer {
	enum tr_kind kind;
	uint16_t bus, device;
	uint8_t endpoint;
	bool in;
	uint64_t submit, done;		/* packets; 0: not in the recording */
	int64_t submit_us, done_us;	/* the one that is missing is like the other */
	bool has_setup;
	uint8_t setup[8];
	bool requested_known;
	uint32_t requested;		/* bytes */
	int status;			/* 0 or -errno; without @done 0 */
	uint32_t length;		/* bytes moved */
	uint32_t have;			/* of them at @data */
	const uint8_t *data;		/* until the next call */
};

struct tr_pairs;

struct tr_pairs *tr_pairs_new(void);
void tr_pairs_free(struct tr_pairs *pairs);

/*
 * Take a packet. 1 when a transfer came to its end, or has to be given up
 * because its end is missing; 0 when not; -ENOMEM.
 */
int tr_pairs_take(struct tr_pairs *pairs, const struct tr_packet *p, struct tr_transfer *t);

/* At the end of the recording: those without an end, oldest first. 1, or 0. */
int tr_pairs_rest(struct tr_pairs *pairs, struct tr_transfer *t);

#endif
