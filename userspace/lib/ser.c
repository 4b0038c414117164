// SPDX-License-Identifier: GPL-2.0
/*
 * ser.c - SER video, version 3: header, frames, and a trailer of time stamps
 */
#include <endian.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "ser.h"

#define COLOR_MONO 0
#define COLOR_RGGB 8
/* Time is in units of 100 ns since the year 1. */
#define UNIT_NS 100
#define TICKS_1970 621355968000000000ll

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	value = htole32(value);
	memcpy(at, &value, sizeof(value));
	return at + sizeof(value);
}

static uint8_t *put64(uint8_t *at, uint64_t value)
{
	value = htole64(value);
	memcpy(at, &value, sizeof(value));
	return at + sizeof(value);
}

static int64_t ticks(int64_t ns)
{
	return ns / UNIT_NS + TICKS_1970;
}

static int64_t local_offset_ns(int64_t utc_ns)
{
	time_t t = utc_ns / QC_NS_PER_S;
	struct tm tm;

	localtime_r(&t, &tm);
	return tm.tm_gmtoff * QC_NS_PER_S;
}

void qc_ser_head(const struct qc_ser *s, uint8_t head[QC_SER_HEAD])
{
	uint8_t *at = head;

	memset(head, 0, QC_SER_HEAD);
	for (const char *id = "LUCAM-RECORDER"; *id; id++)
		*at++ = *id;
	at = put32(at, 0);
	at = put32(at, s->bayer ? COLOR_RGGB : COLOR_MONO);
	/*
	 * "LittleEndian". The format's description says 1 for what follows, but
	 * the first programs wrote 0, and those that read SER today (Siril,
	 * GoQat) take 0 for little-endian.
	 */
	at = put32(at, 0);
	at = put32(at, s->width);
	at = put32(at, s->height);
	at = put32(at, s->bits);
	at = put32(at, s->frames);
	at += 40;
	strncpy((char *)at, s->instrument ? s->instrument : "", 40);
	at += 80;
	at = put64(at, ticks(s->start_utc_ns + local_offset_ns(s->start_utc_ns)));
	put64(at, ticks(s->start_utc_ns));
}

void qc_ser_stamps(int64_t *stamp, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		stamp[i] = htole64(ticks(stamp[i]));
}
