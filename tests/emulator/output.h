/* SPDX-License-Identifier: GPL-2.0 */
/* What stream.c, flow.c and output.c share and nobody else needs. */
#ifndef EMULATOR_OUTPUT_H
#define EMULATOR_OUTPUT_H

#include "stream.h"

/* The @i-th oldest frame in the DDR. */
static inline struct frame *stream_frame(const struct stream *s, unsigned int i)
{
	return &s->ring[(s->head + i) % s->ring_size];
}

/* Empties the DDR and forgets what was on its way. */
void stream_drop_all(struct stream *s);

/* Live mode: the frame after this one starts without being asked for. */
bool stream_due(const struct stream *s);

/* Plans the frame that begins at @t, or waits when none is due. */
void stream_next_live(struct stream *s, int64_t t);

/* Takes a frame at once (pace fast); a burst's unwanted ones before it, too. */
void stream_make_frame(struct stream *s, int64_t now);

/* Plans an exposure that begins at @now. */
void stream_expose(struct stream *s, int64_t now);

#endif
