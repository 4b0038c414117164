// SPDX-License-Identifier: GPL-2.0
/*
 * opt-range.c - options whose values are a camera's to judge
 */
#include <errno.h>

#include <linux/qhyccd.h>

#include "lib/controls.h"
#include "lib/text.h"
#include "opt-range.h"

int opt_in_range(const struct qc_camera *cam, const char *option, uint32_t id,
		 const struct opt_int *v, struct qc_error *e)
{
	struct v4l2_query_ext_ctrl q;

	if (!v->set)
		return 0;
	if (qc_ctrl_query(cam, id, &q))
		return qc_fail(e, QC_USAGE, EINVAL, "%s: %s cannot do that", option, cam->id.card);
	if (v->value < q.minimum || v->value > q.maximum)
		return qc_fail(e, QC_USAGE, EINVAL, "%s %lld: %s takes %lld .. %lld", option,
			       (long long)v->value, cam->id.card, (long long)q.minimum,
			       (long long)q.maximum);
	return 0;
}

int opt_exposure(const struct qc_camera *cam, const struct opt_duration *v, int64_t *us,
		 struct qc_error *e)
{
	char min[QC_DURATION_MAX], max[QC_DURATION_MAX];
	struct v4l2_query_ext_ctrl q;
	int r = qc_ctrl_query(cam, V4L2_CID_QHYCCD_EXPOSURE, &q);

	if (r)
		return qc_camera_fail(cam, -r, "find its exposure control", e);
	*us = v->set ? (int64_t)v->us : q.minimum;
	if (!v->set || (v->us >= (uint64_t)q.minimum && v->us <= (uint64_t)q.maximum))
		return 0;
	qc_format_duration(q.minimum, min);
	qc_format_duration(q.maximum, max);
	return qc_fail(e, QC_USAGE, EINVAL, "--exposure %s: %s takes %s .. %s", v->text,
		       cam->id.card, min, max);
}
