/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream.h - frames from a camera, with bounded waits
 *
 * A buffer belongs to the driver while it is queued and to the caller from
 * qc_stream_take() until qc_stream_queue(). Nothing here blocks but
 * qc_stream_wait(), and that has a deadline.
 */
#ifndef QC_STREAM_H
#define QC_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "camera.h"

#define QC_BUFFERS_MAX 32
#define QC_STARTS 16

struct qc_start {
	bool known;
	uint32_t sequence;
	int64_t mono_ns, utc_ns;
};

struct qc_stream {
	const struct qc_camera *cam;
	unsigned int count;		/* buffers */
	unsigned int queued;		/* of them with the driver */
	void *map[QC_BUFFERS_MAX];	/* NULL when not mapped */
	uint32_t length[QC_BUFFERS_MAX];
	bool mine[QC_BUFFERS_MAX];	/* not queued */
	uint32_t sizeimage;
	bool running;
	int also_fd;			/* ends qc_stream_wait() as well, -1: none */
	/* Start-of-frame events of the last frames, by sequence. */
	struct qc_start start[QC_STARTS];
	int64_t last_start_ns;		/* monotonic, 0 = none yet */
};

struct qc_frame {
	unsigned int index;		/* buffer */
	const void *data;
	uint32_t bytes;			/* that arrived */
	uint32_t sequence;
	bool damaged;			/* error flag, or not as long as a frame */
	int64_t end_mono_ns;		/* end of the frame */
	struct qc_start start;		/* the event, if it came */
};

/* What ended a wait. */
enum qc_wake {
	QC_WAKE_TICK,			/* the tick time is reached */
	QC_WAKE_FRAME,			/* a frame can be taken */
	QC_WAKE_SIGNAL,			/* the signal descriptor is readable */
	QC_WAKE_ALSO,			/* the stream's also_fd is */
};

/*
 * The longest time that an exposure and its readout may take before the camera
 * counts as silent, ns.
 */
int64_t qc_stream_patience_ns(int64_t exposure_us, uint32_t bytes);

/*
 * Does somebody else capture from the camera? 0 = nobody; -EBUSY with QC_BUSY
 * and who, or another error. Changes nothing.
 */
int qc_stream_probe(const struct qc_camera *cam, struct qc_error *e);

/*
 * Allocate and map about @count buffers (the driver may give more or fewer)
 * for the present format of @sizeimage bytes. 0 or -errno as qc_camera_fail();
 * on failure there is nothing to close.
 */
int qc_stream_open(struct qc_stream *s, const struct qc_camera *cam, unsigned int count,
		   uint32_t sizeimage, struct qc_error *e);

/* Stops, unmaps and frees the buffers. Frames taken are gone. */
void qc_stream_close(struct qc_stream *s);

/*
 * The same, but frames taken stay readable until the process ends, for a thread
 * that nobody can stop. The camera can be used by others.
 */
void qc_stream_leave(struct qc_stream *s);

/* An index that is not queued and is not @except (-1 = none), or -1. */
int qc_stream_idle(const struct qc_stream *s, int except);

/* Give a buffer to the driver. */
int qc_stream_queue(struct qc_stream *s, unsigned int index, struct qc_error *e);

int qc_stream_start(struct qc_stream *s, struct qc_error *e);

/* Stop and abort what is exposed; all buffers belong to the caller again. */
void qc_stream_stop(struct qc_stream *s);

/*
 * Wait for a frame or a signal on @signal_fd (-1 = none), until @tick_ns of
 * the monotonic clock; start events are taken in passing. Returns enum
 * qc_wake; -ETIMEDOUT with QC_TIMEOUT once @deadline_ns is over, -ENODEV with
 * QC_LOST. A frame wins over a signal.
 */
int qc_stream_wait(struct qc_stream *s, int signal_fd, int64_t tick_ns, int64_t deadline_ns,
		   struct qc_error *e);

/* Take a finished frame. 0, -EAGAIN (none; no error text), or -errno. */
int qc_stream_take(struct qc_stream *s, struct qc_frame *f, struct qc_error *e);

#endif
