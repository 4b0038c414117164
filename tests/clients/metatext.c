// SPDX-License-Identifier: GPL-2.0
/*
 * What is known of an image, as one line of JSON: names as in struct
 * qhyccd_meta, those of the GPS header begin with gps_, "buffer" and "time" (us)
 * are the buffer's own.
 */
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/qhyccd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "metatext.h"
#include "v4l.h"

struct text {
	char line[2000];
	int len;
};

static void add(struct text *t, const char *name, int64_t value)
{
	t->len += snprintf(t->line + t->len, sizeof(t->line) - t->len,
			   ",\"%s\":%" PRId64, name, value);
}

static void add_times(struct text *t, const struct qhyccd_meta *m)
{
	add(t, "start_ns", le64toh(m->start_ns));
	add(t, "end_ns", le64toh(m->end_ns));
	add(t, "utc_start_ns", le64toh(m->utc_start_ns));
	add(t, "utc_end_ns", le64toh(m->utc_end_ns));
	add(t, "time_error_us", le32toh(m->time_error_us));
	add(t, "exposure_us", le32toh(m->exposure_us));
}

static void add_settings(struct text *t, const struct qhyccd_meta *m)
{
	add(t, "left", le16toh(m->left));
	add(t, "top", le16toh(m->top));
	add(t, "width", le16toh(m->width));
	add(t, "height", le16toh(m->height));
	add(t, "gain", le16toh(m->gain));
	add(t, "offset", le16toh(m->offset));
	add(t, "readout_mode", m->readout_mode);
	add(t, "usb_traffic", m->usb_traffic);
	add(t, "bits", m->bits);
	add(t, "capture_mode", m->capture_mode);
	add(t, "frame_counter", le32toh(m->frame_counter));
	add(t, "gpio_mode", m->gpio_mode);
	add(t, "trigger_input", m->trigger_input);
	add(t, "burst", m->burst);
}

static void add_telemetry(struct text *t, const struct qhyccd_meta *m)
{
	add(t, "temperature", (int16_t)le16toh(m->temperature));
	add(t, "target", (int16_t)le16toh(m->target));
	add(t, "cooler_mode", m->cooler_mode);
	add(t, "cooler_power", m->cooler_power);
	add(t, "power_status", m->power_status);
	add(t, "tec_protection", m->tec_protection);
	add(t, "humidity", le16toh(m->humidity));
	add(t, "humidity_temperature", (int16_t)le16toh(m->humidity_temperature));
	add(t, "telemetry_age_ms", le32toh(m->telemetry_age_ms));
}

static void add_gps(struct text *t, const struct qhyccd_meta_gps *g)
{
	add(t, "gps_sequence", le32toh(g->sequence));
	add(t, "gps_pps", le32toh(g->pps_count));
	add(t, "gps_start", le64toh(g->start_ns));
	add(t, "gps_end", le64toh(g->end_ns));
	add(t, "gps_now", le64toh(g->now_ns));
	add(t, "gps_latitude", (int32_t)le32toh(g->latitude));
	add(t, "gps_longitude", (int32_t)le32toh(g->longitude));
	add(t, "gps_start_flags", g->start_flags);
	add(t, "gps_end_flags", g->end_flags);
	add(t, "gps_now_flags", g->now_flags);
	add(t, "gps_temperature", g->temperature);
}

/* Reserved bytes are 0. */
static bool reserved_is_zero(const struct qhyccd_meta *m)
{
	static const uint8_t zero[sizeof(m->reserved2)];

	return !memcmp(m->reserved, zero, sizeof(m->reserved)) &&
	       !memcmp(m->reserved2, zero, sizeof(m->reserved2)) &&
	       !memcmp(m->gps.reserved, zero, sizeof(m->gps.reserved));
}

int metatext_print(const struct v4l2_buffer *b, const void *data, size_t size)
{
	struct text t = { .len = 0 };
	struct qhyccd_meta m;

	if (b->bytesused != sizeof(m) || size < sizeof(m))
		return -EPROTO;
	memcpy(&m, data, sizeof(m));
	if (le32toh(m.version) != QHYCCD_META_VERSION ||
	    le32toh(m.size) != sizeof(m) || !reserved_is_zero(&m))
		return -EPROTO;
	add(&t, "buffer", b->sequence);
	add(&t, "time", v4l_time_us(b));
	add(&t, "sequence", le32toh(m.sequence));
	add(&t, "flags", le32toh(m.flags));
	add_times(&t, &m);
	add_settings(&t, &m);
	add_telemetry(&t, &m);
	add_gps(&t, &m.gps);
	printf("{\"ev\":\"meta\"%s}\n", t.line);
	return 0;
}
