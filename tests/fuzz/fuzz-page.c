// SPDX-License-Identifier: GPL-2.0
/* Status page (or an older camera's), humidity, row time: 64 bytes, 64, traffic. */
#include "fuzz.h"
#include "qhy-page.h"
#include "qhy-timing.h"

#include <errno.h>
#include <linux/qhyccd.h>

static void check_status(const u8 *page, const struct qhy_reading *r)
{
	u32 remaining = page_number(page, 1, 4);
	s16 target = page_number(page, 15, 2);

	FUZZ_CHECK(r->temperature >= -1000 && r->temperature <= 1000);
	FUZZ_CHECK(r->temperature == (s16)page_number(page, 13, 2));
	FUZZ_CHECK(r->target >= -1000 && r->target <= 1000);
	FUZZ_CHECK(r->target == target || r->target == -1000 ||
		   r->target == 1000);
	FUZZ_CHECK(r->remaining <= 3600000000U && r->remaining <= remaining);
	FUZZ_CHECK(r->pwm == page[17] && r->automatic == page[18]);
	FUZZ_CHECK(r->power <= V4L2_QHYCCD_POWER_UNKNOWN);
	FUZZ_CHECK(r->protection == page[34] >> 7);
	if (qhy_power_low(r->power))
		FUZZ_CHECK(page[34] % 128 == 3 || page[34] % 128 == 9);
}

/* Only the humidity is touched, and lies in the sensor's range. */
static void check_humidity(const u8 *page, const struct qhy_reading *r)
{
	bool there = page_number(page, 57, 4);

	FUZZ_CHECK(r->has_humidity == there);
	FUZZ_CHECK(r->humidity <= 1000);
	FUZZ_CHECK(r->humidity_temp >= -450 && r->humidity_temp <= 1300);
	if (!there)
		FUZZ_CHECK(!r->humidity && !r->humidity_temp);
}

/* What older cameras tell, from four bytes of its own. */
static void check_temperature(const u8 *page)
{
	u32 tenths = page_number(page, 1, 2);
	bool nonsense = tenths > 1000 || page[0] > 1;
	struct qhy_reading reading = { .humidity = 123 };
	u8 *own = malloc(sizeof(struct qhy_wire_temperature));
	int ret;

	if (!own)
		abort();
	memcpy(own, page, sizeof(struct qhy_wire_temperature));
	ret = qhy_page_temperature((const void *)own, &reading);
	free(own);
	FUZZ_CHECK(ret == (nonsense ? -EIO : 0));
	FUZZ_CHECK(reading.humidity == (ret ? 123 : 0));
	if (ret)
		return;
	FUZZ_CHECK(reading.temperature ==
		   (page[0] ? -(int)tenths : (int)tenths));
	FUZZ_CHECK(reading.pwm == page[3]);
	FUZZ_CHECK(reading.power == V4L2_QHYCCD_POWER_UNKNOWN);
}

static void check_line(const u8 *page, u32 table, u32 traffic)
{
	u32 told = page_number(page, 10, 2);
	u32 line = qhy_line_told(table, told, traffic);

	FUZZ_CHECK(line >= table / 4 && line <= table * 4);
	FUZZ_CHECK(line == table || line + traffic * QHY_TRAFFIC_LINE == told);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const u32 tables[] = { 1600, 3420, 3680, 3860, 6170 };
	struct input in = { data, size };
	u8 *status = input_page(&in, sizeof(struct qhy_wire_status));
	u8 *timing = input_page(&in, sizeof(struct qhy_wire_timing));
	struct qhy_reading reading, before;
	s16 temperature = page_number(status, 13, 2);
	bool nonsense = temperature < -1000 || temperature > 1000 ||
			status[18] > 1;
	u8 traffic = input_u8(&in);
	unsigned int i;
	int ret;

	memset(&reading, 0, sizeof(reading));
	reading.humidity = 123;
	reading.has_humidity = true;
	before = reading;
	ret = qhy_page_status((const void *)status, &reading);
	FUZZ_CHECK(ret == (nonsense ? -EIO : 0));
	FUZZ_CHECK(reading.humidity == 123 && reading.has_humidity);
	if (ret)
		FUZZ_CHECK(!memcmp(&reading, &before, sizeof(before)));
	else
		check_status(status, &reading);
	temperature = reading.temperature;
	qhy_page_humidity((const void *)timing, &reading);
	check_humidity(timing, &reading);
	check_temperature(status);
	FUZZ_CHECK(reading.temperature == temperature);
	for (i = 0; i < ARRAY_SIZE(tables); i++)
		check_line(timing, tables[i], traffic);
	free(status);
	free(timing);
	return 0;
}
