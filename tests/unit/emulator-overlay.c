// SPDX-License-Identifier: GPL-2.0
/* GPS header, painted frame counter, and the log's truth about a frame. */
#include "emulator-rig.h"

#include <math.h>

#include "stamp.h"

#define MIB	(1u << 20)
/* Camera time 0 on the rig: 2026-11-20 21:04:05.123456789 UTC. */
#define UTC	INT64_C(1795208645123456789)
#define EPOCH	INT64_C(813283200)

struct header {
	uint32_t sequence, latitude, longitude, pps;
	unsigned int w, h, flags[3], temperature;
	int64_t time[3];	/* UTC, ns */
};

static uint32_t get24(const uint8_t *p)
{
	return (uint32_t)p[0] << 16 | get16(p + 1);
}

/* As section 7 of the protocol has it, from a picture of either depth. */
static struct header decode(const struct rig *r)
{
	unsigned int step = r->cam.stream.next.bits16 ? 2 : 1;
	struct header h = { 0 };
	uint8_t b[44];
	int i;

	for (i = 0; i < 44; i++)
		b[i] = r->data[(unsigned int)i * step];
	h.sequence = get32(b);
	h.temperature = b[4];
	h.w = get16(b + 5);
	h.h = get16(b + 7);
	h.latitude = get32(b + 9);
	h.longitude = get32(b + 13);
	for (i = 0; i < 3; i++) {
		const uint8_t *p = b + 17 + 8 * i;

		h.flags[i] = p[0];
		h.time[i] = (get32(p + 1) + EPOCH) * SECOND +
			    (int64_t)get24(p + 5) * 100;
	}
	h.pps = get24(b + 41);
	return h;
}

/* All but the first pixels of the first row are those of pattern frame @n. */
static bool rest_is_pattern(const struct rig *r, uint64_t n, unsigned int skip)
{
	const struct settings *s = &r->cam.stream.next;
	enum pattern_format format = s->bits16 ? PATTERN_16BE : PATTERN_8;
	size_t bytes = pattern_bpp(format), row = s->w * bytes;

	return !memcmp(r->data + skip * bytes,
		       pattern_row(r->cam.pattern, format, n, s->x + skip,
				   s->y), row - skip * bytes) &&
	       pattern_check(r->cam.pattern, format, r->data + row, s->w,
			     s->h - 1u, n, s->x, s->y + 1u) < 0;
}

static void locked(struct tap *t, bool bits16)
{
	struct shot s = { 100, 60, 640, 480, 250000, .bits16 = bits16 };
	struct header h;
	int64_t start;
	struct rig r;
	int n;

	rig_open(&r, "268m");
	r.cam.stream.utc = UTC;
	CHECK_EQ(t, rig_say(&r, "gps locked"), 0);
	CHECK_EQ(t, rig_say(&r, "gps at -33.8567844 151.2152967"), 0);
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 1, 0));
	start = r.now;
	ACCEPTED(t, &r, rig_live(&r, &s));
	for (n = 1; n <= 3; n++) {
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		h = decode(&r);
		CHECK_EQ(t, h.sequence, n);
		CHECK(t, h.w == 640 && h.h == 480);
		CHECK(t, h.flags[0] == 0x30 && h.flags[1] == 0x30 &&
		      h.flags[2] == 0x30);
		CHECK_EQ(t, h.time[1] - h.time[0], 250 * MS);
		CHECK(t, h.time[2] > h.time[1] &&
		      h.time[2] < h.time[1] + MS);
		CHECK(t, labs((long)h.pps - 10000000) < 10);
		CHECK_EQ(t, h.temperature, 20);
		/* south and east: degrees, minutes */
		CHECK_EQ(t, h.latitude, 1000000000 + 33 * 10000000 + 5140706);
		CHECK_EQ(t, h.longitude, 151 * 1000000 + 129178);
		CHECK(t, rest_is_pattern(&r, (uint64_t)n, 44));
		if (n == 1)
			CHECK_EQ(t, h.time[0], (start + UTC) / 100 * 100);
	}
	/* other port modes: only pixels */
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 0, 0));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 5));
	rig_close(&r);
	tap_done(t, bits16 ? "GPS header in 16 bit" : "GPS header in 8 bit");
}

static void unlocked(struct tap *t)
{
	struct shot s = { 0, 0, 44, 64, 50000, .bits16 = true };
	struct shot narrow = { 0, 0, 40, 64, 50000, .bits16 = true };
	struct header h;
	struct rig r;

	rig_open(&r, "268m");
	r.cam.stream.utc = UTC;
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 1, 0));
	ACCEPTED(t, &r, rig_live(&r, &s));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);	/* no box */
	h = decode(&r);
	CHECK(t, h.sequence == 1 && h.w == 44 && h.h == 64);
	CHECK(t, !h.flags[0] && !h.flags[1] && !h.flags[2] && !h.pps &&
	      !h.latitude && !h.longitude);
	CHECK_EQ(t, h.time[0], EPOCH * SECOND);
	CHECK_EQ(t, h.time[2], EPOCH * SECOND);
	CHECK_EQ(t, rig_say(&r, "gps unlocked"), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	h = decode(&r);
	CHECK(t, h.sequence == 2 && h.pps);
	CHECK(t, (h.flags[0] & 0x30) != 0x30 && (h.flags[1] & 0x30) != 0x30 &&
	      (h.flags[2] & 0x30) != 0x30);
	CHECK(t, rest_is_pattern(&r, 2, 44));
	ACCEPTED(t, &r, rig_live(&r, &narrow));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 3));
	CHECK(t, rig_say(&r, "gps") && rig_say(&r, "gps at 91 0") &&
	      rig_say(&r, "gps at 0 181") && rig_say(&r, "gps at 5"));
	rig_close(&r);
	tap_done(t, "no GPS box, one without lock, and a ROI too narrow");
}

static void places(struct tap *t)
{
	CHECK_EQ(t, gps_latitude(0.0), 0);
	CHECK_EQ(t, gps_latitude(-1e-9), 0);
	CHECK_EQ(t, gps_latitude(90.0), 900000000);
	CHECK_EQ(t, gps_latitude(-90.0), 1900000000);
	CHECK_EQ(t, gps_latitude(1.0 - 1e-9), 10000000);
	CHECK_EQ(t, gps_longitude(180.0), 180000000);
	CHECK_EQ(t, gps_longitude(-0.5), 1000000000 + 300000);
	tap_done(t, "places at the edges of their ranges");
}

/* The number that is painted into the picture, or -1. */
static long long read_stamp(const struct rig *r)
{
	const struct settings *s = &r->cam.stream.next;
	unsigned int bytes = s->bits16 ? 2 : 1, cell, x, y, d;
	long long n = -1;

	for (cell = 0; (cell + 1) * STAMP_CELL_W <= s->w; cell++) {
		for (d = 0; d < 10; d++) {
			bool same = true;

			for (y = 0; y < STAMP_CELL_H; y++) {
				const uint8_t *p = r->data + bytes *
					((STAMP_TOP + y) * s->w +
					 cell * STAMP_CELL_W);

				for (x = 0; x < bytes * STAMP_CELL_W; x++)
					same &= p[x] ==
						(stamp_white(d, x / bytes, y)
						 ? 0xff : 0);
			}
			if (same)
				break;
		}
		if (d == 10)
			break;
		n = (n < 0 ? 0 : n) * 10 + d;
	}
	return n;
}

static void stamp(struct tap *t, bool bits16)
{
	struct shot s = { 100, 60, 640, 480, 1000, .bits16 = bits16 };
	struct shot tiny = { 100, 60, 4, 4, 1000, .bits16 = bits16 };
	size_t row = 640u * (bits16 ? 2 : 1);
	uint64_t n;
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, "pace fast"), 0);
	ACCEPTED(t, &r, rig_register(&r, 0x38, 1));
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 1, 0));
	ACCEPTED(t, &r, rig_live(&r, &s));
	r.cam.stream.counter = 1234567887;
	for (n = 1234567888; n < 1234567893; n++) {
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		CHECK_EQ(t, read_stamp(&r), n);
		CHECK_EQ(t, decode(&r).sequence, n);
		/* right of the ten digits and below: pixels */
		CHECK(t, !memcmp(r.data + 2 * row + row / 16,
				 pattern_row(r.cam.pattern, bits16 ?
					     PATTERN_16BE : PATTERN_8, n,
					     100 + 40, 62), row - row / 16));
		CHECK_EQ(t, pattern_check(r.cam.pattern, bits16 ?
					  PATTERN_16BE : PATTERN_8,
					  r.data + 8 * row, 640, 472, n, 100,
					  68), -1);
	}
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 0, 0));
	ACCEPTED(t, &r, rig_live(&r, &tiny));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, r.len, 4u * 4 * (bits16 ? 2 : 1) + 4);
	ACCEPTED(t, &r, rig_register(&r, 0x38, 0));
	ACCEPTED(t, &r, rig_live(&r, &s));
	n = r.cam.stream.counter + 1;
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, n));
	rig_close(&r);
	tap_done(t, bits16 ? "painted counter in 16 bit"
			   : "painted counter in 8 bit");
}

/* The value of "@key": in the last log line that has the event @ev, or -1. */
static long long logged(struct rig *r, const char *ev, const char *key)
{
	char line[2048], event[64], name[64];
	long long value = -1;
	char *at;

	snprintf(event, sizeof(event), "\"ev\":\"%s\"", ev);
	snprintf(name, sizeof(name), "\"%s\":", key);
	rewind(r->log.file);
	while (fgets(line, sizeof(line), r->log.file)) {
		if (!strstr(line, event))
			continue;
		at = strstr(line, name);
		value = at ? strtoll(at + strlen(name), NULL, 10) : -1;
	}
	fseek(r->log.file, 0, SEEK_END);
	return value;
}

static void truth(struct tap *t)
{
	struct shot s = {
		100, 60, 640, 480, 250000, 1, 20, 30, 5, .bits16 = true,
	};
	static const char *const events[] = { "exposed", "sent" };
	struct header h;
	struct rig r;
	int i;

	rig_open(&r, "268m");
	r.log.file = tmpfile();
	r.cam.stream.utc = UTC;
	CHECK_EQ(t, rig_say(&r, "gps locked"), 0);
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 1, 0));
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 0, 100));
	ACCEPTED(t, &r, rig_live(&r, &s));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	h = decode(&r);
	ACCEPTED(t, &r, rig_register(&r, 0x52, 1));
	ACCEPTED(t, &r, rig_register(&r, 0x52, 0));
	for (i = 0; i < 2; i++) {
		CHECK_EQ(t, logged(&r, events[i], "n"), 1);
		CHECK_EQ(t, logged(&r, events[i], "serial"), 1);
		CHECK_EQ(t, logged(&r, events[i], "end") -
			 logged(&r, events[i], "start"), 250 * MS);
		CHECK_EQ(t, logged(&r, events[i], "start"), UTC + SECOND);
		CHECK_EQ(t, logged(&r, events[i], "exposure_us"), 250000);
		CHECK_EQ(t, logged(&r, events[i], "gain"), 20);
		CHECK_EQ(t, logged(&r, events[i], "offset"), 30);
		CHECK_EQ(t, logged(&r, events[i], "traffic"), 5);
		CHECK_EQ(t, logged(&r, events[i], "mode"), 1);
		CHECK_EQ(t, logged(&r, events[i], "bits"), 16);
		CHECK_EQ(t, logged(&r, events[i], "temperature"), 200);
		CHECK_EQ(t, logged(&r, events[i], "pwm"), 100);
		CHECK_EQ(t, logged(&r, events[i], "gps_start"), h.time[0]);
		CHECK_EQ(t, logged(&r, events[i], "gps_end"), h.time[1]);
		CHECK_EQ(t, logged(&r, events[i], "gps_now"), h.time[2]);
		CHECK_EQ(t, logged(&r, events[i], "gps_latitude"), h.latitude);
		CHECK_EQ(t, logged(&r, events[i], "gps_pps"), h.pps);
	}
	/* a setting acts from the next frame on; the serial counts on */
	ACCEPTED(t, &r, rig_gain(&r, 50));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, logged(&r, "sent", "gain"), 20);
	CHECK_EQ(t, logged(&r, "sent", "n"), 1);
	CHECK_EQ(t, logged(&r, "sent", "serial"), 2);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, logged(&r, "sent", "gain"), 50);
	/* tier 2 is marked */
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 0));
	CHECK_EQ(t, logged(&r, "control", "tier"), 2);
	ACCEPTED(t, &r, rig_in(&r, 0xd2, 64));
	CHECK_EQ(t, logged(&r, "control", "tier"), -1);
	rig_close(&r);
	tap_done(t, "the log has what a frame really was");
}

/* Single mode, no log limit: exposures as long as told, by the clock. */
static void single(struct tap *t)
{
	struct shot s = { 0, 0, 64, 64, 3000000, .single = true };
	int64_t start;
	struct rig r;

	rig_open(&r, "268m");
	r.log.file = tmpfile();
	r.cam.stream.utc = UTC;
	ACCEPTED(t, &r, rig_list(&r, &s));
	r.now += 5 * SECOND;
	start = r.now;
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0));
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, logged(&r, "sent", "start"), UTC + start);
	CHECK_EQ(t, logged(&r, "sent", "end"), UTC + start + 3 * SECOND);
	CHECK_EQ(t, logged(&r, "sent", "gps_start"), -1);
	rig_close(&r);
	tap_done(t, "a single exposure begins with its command");
}

int main(void)
{
	struct tap t = { 0 };

	locked(&t, true);
	locked(&t, false);
	unlocked(&t);
	places(&t);
	stamp(&t, true);
	stamp(&t, false);
	truth(&t);
	single(&t);
	return tap_end(&t);
}
