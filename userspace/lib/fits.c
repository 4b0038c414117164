// SPDX-License-Identifier: GPL-2.0
/*
 * fits.c - a frame as a FITS file in memory
 *
 * The file is made in memory and written by file.c: so a full disk is seen by
 * its errno, and checksums need no second reading from the disk.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fitsio.h>

#include "clock.h"
#include "fits.h"
#include "fits-put.h"

#define BLOCK 2880
#define HEADER_BLOCKS 3

/* How good the times are goes where it is seen first, next to DATE-OBS. */
static void put_start(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	char comment[64] = "UTC start of exposure";
	size_t n = strlen(comment);

	if (m->source == QC_TIME_ESTIMATED)
		snprintf(comment + n, sizeof(comment) - n, " (estimated)");
	else if (m->source == QC_TIME_GPS)
		snprintf(comment + n, sizeof(comment) - n, ", GPS");
	else if (m->source == QC_TIME_HOST)
		snprintf(comment, sizeof(comment), "UTC start, host clock +- %.3f ms",
			 m->time_error_us / 1e3);
	qc_put_date(fp, "DATE-OBS", m->start_utc_ns, 6, comment, status);
}

static void put_times(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	double seconds = m->exposure_us / 1e6;

	put_start(fp, m, status);
	qc_put_date(fp, "DATE-END", m->end_utc_ns, 6, "UTC end of exposure", status);
	qc_put_date(fp, "DATE-AVG", m->start_utc_ns + (m->end_utc_ns - m->start_utc_ns) / 2, 6,
		    "UTC middle of exposure", status);
	qc_put_text(fp, "TIMESYS", "UTC", "time system of this header", status);
	if (m->source == QC_TIME_HOST)
		qc_put_real(fp, "TIMSYER", m->time_error_us / 1e6, 6,
			 "[s] how far off the dates may be", status);
	qc_put_real(fp, "EXPTIME", seconds, -1, "[s] exposure time", status);
	qc_put_real(fp, "EXPOSURE", seconds, -1, "[s] exposure time", status);
	qc_put_real(fp, "XPOSURE", seconds, -1, "[s] exposure time", status);
}

static const char *image_type(const char *type)
{
	static const char *const names[][2] = {
		{ "light", "Light Frame" }, { "dark", "Dark Frame" },
		{ "bias", "Bias Frame" },   { "flat", "Flat Frame" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (type && !strcmp(type, names[i][0]))
			return names[i][1];
	return type;
}

static void put_camera(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	qc_put_text(fp, "IMAGETYP", image_type(m->type), "type of image", status);
	qc_put_text(fp, "INSTRUME", m->camera, "camera", status);
	qc_put_text(fp, "SERIALNO", m->serial, "serial number of the camera", status);
	if (m->has_temperature)
		qc_put_real(fp, "CCD-TEMP", m->temperature, 1, "[deg C] sensor temperature", status);
	if (m->has_gain)
		qc_put_int(fp, "GAIN", m->gain, "gain, camera units", status);
	if (m->has_offset)
		qc_put_int(fp, "OFFSET", m->offset, "offset, camera units", status);
	qc_put_text(fp, "READOUTM", m->mode, "readout mode", status);
	if (m->has_traffic)
		qc_put_int(fp, "USBLIMIT", m->traffic, "USB traffic, camera units", status);
	if (m->more)
		qc_put_meta(fp, m->more, status);
	qc_put_int(fp, "FRAMENO", m->sequence, "sequence number since the stream started", status);
}

static void put_geometry(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	qc_put_int(fp, "XBINNING", 1, "[pix] binning in x", status);
	qc_put_int(fp, "YBINNING", 1, "[pix] binning in y", status);
	if (m->pixel_um_x > 0) {
		qc_put_real(fp, "XPIXSZ", m->pixel_um_x, 3, "[um] pixel width", status);
		qc_put_real(fp, "YPIXSZ", m->pixel_um_y, 3, "[um] pixel height", status);
	}
	qc_put_int(fp, "XORGSUBF", m->left, "[pix] left edge in the whole area", status);
	qc_put_int(fp, "YORGSUBF", m->top, "[pix] top edge in the whole area", status);
	if (m->bayer) {
		qc_put_text(fp, "BAYERPAT", "RGGB", "colour filter pattern", status);
		qc_put_int(fp, "XBAYROFF", m->left % 2, "[pix] x offset of the pattern", status);
		qc_put_int(fp, "YBAYROFF", m->top % 2, "[pix] y offset of the pattern", status);
	}
	qc_put_text(fp, "ROWORDER", "TOP-DOWN", "first row in the file is the top", status);
}

static void put_pixels(fitsfile *fp, const struct qc_fits_meta *m, const void *pixels,
		       int *status)
{
	LONGLONG n = (LONGLONG)m->width * m->height;
	int type = m->bits == 16 ? TUSHORT : TBYTE;

	/* cfitsio only reads here, its prototype does not say so. */
	/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
	fits_write_img(fp, type, 1, n, (void *)(uintptr_t)pixels, status);
}

static size_t blocks(size_t bytes)
{
	return (bytes + BLOCK - 1) / BLOCK * BLOCK;
}

/*
 * Room for everything, so that cfitsio need not move the file to make it grow.
 * It looks at what is in the memory where header and fill bytes will be, so
 * these parts are cleared: the data end in the last blocks, whatever the
 * header's length.
 */
static int reserve(struct qc_fits *f, const struct qc_fits_meta *m)
{
	const size_t header = HEADER_BLOCKS * BLOCK;
	size_t want = header + blocks((size_t)m->width * m->height * (m->bits / 8));
	void *p;

	if (f->capacity < want) {
		p = realloc(f->data, want);
		if (!p)
			return -ENOMEM;
		f->data = p;
		f->capacity = want;
	}
	memset(f->data, 0, header);
	memset((char *)f->data + want - header, 0, header);
	return 0;
}

static int explain(int status, struct qc_error *e)
{
	char text[FLEN_STATUS];

	fits_get_errstatus(status, text);
	fits_clear_errmsg();
	return qc_fail(e, QC_FAILED, EIO, "the FITS file cannot be made: %s (cfitsio %d)", text,
		       status);
}

int qc_fits_make(struct qc_fits *f, const struct qc_fits_meta *m, const void *pixels,
		 struct qc_error *e)
{
	long size[2] = { m->width, m->height };
	LONGLONG end = 0;
	fitsfile *fp = NULL;
	int status = 0, close_status = 0;

	f->len = 0;
	if (reserve(f, m))
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory for a frame of %ux%u",
			       m->width, m->height);
	fits_create_memfile(&fp, &f->data, &f->capacity, HEADER_BLOCKS * BLOCK, realloc, &status);
	fits_create_img(fp, m->bits == 16 ? USHORT_IMG : BYTE_IMG, 2, size, &status);
	put_times(fp, m, &status);
	put_camera(fp, m, &status);
	put_geometry(fp, m, &status);
	qc_put_text(fp, "SWCREATE", m->creator, "program that wrote this file", &status);
	fits_write_date(fp, &status);
	put_pixels(fp, m, pixels, &status);
	fits_write_chksum(fp, &status);
	fits_flush_file(fp, &status);
	fits_get_hduaddrll(fp, NULL, NULL, &end, &status);
	if (fp)
		fits_close_file(fp, &close_status);
	if (status || close_status)
		return explain(status ? status : close_status, e);
	f->len = end;
	return 0;
}

void qc_fits_free(struct qc_fits *f)
{
	free(f->data);
	memset(f, 0, sizeof(*f));
}
