/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fits.h - headers of FITS files, and compressed FITS files
 *
 * cfitsio makes the keywords. What follows the header of a plain file is
 * written by series.c, so that a frame needs no second place in memory.
 */
#ifndef QC_FITS_H
#define QC_FITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "fits-user.h"
#include "meta.h"
#include "pixels.h"
#include "text.h"

#define QC_FITS_BLOCK 2880

/* How the times of the exposure are known. */
enum qc_time_source {
	QC_TIME_EVENT,		/* the driver's event at the start, by the host's clock */
	QC_TIME_ESTIMATED,	/* reckoned back from the frame's arrival */
	QC_TIME_HOST,		/* metadata, by the host's clock, with their error */
	QC_TIME_GPS,		/* metadata, by a GPS box */
};

/* Where a burst's frames are in a cube. */
struct qc_fits_burst {
	unsigned int number;		/* of the burst, from 1; 0: no burst */
	unsigned int first, last;	/* of its frames, by the camera's counter */
	const char *missing;		/* their numbers, "" = none */
};

/* What the header says. Texts that are NULL or "" are left out. */
struct qc_fits_meta {
	unsigned int width, height;	/* of the frame as it was read out */
	unsigned int bits;		/* 8 or 16 */
	unsigned int bin;		/* 1 .. 4, 0 is 1 */
	bool average;
	unsigned int left, top;		/* of the region in the whole area, pixels */
	struct qc_rect whole, effective;	/* widths of 0 = unknown */
	bool bayer;			/* RGGB at the whole area's origin */
	int64_t start_utc_ns, end_utc_ns;	/* of the exposure */
	enum qc_time_source source;
	uint32_t time_error_us;		/* of QC_TIME_HOST */
	uint64_t exposure_us;
	const char *type;		/* light, dark, bias, flat */
	const char *object, *filter;
	const char *camera;		/* QHY268M */
	const char *serial;
	const char *mode;		/* readout mode */
	bool has_mode_number;
	int mode_number;
	const char *creator;		/* "qhycam 0.1.0" */
	bool has_temperature;
	double temperature;		/* sensor, degree Celsius */
	const struct qc_meta *more;	/* cooler, power, GPS; NULL = not known */
	bool has_gain, has_offset, has_traffic;
	int gain, offset, traffic;	/* camera units */
	double pixel_um_x, pixel_um_y;	/* 0 = unknown */
	uint32_t sequence;		/* of the frame since the stream started */
	struct qc_fits_burst burst;
	const struct qc_user_keys *user;	/* NULL = none */
};

/* A header: whole blocks of FITS cards. */
struct qc_fits_head {
	char *text;
	size_t len;			/* a multiple of QC_FITS_BLOCK */
};

/*
 * The header of an image of this shape, or of a cube of @frames of them when
 * it is not 0. Its checksums are those of no data: see qc_fits_head_seal().
 * 0; -errno with QC_FAILED and cfitsio's message. The caller frees text.
 */
int qc_fits_head_make(struct qc_fits_head *h, const struct qc_fits_meta *m,
		      const struct qc_shape *shape, unsigned int frames, struct qc_error *e);

/* Make it @len bytes long with empty cards before its end. 0 or -errno. */
int qc_fits_head_pad(struct qc_fits_head *h, size_t len);

/* Fill the checksums in: @data_sum is that of the data, see fits-sum.h. */
void qc_fits_head_seal(struct qc_fits_head *h, uint32_t data_sum);

/* Memory that a compressed FITS file is made in; freed by the next one. */
struct qc_fits {
	void *data;
	size_t len;			/* of the finished file */
	size_t capacity;
};

/*
 * Make a tile-compressed FITS file (Rice, without loss) of a frame. @room is
 * for qc_pixels_rows(). 0; -errno with QC_FAILED and cfitsio's message.
 */
int qc_fits_compress(struct qc_fits *f, const struct qc_fits_meta *m, const struct qc_pixels *p,
		     void *room, struct qc_error *e);

/* May several threads make files at the same time? That is how cfitsio was built. */
bool qc_fits_threads(void);

/* Frees the memory; harmless when there is none. */
void qc_fits_free(struct qc_fits *f);

#endif
