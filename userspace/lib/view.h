/* SPDX-License-Identifier: GPL-2.0 */
/*
 * view.h - what part of the sensor a video shows, and how
 */
#ifndef QC_VIEW_H
#define QC_VIEW_H

#include <stdbool.h>

#include "error.h"
#include "format.h"

#define QC_VIEW_BIN_MAX 4
#define QC_VIEW_WIDTH 1920
#define QC_VIEW_HEIGHT 1080

/* What was asked for; 0 and false: nothing. */
struct qc_view_want {
	unsigned int width, height;	/* of the pictures */
	unsigned int bin;		/* pixels side by side that make one, 1 .. 4 */
	bool has_region;
	struct qc_rect region;
};

/* How: @bin pixels, or cells of a colour camera, side by side are averaged. */
struct qc_view {
	struct qc_rect region;		/* that the camera is to read out */
	unsigned int width, height;	/* of its part, from the left top corner, that is shown */
	unsigned int bin;
	bool cells;			/* a cell of 2 x 2 pixels becomes one pixel */
};

/*
 * A picture has a pixel for bin x bin pixels of the camera. A region is shown as it
 * is, with @want->bin or 1. Otherwise it is the middle of the effective area: all of
 * it when only a bin is wanted, else as much as makes a picture of the wanted size
 * (1920 x 1080 when there is none, or all of a smaller area) with the largest bin that
 * it has pixels for.
 * 0, or -EINVAL with QC_USAGE when the area is too small.
 */
int qc_view_choose(const struct qc_view_want *want, const struct qc_areas *a, bool bayer,
		   struct qc_view *v, struct qc_error *e);

/* "1280x720": even numbers, 16 .. 65534. 0 or -EINVAL. */
int qc_parse_size(const char *text, unsigned int *width, unsigned int *height);

enum qc_stretch_kind { QC_STRETCH_AUTO, QC_STRETCH_LINEAR, QC_STRETCH_NONE };

/*
 * "auto", "none" or "linear:BLACK,WHITE" with 0 <= BLACK < WHITE <= 65535; levels
 * are only written for that. 0 or -EINVAL.
 */
int qc_parse_stretch(const char *text, enum qc_stretch_kind *kind, unsigned int *black,
		     unsigned int *white);

#define QC_SHOW_TIME 1u
#define QC_SHOW_EXPOSURE 2u
#define QC_SHOW_TEMPERATURE 4u

/* "time,exposure,temperature", or some of them, into their bits. 0 or -EINVAL. */
int qc_parse_show(const char *text, unsigned int *show);

#endif
