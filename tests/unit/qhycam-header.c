// SPDX-License-Identifier: GPL-2.0
/* What metadata become in a FITS header: times, cooler, power, GPS. */
#include <stdlib.h>

#include <fitsio.h>
#include <linux/qhyccd.h>

#include "lib/clock.h"
#include "lib/fits.h"
#include "test.h"

/* 2026-11-20 17:18:51.123456700 UTC */
#define STAMP (1795195131ll * QC_NS_PER_S + 123456700)

/* Makes the file and opens it in memory; NULL when that fails. */
static fitsfile *make(struct tap *t, struct qc_fits *f, const struct qc_fits_meta *given,
		      const struct qc_meta *more)
{
	static const uint8_t pixels[8];
	struct qc_fits_meta m = *given;
	struct qc_error e;
	fitsfile *fp = NULL;
	int status = 0, data = 0, hdu = 0;

	m.width = 4;
	m.height = 2;
	m.bits = 8;
	m.more = more;
	T_EQ(t, qc_fits_make(f, &m, pixels, &e), 0);
	fits_open_memfile(&fp, "x.fits", READONLY, &f->data, &f->capacity, 0, NULL, &status);
	fits_verify_chksum(fp, &data, &hdu, &status);
	T_EQ(t, status, 0);
	T_EQ(t, data, 1);
	T_EQ(t, hdu, 1);
	return fp;
}

static void close_file(struct tap *t, fitsfile *fp)
{
	int status = 0;

	fits_close_file(fp, &status);
	T_EQ(t, status, 0);
}

/* The keyword's value as it stands in the file, without quotes; NULL: absent. */
static void want(struct tap *t, fitsfile *fp, const char *key, const char *value)
{
	char got[FLEN_VALUE], comment[FLEN_COMMENT] = "";
	int status = 0;

	if (fits_read_keyword(fp, key, got, comment, &status) == KEY_NO_EXIST)
		snprintf(got, sizeof(got), "(absent)");
	else if (tap_ok(t, *comment, key, __FILE__, __LINE__) && *got == '\'')
		fits_read_key_str(fp, key, got, NULL, &status);
	tap_str(t, got, value ? value : "(absent)", key, __FILE__, __LINE__);
}

static void want_comment(struct tap *t, fitsfile *fp, const char *key, const char *text)
{
	char value[FLEN_VALUE], comment[FLEN_COMMENT] = "";
	int status = 0;

	fits_read_keyword(fp, key, value, comment, &status);
	tap_str(t, comment, text, key, __FILE__, __LINE__);
}

static void times(struct tap *t, struct qc_fits *f)
{
	static const struct {
		enum qc_time_source source;
		uint32_t error_us;
		const char *comment, *error;
	} rows[] = {
		{ QC_TIME_EVENT, 5, "UTC start of exposure", NULL },
		{ QC_TIME_ESTIMATED, 5, "UTC start of exposure (estimated)", NULL },
		{ QC_TIME_HOST, 1234, "UTC start, host clock +- 1.234 ms", "0.001234" },
		{ QC_TIME_HOST, 3600000000, "UTC start, host clock +- 3600000.000 ms",
		  "3600.000000" },
		{ QC_TIME_GPS, 5, "UTC start of exposure, GPS", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct qc_fits_meta m = {
			.start_utc_ns = STAMP,
			.end_utc_ns = STAMP + 3 * QC_NS_PER_S,
			.source = rows[i].source,
			.time_error_us = rows[i].error_us,
			.exposure_us = 3000000,
		};
		fitsfile *fp = make(t, f, &m, NULL);

		want(t, fp, "DATE-OBS", "2026-11-20T17:18:51.123456");
		want(t, fp, "DATE-AVG", "2026-11-20T17:18:52.623456");
		want(t, fp, "DATE-END", "2026-11-20T17:18:54.123456");
		want(t, fp, "TIMESYS", "UTC");
		want_comment(t, fp, "DATE-OBS", rows[i].comment);
		want(t, fp, "TIMSYER", rows[i].error);
		close_file(t, fp);
	}
}

static const struct qc_meta cooled = {
	.has_telemetry = true,
	.target = -10,
	.cooler_mode = V4L2_QHYCCD_COOLER_AUTOMATIC,
	.cooler_percent = 128 * 100.0 / 255,
	.has_power = true,
	.power_status = V4L2_QHYCCD_POWER_GOOD,
	.has_humidity = true,
	.humidity = 45.7,
	.humidity_temperature = -0.5,
	.has_counter = true,
	.frame_counter = 4000000000,
};

static void cooler(struct tap *t, struct qc_fits *f)
{
	static const struct {
		unsigned int mode;
		const char *name, *target;
	} rows[] = {
		{ V4L2_QHYCCD_COOLER_OFF, "off", NULL },
		{ V4L2_QHYCCD_COOLER_MANUAL, "manual", NULL },
		{ V4L2_QHYCCD_COOLER_AUTOMATIC, "automatic", "-10.0" },
		{ 200, "unknown", NULL },
	};
	const struct qc_fits_meta plain = { .exposure_us = 1 };
	struct qc_meta m = cooled;
	fitsfile *fp;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m.cooler_mode = rows[i].mode;
		fp = make(t, f, &plain, &m);
		want(t, fp, "COOLER", rows[i].name);
		want(t, fp, "SET-TEMP", rows[i].target);
		want(t, fp, "COOLPOWR", "50.2");
		want(t, fp, "CCD-HUM", "45.7");
		want(t, fp, "CCD-HTMP", "-0.5");
		want(t, fp, "FRAMECNT", "4000000000");
		want(t, fp, "UNSURE", NULL);
		want(t, fp, "GPS_SFLG", NULL);
		close_file(t, fp);
	}
	m = (struct qc_meta){ .unsure = true };
	fp = make(t, f, &plain, &m);
	want(t, fp, "UNSURE", "T");
	want(t, fp, "COOLER", NULL);
	want(t, fp, "SET-TEMP", NULL);
	want(t, fp, "COOLPOWR", NULL);
	want(t, fp, "CCD-HUM", NULL);
	want(t, fp, "CCD-HTMP", NULL);
	want(t, fp, "PWRSTAT", NULL);
	want(t, fp, "FRAMECNT", NULL);
	close_file(t, fp);
}

/* A good supply is not worth a line. */
static void power(struct tap *t, struct qc_fits *f)
{
	static const struct {
		bool known;
		unsigned int status;
		bool protection;
		const char *text, *flag;
	} rows[] = {
		{ false, V4L2_QHYCCD_POWER_UNDERVOLTAGE, true, NULL, NULL },
		{ true, V4L2_QHYCCD_POWER_INITIALISING, false, NULL, NULL },
		{ true, V4L2_QHYCCD_POWER_GOOD, false, NULL, NULL },
		{ true, V4L2_QHYCCD_POWER_GOOD, true, NULL, "T" },
		{ true, V4L2_QHYCCD_POWER_CHECK_ERROR, false, "check error", NULL },
		{ true, V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT, true,
		  "undervoltage (indirect)", "T" },
		{ true, V4L2_QHYCCD_POWER_UNDERVOLTAGE, true, "undervoltage", "T" },
		{ true, V4L2_QHYCCD_POWER_UNKNOWN, false, NULL, NULL },
		{ true, 99, false, NULL, NULL },
	};
	const struct qc_fits_meta plain = { .exposure_us = 1 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct qc_meta m = {
			.has_power = rows[i].known,
			.power_status = rows[i].status,
			.tec_protection = rows[i].protection,
		};
		fitsfile *fp = make(t, f, &plain, &m);

		want(t, fp, "PWRSTAT", rows[i].text);
		want(t, fp, "TECPROT", rows[i].flag);
		close_file(t, fp);
	}
}

static const struct qc_meta located = {
	.has_gps = true,
	.gps_locked = true,
	.gps = {
		.sequence = 81528,
		.pps_count = 9999888,
		.start_ns = STAMP,
		.end_ns = STAMP + 8 * QC_NS_PER_S + 99900,
		.now_ns = STAMP + 9 * QC_NS_PER_S,
		.latitude = -33.8833333,
		.longitude = 151.2083333,
		.start_flags = 0x33,
		.end_flags = 0x32,
		.now_flags = 0x31,
		.temperature = 6,
	},
};

static void gps(struct tap *t, struct qc_fits *f)
{
	const struct qc_fits_meta plain = { .exposure_us = 1 };
	fitsfile *fp = make(t, f, &plain, &located);

	want(t, fp, "GPS_SFLG", "51");
	want(t, fp, "GPS_SS", "981911931");
	want(t, fp, "GPS_SU", "123456.7");
	want(t, fp, "GPS_ST", "2026-11-20T17:18:51.1234567");
	want(t, fp, "GPS_EFLG", "50");
	want(t, fp, "GPS_ES", "981911939");
	want(t, fp, "GPS_EU", "123556.6");
	want(t, fp, "GPS_ET", "2026-11-20T17:18:59.1235566");
	want(t, fp, "GPS_NFLG", "49");
	want(t, fp, "GPS_NS", "981911940");
	want(t, fp, "GPS_NU", "123456.7");
	want(t, fp, "GPS_NT", "2026-11-20T17:19:00.1234567");
	want(t, fp, "GPS_PPSC", "9999888");
	want(t, fp, "GPS_LAT", "-33.8833333");
	want(t, fp, "GPS_LONG", "151.2083333");
	want(t, fp, "GPS_SEQ", "81528");
	want(t, fp, "GPS_TMP", "6");
	close_file(t, fp);
}

/* A box without satellites: flags and counters, no times and no place. */
static void gps_unlocked(struct tap *t, struct qc_fits *f)
{
	const struct qc_fits_meta plain = { .exposure_us = 1 };
	struct qc_meta m = located;
	fitsfile *fp;

	m.gps_locked = false;
	m.gps.start_flags = 0x13;
	m.gps.start_ns = 0;
	m.gps.end_ns = 0;
	fp = make(t, f, &plain, &m);
	want(t, fp, "GPS_SFLG", "19");
	want(t, fp, "GPS_SS", NULL);
	want(t, fp, "GPS_SU", NULL);
	want(t, fp, "GPS_ST", NULL);
	want(t, fp, "GPS_ET", NULL);
	want(t, fp, "GPS_NT", "2026-11-20T17:19:00.1234567");
	want(t, fp, "GPS_LAT", NULL);
	want(t, fp, "GPS_LONG", NULL);
	want(t, fp, "GPS_PPSC", "9999888");
	want(t, fp, "GPS_SEQ", "81528");
	close_file(t, fp);
}

int main(void)
{
	struct qc_fits f = { 0 };
	struct tap t = { 0 };

	times(&t, &f);
	cooler(&t, &f);
	power(&t, &f);
	gps(&t, &f);
	gps_unlocked(&t, &f);
	qc_fits_free(&f);
	return tap_end(&t);
}
