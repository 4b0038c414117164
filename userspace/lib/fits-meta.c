// SPDX-License-Identifier: GPL-2.0
/*
 * fits-meta.c - cooler, humidity, power, frame counter and GPS in a FITS header
 */
#include <stdio.h>

#include <linux/qhyccd.h>

#include "clock.h"
#include "fits-put.h"

/* 1995-10-10 00:00:00 UTC, where the camera's GPS seconds begin. */
#define GPS_EPOCH_S 813283200ll

static const char *name_of(const char *const *names, unsigned int n, unsigned int value)
{
	return value < n ? names[value] : "unknown";
}

/* A target only means something while the camera regulates to it. */
static void put_cooler(fitsfile *fp, const struct qc_meta *m, int *status)
{
	static const char *const modes[] = {
		[V4L2_QHYCCD_COOLER_OFF] = "off",
		[V4L2_QHYCCD_COOLER_MANUAL] = "manual",
		[V4L2_QHYCCD_COOLER_AUTOMATIC] = "automatic",
	};

	if (!m->has_telemetry)
		return;
	if (m->cooler_mode == V4L2_QHYCCD_COOLER_AUTOMATIC)
		qc_put_real(fp, "SET-TEMP", m->target, 1, "[deg C] target of the cooler", status);
	qc_put_text(fp, "COOLER", name_of(modes, 3, m->cooler_mode), "mode of the cooler", status);
	qc_put_real(fp, "COOLPOWR", m->cooler_percent, 1, "[%] power of the cooler", status);
}

/* Not HUMIDITY: that is the weather's. */
static void put_humidity(fitsfile *fp, const struct qc_meta *m, int *status)
{
	if (!m->has_humidity)
		return;
	qc_put_real(fp, "CCD-HUM", m->humidity, 1, "[%] humidity in the sensor chamber", status);
	qc_put_real(fp, "CCD-HTMP", m->humidity_temperature, 1,
		    "[deg C] temperature at the humidity sensor", status);
}

/* Only what is wrong. */
static void put_power(fitsfile *fp, const struct qc_meta *m, int *status)
{
	const char *text = NULL;

	if (!m->has_power)
		return;
	switch (m->power_status) {
	case V4L2_QHYCCD_POWER_CHECK_ERROR:
		text = "check error";
		break;
	case V4L2_QHYCCD_POWER_UNDERVOLTAGE_INDIRECT:
		text = "undervoltage (indirect)";
		break;
	case V4L2_QHYCCD_POWER_UNDERVOLTAGE:
		text = "undervoltage";
		break;
	}
	qc_put_text(fp, "PWRSTAT", text, "supply of the camera", status);
	if (m->tec_protection)
		qc_put_flag(fp, "TECPROT", true, "cooler limited to 70 % by TEC protection",
			    status);
}

/* The four keywords of one moment: @letter is S, E or N. */
static void put_gps_time(fitsfile *fp, char letter, unsigned int flags, int64_t ns,
			 const char *what, int *status)
{
	int64_t second = ns / QC_NS_PER_S;
	char key[FLEN_KEYWORD], comment[FLEN_COMMENT];

	snprintf(key, sizeof(key), "GPS_%cFlg", letter);
	snprintf(comment, sizeof(comment), "%s: flags, bits 5:4 = 3: locked", what);
	qc_put_int(fp, key, flags, comment, status);
	if (ns <= 0)
		return;
	snprintf(key, sizeof(key), "GPS_%cS", letter);
	snprintf(comment, sizeof(comment), "[s] %s: since JD 2450000.5", what);
	qc_put_int(fp, key, second - GPS_EPOCH_S, comment, status);
	snprintf(key, sizeof(key), "GPS_%cU", letter);
	snprintf(comment, sizeof(comment), "[us] %s: after that second", what);
	qc_put_real(fp, key, (ns % QC_NS_PER_S) / 1e3, 1, comment, status);
	snprintf(key, sizeof(key), "GPS_%cT", letter);
	snprintf(comment, sizeof(comment), "UTC %s", what);
	qc_put_date(fp, key, ns, 7, comment, status);
}

static void put_gps(fitsfile *fp, const struct qc_meta_gps *g, bool locked, int *status)
{
	put_gps_time(fp, 'S', g->start_flags, g->start_ns, "start", status);
	put_gps_time(fp, 'E', g->end_flags, g->end_ns, "end", status);
	put_gps_time(fp, 'N', g->now_flags, g->now_ns, "now", status);
	qc_put_int(fp, "GPS_PPSC", g->pps_count, "10 MHz periods between two PPS", status);
	if (locked) {
		qc_put_real(fp, "GPS_LONG", g->longitude, 7, "[deg] longitude, east positive",
			    status);
		qc_put_real(fp, "GPS_LAT", g->latitude, 7, "[deg] latitude, north positive",
			    status);
	}
	qc_put_int(fp, "GPS_Seq", g->sequence, "frame counter in the GPS header", status);
	qc_put_int(fp, "GPS_Tmp", g->temperature, "temporary number in the GPS header", status);
}

void qc_put_meta(fitsfile *fp, const struct qc_meta *m, int *status)
{
	put_cooler(fp, m, status);
	put_humidity(fp, m, status);
	put_power(fp, m, status);
	if (m->has_counter)
		qc_put_int(fp, "FRAMECNT", m->frame_counter, "the camera's frame counter", status);
	if (m->unsure)
		qc_put_flag(fp, "UNSURE", true, "a setting changed then: may be the former",
			    status);
	if (m->has_gps)
		put_gps(fp, &m->gps, m->gps_locked, status);
}
