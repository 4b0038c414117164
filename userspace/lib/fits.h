/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fits.h - a frame as a FITS file in memory
 */
#ifndef QC_FITS_H
#define QC_FITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "meta.h"

/* How the times of the exposure are known. */
enum qc_time_source {
	QC_TIME_EVENT,		/* the driver's event at the start, by the host's clock */
	QC_TIME_ESTIMATED,	/* reckoned back from the frame's arrival */
	QC_TIME_HOST,		/* metadata, by the host's clock, with their error */
	QC_TIME_GPS,		/* metadata, by a GPS box */
};

/* What the header says. Texts that are NULL or "" are left out. */
struct qc_fits_meta {
	unsigned int width, height;
	unsigned int bits;		/* 8 or 16, host byte order */
	unsigned int left, top;		/* of the region in the whole area, pixels */
	bool bayer;			/* RGGB at the whole area's origin */
	int64_t start_utc_ns, end_utc_ns;	/* of the exposure */
	enum qc_time_source source;
	uint32_t time_error_us;		/* of QC_TIME_HOST */
	uint64_t exposure_us;
	const char *type;		/* light, dark, bias, flat */
	const char *camera;		/* QHY268M */
	const char *serial;
	const char *mode;		/* readout mode */
	const char *creator;		/* "qhycam 0.1.0" */
	bool has_temperature;
	double temperature;		/* sensor, degree Celsius */
	const struct qc_meta *more;	/* cooler, power, GPS; NULL = not known */
	bool has_gain, has_offset, has_traffic;
	int gain, offset, traffic;	/* camera units */
	double pixel_um_x, pixel_um_y;	/* 0 = unknown */
	uint32_t sequence;		/* of the frame since the stream started */
};

/* Memory that a FITS file is made in; reused for the next one. */
struct qc_fits {
	void *data;
	size_t len;			/* of the finished file */
	size_t capacity;
};

/*
 * Make the FITS file of a frame of width x height pixels at @pixels (row after
 * row, no padding). 0; -errno with QC_FAILED and cfitsio's message.
 */
int qc_fits_make(struct qc_fits *f, const struct qc_fits_meta *m, const void *pixels,
		 struct qc_error *e);

/* Frees the memory; harmless when there is none. */
void qc_fits_free(struct qc_fits *f);

#endif
