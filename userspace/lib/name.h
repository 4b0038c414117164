/* SPDX-License-Identifier: GPL-2.0 */
/*
 * name.h - file names from a pattern
 *
 * %n frame number from 1, four digits, or as many as a width says (%3n, %06n)
 * %t frame type (light, dark, bias, flat)
 * %e exposure time (300s, 20ms)
 * %d start of the exposure, UTC (20261120T171851.123)
 * %o object, %f filter; what file names should not have becomes _
 * %g gain, %b number of the burst
 * %% a percent sign
 *
 * A pattern for several frames that has neither %n nor %d gets -%n before its
 * extension. A name that does not end in the extension of its kind (.fits, .fit
 * and .fts are the same) gets it.
 */
#ifndef QC_NAME_H
#define QC_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct qc_name_values {
	unsigned int number;	/* of the frame, from 1 */
	unsigned int count;	/* frames in all */
	const char *type;
	uint64_t exposure_us;
	int64_t start_utc_ns;
	const char *object, *filter;	/* NULL: none */
	int gain;
	unsigned int burst;
	const char *extension;		/* ".fits", ".fits.fz", ".ser" ...; NULL is ".fits" */
};

/* Is the pattern one that qc_name_expand() takes? 0 or -EINVAL with QC_USAGE. */
int qc_name_check(const char *pattern, struct qc_error *e);

/* Is there a % with this letter in the pattern? */
bool qc_name_has(const char *pattern, char letter);

/* Does the name depend on the time, so that it cannot be known beforehand? */
bool qc_name_has_date(const char *pattern);

/*
 * The file name of a frame, in @buf of @size bytes.
 * Returns 0, -EINVAL (unknown % letter) or -ENAMETOOLONG.
 */
int qc_name_expand(const char *pattern, const struct qc_name_values *v, char *buf, size_t size,
		   struct qc_error *e);

#endif
