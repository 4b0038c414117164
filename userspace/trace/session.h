/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session.h - a recording from begin to end, in terms of cameras
 *
 * A file is read twice: first to see which devices are cameras, as a recording
 * that begins in the middle does not tell it before somebody talks to them.
 */
#ifndef TR_SESSION_H
#define TR_SESSION_H

#include "trace/camera.h"
#include "trace/capture.h"

/* Only this device, when @chosen. */
struct tr_choice {
	bool chosen;
	uint16_t bus, device;
};

/* "2.5". 0 or -EINVAL. */
int tr_parse_device(const char *text, struct tr_choice *choice);

/*
 * Who wants to know. All may be NULL; the camera is as it was before what is
 * told. A request on endpoint 0 is told when it has come to its end; @meaning
 * of other endpoints is TR_STRANGE. @begun is 0 or the packet it began with.
 */
struct tr_sink {
	void *context;
	void (*file)(void *context, const char *path, const char *form);
	void (*camera)(void *context, const struct tr_camera *c, uint64_t packet);
	void (*request)(void *context, const struct tr_camera *c, const struct tr_transfer *t,
			const struct tr_meaning *meaning);
	void (*upload)(void *context, const struct tr_camera *c, const struct tr_upload *u);
	void (*frame)(void *context, const struct tr_camera *c, const struct tr_frame *f);
};

struct tr_totals {
	uint64_t packets, skipped;
	unsigned int devices, cameras;
	uint64_t requests, odd, strange, failed;
	uint64_t unanswered;		/* their end is not in the recording */
	uint64_t cut;			/* only a part of their data is in it */
	uint64_t frames, wrong_frames;
};

/*
 * Read @path and tell @sinks (ended by NULL); @totals are added to.
 * 0, or -errno: QC_LOSSES when the file ends too early; what came before was
 * told.
 */
int tr_read(const char *path, const struct tr_choice *choice, const struct tr_sink *const *sinks,
	    struct tr_totals *totals, struct qc_error *e);

/*
 * The same, of a capture that @open gives each time it is called with @from.
 */
int tr_read_from(struct tr_capture *(*open)(void *from, struct qc_error *e), void *from,
		 const char *name, const struct tr_choice *choice,
		 const struct tr_sink *const *sinks, struct tr_totals *totals, struct qc_error *e);

#endif
