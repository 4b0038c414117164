/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a camera sends over the bulk endpoint: frames, some of them damaged.
 * No byte is stored: each is a function of frame and position.
 */
#ifndef TESTS_KERNEL_WIRE_H
#define TESTS_KERNEL_WIRE_H

#include <linux/types.h>
#include <stdlib.h>

#include "../../kunit/fault.h"

/**
 * struct wire_frame - what comes up to and with a short or empty packet
 * @fault: in it
 * @length: bytes; 0: only the empty packet
 * @sequence: how many frames that are not empty came before it
 * @state: what the driver made of it
 * @announced: with a frame sync event
 */
struct wire_frame {
	struct fault fault;
	u64 length;
	u32 sequence;
	enum { FRAME_UNSEEN, FRAME_GOOD, FRAME_DAMAGED } state;
	bool announced;
};

/**
 * struct wire - a stream of frames
 * @payload: image bytes of a sound frame
 * @count: of @frames
 * @present: the frame that is being sent
 * @pos: bytes of it that were sent
 * @by_sequence: index of the frame with this sequence number
 * @sent: how many frames that are not empty there are
 */
struct wire {
	u32 payload;
	u32 count;
	struct wire_frame *frames;
	u32 present;
	u64 pos;
	u32 *by_sequence;
	u32 sent;
};

#define WIRE_TAIL	4	/* trailer */
#define WIRE_REST	4	/* sound frames at the end */

static inline u64 wire_hash(u64 x)
{
	x = (x ^ x >> 31) * 0x7fb5d329728ea185ULL;
	x = (x ^ x >> 27) * 0x81dadef4bc2dd44dULL;
	return x ^ x >> 33;
}

/* A byte of the camera's own frame, before anything happens to it. */
static inline u8 wire_source(const struct wire *wire, u32 frame, u64 at)
{
	static const u8 trailer[WIRE_TAIL] = { 0xee, 0x11, 0xdd, 0x22 };
	static const u8 filler[16] = {
		0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
		0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
	};
	const struct fault *fault = &wire->frames[frame].fault;

	if (at >= wire->payload) {
		at -= wire->payload;
		return trailer[at] ^ (fault->damage == WIRE_TRAILER &&
				      at == fault->at ? 0x40 : 0);
	}
	if (fault->damage == WIRE_FILLER && at + 16 >= wire->payload)
		return filler[(at + 16 - wire->payload + fault->at) % 16];
	if (fault->damage == WIRE_ZEROS && at + 4096 >= wire->payload)
		return 0;
	/* never 0: what ends in zeros is damaged */
	return 1 + wire_hash((u64)frame << 40 ^ at) % 255;
}

/* A byte as it is sent: at is below the frame's length on the wire. */
static inline u8 wire_byte(const struct wire *wire, u32 frame, u64 at)
{
	const struct fault *fault = &wire->frames[frame].fault;

	if (fault->damage == WIRE_LOST && at >= fault->at)
		at += fault->n;
	if (fault->damage == WIRE_INSERTED && at >= fault->at) {
		if (at - fault->at < fault->n)
			return wire_hash(~at);
		at -= fault->n;
	}
	return wire_source(wire, frame, at);
}

/*
 * Sound frames and faults by turns: fault k is in frame k * gap + gap. A few
 * sound ones come last: what is in flight to a damaged frame comes back by them.
 */
static inline void wire_open(struct wire *wire, u32 payload,
			     const struct fault *faults, u32 count, u32 gap)
{
	u32 i;

	*wire = (struct wire){
		.payload = payload,
		.count = (count + 1) * gap + WIRE_REST,
	};
	wire->frames = calloc(wire->count, sizeof(*wire->frames));
	wire->by_sequence = calloc(wire->count, sizeof(*wire->by_sequence));
	if (!wire->frames || !wire->by_sequence)
		abort();
	for (i = 0; i < wire->count; i++) {
		struct wire_frame *frame = &wire->frames[i];

		if (i && i % gap == 0 && i / gap <= count)
			frame->fault = faults[i / gap - 1];
		frame->length = fault_length(&frame->fault, payload);
		frame->sequence = wire->sent;
		if (frame->length)
			wire->by_sequence[wire->sent++] = i;
	}
}

static inline void wire_close(struct wire *wire)
{
	free(wire->frames);
	free(wire->by_sequence);
}

#endif
