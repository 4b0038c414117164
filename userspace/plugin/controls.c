// SPDX-License-Identifier: GPL-2.0
/*
 * controls.c - what a program takes for the default of a control
 *
 * OBS writes the default to every control that was not set in its dialog, each time
 * that the dialog opens: exposure and gain that somebody set by v4l2-ctl would
 * be gone. So the default is what the control has now. QUERY_EXT_CTRL, which
 * v4l2-ctl lists by, goes on telling the device's.
 */
#include <errno.h>

#include "plugin.h"

/* OBS writes to these types, unless a flag keeps it from that. */
static bool is_written(const struct v4l2_queryctrl *q)
{
	const uint32_t never = V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY |
			       V4L2_CTRL_FLAG_WRITE_ONLY | V4L2_CTRL_FLAG_VOLATILE;

	return !(q->flags & never) &&
	       (q->type == V4L2_CTRL_TYPE_INTEGER || q->type == V4L2_CTRL_TYPE_BOOLEAN ||
		q->type == V4L2_CTRL_TYPE_MENU || q->type == V4L2_CTRL_TYPE_INTEGER_MENU);
}

int controls_query(struct plugin *p, struct v4l2_queryctrl *q)
{
	int result = dev_ioctl(p->fd, VIDIOC_QUERYCTRL, q), saved = errno;
	struct v4l2_control now = { 0 };

	if (result || !is_written(q))
		return result;
	now.id = q->id;
	if (!dev_ioctl(p->fd, VIDIOC_G_CTRL, &now))
		q->default_value = now.value;
	errno = saved;
	return 0;
}
