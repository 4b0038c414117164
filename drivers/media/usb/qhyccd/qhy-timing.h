/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: arithmetic of times, rates and the camera's memory
 *
 * Pure: no USB, no V4L2, no locks.
 */
#ifndef _QHY_TIMING_H
#define _QHY_TIMING_H

#include <linux/types.h>

#define QHY_TRAFFIC_LINE	20	/* 10 ns per unit of USB traffic [A5] */
#define QHY_ABSOLUTE_US		100	/* unit of V4L2_CID_EXPOSURE_ABSOLUTE */
#define QHY_FRACTION_MAX	32767	/* programs pack a term into 16 bits */

/**
 * struct qhy_line - how long rows take
 * @period: 10 ns, without the part of USB traffic
 * @blanking: rows per frame beyond those of the image
 */
struct qhy_line {
	u32 period;
	u32 blanking;
};

u32 qhy_readout_us(const struct qhy_line *line, u32 rows, u32 traffic);
u32 qhy_line_told(u32 table, u32 told, u32 traffic);
void qhy_us_to_fraction(u64 us, u32 *numerator, u32 *denominator);
u32 qhy_us_to_absolute(u64 us);
u32 qhy_absolute_to_us(u32 units, u32 shortest, u32 longest);
u64 qhy_ddr_guess(u64 waited_us, u32 frame_bytes, u32 interval_us);
u32 qhy_ddr_excess(u64 level, u64 capacity, u32 frame_bytes);

#endif /* _QHY_TIMING_H */
