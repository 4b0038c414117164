/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shoot.h - the parts of qhycam shoot
 */
#ifndef QC_SHOOT_H
#define QC_SHOOT_H

#include <linux/videodev2.h>

#include "lib/fits.h"
#include "lib/format.h"
#include "lib/metanode.h"
#include "lib/name.h"
#include "lib/stream.h"
#include "opt.h"
#include "progress.h"

/* The command line. */
struct shoot_values {
	struct opt_int count, from, gain, offset, traffic, retries;
	struct opt_duration exposure;
	struct opt_roi roi;
	const char *mode, *bits, *type, *output, *preview, *camera;
	bool full, effective, live, overwrite, quiet, verbose;
};

/* What the camera was set to, as it says itself. */
struct shoot_setup {
	struct qc_format format;
	struct qc_rect crop;
	uint64_t exposure_us;
	int64_t interval_ns;		/* between live frames */
	bool has_gain, has_offset, has_traffic;
	int64_t gain, offset, traffic;
	int64_t mode_number;		/* readout mode and its name */
	char mode[64];
	struct v4l2_area pixel_nm;	/* 0 = unknown */
	bool mode_changed;		/* capture mode, to be put back */
	int64_t capture_mode_before;
};

struct shoot {
	const struct shoot_values *opt;
	struct qc_camera cam;
	struct shoot_setup setup;
	struct qc_stream stream;
	struct qc_metanode metanode;	/* fd -1: none, controls have to do */
	struct qc_error no_metadata;	/* then: why */
	struct qc_fits fits;
	struct progress progress;
	unsigned int count;		/* frames wanted */
	unsigned int retries;
	int signal_fd;
	int signal;			/* that came, 0 = none */
	int keep;			/* buffer of the last good frame, -1 = none */
	unsigned int good, missing;	/* frames settled so far */
	unsigned int damaged;		/* frames that came damaged */
	unsigned int dropped;		/* gaps in the sequence numbers */
	unsigned int without_meta;	/* files whose metadata did not come */
	unsigned int tries;		/* damaged frames in place of the present one */
	bool has_sequence;
	uint32_t sequence;		/* of the last frame */
	int64_t begun_ns, first_ns, last_ns;	/* start, ends of first and last good frame */
};

/*
 * Are the values sound in themselves? Looks at no camera. 0, or -EINVAL with
 * QC_USAGE.
 */
int shoot_check(const struct shoot_values *v, struct qc_error *e);

/*
 * Set the camera up as the options say. Nothing is exposed. 0 or -errno;
 * QC_USAGE names the option, the value and the range that the camera has.
 */
int shoot_setup(struct shoot *s, struct qc_error *e);

/* Put the capture mode back, so that other programs find it as it was. */
void shoot_restore(struct shoot *s);

/* Values of names: @number counts the frames of this run from 1. */
struct qc_name_values shoot_names(const struct shoot *s, unsigned int number);

/* Can the files be written, and is none of them there already? */
int shoot_check_files(const struct shoot *s, struct qc_error *e);

/* Take the frames. 0 (also with missing frames), -EINTR (s->signal), -errno. */
int shoot_frames(struct shoot *s, struct qc_error *e);

/* Write frame @number and name it on stdout. */
int shoot_save(struct shoot *s, const struct qc_frame *f, unsigned int number,
	       struct qc_error *e);

/* Write the preview of the frame in buffer s->keep. */
int shoot_preview(struct shoot *s, struct qc_error *e);

#endif
