/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fits-put.h - keywords of a FITS header
 *
 * cfitsio passes a status through every call and does nothing once it is set:
 * so one check at the end is enough.
 */
#ifndef QC_FITS_PUT_H
#define QC_FITS_PUT_H

#include <fitsio.h>

#include "meta.h"

struct qc_fits_meta;

/* A text that is NULL or "" is left out. */
void qc_put_text(fitsfile *fp, const char *key, const char *value, const char *comment,
		 int *status);

void qc_put_int(fitsfile *fp, const char *key, long value, const char *comment, int *status);

/* T or F. */
void qc_put_flag(fitsfile *fp, const char *key, bool value, const char *comment, int *status);

/* @decimals < 0: as many of the 15 digits as are needed. */
void qc_put_real(fitsfile *fp, const char *key, double value, int decimals, const char *comment,
		 int *status);

/* A moment in UTC, ns since 1970, with so many digits after the point. */
void qc_put_date(fitsfile *fp, const char *key, int64_t utc_ns, unsigned int digits,
		 const char *comment, int *status);

/* What metadata say of cooler, humidity, power, frame counter and GPS. */
void qc_put_meta(fitsfile *fp, const struct qc_meta *m, int *status);

/* All keywords but those of the structure and the checksums. */
void qc_put_all(fitsfile *fp, const struct qc_fits_meta *m, int *status);

#endif
