/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format.h - pixel format, areas and frame interval of a camera
 *
 * All areas are in pixels of the whole active area, the origin is its top
 * left pixel.
 */
#ifndef QC_FORMAT_H
#define QC_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "camera.h"
#include "text.h"

struct qc_areas {
	struct qc_rect whole;		/* with optical black and overscan */
	struct qc_rect effective;
	struct qc_rect crop;		/* what is read out */
	struct qc_rect min;		/* smallest crop, only width and height */
	unsigned int step_x, step_y;	/* of width and height */
};

struct qc_format {
	unsigned int width, height;
	unsigned int bits;		/* 8 or 16 */
	bool big_endian;		/* 16 bit as the camera sends it, else host order */
	bool bayer;			/* RGGB, else mono */
	uint32_t fourcc;
	uint32_t size;			/* bytes of a frame */
};

/* Present areas. 0 or -errno as qc_camera_fail(). */
int qc_areas_get(const struct qc_camera *cam, struct qc_areas *a, struct qc_error *e);

/*
 * Read out @want from now on. Refused with QC_USAGE when the camera would
 * take another rectangle instead; the message names the range or the nearest.
 */
int qc_crop_set(const struct qc_camera *cam, const struct qc_rect *want, struct qc_error *e);

/* Present format; one that qhycam does not know has bits = 0. */
int qc_format_get(const struct qc_camera *cam, struct qc_format *f, struct qc_error *e);

/*
 * Choose 8 or 16 bit (host byte order); colour and area stay. -EINVAL with
 * QC_USAGE when the present readout mode has not got that depth.
 */
int qc_format_set_bits(const struct qc_camera *cam, unsigned int bits, struct qc_format *f,
		       struct qc_error *e);

/* Has the camera's present mode a format of so many bits? */
bool qc_format_has_bits(const struct qc_camera *cam, unsigned int bits);

/* Time from frame to frame in live mode, ns; 0 when unknown. */
int64_t qc_frame_interval_ns(const struct qc_camera *cam);

#endif
