// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what a GPS box writes into the image [A13]
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time64.h>

#include "qhy-gps.h"

/* 1995-10-10, s since 1970 [src] */
#define QHY_GPS_EPOCH		813283200U
#define QHY_GPS_TICKS		10000000U	/* per second: 0.1 us */
#define QHY_GPS_TICK_NS		100
#define QHY_GPS_LOCK_MASK	0x30
#define QHY_GPS_SIGN		1000000000U	/* in the south and west */
/* Offsets */
#define QHY_GPS_SEQUENCE	0
#define QHY_GPS_TEMPERATURE	4
#define QHY_GPS_WIDTH		5
#define QHY_GPS_HEIGHT		7
#define QHY_GPS_LATITUDE	9
#define QHY_GPS_LONGITUDE	13
#define QHY_GPS_START		17	/* flag, seconds (4), fraction (3) */
#define QHY_GPS_END		25
#define QHY_GPS_NOW		33
#define QHY_GPS_PPS		41

static u32 qhy_gps_number(const u8 *p, unsigned int bytes)
{
	u32 value = 0;

	while (bytes--)
		value = value << 8 | *p++;
	return value;
}

static void qhy_gps_time(const u8 *p, struct qhy_gps_time *time)
{
	u64 seconds = qhy_gps_number(p + 1, 4);
	u32 fraction = qhy_gps_number(p + 5, 3);

	time->flags = p[0];
	time->ns = 0;
	if (seconds && fraction < QHY_GPS_TICKS)
		time->ns = (seconds + QHY_GPS_EPOCH) * NSEC_PER_SEC +
			   fraction * QHY_GPS_TICK_NS;
}

/*
 * Degrees and minutes as decimal digits, @degree to a degree, its minute
 * being @degree / 100. In 1e-7 degree; 0 for what is not on the globe.
 */
static s32 qhy_gps_angle(u32 value, u32 degree, u32 limit)
{
	bool negative = value > QHY_GPS_SIGN;
	u32 digits = value % QHY_GPS_SIGN;
	u32 degrees = digits / degree, minutes = digits % degree;
	s64 angle;

	/* a minute has degree / 100 parts, a degree 60 of them */
	angle = degrees * 10000000LL +
		div_u64(minutes * 10000000ULL + degree * 3 / 10,
			degree * 6 / 10);
	if (angle > limit * 10000000LL)
		return 0;
	return negative ? -angle : angle;
}

/**
 * qhy_gps_decode() - decode the header
 * @bytes: of the first row, one value at each @step, QHY_GPS_BYTES of them
 * @step: bytes from value to value
 * @width: of the ROI, which the header repeats
 * @height: likewise
 * @gps: decoded, when there is a header
 *
 * Return: true when the header names this ROI.
 */
bool qhy_gps_decode(const u8 *bytes, unsigned int step, u16 width, u16 height,
		    struct qhy_gps *gps)
{
	u8 p[QHY_GPS_BYTES];
	unsigned int i;

	for (i = 0; i < QHY_GPS_BYTES; i++)
		p[i] = bytes[i * step];
	gps->width = qhy_gps_number(p + QHY_GPS_WIDTH, 2);
	gps->height = qhy_gps_number(p + QHY_GPS_HEIGHT, 2);
	if (gps->width != width || gps->height != height)
		return false;
	gps->sequence = qhy_gps_number(p + QHY_GPS_SEQUENCE, 4);
	gps->temperature = p[QHY_GPS_TEMPERATURE];
	gps->latitude = qhy_gps_angle(qhy_gps_number(p + QHY_GPS_LATITUDE, 4),
				      10000000, 90);
	gps->longitude = qhy_gps_angle(qhy_gps_number(p + QHY_GPS_LONGITUDE, 4),
				       1000000, 180);
	qhy_gps_time(p + QHY_GPS_START, &gps->start);
	qhy_gps_time(p + QHY_GPS_END, &gps->end);
	qhy_gps_time(p + QHY_GPS_NOW, &gps->now);
	gps->pps_count = qhy_gps_number(p + QHY_GPS_PPS, 3);
	return true;
}

/**
 * qhy_gps_locked() - the times of a header can be trusted
 * @gps: decoded
 *
 * Return: true when all three are told to be locked and are possible.
 */
bool qhy_gps_locked(const struct qhy_gps *gps)
{
	const struct qhy_gps_time *times[] = {
		&gps->start, &gps->end, &gps->now
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(times); i++)
		if (!times[i]->ns || (times[i]->flags & QHY_GPS_LOCK_MASK) !=
				     QHY_GPS_LOCK_MASK)
			return false;
	return true;
}
