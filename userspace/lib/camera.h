/* SPDX-License-Identifier: GPL-2.0 */
/*
 * camera.h - one open camera node
 */
#ifndef QC_CAMERA_H
#define QC_CAMERA_H

#include "error.h"

#define QC_NODE_MAX 256
#define QC_NAME_MAX 64

/* Who a camera is; texts are "" when not known. */
struct qc_identity {
	char node[QC_NODE_MAX];		/* /dev/video0 */
	char card[QC_NAME_MAX];		/* QHY268M */
	char serial[QC_NAME_MAX];
	char bus[QC_NAME_MAX];		/* usb-0000:00:04.0-1 */
	unsigned int usb_mbit;		/* 5000 for USB 3, 480 for USB 2, 0 unknown */
	unsigned int version;		/* of the driver, KERNEL_VERSION() form */
};

struct qc_camera {
	int fd;				/* non-blocking, -1 when closed */
	struct qc_identity id;
};

/* ioctl that is repeated after a signal. Returns >= 0 or -errno. */
int qc_ioctl(int fd, unsigned long request, void *arg);

/*
 * Open @node and check that it is the capture node of a camera of this driver.
 * Fills fd and the parts of id that the node itself knows: node, card, bus,
 * version. Returns 0; -errno with QC_PERMISSION, QC_LOST or QC_NO_CAMERA. On
 * failure fd is -1.
 */
int qc_camera_open(struct qc_camera *cam, const char *node, struct qc_error *e);

/* Closes; harmless on a camera that is not open. */
void qc_camera_close(struct qc_camera *cam);

/*
 * Explain a failed request on the camera: @err is the positive errno, @what
 * the action ("start capturing"). EBUSY names who holds the node. Returns
 * -@err with QC_LOST, QC_BUSY, QC_PERMISSION or QC_FAILED.
 */
int qc_camera_fail(const struct qc_camera *cam, int err, const char *what, struct qc_error *e);

#endif
