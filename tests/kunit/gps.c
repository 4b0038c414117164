// SPDX-License-Identifier: GPL-2.0
/* What a GPS box writes into the image, put there by an encoder of its own. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time.h>

#include "qhy-gps.h"
#include "suite.h"

#include "gps.inc"

#define HEADER		44	/* values */
#define LOCKED		0x30
#define ROUNDS		T_ROUNDS(200000)

/* Where the numbers are: 8 times a byte is a big-endian digit of 256. */
static void put(u8 *p, unsigned int bytes, u64 value)
{
	unsigned int i;

	for (i = 0; i < bytes; i++)
		p[i] = value >> 8 * (bytes - 1 - i);
}

struct instant {
	u32 seconds, fraction;	/* since the epoch; 0.1 us */
	u8 flags;
};

struct header {
	u32 sequence;
	u8 temperature;
	u16 width, height;
	u32 latitude, longitude;
	struct instant start, end, now;
	u32 pps;
};

static void put_instant(u8 *p, const struct instant *instant)
{
	p[0] = instant->flags;
	put(p + 1, 4, instant->seconds);
	put(p + 5, 3, instant->fraction);
}

static void encode(const struct header *h, u8 *row, unsigned int step)
{
	u8 p[HEADER];
	unsigned int i;

	put(p, 4, h->sequence);
	p[4] = h->temperature;
	put(p + 5, 2, h->width);
	put(p + 7, 2, h->height);
	put(p + 9, 4, h->latitude);
	put(p + 13, 4, h->longitude);
	put_instant(p + 17, &h->start);
	put_instant(p + 25, &h->end);
	put_instant(p + 33, &h->now);
	put(p + 41, 3, h->pps);
	for (i = 0; i < HEADER; i++)
		row[i * step] = p[i];
}

static const struct header sample = {
	.sequence = 0x01020304, .temperature = 0x55,
	.width = 6280, .height = 4210,
	.latitude = 510303000, .longitude = 1000076540,
	.start = { 100, 1, LOCKED }, .end = { 101, 9999999, LOCKED },
	.now = { 102, 0, LOCKED }, .pps = 9999987,
};

/* Exactly allocated: a byte too far is seen by the sanitizer. */
static bool decode(struct tap *t, const struct header *h, unsigned int step,
		   u16 width, u16 height, struct qhy_gps *gps)
{
	size_t bytes = (HEADER - 1) * step + 1;
	u8 *row = tap_alloc(t, bytes);
	bool is;

	memset(row, 0xa5, bytes);
	encode(h, row, step);
	is = qhy_gps_decode(row, step, width, height, gps);
	tap_free(row);
	return is;
}

static void fields(struct tap *t)
{
	unsigned int step;

	for (step = 1; step <= 2; step++) {
		struct qhy_gps gps = {};

		T_OK(t, decode(t, &sample, step, 6280, 4210, &gps));
		T_EQ(t, gps.sequence, 0x01020304);
		T_EQ(t, gps.temperature, 0x55);
		T_EQ(t, gps.width, 6280);
		T_EQ(t, gps.height, 4210);
		T_EQ(t, gps.pps_count, 9999987);
		T_EQ(t, gps.start.ns, 813283300000000100ULL);
		T_EQ(t, gps.end.ns, 813283301999999900ULL);
		T_EQ(t, gps.now.ns, 813283302000000000ULL);
		T_EQ(t, gps.start.flags, LOCKED);
		T_EQ(t, gps.latitude, 510505000);
		T_EQ(t, gps.longitude, -1275667);
		T_OK(t, qhy_gps_locked(&gps));
	}
}

/* No header, or one of another ROI. */
static void other_roi(struct tap *t)
{
	u8 black[HEADER] = {}, white[HEADER];
	struct qhy_gps gps = {};

	memset(white, 0xff, sizeof(white));
	T_OK(t, !decode(t, &sample, 1, 6284, 4210, &gps));
	T_OK(t, !decode(t, &sample, 1, 6280, 4212, &gps));
	T_OK(t, !decode(t, &sample, 2, 4210, 6280, &gps));
	T_OK(t, !qhy_gps_decode(black, 1, 6280, 4210, &gps));
	T_OK(t, !qhy_gps_decode(white, 1, 6280, 4210, &gps));
	T_OK(t, decode(t, &sample, 1, 6280, 4210, &gps));
}

/* Instants by their dates, against the calendar of whoever runs this. */
static void instants(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(instant_cases); i++) {
		const struct instant_case *c = &instant_cases[i];
		struct header h = sample;
		struct qhy_gps gps = {};
		s64 seconds;

		seconds = mktime64(c->year, c->month, c->day, c->hour,
				   c->minute, c->second);
		h.now.seconds = seconds - instant_epoch;
		h.now.fraction = c->fraction;
		T_OK(t, decode(t, &h, 1, 6280, 4210, &gps));
		T_EQ(t, gps.now.ns, seconds * 1000000000 + c->fraction * 100);
	}
}

static void nonsense(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nonsense_cases); i++) {
		const struct nonsense_case *c = &nonsense_cases[i];
		struct header h = sample;
		struct qhy_gps gps = {};

		h.end.seconds = c->seconds;
		h.end.fraction = c->fraction;
		T_OK(t, decode(t, &h, 1, 6280, 4210, &gps));
		T_EQ(t, gps.end.ns, c->ns);
		T_EQ(t, gps.end.flags, LOCKED);
		T_EQ(t, qhy_gps_locked(&gps), !!c->ns);
		T_EQ(t, gps.start.ns, 813283300000000100ULL);
	}
}

static void places(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(place_cases); i++) {
		const struct place_case *c = &place_cases[i];
		struct header h = sample;
		struct qhy_gps gps = {};

		h.latitude = c->latitude;
		h.longitude = c->longitude;
		T_OK(t, decode(t, &h, 1, 6280, 4210, &gps));
		T_EQ(t, gps.latitude, c->north);
		T_EQ(t, gps.longitude, c->east);
	}
}

/* All flags of each of the three, the others being locked. */
static void locked(struct tap *t)
{
	unsigned int which, flags, wrong = 0;

	for (which = 0; which < 3; which++)
		for (flags = 0; flags < 256; flags++) {
			struct header h = sample;
			struct qhy_gps gps = {};
			struct instant *instant[] = {
				&h.start, &h.end, &h.now
			};

			instant[which]->flags = flags;
			wrong += !decode(t, &h, 1, 6280, 4210, &gps);
			wrong += qhy_gps_locked(&gps) !=
				 (flags / 16 % 4 == 3);
		}
	T_EQ(t, wrong, 0);
}

/* No box on the socket: the counter, and nothing else. */
static void absent(struct tap *t)
{
	const struct header h = {
		.sequence = 7, .width = 6280, .height = 4210,
	};
	struct qhy_gps gps = {};

	T_OK(t, decode(t, &h, 2, 6280, 4210, &gps));
	T_EQ(t, gps.sequence, 7);
	T_EQ(t, gps.start.ns, 0);
	T_EQ(t, gps.end.ns, 0);
	T_EQ(t, gps.now.ns, 0);
	T_EQ(t, gps.latitude, 0);
	T_EQ(t, gps.longitude, 0);
	T_OK(t, !qhy_gps_locked(&gps));
}

static u64 random_bits(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/*
 * Is that the place? Without a division: all is in a unit that is both a whole
 * part of the last digit of the minutes and of 1e-7 degree.
 */
static bool place_is(u32 value, u32 per_degree, u32 limit, s32 got)
{
	u32 digits = value % 1000000000;
	u64 unit = 60ULL * per_degree;		/* 1e-7 degree */
	u64 degrees = digits / per_degree * 10000000ULL * unit;
	u64 minutes = digits % per_degree * 1000000000ULL;
	u64 exact = degrees + minutes;
	u64 told = abs(got) * unit;

	if (!got)
		return 2 * exact < unit ||
		       2 * exact >= (2ULL * limit * 10000000 + 1) * unit;
	return abs(got) <= (s64)limit * 10000000 &&
	       2 * max(exact, told) <= 2 * min(exact, told) + unit &&
	       (value > 1000000000) == (got < 0);
}

static const char *bad_gps(const struct qhy_gps *gps, const u8 *p)
{
	const struct qhy_gps_time *times[] = {
		&gps->start, &gps->end, &gps->now
	};
	u32 latitude = (u32)p[9] << 24 | p[10] << 16 | p[11] << 8 | p[12];
	u32 longitude = (u32)p[13] << 24 | p[14] << 16 | p[15] << 8 | p[16];
	unsigned int i;

	if (!place_is(latitude, 10000000, 90, gps->latitude))
		return "latitude";
	if (!place_is(longitude, 1000000, 180, gps->longitude))
		return "longitude";
	for (i = 0; i < 3; i++) {
		u64 ns = times[i]->ns;

		if (div_u64(ns, 100) * 100 != ns ||
		    div_u64(ns, 1000000000) > instant_epoch + 0xffffffffULL)
			return "time";
	}
	return NULL;
}

/* Any bytes, with the ROI made to match in most. */
static void random_bytes(struct tap *t)
{
	u64 state = 0x2545f4914f6cdd1dULL, bits;
	u32 i, headers = 0, places_seen = 0;
	const char *why = NULL;
	u8 p[48];
	unsigned int k;

	for (i = 0; i < ROUNDS && !why; i++) {
		struct qhy_gps gps = {};

		for (k = 0; k < HEADER; k += 8) {
			bits = random_bits(&state);
			memcpy(p + k, &bits, 8);
		}
		/* half of the places on the globe, in either hemisphere */
		if (p[0] % 2)
			p[9] = p[9] % 2 ? p[9] % 0x36 : 0x3b + p[9] % 0x36;
		if (p[0] % 4 < 2)
			p[13] = p[13] % 2 ? p[13] % 12 : 0x3c + p[13] % 10;
		if (!qhy_gps_decode(p, 1, p[5] << 8 | p[6], p[7] << 8 | p[8],
				    &gps))
			break;
		headers++;
		places_seen += gps.latitude && gps.longitude;
		why = bad_gps(&gps, p);
	}
	T_NOTE(t, "%u headers, %u places: %s", headers, places_seen,
	       why ? why : "all right");
	T_OK(t, !why);
	T_EQ(t, headers, ROUNDS);
	T_OK(t, places_seen > ROUNDS / 10);
}

T_SUITE(gps,
	T_CASE(fields),
	T_CASE(other_roi),
	T_CASE(instants),
	T_CASE(nonsense),
	T_CASE(places),
	T_CASE(locked),
	T_CASE(absent),
	T_CASE(random_bytes));
