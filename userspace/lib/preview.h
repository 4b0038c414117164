/* SPDX-License-Identifier: GPL-2.0 */
/*
 * preview.h - a small stretched picture of a frame
 */
#ifndef QC_PREVIEW_H
#define QC_PREVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define QC_PREVIEW_WIDTH 1600

/* A binned picture: 1 channel (grey) or 3 (RGB), planes one after the other. */
struct qc_picture {
	unsigned int width, height, channels;
	uint16_t *plane[3];		/* into one allocation, that of plane[0] */
};

/* Midtone stretch: black and white point in levels, midtone 0 .. 1. */
struct qc_stretch {
	double black[3], white[3];
	double midtone;
};

struct qc_frame_view {
	const void *pixels;
	unsigned int width, height;
	unsigned int bits;		/* 8 or 16; 8 bit is scaled up to 16 */
	bool bayer;			/* RGGB in the top left corner */
};

/*
 * Average by whole blocks so that the width is at most QC_PREVIEW_WIDTH; a
 * Bayer block makes one RGB pixel. Rows and columns that do not fill a block
 * are left out. 0 or -errno with QC_FAILED (no memory, frame too small).
 */
int qc_picture_make(struct qc_picture *p, const struct qc_frame_view *v, struct qc_error *e);
void qc_picture_free(struct qc_picture *p);

/* Midtone transfer: 0 -> 0, 1 -> 1, @m -> 1/2, monotonic; x and m in 0 .. 1. */
double qc_midtone(double x, double m);

/*
 * Black point per channel just below its background (median - 2.8 times the
 * mean sigma, so that the pedestal is subtracted and the sky is neutral), one
 * midtone for all that lifts the background to a quarter of full brightness.
 */
int qc_stretch_find(const struct qc_picture *p, struct qc_stretch *s, struct qc_error *e);

/* The stretched picture as PNG in memory, to be freed by the caller. */
int qc_png_make(const struct qc_picture *p, const struct qc_stretch *s, void **png, size_t *len,
		struct qc_error *e);

#endif
