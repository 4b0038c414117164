/* SPDX-License-Identifier: GPL-2.0 */
/*
 * broadcast.h - the camera as a video source
 *
 * A thread takes frames, makes pictures of them and keeps the newest one; the main
 * thread sends that one, again and again, at the rate of the video. Neither waits
 * for the other: an exposure may last minutes, and a reader may be slow.
 */
#ifndef QC_BROADCAST_H
#define QC_BROADCAST_H

#include <stdint.h>

#include "lib/camera.h"
#include "lib/format.h"
#include "lib/metanode.h"
#include "lib/newest.h"
#include "lib/overlay.h"
#include "lib/stream.h"
#include "lib/view.h"
#include "opt.h"
#include "picture/picture.h"
#include "progress.h"

#define BROADCAST_RATE 25
#define BROADCAST_RATE_MAX 120

struct broadcast_values {
	struct opt_int gain, offset, traffic, bin, rate, lock_after, count;
	struct opt_duration exposure, duration, timeout;
	struct opt_roi crop;
	const char *output, *camera, *mode, *bits, *size, *stretch, *overlay, *format;
	bool pipewire, raw_video, full_range, no_reopen, quiet;
};

/* The same, understood. */
struct broadcast_plan {
	struct qc_view_want want;
	enum qc_stretch_kind stretch;
	unsigned int black, white;	/* levels, with QC_STRETCH_LINEAR */
	unsigned int show;		/* QC_SHOW_ bits */
	enum picture_format format;
	unsigned int rate;
	uint64_t count;			/* pictures to send, 0: no end */
};

/*
 * Are the values sound in themselves? Looks at no device. 0 and @plan, or -EINVAL
 * with QC_USAGE.
 */
int broadcast_check(const struct broadcast_values *v, struct broadcast_plan *plan,
		    struct qc_error *e);

/* Settings that a camera gets again when it comes back; -1 in an index: none. */
enum { SET_EXPOSURE, SET_GAIN, SET_OFFSET, SET_TRAFFIC, SET_COUNT };

struct broadcast_setting {
	bool known;
	int64_t value;
};

/* The camera's side; after broadcast_capture_start() its thread's alone. */
struct broadcast_capture {
	const struct broadcast_values *opt;
	const struct broadcast_plan *plan;
	struct qc_camera cam;
	char again[QC_NAME_MAX];	/* selects the same camera when it comes back */
	struct qc_format format;
	struct qc_view view;
	struct broadcast_setting set[SET_COUNT], mode;
	bool mode_changed;		/* capture mode, to be put back */
	int64_t capture_mode_before;
	int64_t interval_ns;		/* between frames */
	struct qc_stream stream;
	struct qc_metanode metanode;
	struct picture *picture;
	struct picture_options options;
	struct picture_shape shape;
	struct qc_newest *newest;
	struct progress progress;
	int stop_fd, end_fd;		/* eventfds: to the thread, from it; -1: none */
	pthread_t thread;
	bool running;
	/* For the summary, once the thread has ended. */
	unsigned int frames, damaged, returns;
};

/* Open the camera and set it up for the first time; nothing is exposed. */
int broadcast_capture_open(struct broadcast_capture *c, const struct broadcast_values *v,
			   const struct broadcast_plan *plan, struct qc_error *e);

/* Take frames into @newest from now on. */
int broadcast_capture_start(struct broadcast_capture *c, struct qc_newest *newest,
			    struct qc_error *e);

/* End the thread, wait for it, close the camera. Harmless after a failed open. */
void broadcast_capture_close(struct broadcast_capture *c);

/* ---- between broadcast-capture.c and broadcast-camera.c ---- */

/*
 * Set the open camera up as the options say, or, when it has come back, as it was.
 * 0 or -errno.
 */
int broadcast_setup(struct broadcast_capture *c, struct qc_error *e);

/* Buffers, metadata, and go. */
int broadcast_stream(struct broadcast_capture *c, struct qc_error *e);

/* Stop, put the capture mode back, close. */
void broadcast_put_back(struct broadcast_capture *c);

/* The longest time that a frame may take from now on. */
int64_t broadcast_patience_ns(struct broadcast_capture *c);

/* The picture at @data, for what writes into it. */
struct qc_canvas broadcast_canvas(const struct broadcast_capture *c, uint8_t *data);

/* The line of the overlay for a frame; @meta may be NULL. */
void broadcast_overlay(const struct broadcast_capture *c, const struct qc_frame *f,
		       const struct qc_meta *meta, char *buf, size_t size);

/* ---- where pictures go ---- */

struct broadcast_sink;

struct broadcast_sink_ops {
	/* Begin to send a picture: 0 done, -EAGAIN when resume() is to go on, -errno. */
	int (*send)(struct broadcast_sink *s, const uint8_t *picture, struct qc_error *e);
	/*
	 * Called when poll() says so for @fd and @events. While a picture is being sent
	 * as send(), else 0 or -errno.
	 */
	int (*resume)(struct broadcast_sink *s, struct qc_error *e);
	void (*close)(struct broadcast_sink *s);
};

struct broadcast_sink {
	const struct broadcast_sink_ops *ops;	/* NULL: none is open */
	const char *name;
	int fd;
	short events;			/* that resume() wants, 0: none */
	bool keeps_time;		/* late pictures are sent nevertheless, up to a second */
	const uint8_t *picture;		/* that is being sent */
	size_t bytes, at;		/* of it */
	char head[160];			/* before the picture */
	size_t head_bytes;
	int flags;			/* of the descriptor, before */
	void *data;
};

/* What a sink has to know. */
struct broadcast_video {
	enum picture_format format;
	struct picture_shape shape;
	unsigned int rate;
	bool full_range;
};

/* Standard output: y4m, or only the pictures. */
int broadcast_open_stream(struct broadcast_sink *s, const struct broadcast_video *v, bool raw,
			  struct qc_error *e);
/* A node of v4l2loopback. */
int broadcast_open_loopback(struct broadcast_sink *s, const char *node,
			    const struct broadcast_video *v, struct qc_error *e);
/* A node in PipeWire's graph; it is called @name. */
int broadcast_open_pipewire(struct broadcast_sink *s, const char *name,
			    const struct broadcast_video *v, struct qc_error *e);

#endif
