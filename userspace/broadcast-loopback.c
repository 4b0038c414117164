// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-loopback.c - qhycam broadcast: pictures into a node of v4l2loopback
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/qhyccd.h>
#include <linux/videodev2.h>

#include "broadcast.h"
#include "lib/holder.h"

#define HOW "load it with 'modprobe v4l2loopback video_nr=9 exclusive_caps=1', see live.md"

static int open_node(const char *node, struct qc_error *e)
{
	int fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == EACCES || errno == EPERM)
		return qc_fail(e, QC_PERMISSION, errno, "%s: no permission to open it; join the "
			       "group that owns it (video, as a rule) and log in again", node);
	if (errno == ENOENT)
		return qc_fail(e, QC_FAILED, errno, "%s: there is no such node of v4l2loopback; "
			       HOW, node);
	return qc_fail(e, QC_FAILED, errno, "%s: cannot be opened: %s", node, strerror(errno));
}

static int busy(const char *node, struct qc_error *e)
{
	char who[256];

	qc_holders(node, who, sizeof(who));
	return qc_fail(e, QC_BUSY, EBUSY, "%s: is in use by %s; close it, or use another node "
		       "(if nothing has it open: load v4l2loopback again)", node, who);
}

/* An output that is none of ours; with exclusive_caps it is one for its first writer only. */
static int check_node(int fd, const char *node, struct qc_error *e)
{
	struct v4l2_capability cap = { 0 };
	int r = qc_ioctl(fd, VIDIOC_QUERYCAP, &cap);

	if (r < 0)
		return qc_fail(e, QC_USAGE, -r, "%s: is no video node", node);
	if (!strcmp((char *)cap.driver, QHYCCD_DRIVER_NAME))
		return qc_fail(e, QC_USAGE, EINVAL, "%s: is the camera itself; the pictures need "
			       "a node of v4l2loopback: " HOW, node);
	if (cap.device_caps & V4L2_CAP_VIDEO_OUTPUT)
		return 0;
	if (!strcmp((char *)cap.driver, "v4l2 loopback"))
		return busy(node, e);
	return qc_fail(e, QC_USAGE, EINVAL, "%s: '%s' takes no pictures; a node of v4l2loopback "
		       "does: " HOW, node, (char *)cap.card);
}

static int set_format(int fd, const char *node, const struct broadcast_video *v,
		      struct qc_error *e)
{
	static const uint32_t fourcc[] = {
		[PICTURE_YUYV] = V4L2_PIX_FMT_YUYV, [PICTURE_YU12] = V4L2_PIX_FMT_YUV420,
		[PICTURE_NV12] = V4L2_PIX_FMT_NV12,
	};
	struct v4l2_format f = { .type = V4L2_BUF_TYPE_VIDEO_OUTPUT };
	struct v4l2_pix_format *p = &f.fmt.pix;
	int r;

	p->width = v->shape.width;
	p->height = v->shape.height;
	p->pixelformat = fourcc[v->format];
	p->field = V4L2_FIELD_NONE;
	p->bytesperline = v->shape.stride;
	p->sizeimage = v->shape.bytes;
	p->colorspace = V4L2_COLORSPACE_SRGB;
	p->ycbcr_enc = V4L2_YCBCR_ENC_601;
	p->quantization = v->full_range ? V4L2_QUANTIZATION_FULL_RANGE :
			  V4L2_QUANTIZATION_LIM_RANGE;
	r = qc_ioctl(fd, VIDIOC_S_FMT, &f);
	if (r == -EBUSY)
		return busy(node, e);
	if (r < 0)
		return qc_fail(e, QC_FAILED, -r, "%s: cannot set the format: %s", node,
			       strerror(-r));
	if (p->width != v->shape.width || p->height != v->shape.height ||
	    p->pixelformat != fourcc[v->format] || p->sizeimage < v->shape.bytes)
		return qc_fail(e, QC_FAILED, EINVAL, "%s: takes %ux%u, not %ux%u; close the "
			       "programs that look at it, or choose another --size", node,
			       p->width, p->height, v->shape.width, v->shape.height);
	return 0;
}

/* Readers are told; one that cannot be told reads at the pace of the pictures anyway. */
static void set_rate(int fd, unsigned int rate)
{
	struct v4l2_streamparm parm = { .type = V4L2_BUF_TYPE_VIDEO_OUTPUT };

	parm.parm.output.timeperframe = (struct v4l2_fract){ 1, rate };
	qc_ioctl(fd, VIDIOC_S_PARM, &parm);
}

/*
 * Only the end of a stream makes the node an output again for the next program, in
 * v4l2loopback 0.12. Later ones want buffers for this, and do not need it.
 */
static void begin_stream(int fd)
{
	int type = V4L2_BUF_TYPE_VIDEO_OUTPUT;

	qc_ioctl(fd, VIDIOC_STREAMON, &type);
}

/* The node takes a picture at once, whether anybody looks or not. */
static int send_picture(struct broadcast_sink *s, const uint8_t *picture, struct qc_error *e)
{
	ssize_t n;

	do {
		n = write(s->fd, picture, s->bytes);
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)s->bytes || (n < 0 && errno == EAGAIN))
		return 0;
	return qc_fail(e, QC_FAILED, n < 0 ? errno : EIO, "%s: takes no more pictures: %s",
		       s->name, n < 0 ? strerror(errno) : "only part of one was taken");
}

static int nothing(struct broadcast_sink *s, struct qc_error *e)
{
	(void)s;
	(void)e;
	return 0;
}

static void close_node(struct broadcast_sink *s)
{
	close(s->fd);
}

int broadcast_open_loopback(struct broadcast_sink *s, const char *node,
			    const struct broadcast_video *v, struct qc_error *e)
{
	static const struct broadcast_sink_ops ops = {
		.send = send_picture, .resume = nothing, .close = close_node,
	};
	int fd = open_node(node, e), r;

	if (fd < 0)
		return fd;
	r = check_node(fd, node, e);
	if (!r)
		r = set_format(fd, node, v, e);
	if (r) {
		close(fd);
		return r;
	}
	set_rate(fd, v->rate);
	begin_stream(fd);
	memset(s, 0, sizeof(*s));
	s->name = node;
	s->fd = fd;
	s->bytes = v->shape.bytes;
	s->ops = &ops;
	return 0;
}
