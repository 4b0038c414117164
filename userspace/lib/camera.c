// SPDX-License-Identifier: GPL-2.0
/*
 * camera.c - one open camera node
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/qhyccd.h>
#include <linux/videodev2.h>

#include "camera.h"
#include "holder.h"

int qc_ioctl(int fd, unsigned long request, void *arg)
{
	int r;

	do {
		r = ioctl(fd, request, arg);
	} while (r < 0 && errno == EINTR);
	return r < 0 ? -errno : r;
}

static int open_fail(const char *node, int err, struct qc_error *e)
{
	switch (err) {
	case EACCES:
	case EPERM:
		return qc_fail(e, QC_PERMISSION, err,
			       "%s: no permission to open it; join the group that owns it "
			       "(video, as a rule) and log in again, or use sudo", node);
	case ENODEV:
	case ENXIO:
		return qc_fail(e, QC_LOST, err, "%s: the camera was disconnected", node);
	default:
		return qc_fail(e, QC_NO_CAMERA, err, "%s: cannot be opened: %s", node,
			       strerror(err));
	}
}

int qc_camera_open(struct qc_camera *cam, const char *node, struct qc_error *e)
{
	struct v4l2_capability cap = { 0 };
	int r;

	memset(cam, 0, sizeof(*cam));
	cam->fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (cam->fd < 0)
		return open_fail(node, errno, e);
	r = qc_ioctl(cam->fd, VIDIOC_QUERYCAP, &cap);
	if (r < 0 || strcmp((char *)cap.driver, QHYCCD_DRIVER_NAME) ||
	    !(cap.device_caps & V4L2_CAP_VIDEO_CAPTURE)) {
		qc_camera_close(cam);
		if (r == -ENODEV)
			return open_fail(node, ENODEV, e);
		return qc_fail(e, QC_NO_CAMERA, ENOENT,
			       "%s: is not the image node of a camera of driver "
			       QHYCCD_DRIVER_NAME "; 'qhycam list' shows those", node);
	}
	snprintf(cam->id.node, sizeof(cam->id.node), "%s", node);
	snprintf(cam->id.card, sizeof(cam->id.card), "%s", (char *)cap.card);
	snprintf(cam->id.bus, sizeof(cam->id.bus), "%s", (char *)cap.bus_info);
	cam->id.version = cap.version;
	return 0;
}

void qc_camera_close(struct qc_camera *cam)
{
	if (cam->fd >= 0)
		close(cam->fd);
	cam->fd = -1;
}

int qc_camera_fail(const struct qc_camera *cam, int err, const char *what, struct qc_error *e)
{
	char who[256];

	switch (err) {
	case ENODEV:
	case ENXIO:
		return qc_fail(e, QC_LOST, err,
			       "%s: %s was disconnected; check cable and 12 V supply, it "
			       "can be used again as soon as it is back",
			       cam->id.node, cam->id.card);
	case EBUSY:
		qc_holders(cam->id.node, who, sizeof(who));
		return qc_fail(e, QC_BUSY, err,
			       "%s: %s is in use by %s; close it, or choose another camera "
			       "with --camera", cam->id.node, cam->id.card, who);
	case EACCES:
	case EPERM:
		return qc_fail(e, QC_PERMISSION, err, "%s: cannot %s: no permission",
			       cam->id.node, what);
	default:
		return qc_fail(e, QC_FAILED, err, "%s: cannot %s: %s (dmesg may say more)",
			       cam->id.node, what, strerror(err));
	}
}
