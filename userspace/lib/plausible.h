/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plausible.h - is a picture what a sensor of this kind would give?
 *
 * Nothing here knows a driver or a camera: pixels and numbers in, verdicts out.
 * Pixels are 16 bit in host order, rows without gaps.
 */
#ifndef QC_PLAUSIBLE_H
#define QC_PLAUSIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum qc_verdict {
	QC_UNCLEAR,		/* such a picture or series cannot tell */
	QC_AS_ASSUMED,
	QC_OTHERWISE,
};

/* Mean of each place of the 2 x 2 cell: top left, top right, bottom left, bottom right. */
struct qc_cell {
	double mean[4];
};

/* @width and @height at least 2; an odd row or column at the end is left out. */
void qc_cell_of(const uint16_t *p, unsigned int width, unsigned int height, struct qc_cell *c);

/* Mean of @n pixels, n > 0. */
double qc_mean16(const uint16_t *p, size_t n);

/*
 * Byte order: noise is in the low bits, so neighbours (of one colour, two pixels
 * apart) differ by little. When they differ by much less with their bytes
 * swapped, the order is wrong. Unclear: no noise, all white.
 */
enum qc_verdict qc_byte_order(const uint16_t *p, unsigned int width, unsigned int height);

/*
 * Where light begins, counted from the left, and where it ends, counted from the
 * top: the first column of light, the first row behind it. -1: there is not one clear
 * step (200 ADU, and twice as bright), or out of memory.
 */
int qc_light_from_left(const uint16_t *p, unsigned int width, unsigned int height);
int qc_light_to_bottom(const uint16_t *p, unsigned int width, unsigned int height);

/*
 * Colours: @light is a picture of white or any other plain light, less its
 * bias; in RGGB the two that are equal are top right and bottom left. @found gets
 * what it is: "RGGB or BGGR", "GRBG or GBRG", "mono". Unclear when @light is too
 * weak (less than 100 ADU) or too little coloured (4 %) for a colour sensor.
 */
enum qc_verdict qc_colours(const struct qc_cell *light, bool bayer, const char **found);

/* A series of measurements: @y at @x, x rising. */
struct qc_point {
	double x, y;
};

/*
 * Proportional or linear: are all points within @tolerance (0.05 = 5 %) of the
 * line through the first and the last, measured by the whole rise? Unclear with less than 3
 * points; otherwise, too, when it does not rise.
 */
enum qc_verdict qc_linear(const struct qc_point *p, unsigned int n, double tolerance,
			  double *worst);

/* As far above the first as x says: y / x is the same everywhere, within @tolerance. */
enum qc_verdict qc_proportional(const struct qc_point *p, unsigned int n, double tolerance,
				double *worst);

/* Does each point lie above the one before it, by more than @least (0.02 = 2 %)? */
enum qc_verdict qc_rising(const struct qc_point *p, unsigned int n, double least,
			  unsigned int *where);

/*
 * Times between frames, in any unit and any order, against what they should
 * be: the middle one within @tolerance. Longer ones are unclear: a slow host. Sorts @t.
 */
enum qc_verdict qc_period(double *t, unsigned int n, double want, double tolerance,
			  double *middle);

#endif
