/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clock.h - time: durations on the monotonic clock, dates in UTC
 */
#ifndef QC_CLOCK_H
#define QC_CLOCK_H

#include <stdint.h>

#define QC_NS_PER_S 1000000000ll
#define QC_NS_PER_US 1000ll

/* Nanoseconds of CLOCK_MONOTONIC, the clock of V4L2 time stamps. */
int64_t qc_mono_ns(void);

/*
 * A moment of CLOCK_MONOTONIC as UTC, nanoseconds since 1970, by the
 * difference that the two clocks have now.
 */
int64_t qc_mono_to_utc(int64_t mono_ns);

/* Now in UTC, nanoseconds since 1970. */
int64_t qc_utc_ns(void);

#define QC_ISO_MAX 40

/* "2026-11-20T17:18:51.123" (cut, not rounded, to milliseconds). */
void qc_format_iso(int64_t utc_ns, char buf[QC_ISO_MAX]);

/* The same with 1 .. 9 digits after the point, cut as well. */
void qc_format_iso_digits(int64_t utc_ns, unsigned int digits, char buf[QC_ISO_MAX]);

/* The same moment by the clock on the wall, in milliseconds. */
void qc_format_local(int64_t utc_ns, char buf[QC_ISO_MAX]);

/* The same for file names: "20261120T171851.123". */
void qc_format_stamp(int64_t utc_ns, char buf[QC_ISO_MAX]);

#endif
