/* SPDX-License-Identifier: GPL-2.0 */
/*
 * frames.h - the bulk stream of a camera, cut into frames
 *
 * A transfer that brings less than was asked for ends a frame, whatever came
 * before it. What was asked for is not in every recording; then a transfer that
 * does not fill its packets ends one, or that is smaller than others and ends
 * with a trailer.
 */
#ifndef TR_FRAMES_H
#define TR_FRAMES_H

#include "trace/urb.h"

#define TR_TRAILER 4
#define TR_ZEROS 4096			/* so many at the end are suspicious */
#define TR_HEAD 88			/* GPS header, 16 bit */
#define TR_TAIL (TR_ZEROS + TR_TRAILER)

enum tr_end {
	TR_END_SHORT,			/* short packet */
	TR_END_EMPTY,			/* packet without data */
	TR_END_STOPPED,			/* requests cancelled, or the camera started again */
	TR_END_FAILED,			/* a request ended badly */
	TR_END_RECORDING,		/* no more of it in the file */
};

enum tr_seen { TR_NO, TR_YES, TR_NOT_RECORDED };

struct tr_frame {
	uint64_t first, last;		/* packets */
	int64_t first_us, last_us;	/* when its first and last transfer ended */
	uint64_t bytes;			/* with trailer */
	unsigned int transfers;
	enum tr_end end;
	enum tr_seen trailer;		/* the last 4 bytes */
	enum tr_seen filler;		/* in the 16 before the trailer */
	enum tr_seen zeros;		/* the last 4096 before the trailer, or all */
	uint8_t head[TR_HEAD];		/* its begin, as far as recorded */
	size_t head_have;
};

struct tr_stream {
	struct tr_frame frame;
	uint32_t largest;		/* transfer so far */
	bool head_open;			/* head[] can go on */
	uint8_t tail[TR_TAIL];
	size_t tail_have;
};

/* A bulk transfer in. True when @frame was filled: it is at its end. */
bool tr_stream_take(struct tr_stream *s, const struct tr_transfer *t, struct tr_frame *frame);

/* No more comes of the frame in progress. True when there was one. */
bool tr_stream_stop(struct tr_stream *s, enum tr_end end, struct tr_frame *frame);

/* "short packet", ... */
const char *tr_end_name(enum tr_end end);

#endif
