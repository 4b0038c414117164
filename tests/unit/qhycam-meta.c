// SPDX-License-Identifier: GPL-2.0
/* Metadata of an image: bytes to values, and which image they belong to. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <linux/qhyccd.h>

#include "lib/meta.h"
#include "test.h"

#define ALL_FLAGS (QHYCCD_META_TIMES | QHYCCD_META_TELEMETRY | QHYCCD_META_HUMIDITY | \
		   QHYCCD_META_POWER | QHYCCD_META_COUNTER | QHYCCD_META_GPS | \
		   QHYCCD_META_GPS_LOCKED)

/* One field of the struct as the driver would write it, byte by byte. */
struct field {
	size_t at;
	unsigned int size;
	uint64_t value;
};

#define F(member, v) { offsetof(struct qhyccd_meta, member), \
		       sizeof(((struct qhyccd_meta *)NULL)->member), v }

/* Every value has other bytes, so that none can stand in for another one. */
static const struct field fields[] = {
	F(version, 1),
	F(size, 256),
	F(sequence, 0x01020304),
	F(flags, ALL_FLAGS),
	F(start_ns, 0x0102030405060708),
	F(end_ns, 0x0112131415161718),
	F(utc_start_ns, 1795195131123456789),
	F(utc_end_ns, 1795195132623456789),
	F(time_error_us, 1234567),
	F(exposure_us, 3600000000),
	F(left, 24),
	F(top, 514),
	F(width, 6252),
	F(height, 4176),
	F(gain, 142),
	F(offset, 255),
	F(readout_mode, 5),
	F(usb_traffic, 200),
	F(bits, 16),
	F(capture_mode, V4L2_QHYCCD_CAPTURE_SINGLE),
	F(temperature, (uint16_t)-123),
	F(target, (uint16_t)-200),
	F(cooler_mode, V4L2_QHYCCD_COOLER_AUTOMATIC),
	F(cooler_power, 51),
	F(power_status, V4L2_QHYCCD_POWER_UNDERVOLTAGE),
	F(tec_protection, 1),
	F(humidity, 457),
	F(humidity_temperature, (uint16_t)-5),
	F(telemetry_age_ms, 70001),
	F(frame_counter, 0xfedcba98),
	F(gpio_mode, V4L2_QHYCCD_GPIO_LED),
	F(trigger_input, V4L2_QHYCCD_TRIGGER_FALLING),
	F(burst, 1),
	F(gps.sequence, 0x11223344),
	F(gps.pps_count, 9999888),
	F(gps.start_ns, 1795195131000000100),
	F(gps.end_ns, 1795195132500000200),
	F(gps.now_ns, 1795195132500000300),
	F(gps.latitude, (uint32_t)-338833333),
	F(gps.longitude, 1512083333),
	F(gps.start_flags, 0x33),
	F(gps.end_flags, 0x31),
	F(gps.now_flags, 0x13),
	F(gps.temperature, 6),
};

static void put(uint8_t *raw, size_t at, unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size; i++)
		raw[at + i] = value >> 8 * i;
}

static void fill(uint8_t *raw, size_t size)
{
	memset(raw, 0, size);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		put(raw, fields[i].at, fields[i].size, fields[i].value);
}

static void put_flags(uint8_t *raw, uint32_t flags)
{
	put(raw, offsetof(struct qhyccd_meta, flags), 4, flags);
}

static void image_fields(struct tap *t, const struct qc_meta *m)
{
	T_EQ(t, m->sequence, 0x01020304);
	T_OK(t, m->has_times);
	T_EQ(t, m->start_ns, 0x0102030405060708);
	T_EQ(t, m->end_ns, 0x0112131415161718);
	T_EQ(t, m->utc_start_ns, 1795195131123456789);
	T_EQ(t, m->utc_end_ns, 1795195132623456789);
	T_EQ(t, m->time_error_us, 1234567);
	T_EQ(t, m->exposure_us, 3600000000);
	T_EQ(t, m->left, 24);
	T_EQ(t, m->top, 514);
	T_EQ(t, m->width, 6252);
	T_EQ(t, m->height, 4176);
	T_EQ(t, m->gain, 142);
	T_EQ(t, m->offset, 255);
	T_EQ(t, m->readout_mode, 5);
	T_EQ(t, m->traffic, 200);
	T_EQ(t, m->bits, 16);
	T_EQ(t, m->capture_mode, V4L2_QHYCCD_CAPTURE_SINGLE);
}

static void camera_fields(struct tap *t, const struct qc_meta *m)
{
	T_OK(t, m->has_telemetry);
	T_OK(t, m->temperature == -12.3);
	T_OK(t, m->target == -20.0);
	T_EQ(t, m->cooler_mode, V4L2_QHYCCD_COOLER_AUTOMATIC);
	T_OK(t, m->cooler_percent == 20.0);
	T_OK(t, m->has_power);
	T_EQ(t, m->power_status, V4L2_QHYCCD_POWER_UNDERVOLTAGE);
	T_OK(t, m->tec_protection);
	T_OK(t, m->has_humidity);
	T_OK(t, m->humidity == 45.7);
	T_OK(t, m->humidity_temperature == -0.5);
	T_EQ(t, m->telemetry_age_ms, 70001);
	T_OK(t, m->has_counter);
	T_EQ(t, m->frame_counter, 0xfedcba98);
	T_EQ(t, m->gpio_mode, V4L2_QHYCCD_GPIO_LED);
	T_EQ(t, m->trigger_input, V4L2_QHYCCD_TRIGGER_FALLING);
	T_OK(t, m->burst);
}

static void gps_fields(struct tap *t, const struct qc_meta *m)
{
	T_OK(t, m->has_gps);
	T_OK(t, m->gps_locked);
	T_EQ(t, m->gps.sequence, 0x11223344);
	T_EQ(t, m->gps.pps_count, 9999888);
	T_EQ(t, m->gps.start_ns, 1795195131000000100);
	T_EQ(t, m->gps.end_ns, 1795195132500000200);
	T_EQ(t, m->gps.now_ns, 1795195132500000300);
	T_OK(t, m->gps.latitude == -33.8833333);
	T_OK(t, m->gps.longitude == 151.2083333);
	T_EQ(t, m->gps.start_flags, 0x33);
	T_EQ(t, m->gps.end_flags, 0x31);
	T_EQ(t, m->gps.now_flags, 0x13);
	T_EQ(t, m->gps.temperature, 6);
}

static void all_fields(struct tap *t)
{
	uint8_t raw[sizeof(struct qhyccd_meta)];
	struct qc_meta m;

	T_EQ(t, sizeof(raw), 256);
	fill(raw, sizeof(raw));
	T_EQ(t, qc_meta_parse(raw, sizeof(raw), &m), 0);
	image_fields(t, &m);
	camera_fields(t, &m);
	gps_fields(t, &m);
	T_OK(t, !m.unsure && !m.damaged && !m.wrong_length && !m.filler && !m.overflow);
}

/* Each flag says what it says and nothing else; what it covers is 0 without it. */
static void flags(struct tap *t)
{
	static const struct {
		uint32_t flags;
		const char *set;	/* T times, t telemetry, h, p, c, g, l, u, d, w, f, o */
		const char *damage;
	} rows[] = {
		{ 0, "", "" },
		{ QHYCCD_META_TIMES, "T", "" },
		{ QHYCCD_META_TELEMETRY, "t", "" },
		{ QHYCCD_META_HUMIDITY, "h", "" },
		{ QHYCCD_META_POWER, "p", "" },
		{ QHYCCD_META_COUNTER, "c", "" },
		{ QHYCCD_META_GPS, "g", "" },
		{ QHYCCD_META_GPS_LOCKED, "", "" },
		{ QHYCCD_META_GPS | QHYCCD_META_GPS_LOCKED, "gl", "" },
		{ QHYCCD_META_UNSURE, "u", "" },
		{ QHYCCD_META_DAMAGED, "d", "" },
		{ QHYCCD_META_DAMAGED | QHYCCD_META_LENGTH, "dw", "bytes lost or added" },
		{ QHYCCD_META_DAMAGED | QHYCCD_META_FILLER, "df",
		  "the camera's filler is in it" },
		{ QHYCCD_META_DAMAGED | QHYCCD_META_OVERFLOW, "do",
		  "cut by the camera's full memory" },
		{ 0x80000000, "", "" },
	};
	uint8_t raw[sizeof(struct qhyccd_meta)];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char got[16] = "", name[32];
		struct qc_meta m;
		char *p = got;

		fill(raw, sizeof(raw));
		put_flags(raw, rows[i].flags);
		snprintf(name, sizeof(name), "flags %08x", rows[i].flags);
		tap_eq(t, qc_meta_parse(raw, sizeof(raw), &m), 0, name, __FILE__, __LINE__);
		const struct {
			bool set;
			char letter;
		} all[] = {
			{ m.has_times, 'T' }, { m.has_telemetry, 't' }, { m.has_humidity, 'h' },
			{ m.has_power, 'p' }, { m.has_counter, 'c' },	{ m.has_gps, 'g' },
			{ m.gps_locked, 'l' }, { m.unsure, 'u' },	{ m.damaged, 'd' },
			{ m.wrong_length, 'w' }, { m.filler, 'f' },	{ m.overflow, 'o' },
		};
		for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
			if (all[k].set)
				*p++ = all[k].letter;
		tap_str(t, got, rows[i].set, name, __FILE__, __LINE__);
		tap_str(t, qc_meta_damage(&m), rows[i].damage, name, __FILE__, __LINE__);
		tap_ok(t, !m.utc_start_ns == !m.has_times && !m.temperature == !m.has_telemetry &&
		       !m.humidity == !m.has_humidity && !m.power_status == !m.has_power &&
		       !m.frame_counter == !m.has_counter && !m.gps.pps_count == !m.has_gps,
		       name, __FILE__, __LINE__);
		tap_eq(t, m.gain, 142, name, __FILE__, __LINE__);
	}
}

/* Bytes that are not this struct, or not all of it, leave the result alone. */
static void refused(struct tap *t)
{
	static const struct {
		size_t len;
		uint32_t version, size;
		int result;
	} rows[] = {
		{ 0, 1, 256, -EMSGSIZE },
		{ 4, 1, 256, -EMSGSIZE },
		{ 255, 1, 256, -EMSGSIZE },
		{ 256, 1, 256, 0 },
		{ 300, 1, 256, 0 },
		{ 256, 0, 256, -EPROTO },
		{ 256, 1, 0, -EPROTO },
		{ 256, 1, 255, -EPROTO },
		{ 256, 2, 255, -EPROTO },
		{ 256, 2, 256, 0 },
		{ 300, 2, 300, 0 },
		{ 256, 2, 300, 0 },
		{ 256, UINT32_MAX, UINT32_MAX, 0 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct qc_meta m = { .sequence = 77 };
		uint8_t all[300], *raw;
		int r;

		fill(all, sizeof(all));
		put(all, offsetof(struct qhyccd_meta, version), 4, rows[i].version);
		put(all, offsetof(struct qhyccd_meta, size), 4, rows[i].size);
		/* Exactly so many bytes, at an odd address: a sanitizer sees more. */
		raw = malloc(rows[i].len + 1);
		memcpy(raw + 1, all, rows[i].len);
		r = qc_meta_parse(raw + 1, rows[i].len, &m);
		snprintf(name, sizeof(name), "%zu bytes, version %u, size %u", rows[i].len,
			 rows[i].version, rows[i].size);
		tap_eq(t, r, rows[i].result, name, __FILE__, __LINE__);
		tap_eq(t, m.sequence, r ? 77 : 0x01020304, name, __FILE__, __LINE__);
		free(raw);
	}
}

static void add(struct qc_meta_list *l, uint32_t sequence)
{
	const struct qc_meta m = { .sequence = sequence, .gain = sequence & 0xff };

	qc_meta_add(l, &m);
}

static void pairs(struct tap *t)
{
	struct qc_meta_list *l = calloc(1, sizeof(*l));
	struct qc_meta m = { 0 };

	T_EQ(t, qc_meta_take(l, 0, &m), QC_META_NOT_YET);
	add(l, 0);
	add(l, 1);
	T_EQ(t, qc_meta_take(l, 0, &m), QC_META_FOUND);
	T_EQ(t, m.sequence, 0);
	T_EQ(t, l->count, 1);
	/* Images 1 and 2 were never asked for, 4 was left out. */
	add(l, 2);
	add(l, 3);
	add(l, 5);
	T_EQ(t, qc_meta_take(l, 3, &m), QC_META_FOUND);
	T_EQ(t, m.gain, 3);
	T_EQ(t, qc_meta_take(l, 4, &m), QC_META_NEVER);
	T_EQ(t, m.gain, 3);
	T_EQ(t, qc_meta_take(l, 5, &m), QC_META_FOUND);
	T_EQ(t, l->count, 0);
	T_EQ(t, qc_meta_take(l, 6, &m), QC_META_NOT_YET);
	/* Around the end of the numbers. */
	add(l, UINT32_MAX - 1);
	add(l, UINT32_MAX);
	add(l, 0);
	T_EQ(t, qc_meta_take(l, UINT32_MAX, &m), QC_META_FOUND);
	T_EQ(t, qc_meta_take(l, 0, &m), QC_META_FOUND);
	T_EQ(t, l->count, 0);
	/* More than there is room for: the newest stay. */
	for (uint32_t i = 0; i < 3 * QC_META_KEPT; i++)
		add(l, i);
	T_EQ(t, l->count, QC_META_KEPT);
	T_EQ(t, qc_meta_take(l, 2 * QC_META_KEPT - 1, &m), QC_META_NEVER);
	T_EQ(t, qc_meta_take(l, 2 * QC_META_KEPT, &m), QC_META_FOUND);
	T_EQ(t, qc_meta_take(l, 3 * QC_META_KEPT - 1, &m), QC_META_FOUND);
	T_EQ(t, l->count, 0);
	free(l);
}

int main(void)
{
	struct tap t = { 0 };

	all_fields(&t);
	flags(&t);
	refused(&t);
	pairs(&t);
	return tap_end(&t);
}
