/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fits-sum.h - checksums of FITS files, made while the data go by
 */
#ifndef QC_FITS_SUM_H
#define QC_FITS_SUM_H

#include <stddef.h>
#include <stdint.h>

/* The sum of two parts' sums. */
uint32_t qc_sum_join(uint32_t a, uint32_t b);

/*
 * Ones' complement sum of the 32-bit big-endian words of @data, which stand
 * @offset bytes behind the begin of what is summed.
 */
uint32_t qc_sum_of(const void *data, size_t len, uint64_t offset);

#endif
