// SPDX-License-Identifier: GPL-2.0
#include "gps.h"

#include <math.h>

#define FLAG_UNLOCKED	0x10
#define FLAG_LOCKED	0x30	/* bits 5:4 = 3 */
#define SOUTH_OR_WEST	1000000000u
#define NS_STEP		100	/* fractions count 0.1 us */

const char *gps_state_name(enum gps_state state)
{
	static const char *const names[] = {
		[GPS_ABSENT] = "absent", [GPS_UNLOCKED] = "unlocked",
		[GPS_LOCKED] = "locked",
	};

	return names[state];
}

/* Degrees and minutes, the minutes with @decimals digits behind the point. */
static uint32_t degrees_minutes(double degrees, unsigned int decimals)
{
	unsigned int scale = 1, i;
	uint32_t minutes;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	/* in one piece, so that 59.999999 minutes become a degree */
	minutes = (uint32_t)llround(fabs(degrees) * 60 * scale);
	return (degrees < 0 && minutes ? SOUTH_OR_WEST : 0) +
	       minutes / (60 * scale) * (100 * scale) + minutes % (60 * scale);
}

uint32_t gps_latitude(double degrees)
{
	return degrees_minutes(degrees, 5);
}

uint32_t gps_longitude(double degrees)
{
	return degrees_minutes(degrees, 4);
}

static void put(uint8_t *p, unsigned int bytes, uint32_t value)
{
	while (bytes--) {
		p[bytes] = (uint8_t)value;
		value >>= 8;
	}
}

/* Flag, seconds, fraction. */
static void put_time(uint8_t *p, enum gps_state state, int64_t utc)
{
	if (state == GPS_ABSENT)
		return;
	p[0] = state == GPS_LOCKED ? FLAG_LOCKED : FLAG_UNLOCKED;
	put(p + 1, 4, (uint32_t)(utc / 1000000000 - GPS_EPOCH));
	put(p + 5, 3, (uint32_t)(utc % 1000000000 / NS_STEP));
}

void gps_encode(const struct gps_truth *truth, uint8_t *header)
{
	int i;

	for (i = 0; i < GPS_HEADER; i++)
		header[i] = 0;
	put(header, 4, truth->sequence);
	header[4] = truth->temperature;
	put(header + 5, 2, truth->w);
	put(header + 7, 2, truth->h);
	put(header + 9, 4, truth->latitude);
	put(header + 13, 4, truth->longitude);
	put_time(header + 17, truth->state, truth->start);
	put_time(header + 25, truth->state, truth->end);
	put_time(header + 33, truth->state, truth->now);
	put(header + 41, 3, truth->pps);
}
