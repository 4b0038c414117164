// SPDX-License-Identifier: GPL-2.0
/*
 * extras.c - what the driver has only with its parameter unconfirmed=1
 */
#include <errno.h>
#include <stdio.h>

#include "extras.h"
#include "lib/controls.h"

int extras_unconfirmed(void)
{
	FILE *f = fopen("/sys/module/qhyccd/parameters/unconfirmed", "re");
	int c = f ? getc(f) : EOF;

	if (f)
		fclose(f);
	return c == 'Y' || c == '1' ? 1 : c == EOF ? -1 : 0;
}

int extras_need(const struct qc_camera *cam, uint32_t id, const char *what, struct qc_error *e)
{
	struct v4l2_query_ext_ctrl q;
	int r = qc_ctrl_query(cam, id, &q);

	if (r == -ENOENT)
		return qc_fail(e, QC_FAILED, ENOENT,
			       "%s: the driver has no %s: nobody has confirmed that it works on a "
			       "real camera; 'options qhyccd unconfirmed=1' in "
			       "/etc/modprobe.d/qhyccd.conf and loading the module again bring it",
			       cam->id.node, what);
	return r ? qc_camera_fail(cam, -r, "look for it", e) : 0;
}
