/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ptc.h - photon transfer: what a camera's numbers are in electrons
 *
 * Light comes as single photons, so the variance of a flat grows with its
 * mean; how fast tells the electrons per ADU. Differences of two frames leave
 * out what is the same in both: uneven pixels, dust, vignetting.
 */
#ifndef QC_PTC_H
#define QC_PTC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QC_PTC_TOP 65535

struct qc_ptc_frame {
	const uint16_t *pixels;
	unsigned int width, height;
	bool green;		/* RGGB: only its green pixels, which all see the same */
};

/* Two frames of the same light. */
struct qc_pair {
	double mean;		/* ADU, of both */
	double variance;	/* ADU squared, of one of them: noise in time only */
};

/* One step of a series of flats. */
struct qc_level {
	double seconds;
	double signal;		/* ADU above the bias */
	double variance;	/* ADU squared, that of the bias subtracted */
	double deviation;	/* from the line, per cent of the signal */
	bool used;		/* for the line */
};

struct qc_ptc {
	double e_per_adu;
	double full_well;	/* electrons */
	double noise_adu, noise;	/* read noise, ADU and electrons */
	double range_db, range_stops;	/* full well to read noise */
};

/* The mean of a frame's pixels, ADU. */
double qc_ptc_mean(const struct qc_ptc_frame *f);

/* Their median. 0 or -ENOMEM. */
int qc_ptc_median(const struct qc_ptc_frame *f, double *median);

/*
 * Mean and variance of @a - @b; what is more than 5 sigma off is left out, for
 * hot pixels and flicker are no read noise. Frames of the same size. 0 or -ENOMEM.
 */
int qc_ptc_difference(const struct qc_ptc_frame *a, const struct qc_ptc_frame *b, double *mean,
		      double *variance);

/* 0 or -ENOMEM. */
int qc_pair_of(const struct qc_ptc_frame *a, const struct qc_ptc_frame *b, struct qc_pair *p);

/*
 * @flat at about half of full scale, @saturated the ADU where more light
 * changes nothing. -ERANGE when the flats are not brighter and noisier than
 * the biases.
 */
int qc_ptc_of(const struct qc_pair *flat, const struct qc_pair *bias, double saturated,
	      struct qc_ptc *r);

/*
 * A straight line through the levels that are @used, each weighted by what it
 * is; fills in all deviations. The largest of those used in per cent, or -1
 * with fewer than three.
 */
double qc_ptc_linearity(struct qc_level *l, unsigned int n);

/*
 * Looking for the exposure time that gives @target ADU above @bias: @us gave
 * @mean. The next time to try, or @us itself when it is near enough (5 %). Not
 * limited to what the camera can do.
 */
int64_t qc_ptc_exposure(int64_t us, double mean, double bias, double target);

#endif
