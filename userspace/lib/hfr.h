/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hfr.h - half-flux radius: how large the stars of a frame are
 *
 * The half-flux radius of a star is that of the circle around its centre which
 * holds half of its light. It is smallest in focus, needs no model of the
 * star, and works far out of focus as well.
 */
#ifndef QC_HFR_H
#define QC_HFR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QC_HFR_STARS_MAX 200
/* Radius within which a star's light is looked for, pixels. */
#define QC_HFR_REACH 48

struct qc_plane {
	const uint16_t *pixels;
	unsigned int width, height;
	unsigned int top;	/* a star with such a pixel, or a higher one, is saturated */
};

struct qc_background {
	double level, sigma;	/* of the sky, ADU */
};

struct qc_star {
	double x, y;		/* centre; the first pixel's is 0, 0 */
	double hfr;		/* pixels */
	double flux;		/* ADU above the background */
	unsigned int peak;	/* ADU */
};

struct qc_stars {
	struct qc_background background;
	unsigned int n;
	struct qc_star star[QC_HFR_STARS_MAX];	/* brightest first */
	unsigned int saturated, edge;	/* left out: for that, or too near to the edge */
};

/* Median and sigma of the pixels after those far off are clipped. */
void qc_background_of(const struct qc_plane *p, struct qc_background *b);

/*
 * Find and measure the @want (.. QC_HFR_STARS_MAX) brightest stars that are
 * neither saturated nor cut by the edge. Hot pixels are no stars. 0 or -ENOMEM.
 */
int qc_stars_find(const struct qc_plane *p, unsigned int want, struct qc_stars *s);

/* Median of their half-flux radii; 0 without stars. */
double qc_stars_hfr(const struct qc_stars *s);

/*
 * A colour frame as brightness: each cell of 2 x 2 pixels becomes one, the mean
 * of the four, or 65535 when one of them is @top or more. @out has room for
 * (width / 2) * (height / 2).
 */
void qc_cells_to_plane(const uint16_t *pixels, unsigned int width, unsigned int height,
		       unsigned int top, uint16_t *out);

#endif
