/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sensor model: stars, flat, dark and bias pictures with the noise, gain,
 * full well, dark current, uneven response, hot pixels, optical black and
 * overscan of the real sensors. Deterministic: a pixel depends on (seed, frame, x, y, settings) only,
 * not on the ROI.
 */
#ifndef EMULATOR_SENSOR_H
#define EMULATOR_SENSOR_H

#include <stdint.h>

#include "frame.h"

/* Light of the scenes, electrons per pixel and second (green pixel). */
#define SENSOR_SKY_RATE		6.0
#define SENSOR_FLAT_RATE	10000.0

/* Stars are round, sharpest on a good night; the seeing spreads them. */
#define SENSOR_SEEING		1.5	/* sigma in pixels: FWHM 3.5 */
#define SENSOR_SEEING_MIN	0.5
#define SENSOR_SEEING_MAX	6.0

/* Pixels differ in their response to light: sigma of it. */
#define SENSOR_PRNU		0.005

#define SENSOR_STARS		700
#define SENSOR_SATURATED_HOT	86	/* full in 600 s at -10 C */

struct star {
	double x, y;	/* whole-area pixel coordinates of the centre */
	double flux;	/* electrons per second, all pixels together */
};

struct sensor;

/* NULL when memory is out. */
struct sensor *sensor_new(const struct model *m, uint64_t seed);
void sensor_free(struct sensor *s);

/* The stars, by ascending y. */
const struct star *sensor_stars(const struct sensor *s, int *count);

/* Electrons per ADU and read noise (electrons) of a readout mode and gain. */
void sensor_gain(const struct model *m, unsigned int mode, double gain,
		 double *e_per_adu, double *read_noise);

/* Mean of a bias frame in ADU for an offset setting. */
double sensor_pedestal(unsigned int offset);

/* Dark current in electrons per pixel and second at a temperature in C. */
double sensor_dark_rate(const struct model *m, double temperature);

/*
 * Renders row @y (whole-area coordinate) of @f into @out: f->set.w pixels of
 * one byte, or two with the most significant first.
 */
void sensor_row(const struct sensor *s, const struct frame *f, unsigned int y,
		uint8_t *out);

#endif
