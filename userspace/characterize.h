/* SPDX-License-Identifier: GPL-2.0 */
/*
 * characterize.h - the parts of qhycam characterize
 */
#ifndef QC_CHARACTERIZE_H
#define QC_CHARACTERIZE_H

#include "lib/ptc.h"
#include "opt.h"
#include "sense.h"

#define GAINS_MAX 32
#define LEVELS 11

/* The command line. */
struct characterize_values {
	const char *gains, *mode, *camera, *plot;
	struct opt_duration dark;
	struct opt_roi roi;
	bool no_dark, yes, json, quiet;
};

/* What is measured at one gain. */
struct gain_run {
	int64_t gain;
	int64_t half_us;		/* gives half of full scale */
	double quick_bias;		/* ADU, before the flats */
	struct qc_pair flat, bias;
	struct qc_level level[LEVELS];
	double level_mean[LEVELS];	/* ADU */
	double saturated;		/* ADU where more light changes nothing */
	struct qc_ptc result;
	double linearity;		/* per cent, -1 unknown */
	double dark_adu;		/* of the whole dark frame */
	double dark;			/* electrons per second */
};

struct characterize {
	const struct characterize_values *opt;
	struct sense sense;
	unsigned int n;
	struct gain_run run[GAINS_MAX];
	int64_t dark_us;		/* 0: none */
	int64_t offset;
	bool has_temperature;
	double temperature;		/* at the dark frames, C */
};

/* "0,56,60" into run[].gain. 0, or QC_USAGE. */
int characterize_gains(struct characterize *c, const char *text, struct qc_error *e);

/*
 * Take and evaluate all frames; asks for the lamp. 0, -EINTR when a signal
 * came, or -errno.
 */
int characterize_take(struct characterize *c, struct qc_error *e);

void characterize_table(const struct characterize *c);
void characterize_json(const struct characterize *c);

/* Can the plots be made? Before anything is exposed. */
int characterize_check_plots(const struct characterize *c, struct qc_error *e);
int characterize_plots(const struct characterize *c, struct qc_error *e);

#endif
