// SPDX-License-Identifier: GPL-2.0
/*
 * meta.c - the circumstances of one image, as the driver's metadata node says
 */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "meta.h"

/* 16-bit temperatures are signed and in 0.1 degree. */
static double tenths(__le16 raw)
{
	return (int16_t)le16toh(raw) / 10.0;
}

/* 32-bit angles are signed and in 1e-7 degree. */
static double degrees(__le32 raw)
{
	return (int32_t)le32toh(raw) / 1e7;
}

static void parse_times(const struct qhyccd_meta *raw, struct qc_meta *m)
{
	m->has_times = true;
	m->start_ns = le64toh(raw->start_ns);
	m->end_ns = le64toh(raw->end_ns);
	m->utc_start_ns = le64toh(raw->utc_start_ns);
	m->utc_end_ns = le64toh(raw->utc_end_ns);
	m->time_error_us = le32toh(raw->time_error_us);
}

static void parse_settings(const struct qhyccd_meta *raw, struct qc_meta *m)
{
	m->exposure_us = le32toh(raw->exposure_us);
	m->left = le16toh(raw->left);
	m->top = le16toh(raw->top);
	m->width = le16toh(raw->width);
	m->height = le16toh(raw->height);
	m->gain = le16toh(raw->gain);
	m->offset = le16toh(raw->offset);
	m->readout_mode = raw->readout_mode;
	m->traffic = raw->usb_traffic;
	m->bits = raw->bits;
	m->capture_mode = raw->capture_mode;
	m->gpio_mode = raw->gpio_mode;
	m->trigger_input = raw->trigger_input;
	m->burst = raw->burst;
}

static void parse_telemetry(const struct qhyccd_meta *raw, uint32_t flags, struct qc_meta *m)
{
	if (flags & QHYCCD_META_TELEMETRY) {
		m->has_telemetry = true;
		m->temperature = tenths(raw->temperature);
		m->target = tenths(raw->target);
		m->cooler_mode = raw->cooler_mode;
		m->cooler_percent = raw->cooler_power * 100.0 / 255;
	}
	if (flags & QHYCCD_META_POWER) {
		m->has_power = true;
		m->power_status = raw->power_status;
		m->tec_protection = raw->tec_protection;
	}
	if (flags & QHYCCD_META_HUMIDITY) {
		m->has_humidity = true;
		m->humidity = le16toh(raw->humidity) / 10.0;
		m->humidity_temperature = tenths(raw->humidity_temperature);
	}
	m->telemetry_age_ms = le32toh(raw->telemetry_age_ms);
}

static void parse_gps(const struct qhyccd_meta_gps *raw, struct qc_meta_gps *g)
{
	g->sequence = le32toh(raw->sequence);
	g->pps_count = le32toh(raw->pps_count);
	g->start_ns = le64toh(raw->start_ns);
	g->end_ns = le64toh(raw->end_ns);
	g->now_ns = le64toh(raw->now_ns);
	g->latitude = degrees(raw->latitude);
	g->longitude = degrees(raw->longitude);
	g->start_flags = raw->start_flags;
	g->end_flags = raw->end_flags;
	g->now_flags = raw->now_flags;
	g->temperature = raw->temperature;
}

int qc_meta_parse(const void *data, size_t len, struct qc_meta *m)
{
	struct qhyccd_meta raw;
	uint32_t flags;

	if (len < sizeof(raw))
		return -EMSGSIZE;
	memcpy(&raw, data, sizeof(raw));
	if (le32toh(raw.version) < QHYCCD_META_VERSION || le32toh(raw.size) < sizeof(raw))
		return -EPROTO;
	flags = le32toh(raw.flags);
	memset(m, 0, sizeof(*m));
	m->sequence = le32toh(raw.sequence);
	if (flags & QHYCCD_META_TIMES)
		parse_times(&raw, m);
	parse_settings(&raw, m);
	parse_telemetry(&raw, flags, m);
	m->has_counter = flags & QHYCCD_META_COUNTER;
	if (m->has_counter)
		m->frame_counter = le32toh(raw.frame_counter);
	m->has_gps = flags & QHYCCD_META_GPS;
	m->gps_locked = m->has_gps && (flags & QHYCCD_META_GPS_LOCKED);
	if (m->has_gps)
		parse_gps(&raw.gps, &m->gps);
	m->unsure = flags & QHYCCD_META_UNSURE;
	m->damaged = flags & QHYCCD_META_DAMAGED;
	m->wrong_length = flags & QHYCCD_META_LENGTH;
	m->filler = flags & QHYCCD_META_FILLER;
	m->overflow = flags & QHYCCD_META_OVERFLOW;
	return 0;
}

const char *qc_meta_damage(const struct qc_meta *m)
{
	if (m->overflow)
		return "cut by the camera's full memory";
	if (m->filler)
		return "the camera's filler is in it";
	if (m->wrong_length)
		return "bytes lost or added";
	return "";
}

static void drop(struct qc_meta_list *l, unsigned int n)
{
	l->count -= n;
	memmove(l->item, l->item + n, l->count * sizeof(l->item[0]));
}

void qc_meta_add(struct qc_meta_list *l, const struct qc_meta *m)
{
	if (l->count == QC_META_KEPT)
		drop(l, 1);
	l->item[l->count++] = *m;
}

enum qc_meta_found qc_meta_take(struct qc_meta_list *l, uint32_t sequence, struct qc_meta *m)
{
	unsigned int stale = 0;

	while (stale < l->count && (int32_t)(l->item[stale].sequence - sequence) < 0)
		stale++;
	drop(l, stale);
	if (!l->count)
		return QC_META_NOT_YET;
	if (l->item[0].sequence != sequence)
		return QC_META_NEVER;
	*m = l->item[0];
	drop(l, 1);
	return QC_META_FOUND;
}
