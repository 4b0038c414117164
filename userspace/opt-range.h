/* SPDX-License-Identifier: GPL-2.0 */
/*
 * opt-range.h - options whose values are a camera's to judge
 */
#ifndef OPT_RANGE_H
#define OPT_RANGE_H

#include <stdint.h>

#include "lib/camera.h"
#include "lib/error.h"
#include "opt.h"

/*
 * Is @v, given as @option ("--gain"), within the range of control @id? What was not
 * given is. 0, or -EINVAL (QC_USAGE) also when the camera has no such control.
 */
int opt_in_range(const struct qc_camera *cam, const char *option, uint32_t id,
		 const struct opt_int *v, struct qc_error *e);

/*
 * The exposure time that --exposure @v asks for, into @us; the shortest there is when it
 * was not given. 0, -EINVAL (QC_USAGE), or what the camera says.
 */
int opt_exposure(const struct qc_camera *cam, const struct opt_duration *v, int64_t *us,
		 struct qc_error *e);

#endif
