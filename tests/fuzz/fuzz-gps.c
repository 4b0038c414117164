// SPDX-License-Identifier: GPL-2.0
/* GPS header: bytes from value to value, ROI, then the image's first row. */
#include "fuzz.h"
#include "qhy-gps.h"

#define EPOCH	813283200ULL	/* 1995-10-10 */

static void check_time(const u8 *p, unsigned int at,
		       const struct qhy_gps_time *time)
{
	u32 seconds = page_number(p, at + 1, 4);
	u32 fraction = page_number(p, at + 5, 3);

	FUZZ_CHECK(time->flags == p[at]);
	if (!seconds || fraction >= 10000000)
		FUZZ_CHECK(!time->ns);
	else
		FUZZ_CHECK(time->ns == (EPOCH + seconds) * 1000000000 +
				       fraction * 100ULL);
}

/* Degrees that are on the globe within a unit of the last digit, else 0. */
static void check_angle(u32 value, u32 per_degree, s64 limit, s64 got)
{
	u64 digits = value % 1000000000, whole = digits / per_degree;
	u64 parts = digits % per_degree;
	s64 want = whole * 10000000 + parts * 1000000000ULL / per_degree / 60;
	s64 size = got < 0 ? -got : got;

	FUZZ_CHECK(size <= limit * 10000000);
	if (!got)
		FUZZ_CHECK(want >= limit * 10000000 || want <= 1);
	else
		FUZZ_CHECK(size >= want && size <= want + 1 &&
			   (got < 0) == (value > 1000000000));
}

static void check_header(const u8 *p, const struct qhy_gps *gps)
{
	check_time(p, 17, &gps->start);
	check_time(p, 25, &gps->end);
	check_time(p, 33, &gps->now);
	check_angle(page_number(p, 9, 4), 10000000, 90, gps->latitude);
	check_angle(page_number(p, 13, 4), 1000000, 180, gps->longitude);
	FUZZ_CHECK(gps->sequence == page_number(p, 0, 4));
	FUZZ_CHECK(gps->temperature == p[4]);
	FUZZ_CHECK(gps->pps_count == page_number(p, 41, 3));
	FUZZ_CHECK(qhy_gps_locked(gps) ==
		   (gps->start.ns && gps->end.ns && gps->now.ns &&
		    !(~p[17] & 0x30) && !(~p[25] & 0x30) && !(~p[33] & 0x30)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data, size };
	unsigned int step = 1 + input_u8(&in) % 2, i;
	u16 width = input_u32(&in), height = input_u32(&in);
	u8 *row = input_page(&in, (QHY_GPS_BYTES - 1) * step + 1);
	struct qhy_gps gps = {};
	u8 p[QHY_GPS_BYTES];
	bool there;

	for (i = 0; i < QHY_GPS_BYTES; i++)
		p[i] = row[i * step];
	/* a ROI that the header does not name is refused; most name it */
	if (width % 8) {
		width = page_number(p, 5, 2);
		height = page_number(p, 7, 2);
	}
	there = qhy_gps_decode(row, step, width, height, &gps);
	FUZZ_CHECK(there == (page_number(p, 5, 2) == width &&
			     page_number(p, 7, 2) == height));
	if (there)
		check_header(p, &gps);
	free(row);
	return 0;
}
