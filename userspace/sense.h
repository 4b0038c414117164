/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sense.h - frames for the verbs that measure: offset, focus, characterize
 *
 * Single frames of 16 bit, one at a time; nothing is written, and the camera
 * is left as it was found.
 */
#ifndef QC_SENSE_H
#define QC_SENSE_H

#include "lib/format.h"
#include "lib/stream.h"
#include "opt.h"
#include "progress.h"

/* What the command line may ask for. */
struct sense_want {
	const char *camera, *mode;
	struct opt_int gain;
	struct opt_roi roi;
	unsigned int centre;	/* without roi: so many pixels square, 0 = effective area */
};

struct sense {
	struct qc_camera cam;
	struct qc_format format;
	struct qc_rect crop;
	struct qc_stream stream;
	struct progress progress;
	const char *what;	/* is being taken, for the progress line */
	int signal_fd, signal;	/* the signal that came, 0 = none */
	int64_t shortest_us, longest_us;
	int64_t exposure_us;
	int64_t gain, mode;
	char mode_name[64];
	unsigned int frames, damaged;	/* good ones, and others */
	struct {
		bool known;
		unsigned int bits;	/* 0: a format that is not ours to put back */
		struct qc_rect crop;
		int64_t mode, capture_mode, exposure, gain, offset;
	} before;
};

/* Before anything else; then sense_close() is harmless. */
void sense_init(struct sense *s, bool quiet);

/*
 * Open the camera and set it up; nothing is exposed yet. 0 or -errno. QC_USAGE
 * names the option, the value and what the camera has.
 */
int sense_open(struct sense *s, const struct sense_want *w, struct qc_error *e);

/* Put everything back and close. */
void sense_close(struct sense *s);

/* Set a control from the next frame on; @option is for the message. */
int sense_set(struct sense *s, const char *option, uint32_t id, int64_t value,
	      struct qc_error *e);

/*
 * Is @us a time that the camera can expose? 0, or QC_USAGE naming --@option.
 */
int sense_check_exposure(const struct sense *s, const char *option,
			 const struct opt_duration *d, struct qc_error *e);

/*
 * Take a frame. Its data stay until the next call, and as long as its index is
 * @keep in the next ones (-1 = none). A damaged frame is taken again, three
 * times at most.
 * 0, -EINTR when a signal came (s->signal, no error text), or -errno.
 */
int sense_frame(struct sense *s, int64_t exposure_us, int keep, struct qc_frame *f,
		struct qc_error *e);

/* Has a signal come? */
bool sense_signal(struct sense *s);

/* The error of a signal: 130 or 143. */
int sense_interrupted(const struct sense *s, struct qc_error *e);

/* Characters that fit into a line on @fd; 80 when it is no terminal. */
unsigned int sense_columns(int fd);

#endif
