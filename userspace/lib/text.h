/* SPDX-License-Identifier: GPL-2.0 */
/*
 * text.h - values as people write them: durations, regions, numbers, names
 *
 * All parsers are independent of the locale, take the whole string or nothing,
 * and leave their outputs alone when they fail.
 */
#ifndef QC_TEXT_H
#define QC_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* A region of the whole active area, pixels. */
struct qc_rect {
	unsigned int left, top, width, height;
};

/*
 * "30us", "20ms", "0.5s", "5m", "1h"; a bare number is in seconds. The result
 * is in microseconds.
 * Returns 0, -EINVAL (no duration), -ERANGE (above UINT64_MAX us, or finer
 * than 1 us).
 */
int qc_parse_duration(const char *s, uint64_t *us);

/* Longest text that qc_format_duration() writes, with the final 0. */
#define QC_DURATION_MAX 32

/*
 * The shortest exact form that qc_parse_duration() reads back to the same
 * value: "300s", "1.5s", "20ms", "30us".
 */
void qc_format_duration(uint64_t us, char buf[QC_DURATION_MAX]);

/* "1920x1080+24+0". Returns 0 or -EINVAL (not that form, or an empty size). */
int qc_parse_roi(const char *s, struct qc_rect *r);

/* A decimal integer with an optional sign. Returns 0, -EINVAL or -ERANGE. */
int qc_parse_int(const char *s, int64_t *value);

/* Number of insertions, deletions, replacements and swaps from @a to @b. */
unsigned int qc_edit_distance(const char *a, const char *b);

/*
 * The entry of the NULL-terminated @words that a person who typed @typed most
 * likely meant, or NULL when none is near.
 */
const char *qc_nearest(const char *typed, const char *const *words);

#endif
