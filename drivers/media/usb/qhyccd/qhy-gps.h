/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what a GPS box writes into the image
 *
 * Pure: no USB, no V4L2, no locks. Any bytes may come.
 */
#ifndef _QHY_GPS_H
#define _QHY_GPS_H

#include <linux/types.h>

#define QHY_GPS_BYTES		44	/* one per pixel, first row [A13] */

/**
 * struct qhy_gps_time - an instant
 * @ns: UTC since 1970, 0: the camera told nonsense
 * @flags: as told
 */
struct qhy_gps_time {
	u64 ns;
	u8 flags;
};

/**
 * struct qhy_gps - the decoded header
 * @sequence: the camera's frame counter
 * @temperature: as told
 * @width: of the ROI
 * @height: of the ROI
 * @latitude: 1e-7 degree, north positive
 * @longitude: 1e-7 degree, east positive
 * @start: of the exposure
 * @end: of the exposure
 * @now: when the header was made
 * @pps_count: 10 MHz periods between two PPS
 */
struct qhy_gps {
	u32 sequence;
	u8 temperature;
	u16 width;
	u16 height;
	s32 latitude;
	s32 longitude;
	struct qhy_gps_time start;
	struct qhy_gps_time end;
	struct qhy_gps_time now;
	u32 pps_count;
};

bool qhy_gps_decode(const u8 *bytes, unsigned int step, u16 width, u16 height,
		    struct qhy_gps *gps);
bool qhy_gps_locked(const struct qhy_gps *gps);

#endif /* _QHY_GPS_H */
