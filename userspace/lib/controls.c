// SPDX-License-Identifier: GPL-2.0
/*
 * controls.c - V4L2 controls of a camera
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "controls.h"
#include "text.h"

int qc_ctrl_query(const struct qc_camera *cam, uint32_t id, struct v4l2_query_ext_ctrl *q)
{
	int r;

	memset(q, 0, sizeof(*q));
	q->id = id;
	r = qc_ioctl(cam->fd, VIDIOC_QUERY_EXT_CTRL, q);
	if (r == -EINVAL || (!r && (q->flags & V4L2_CTRL_FLAG_DISABLED)))
		return -ENOENT;
	return r;
}

bool qc_ctrl_next(const struct qc_camera *cam, struct v4l2_query_ext_ctrl *q)
{
	uint32_t last = q->id;

	do {
		memset(q, 0, sizeof(*q));
		q->id = last | V4L2_CTRL_FLAG_NEXT_CTRL;
		if (qc_ioctl(cam->fd, VIDIOC_QUERY_EXT_CTRL, q) < 0)
			return false;
		last = q->id;
	} while (q->type == V4L2_CTRL_TYPE_CTRL_CLASS || (q->flags & V4L2_CTRL_FLAG_DISABLED));
	return true;
}

int qc_ctrl_get(const struct qc_camera *cam, uint32_t id, int64_t *value)
{
	struct v4l2_query_ext_ctrl q;
	struct v4l2_ext_control c = { .id = id };
	struct v4l2_ext_controls all = {
		.which = V4L2_CTRL_WHICH_CUR_VAL,
		.count = 1,
		.controls = &c,
	};
	int r = qc_ctrl_query(cam, id, &q);

	if (r)
		return r;
	r = qc_ioctl(cam->fd, VIDIOC_G_EXT_CTRLS, &all);
	if (r < 0)
		return r;
	*value = q.type == V4L2_CTRL_TYPE_INTEGER64 ? c.value64 : c.value;
	return 0;
}

int qc_ctrl_get_area(const struct qc_camera *cam, uint32_t id, struct v4l2_area *area)
{
	struct v4l2_ext_control c = { .id = id, .size = sizeof(*area), .ptr = area };
	struct v4l2_ext_controls all = {
		.which = V4L2_CTRL_WHICH_CUR_VAL,
		.count = 1,
		.controls = &c,
	};
	int r = qc_ioctl(cam->fd, VIDIOC_G_EXT_CTRLS, &all);

	return r < 0 ? r : 0;
}

int qc_ctrl_set(const struct qc_camera *cam, const struct qc_setting *set, unsigned int n,
		struct qc_error *e)
{
	struct v4l2_ext_control c[QC_SET_MAX] = { 0 };
	struct v4l2_ext_controls all = {
		.which = V4L2_CTRL_WHICH_CUR_VAL,
		.count = n,
		.controls = c,
	};
	struct v4l2_query_ext_ctrl q;
	int r;

	if (!n)
		return 0;
	for (unsigned int i = 0; i < n; i++) {
		r = qc_ctrl_query(cam, set[i].id, &q);
		if (r)
			return qc_camera_fail(cam, -r, "find a control", e);
		c[i].id = set[i].id;
		if (q.type == V4L2_CTRL_TYPE_INTEGER64)
			c[i].value64 = set[i].value;
		else
			c[i].value = set[i].value;
	}
	r = qc_ioctl(cam->fd, VIDIOC_S_EXT_CTRLS, &all);
	return r < 0 ? qc_camera_fail(cam, -r, "set controls", e) : 0;
}

int qc_ctrl_item(const struct qc_camera *cam, uint32_t id, uint32_t index, char *buf, size_t size)
{
	struct v4l2_querymenu m = { .id = id, .index = index };
	int r = qc_ioctl(cam->fd, VIDIOC_QUERYMENU, &m);

	if (r < 0)
		return r;
	snprintf(buf, size, "%s", (char *)m.name);
	return 0;
}

/* How well a name fits what was typed: 2 = it is that, 1 = a part, 0 = not. */
static int fit(const char *name, const char *text)
{
	if (!strcasecmp(name, text))
		return 2;
	return strcasestr(name, text) ? 1 : 0;
}

int qc_ctrl_find_item(const struct qc_camera *cam, uint32_t id, const char *option,
		      const char *text, struct qc_error *e)
{
	struct v4l2_query_ext_ctrl q;
	char all[768] = "", name[64];
	int found = -1, best = 0, same = 0, f;
	size_t len = 0;
	int64_t number;

	if (qc_ctrl_query(cam, id, &q))
		return qc_fail(e, QC_USAGE, EINVAL, "%s: this camera cannot do that", option);
	if (qc_parse_int(text, &number))
		number = -1;
	for (int64_t i = q.minimum; i <= q.maximum; i++) {
		if (qc_ctrl_item(cam, id, i, name, sizeof(name)))
			continue;
		if (i == number)
			return (int)i;
		if (len < sizeof(all))
			len += snprintf(all + len, sizeof(all) - len, "%s%lld '%s'",
					len ? ", " : "", (long long)i, name);
		f = fit(name, text);
		same = f > best ? 1 : same + (f && f == best);
		if (f > best) {
			best = f;
			found = i;
		}
	}
	if (found >= 0 && same == 1)
		return found;
	return qc_fail(e, QC_USAGE, EINVAL, "%s %s: %s; %s has %s", option, text,
		       same > 1 ? "could mean several" : "no such one", cam->id.card, all);
}
