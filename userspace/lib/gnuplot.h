/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gnuplot.h - plots by the program gnuplot, which is not part of this one
 */
#ifndef QC_GNUPLOT_H
#define QC_GNUPLOT_H

#include <stdio.h>

#include "error.h"

/* Is there a gnuplot? 0, or -ENOENT with QC_USAGE that says how to get it. */
int qc_gnuplot_find(const char *option, struct qc_error *e);

/* @text in quotes, as gnuplot reads it. */
void qc_gnuplot_quote(FILE *f, const char *text);

/*
 * Let gnuplot run @script, for five minutes at most. Its complaints go to stderr.
 * 0, or -errno with QC_FAILED; then it is not running any more.
 */
int qc_gnuplot_run(const char *script, struct qc_error *e);

#endif
