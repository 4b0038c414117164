// SPDX-License-Identifier: GPL-2.0
/* What metadata become in a FITS header: times, cooler, power, GPS. */
#include <stdlib.h>
#include <unistd.h>

#include <fitsio.h>
#include <linux/qhyccd.h>

#include "lib/clock.h"
#include "qhycam-series.h"
#include "test.h"

/* As large as the whole area of a 268. */
static const uint8_t large[6280 * 4210];

/* 2026-11-20 17:18:51.123456700 UTC */
#define STAMP (1795195131ll * QC_NS_PER_S + 123456700)

/* Makes the file and opens it; NULL when that fails. */
static fitsfile *make(struct tap *t, const char *path, const struct qc_fits_meta *given,
		      const struct qc_meta *more)
{
	static const uint8_t pixels[8];
	struct qc_fits_meta m = *given;
	struct qc_error e;
	fitsfile *fp = NULL;
	int status = 0, data = 0, hdu = 0;

	if (!m.width) {
		m.width = 4;
		m.height = 2;
	}
	m.bits = 8;
	m.more = more;
	T_EQ(t, write_series(QC_KIND_FITS, path, &m, m.width == 4 ? pixels : large, 1, &e), 0);
	fits_open_diskfile(&fp, path, READONLY, &status);
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

static void times(struct tap *t, const char *f)
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

static void cooler(struct tap *t, const char *f)
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
static void power(struct tap *t, const char *f)
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

static void gps(struct tap *t, const char *f)
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
static void gps_unlocked(struct tap *t, const char *f)
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

/* The cards of the file, each once, are those that users cannot take. */
static void reserved(struct tap *t, const char *f)
{
	struct qc_user_keys keys = { .count = 0 };
	struct qc_meta meta = located;
	struct qc_fits_meta m = {
		.width = 6280,
		.height = 4210,
		.whole = { 0, 0, 6280, 4210 },
		.effective = { 24, 0, 6252, 4176 },
		.bayer = true,
		.bin = 1,
		.type = "light",
		.object = "M 31",
		.filter = "Ha",
		.camera = "QHY268C",
		.serial = "1",
		.mode = "High Gain",
		.has_mode_number = true,
		.creator = "test",
		.has_temperature = true,
		.has_gain = true,
		.has_offset = true,
		.has_traffic = true,
		.pixel_um_x = 3.76,
		.pixel_um_y = 3.76,
		.source = QC_TIME_HOST,
		.burst = { 1, 2, 5, "4" },
		.user = &keys,
	};
	char card[81], name[9];
	int status = 0, n = 0, found = 0;
	struct qc_error e;
	fitsfile *fp;

	meta.has_telemetry = true;
	meta.cooler_mode = V4L2_QHYCCD_COOLER_AUTOMATIC;
	meta.has_humidity = true;
	meta.has_power = true;
	meta.power_status = V4L2_QHYCCD_POWER_UNDERVOLTAGE;
	meta.tec_protection = true;
	meta.has_counter = true;
	meta.unsure = true;
	T_EQ(t, qc_user_add(&keys, "telescop='f/4 Newton'/the large one", &e), 0);
	T_EQ(t, qc_user_add(&keys, "EGAIN=0.33/e-/ADU", &e), 0);
	T_EQ(t, qc_user_add(&keys, "GUIDED=T", &e), 0);
	T_EQ(t, qc_user_add(&keys, "FOCUSPOS=-1234", &e), 0);
	fp = make(t, f, &m, &meta);
	want(t, fp, "BIASSEC", "[25:6276,4177:4210]");
	want(t, fp, "TRIMSEC", "[25:6276,1:4176]");
	want(t, fp, "DATASEC", "[25:6276,1:4176]");
	fits_get_hdrspace(fp, &n, NULL, &status);
	for (int i = 1; i <= n; i++) {
		fits_read_record(fp, i, card, &status);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(card, " ="), card);
		if (!strcmp(name, "TELESCOP") || !strcmp(name, "EGAIN") ||
		    !strcmp(name, "GUIDED") || !strcmp(name, "FOCUSPOS"))
			found++;
		else if (*name)
			tap_ok(t, qc_user_reserved(name), name, __FILE__, __LINE__);
	}
	T_EQ(t, status, 0);
	T_EQ(t, found, 4);
	close_file(t, fp);
}

/* Sections of other regions, and of binned ones: only whole bins. */
static void sections(struct tap *t, const char *f)
{
	static const struct {
		unsigned int left, top, width, height, bin;
		const char *bias, *trim;
	} rows[] = {
		{ 24, 0, 6252, 4176, 1, NULL, NULL },
		{ 100, 100, 640, 480, 1, NULL, NULL },
		{ 0, 0, 6280, 4210, 2, "[13:3138,2089:2105]", "[13:3138,1:2088]" },
		{ 0, 0, 6280, 4210, 3, "[9:2092,1393:1403]", "[9:2092,1:1392]" },
		{ 0, 0, 6280, 4210, 4, "[7:1569,1045:1052]", "[7:1569,1:1044]" },
		{ 0, 0, 64, 64, 1, NULL, "[25:64,1:64]" },
		{ 100, 4170, 64, 40, 1, "[1:64,7:40]", "[1:64,1:6]" },
		{ 100, 4180, 64, 30, 1, "[1:64,1:30]", NULL },
		{ 0, 0, 24, 64, 1, NULL, NULL },
		{ 20, 0, 8, 64, 3, NULL, NULL },
		{ 6272, 4170, 8, 40, 1, "[1:4,7:40]", "[1:4,1:6]" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct qc_fits_meta m = {
			.width = rows[i].width,
			.height = rows[i].height,
			.left = rows[i].left,
			.top = rows[i].top,
			.bin = rows[i].bin,
			.whole = { 0, 0, 6280, 4210 },
			.effective = { 24, 0, 6252, 4176 },
		};
		fitsfile *fp = make(t, f, &m, NULL);

		want(t, fp, "BIASSEC", rows[i].bias);
		want(t, fp, "TRIMSEC", rows[i].trim);
		want(t, fp, "DATASEC", rows[i].trim);
		close_file(t, fp);
	}
}

int main(void)
{
	char f[] = "/tmp/qhycam-header-XXXXXX";
	struct tap t = { 0 };
	int fd = mkstemp(f);

	if (fd < 0)
		return 1;
	close(fd);
	times(&t, f);
	cooler(&t, f);
	power(&t, f);
	gps(&t, f);
	gps_unlocked(&t, f);
	reserved(&t, f);
	sections(&t, f);
	unlink(f);
	return tap_end(&t);
}
