/* SPDX-License-Identifier: GPL-2.0 */
/*
 * broadcast-run.h - from the camera to where the pictures go
 */
#ifndef QC_BROADCAST_RUN_H
#define QC_BROADCAST_RUN_H

#include "broadcast.h"

/*
 * Until the end that was asked for, a signal (both 0), or an error: -errno with the
 * exit code in @e.
 */
int broadcast_run(const struct broadcast_values *v, const struct broadcast_plan *plan,
		  struct qc_error *e);

#endif
