/* SPDX-License-Identifier: GPL-2.0 */
/*
 * negative.h - "-10" as an argument of its own
 */
#ifndef QC_NEGATIVE_H
#define QC_NEGATIVE_H

#include "opt.h"

#define NEGATIVE_ARGS_MAX 64

/*
 * getopt takes "-10" for options. Copy @argv to @to, with such words that are
 * no option's value moved to the end, behind "--". Returns the new argc.
 */
int negative_args(const struct opt *table, int argc, char **argv,
		  char *to[NEGATIVE_ARGS_MAX + 2]);

#endif
