// SPDX-License-Identifier: GPL-2.0
/* What the status pages tell, in units and ranges of the controls. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/qhyccd.h>

#include "qhy-page.h"
#include "suite.h"

#include "page.inc"

#define RANDOM_PAGES	T_ROUNDS(1000000)

static void status(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(status_cases); i++) {
		const struct status_case *c = &status_cases[i];
		struct qhy_reading reading = {};
		u8 page[64] = {};

		memcpy(page + 1, c->remaining, 4);
		memcpy(page + 13, c->temperature, 2);
		memcpy(page + 15, c->target, 2);
		page[17] = c->pwm;
		page[18] = c->automatic;
		T_EQ(t, qhy_page_status((const void *)page, &reading), c->ret);
		T_EQ(t, reading.remaining, c->us);
		T_EQ(t, reading.temperature, c->now);
		T_EQ(t, reading.target, c->goal);
		if (c->ret)
			continue;
		T_EQ(t, reading.pwm, c->pwm);
		T_EQ(t, reading.automatic, c->automatic);
	}
}

/* Nonsense leaves everything as it was, also what came before it. */
static void untouched(struct tap *t)
{
	struct qhy_reading reading, before;
	u8 page[64];

	memset(&reading, 0x5a, sizeof(reading));
	reading.automatic = true;
	reading.protection = true;
	reading.has_humidity = true;
	memcpy(&before, &reading, sizeof(before));
	memset(page, 0xff, sizeof(page));
	T_EQ(t, qhy_page_status((const void *)page, &reading), -EIO);
	T_MEM(t, &reading, &before, sizeof(before));
}

/* Every sign, and temperatures up to the limit and beyond it. */
static void temperature(struct tap *t)
{
	struct qhy_reading reading;
	unsigned int sign, tenths;

	for (sign = 0; sign < 3; sign++) {
		for (tenths = 0; tenths < 1100; tenths++) {
			u8 page[4] = {
				sign, tenths >> 8, tenths, tenths % 256,
			};
			bool good = sign < 2 && tenths <= 1000;

			memset(&reading, 0, sizeof(reading));
			reading.temperature = 7777;
			T_EQ(t, qhy_page_temperature((const void *)page,
						     &reading),
			     good ? 0 : -EIO);
			if (!good) {
				T_EQ(t, reading.temperature, 7777);
				continue;
			}
			T_EQ(t, reading.temperature,
			     sign ? -(int)tenths : (int)tenths);
			T_EQ(t, reading.pwm, tenths % 256);
			T_EQ(t, reading.power, V4L2_QHYCCD_POWER_UNKNOWN);
			T_OK(t, !reading.automatic && !reading.has_humidity);
		}
	}
}

/* All 256 values of the byte. */
static void power(struct tap *t)
{
	const size_t cases = ARRAY_SIZE(power_cases);
	unsigned int code;
	size_t i;

	for (code = 0; code < 256; code++) {
		struct power_case want = { .power = V4L2_QHYCCD_POWER_UNKNOWN };
		struct qhy_reading reading = {};
		u8 page[64] = {};

		for (i = 0; i < cases; i++)
			if (power_cases[i].code == code % 128)
				want = power_cases[i];
		page[34] = code;
		T_EQ(t, qhy_page_status((const void *)page, &reading), 0);
		T_EQ(t, reading.power, want.power);
		T_EQ(t, qhy_power_low(reading.power), want.low);
		T_EQ(t, reading.protection, code >= 128);
	}
}

static void put_humidity(u8 *page, u32 humidity, u32 temperature)
{
	page[57] = humidity >> 8;
	page[58] = humidity;
	page[59] = temperature >> 8;
	page[60] = temperature;
}

static void humidity(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(humidity_cases); i++) {
		const struct humidity_case *c = &humidity_cases[i];
		struct qhy_reading reading = {
			.humidity = 1, .humidity_temp = 1, .temperature = 77,
		};
		u8 page[64] = {};

		memcpy(page + 57, c->humidity, 2);
		memcpy(page + 59, c->temperature, 2);
		qhy_page_humidity((const void *)page, &reading);
		T_EQ(t, reading.has_humidity, c->there);
		T_EQ(t, reading.humidity, c->tenths);
		T_EQ(t, reading.humidity_temp, c->celsius);
		T_EQ(t, reading.temperature, 77);
	}
}

/* Each raw value against the formula of the sensor's data sheet. */
static void humidity_formula(struct tap *t)
{
	/* in 1/65535 of a tenth */
	u32 raw, worst = 0;
	s32 off;
	u8 page[64] = {};

	for (raw = 1; raw <= U16_MAX; raw++) {
		u32 other = raw * 40503 % 65536;
		struct qhy_reading reading;

		put_humidity(page, raw, other);
		qhy_page_humidity((const void *)page, &reading);
		off = reading.humidity * U16_MAX - 1000 * raw;
		worst = max_t(u32, worst, abs(off));
		off = (reading.humidity_temp + 450) * U16_MAX - 1750 * other;
		worst = max_t(u32, worst, abs(off));
	}
	T_NOTE(t, "off by %u of 65535 tenths at most", worst);
	/* nearest: half a tenth */
	T_OK(t, worst * 2 <= U16_MAX);
	T_OK(t, worst * 10 > U16_MAX * 4);
}

static u64 random_bits(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static const char *bad_reading(const struct qhy_reading *r)
{
	if (r->remaining > 3600000000U)
		return "exposure remaining";
	if (r->temperature < -1000 || r->temperature > 1000)
		return "sensor temperature";
	if (r->target < -1000 || r->target > 1000)
		return "target";
	if (r->power > V4L2_QHYCCD_POWER_UNKNOWN)
		return "power status";
	if (r->humidity > 1000)
		return "humidity";
	if (r->humidity_temp < -450 || r->humidity_temp > 1300)
		return "humidity sensor temperature";
	return NULL;
}

/* Half of them with a believable sensor and mode: both ways are taken. */
static void random_page(u8 *page, u64 *state)
{
	unsigned int i;
	u64 bits;

	for (i = 0; i < 64; i += 8) {
		bits = random_bits(state);
		memcpy(page + i, &bits, 8);
	}
	if (random_bits(state) & 0x10000) {
		page[13] = page[13] % 2 ? 0 : 0xff;
		page[18] %= 2;
	}
}

static void random_pages(struct tap *t)
{
	u32 i, taken = 0, refused = 0, strange = 0;
	u64 state = 0x9e3779b97f4a7c15ULL;
	const char *why = NULL;
	u8 page[64];
	int ret;

	for (i = 0; i < RANDOM_PAGES && !why; i++) {
		struct qhy_reading reading = {};

		random_page(page, &state);
		ret = qhy_page_status((const void *)page, &reading);
		taken += !ret;
		refused += ret == -EIO;
		strange += ret && ret != -EIO;
		random_page(page, &state);
		qhy_page_humidity((const void *)page, &reading);
		why = bad_reading(&reading);
	}
	T_NOTE(t, "%u pages: %u taken, %u refused, %s", i, taken, refused,
	       why ? why : "all in range");
	T_OK(t, !why);
	T_EQ(t, strange, 0);
	T_OK(t, taken > RANDOM_PAGES / 3 && refused > RANDOM_PAGES / 3);
}

T_SUITE(page,
	T_CASE(status),
	T_CASE(untouched),
	T_CASE(temperature),
	T_CASE(power),
	T_CASE(humidity),
	T_CASE(humidity_formula),
	T_CASE(random_pages));
