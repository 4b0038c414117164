// SPDX-License-Identifier: GPL-2.0
/*
 * fits-keys.c - what a FITS header says of times, camera and geometry
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "fits.h"
#include "fits-put.h"

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
	char local[QC_ISO_MAX];

	put_start(fp, m, status);
	qc_put_date(fp, "DATE-END", m->end_utc_ns, 6, "UTC end of exposure", status);
	qc_put_date(fp, "DATE-AVG", m->start_utc_ns + (m->end_utc_ns - m->start_utc_ns) / 2, 6,
		    "UTC middle of exposure", status);
	qc_format_local(m->start_utc_ns, local);
	qc_put_text(fp, "DATE-LOC", local, "local time, start of exposure", status);
	qc_put_text(fp, "TIMESYS", "UTC", "time system of this header", status);
	if (m->source == QC_TIME_HOST)
		qc_put_real(fp, "TIMSYER", m->time_error_us / 1e6, 6,
			    "[s] how far off the dates may be", status);
	qc_put_real(fp, "EXPTIME", seconds, -1, "[s] exposure time", status);
	qc_put_real(fp, "EXPOSURE", seconds, -1, "[s] exposure time", status);
	qc_put_real(fp, "XPOSURE", seconds, -1, "[s] exposure time", status);
	qc_put_real(fp, "DARKTIME", seconds, -1, "[s] time for dark current", status);
}

/* One name for programs after MaxIm, another for those after INDI. */
static void put_type(fitsfile *fp, const char *type, int *status)
{
	static const char *const names[][3] = {
		{ "light", "Light Frame", "Light" }, { "dark", "Dark Frame", "Dark" },
		{ "bias", "Bias Frame", "Bias" },    { "flat", "Flat Frame", "Flat" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!type || strcmp(type, names[i][0]))
			continue;
		qc_put_text(fp, "IMAGETYP", names[i][1], "type of image", status);
		qc_put_text(fp, "FRAME", names[i][2], "type of image", status);
		return;
	}
	qc_put_text(fp, "IMAGETYP", type, "type of image", status);
}

static void put_camera(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	put_type(fp, m->type, status);
	qc_put_text(fp, "OBJECT", m->object, "what was looked at", status);
	qc_put_text(fp, "FILTER", m->filter, "filter", status);
	qc_put_text(fp, "INSTRUME", m->camera, "camera", status);
	qc_put_text(fp, "SERIALNO", m->serial, "serial number of the camera", status);
	if (m->has_temperature)
		qc_put_real(fp, "CCD-TEMP", m->temperature, 1, "[deg C] sensor temperature", status);
	if (m->has_gain)
		qc_put_int(fp, "GAIN", m->gain, "gain, camera units", status);
	if (m->has_offset)
		qc_put_int(fp, "OFFSET", m->offset, "offset, camera units", status);
	qc_put_text(fp, "READOUTM", m->mode, "readout mode", status);
	if (m->has_mode_number)
		qc_put_int(fp, "READMODE", m->mode_number, "number of the readout mode", status);
	if (m->has_traffic)
		qc_put_int(fp, "USBLIMIT", m->traffic, "USB traffic, camera units", status);
	if (m->more)
		qc_put_meta(fp, m->more, status);
	qc_put_int(fp, "FRAMENO", m->sequence, "sequence number since the stream started", status);
}

static unsigned int bin_of(const struct qc_fits_meta *m)
{
	return m->bin ? m->bin : 1;
}

/*
 * Columns or rows of the image, from 1, in which whole bins lie in [from, end)
 * of the whole area. False when there are none.
 */
static bool span(unsigned int from, unsigned int end, unsigned int corner, unsigned int size,
		 unsigned int bin, unsigned int *first, unsigned int *last)
{
	unsigned int a = from > corner ? from - corner : 0;
	unsigned int b = end > corner ? end - corner : 0;

	if (b > size)
		b = size;
	*first = (a + bin - 1) / bin + 1;
	*last = b / bin;
	return *first <= *last && *last <= size / bin;
}

static void put_section(fitsfile *fp, const char *key, const unsigned int x[2],
			const unsigned int y[2], const char *comment, int *status)
{
	char text[64];

	snprintf(text, sizeof(text), "[%u:%u,%u:%u]", x[0], x[1], y[0], y[1]);
	qc_put_text(fp, key, text, comment, status);
}

/*
 * For programs that subtract the overscan and cut it off; only when there is
 * something to be cut off.
 */
static void put_sections(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	const struct qc_rect *w = &m->whole, *f = &m->effective;
	unsigned int x[2], y[2], o[2], bin = bin_of(m);

	if (!w->width || !f->width ||
	    !span(f->left, f->left + f->width, m->left, m->width, bin, &x[0], &x[1]))
		return;
	if (span(f->top, f->top + f->height, m->top, m->height, bin, &y[0], &y[1]) &&
	    (x[0] > 1 || y[0] > 1 || x[1] < m->width / bin || y[1] < m->height / bin)) {
		put_section(fp, "DATASEC", x, y, "what sees light", status);
		put_section(fp, "TRIMSEC", x, y, "what is to be kept", status);
	}
	if (span(f->top + f->height, w->top + w->height, m->top, m->height, bin, &o[0], &o[1]))
		put_section(fp, "BIASSEC", x, o, "overscan rows", status);
}

static void put_bayer(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	/* Binned pixels are of no one colour. */
	if (!m->bayer || bin_of(m) > 1)
		return;
	qc_put_text(fp, "BAYERPAT", "RGGB", "colour filter pattern", status);
	qc_put_int(fp, "XBAYROFF", m->left % 2, "[pix] x offset of the pattern", status);
	qc_put_int(fp, "YBAYROFF", m->top % 2, "[pix] y offset of the pattern", status);
}

static void put_geometry(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	unsigned int bin = bin_of(m);

	qc_put_int(fp, "XBINNING", bin, "[pix] binning in x", status);
	qc_put_int(fp, "YBINNING", bin, "[pix] binning in y", status);
	if (bin > 1)
		qc_put_text(fp, "BINMODE", m->average ? "average" : "sum",
			    "what a pixel is of those binned", status);
	if (m->pixel_um_x > 0) {
		qc_put_real(fp, "XPIXSZ", m->pixel_um_x * bin, 3, "[um] pixel width, binned",
			    status);
		qc_put_real(fp, "YPIXSZ", m->pixel_um_y * bin, 3, "[um] pixel height, binned",
			    status);
		qc_put_real(fp, "PIXSIZE1", m->pixel_um_x, 3, "[um] pixel width, not binned",
			    status);
		qc_put_real(fp, "PIXSIZE2", m->pixel_um_y, 3, "[um] pixel height, not binned",
			    status);
	}
	qc_put_int(fp, "XORGSUBF", m->left / bin, "[pix] left edge in the whole area", status);
	qc_put_int(fp, "YORGSUBF", m->top / bin, "[pix] top edge in the whole area", status);
	put_bayer(fp, m, status);
	qc_put_text(fp, "ROWORDER", "TOP-DOWN", "first row in the file is the top", status);
	put_sections(fp, m, status);
}

static void put_burst(fitsfile *fp, const struct qc_fits_burst *b, int *status)
{
	if (!b->number)
		return;
	qc_put_int(fp, "BURSTNO", b->number, "number of the burst", status);
	qc_put_int(fp, "BURST1ST", b->first, "its first frame, by the camera's counter", status);
	qc_put_int(fp, "BURSTEND", b->last, "its last frame, by the camera's counter", status);
	qc_put_text(fp, "BURSTMIS", b->missing, "frames of it that did not come", status);
}

static void put_user(fitsfile *fp, const struct qc_user_keys *keys, int *status)
{
	const struct qc_user_key *k;
	LONGLONG number;

	for (unsigned int i = 0; keys && i < keys->count; i++) {
		k = &keys->key[i];
		switch (k->type) {
		case QC_USER_INT:
			number = strtoll(k->value, NULL, 10);
			fits_write_key_lng(fp, k->name, number, k->comment, status);
			break;
		case QC_USER_REAL:
			fits_write_key_dbl(fp, k->name, strtod(k->value, NULL), -15, k->comment,
					   status);
			break;
		case QC_USER_FLAG:
			qc_put_flag(fp, k->name, *k->value == 'T', k->comment, status);
			break;
		case QC_USER_TEXT:
			qc_put_text(fp, k->name, k->value, k->comment, status);
			break;
		}
	}
}

void qc_put_all(fitsfile *fp, const struct qc_fits_meta *m, int *status)
{
	put_times(fp, m, status);
	put_camera(fp, m, status);
	put_geometry(fp, m, status);
	put_burst(fp, &m->burst, status);
	put_user(fp, m->user, status);
	qc_put_text(fp, "SWCREATE", m->creator, "program that wrote this file", status);
	fits_write_date(fp, status);
}
