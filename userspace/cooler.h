/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cooler.h - waiting until the cooler has done what it was told
 */
#ifndef QC_COOLER_H
#define QC_COOLER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/state.h"
#include "progress.h"

#define COOLER_SLOPE 20			/* seconds that the ETA looks back */
#define COOLER_RAMP_DEFAULT 100		/* the driver's own */

struct cooler_wait {
	const struct qc_camera *cam;
	int signal_fd;
	struct progress progress;
	bool warm;			/* until the power is 0, else until cold */
	int64_t target;			/* 0.1 C */
	int64_t within;			/* 0.1 C */
	int64_t hold_ns;		/* so long */
	int64_t timeout_ns;
	/* Of the last seconds, for the ETA: temperature, or power when warming. */
	int64_t past[COOLER_SLOPE];
	unsigned int looks;
	unsigned int misses;		/* looks in a row that failed */
};

/*
 * Look once a second until it is done; a camera that does not answer now and
 * then is looked at again. 0 or -errno: QC_TIMEOUT, QC_FAILED when
 * the cooler was switched off or set to something else meanwhile, QC_LOST, or
 * a signal's. The cooler itself is never touched.
 */
int cooler_wait(struct cooler_wait *w, struct qc_error *e);

/* "2 min", "45 s", or "?" for a negative one. */
void cooler_eta(double seconds, char *buf, size_t size);

#endif
