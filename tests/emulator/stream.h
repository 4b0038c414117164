/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frame production, the DDR, and the bytes of endpoint 0x81.
 *
 * Time is given by the caller (ns, monotonic) and everything between two calls
 * is reckoned afterwards, so tests step through hours without sleeping. Frames
 * are exposed one after the other; the readout of each puts bytes into the DDR at
 * a constant rate; the host's reads take them out in order.
 */
#ifndef EMULATOR_STREAM_H
#define EMULATOR_STREAM_H

#include "frame.h"
#include "log.h"
#include "overlay.h"
#include "thermal.h"

/* Without DDR a frame is taken only while no more than this waits unsent. */
#define FIFO_BYTES	(16u << 20)
#define QUEUE_FRAMES	65536u
#define LEVEL_UNIT	2048u	/* bytes, status 19-21 */

#define HELD_TAIL	16384u	/* stays in the DDR without a patch number */

enum stream_state { STREAM_IDLE, STREAM_RUNNING, STREAM_EXPOSING };

/* What makes frames in live mode follow each other. */
enum stream_flow {
	FLOW_FREE,	/* the end of the one before */
	FLOW_TRIGGER,	/* stream_trigger() */
	FLOW_BURST,	/* stream_release(), so many */
};

/* The frames of a burst: @first .. @end - 1. */
struct burst {
	uint32_t first, end;
	bool patched;		/* the last one leaves the DDR whole */
};

struct stream_counters {
	uint64_t frames_exposed;	/* read out completely */
	uint64_t frames_sent;		/* ended on the wire, good or not */
	uint64_t frames_lost;		/* no room at all: the host never sees them */
	uint64_t frames_aborted;
	uint64_t ddr_overflows;		/* frames with a zero tail */
	uint64_t bytes_sent;
};

struct stream {
	/* set up by the owner */
	const struct model *model;
	struct faults *faults;
	struct log *log;
	struct renderer render;
	const struct thermal *thermal;	/* read at each frame's readout */
	const struct overlay_source *overlay;	/* likewise */
	unsigned int packet;		/* bulk packet size */
	enum scene scene;
	double seeing;			/* sigma of the stars, pixels */
	bool fast;			/* no pacing */
	double factor;			/* readout is this much faster */
	int64_t utc;			/* ns since 1970 when time is 0 */
	uint16_t extra_rows;		/* of the area's end, in each frame [A10] */
	bool joins;			/* no zero-length packets [A11] */

	enum stream_state state;
	enum stream_flow flow;
	struct burst burst;
	bool waiting;			/* running, and no frame is due */
	struct settings next;		/* from the next frame on */
	uint64_t counter;		/* camera's frame counter */
	uint64_t serial;		/* the same, never restarted */
	uint64_t power_serial;		/* where it was at power on */
	struct stream_counters count;

	/* the frame that is exposed or read out */
	struct settings current;
	int64_t readout_start, readout_end;
	bool reading;
	bool losing;			/* this readout's bytes go nowhere */
	bool unwanted;			/* before a burst's first frame */

	/* the DDR: a ring of frames, the newest may still be growing */
	struct frame *ring;
	unsigned int ring_size, head, used;
	uint64_t level;			/* bytes stored and not sent */

	/* the oldest frame, on its way to the host */
	bool sending;
	struct layout layout;
	size_t sent;			/* wire bytes */
	size_t freed;			/* of its stored bytes, out of level */
	bool silent;			/* fault: until the next clear */
	uint8_t *begun;			/* what a request has, that goes on [A11] */
	size_t begun_len, begun_size;
	bool halted;			/* endpoint: until clear halt */
};

/* Line period in ns, traffic and pace factor included. */
int64_t stream_line_ns(const struct stream *s, const struct settings *set);
int64_t stream_readout_ns(const struct stream *s, const struct settings *set);
/* Live mode: max(exposure, readout). */
int64_t stream_period_ns(const struct stream *s, const struct settings *set);

/* Forgets everything, as a power cycle does; what the owner set up stays. */
void stream_power_on(struct stream *s);
void stream_free(struct stream *s);

void stream_start_live(struct stream *s, int64_t now);
void stream_start_single(struct stream *s, int64_t now);
/* Ends production and exposure; the DDR keeps what it has. */
void stream_stop(struct stream *s, int64_t now);
/* The DDR clear pulse. */
void stream_clear(struct stream *s, int64_t now);

/*
 * Live frames follow each other like this from the next one on. FLOW_BURST
 * pauses the stream: what is being read out still ends, what is only exposed
 * does not.
 */
void stream_set_flow(struct stream *s, int64_t now, enum stream_flow flow);

/* FLOW_TRIGGER: an edge. 0, -EBUSY: the frame before is not over, -EAGAIN: idle. */
int stream_trigger(struct stream *s, int64_t now);

/* FLOW_BURST: instead of stream_start_live(). The frame counter restarts. */
void stream_release(struct stream *s, int64_t now, const struct burst *burst);

/* A new pace from @now on. */
void stream_set_pace(struct stream *s, int64_t now, bool fast, double factor);

void stream_advance(struct stream *s, int64_t now);

/* Exposure time left of the current frame, us. */
uint32_t stream_remaining_us(const struct stream *s, int64_t now);

/*
 * Answers a bulk IN request of @len bytes into @out. Returns the number of bytes
 * (less than @len: a short packet ended a frame, 0: a zero-length one), or
 * -EAGAIN: not yet, -EPIPE: STALL, -EOVERFLOW: the packet does not fit (babble),
 * -ENODEV: the camera leaves the bus now.
 */
int64_t stream_read(struct stream *s, int64_t now, size_t len, uint8_t *out);

/* When stream_read(@len) may succeed or the state changes; INT64_MAX = never. */
int64_t stream_next_event(const struct stream *s, size_t len);

/* The clear-halt request on 0x81. */
void stream_clear_halt(struct stream *s);

#endif
