// SPDX-License-Identifier: GPL-2.0
/*
 * fits-put.c - keywords of a FITS header, one at a time
 */
#include <stdio.h>

#include "clock.h"
#include "fits-put.h"

void qc_put_text(fitsfile *fp, const char *key, const char *value, const char *comment,
		 int *status)
{
	char copy[FLEN_VALUE];

	if (!value || !*value)
		return;
	snprintf(copy, sizeof(copy), "%s", value);
	fits_write_key_str(fp, key, copy, comment, status);
}

void qc_put_int(fitsfile *fp, const char *key, long value, const char *comment, int *status)
{
	fits_write_key_lng(fp, key, value, comment, status);
}

void qc_put_flag(fitsfile *fp, const char *key, bool value, const char *comment, int *status)
{
	fits_write_key_log(fp, key, value, comment, status);
}

void qc_put_real(fitsfile *fp, const char *key, double value, int decimals, const char *comment,
		 int *status)
{
	if (decimals < 0)
		fits_write_key_dbl(fp, key, value, -15, comment, status);
	else
		fits_write_key_fixdbl(fp, key, value, decimals, comment, status);
}

void qc_put_date(fitsfile *fp, const char *key, int64_t utc_ns, unsigned int digits,
		 const char *comment, int *status)
{
	char text[QC_ISO_MAX];

	qc_format_iso_digits(utc_ns, digits, text);
	qc_put_text(fp, key, text, comment, status);
}
