// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: arithmetic of times, rates and the camera's memory
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "qhy-timing.h"

#define QHY_LONGEST_US		3600000000ULL

/**
 * qhy_readout_us() - time from the first to the last row of a frame
 * @line: of the readout mode and depth
 * @rows: of the ROI, at most 65535
 * @traffic: USB traffic, 0..255
 *
 * Return: microseconds, rounded up. No overflow: the product of at most
 * 2^17 rows and 2^17 x 10 ns is below 2^34.
 */
u32 qhy_readout_us(const struct qhy_line *line, u32 rows, u32 traffic)
{
	u64 period = line->period + traffic * QHY_TRAFFIC_LINE;

	return div_u64(period * (rows + line->blanking) + 99, 100);
}

/**
 * qhy_line_told() - take over the line period that the camera tells
 * @table: of the model, 10 ns
 * @told: by the camera, 10 ns, with the part of USB traffic
 * @traffic: USB traffic at that time
 *
 * Return: line period without USB traffic, 10 ns: what the camera tells when
 * it is within a factor of 4 of the table, else the table.
 */
u32 qhy_line_told(u32 table, u32 told, u32 traffic)
{
	u32 extra = traffic * QHY_TRAFFIC_LINE;

	if (told <= extra)
		return table;
	told -= extra;
	if (told < table / 4 || told > table * 4)
		return table;
	return told;
}

/**
 * qhy_us_to_fraction() - a frame interval as a fraction of seconds
 * @us: microseconds, more than 0; longer than 3600 s counts as 3600 s
 * @numerator: 1..QHY_FRACTION_MAX
 * @denominator: 1..QHY_FRACTION_MAX, has no factor in common with @numerator
 *
 * The last continued fraction whose terms fit; 1/32767 s when nothing fits.
 */
void qhy_us_to_fraction(u64 us, u32 *numerator, u32 *denominator)
{
	u64 a = min_t(u64, us, QHY_LONGEST_US), b = 1000000;
	u64 n0 = 0, n1 = 1, d0 = 1, d1 = 0;

	*numerator = 1;
	*denominator = QHY_FRACTION_MAX;
	while (b) {
		u64 rest, q = div64_u64_rem(a, b, &rest);
		u64 n = q * n1 + n0, d = q * d1 + d0;

		if (n > QHY_FRACTION_MAX || d > QHY_FRACTION_MAX)
			break;
		if (n) {
			*numerator = n;
			*denominator = d;
		}
		n0 = n1;
		n1 = n;
		d0 = d1;
		d1 = d;
		a = b;
		b = rest;
	}
}

/**
 * qhy_us_to_absolute() - exposure in the unit of V4L2_CID_EXPOSURE_ABSOLUTE
 * @us: microseconds, at most 3600 s
 *
 * Return: nearest multiple of 100 us, at least 1.
 */
u32 qhy_us_to_absolute(u64 us)
{
	u32 value = div_u64(us + QHY_ABSOLUTE_US / 2, QHY_ABSOLUTE_US);

	return max(value, 1U);
}

/**
 * qhy_absolute_to_us() - exposure from the unit of V4L2_CID_EXPOSURE_ABSOLUTE
 * @units: 100 us
 * @shortest: exposure of the sensor, us
 * @longest: likewise, at least @shortest
 *
 * Return: microseconds, within what the sensor can do.
 */
u32 qhy_absolute_to_us(u32 units, u32 shortest, u32 longest)
{
	return clamp_t(u64, (u64)units * QHY_ABSOLUTE_US, shortest, longest);
}

/**
 * qhy_ddr_guess() - bytes in the DDR of a camera that nobody reads
 * @waited_us: since the host stopped reading
 * @frame_bytes: of one frame
 * @interval_us: between frames, more than 0
 *
 * Return: bytes, as reckoned from rate and time.
 */
u64 qhy_ddr_guess(u64 waited_us, u32 frame_bytes, u32 interval_us)
{
	return div64_u64(waited_us, interval_us) * frame_bytes;
}

/**
 * qhy_ddr_excess() - how many frames to drop so that the DDR does not overflow
 * @level: bytes in the DDR
 * @capacity: of the DDR, bytes
 * @frame_bytes: of one frame, more than 0
 *
 * Return: frames above three quarters of the capacity, 0 when below.
 */
u32 qhy_ddr_excess(u64 level, u64 capacity, u32 frame_bytes)
{
	u64 limit = capacity / 4 * 3;

	if (level <= limit)
		return 0;
	return min_t(u64, 1 + div_u64(level - limit, frame_bytes), U16_MAX);
}
