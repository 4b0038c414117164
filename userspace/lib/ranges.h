/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ranges.h - some of many numbers, as text: "3,5-7,12"
 */
#ifndef QC_RANGES_H
#define QC_RANGES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Numbers of @min .. @max; marks in[n - @min] of each, @in may be NULL. 0,
 * -EINVAL: not that form, or -ERANGE: one is outside, or a range runs backwards.
 */
int qc_ranges_parse(const char *s, unsigned int min, unsigned int max, bool *in);

/*
 * Write each number @min + i with in[i] == @wanted, i below @count, as far as
 * there is room. Returns how many i it came to: @count when all fitted.
 */
unsigned int qc_ranges_format(const bool *in, unsigned int count, bool wanted,
			      unsigned int min, char *text, size_t size);

#endif
