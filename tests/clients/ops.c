// SPDX-License-Identifier: GPL-2.0
/* Whole operations with a camera. Each ends by itself, whatever fails in it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ops.h"

#define DRIVER		"/sys/bus/usb/drivers/qhyccd/"
#define WAIT_MS		20000
#define BUFFERS		3
#define BURST_END	4	/* frames 2 and 3 */
#define LONG_US		600000000

/* Remembers the first failure; later ones follow from it. */
static int call(struct ops *o, const char *what, int ret)
{
	if (ret && !o->error) {
		snprintf(o->failed, sizeof(o->failed), "%s", what);
		o->error = ret;
	}
	return ret;
}

static int set(struct ops *o, const char *what, uint32_t id, int64_t value)
{
	return call(o, what, v4l_set_control(&o->v, id, value));
}

static int begin(struct ops *o, bool single, int64_t exposure)
{
	const struct v4l2_rect crop = { .left = 24, .top = 2, .width = 640,
					.height = 480 };
	int ret;

	o->no_frame = false;
	o->single = single;
	ret = call(o, "open", v4l_open(&o->v, o->device));
	if (!ret)
		ret = set(o, "capture mode", V4L2_CID_QHYCCD_CAPTURE_MODE,
			  single);
	if (!ret)
		ret = set(o, "exposure", V4L2_CID_QHYCCD_EXPOSURE, exposure);
	if (!ret)
		ret = call(o, "S_FMT", v4l_set_format(&o->v, 0, &crop));
	return ret;
}

static int start(struct ops *o)
{
	unsigned int i;
	int ret = call(o, "REQBUFS", v4l_map(&o->v, BUFFERS));

	/* one exposure at a time, so that each run has as many as the others */
	for (i = 0; i < (o->single ? 1 : o->v.count) && !ret; i++)
		ret = call(o, "QBUF", v4l_queue(&o->v, i));
	o->queued = true;
	if (!ret)
		ret = call(o, "STREAMON", v4l_stream(&o->v, true));
	return ret;
}

static int stop(struct ops *o)
{
	return call(o, "STREAMOFF", v4l_stream(&o->v, false));
}

static void check_frame(struct ops *o, const struct v4l2_buffer *b)
{
	const uint8_t *data = o->v.buf[b->index].data;
	int64_t n;

	if (b->flags & V4L2_BUF_FLAG_ERROR) {
		o->damaged++;
		return;
	}
	o->frames++;
	n = look_find(&o->look, &o->v, data, 0);
	if (n < 0 || look_compare(&o->look, &o->v, data, n) >= 0)
		o->wrong++;
}

static int take_one(struct ops *o)
{
	struct v4l2_buffer b;
	int ret = 0;

	if (!o->queued)
		ret = call(o, "QBUF", v4l_queue(&o->v, 0));
	if (!ret) {
		ret = v4l_dequeue(&o->v, &b, WAIT_MS * o->scale);
		o->no_frame |= ret == -ETIMEDOUT;
		call(o, "DQBUF", ret);
	}
	if (ret)
		return ret;
	check_frame(o, &b);
	o->queued = !o->single;
	return o->queued ? call(o, "QBUF", v4l_queue(&o->v, b.index)) : 0;
}

static int take(struct ops *o, unsigned int good)
{
	unsigned int end = o->frames + good;
	int ret = 0;

	while (o->frames < end && !ret)
		ret = take_one(o);
	return ret;
}

static int op_live(struct ops *o)
{
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = start(o);
	if (!ret)
		take(o, 3);
	stop(o);
	return o->error;
}

static int op_single(struct ops *o)
{
	int ret = begin(o, true, 50000);

	if (!ret)
		ret = start(o);
	if (!ret)
		ret = take(o, 1);
	set(o, "gain", V4L2_CID_GAIN, 3);
	if (!ret)
		take(o, 2);
	stop(o);
	set(o, "gain", V4L2_CID_GAIN, 0);
	return o->error;
}

/* Stopped in the middle of a long exposure. */
static int op_abort(struct ops *o)
{
	struct v4l2_event_subscription sync = { .type = V4L2_EVENT_FRAME_SYNC };
	int ret = begin(o, true, LONG_US);

	if (!ret)
		ret = call(o, "SUBSCRIBE_EVENT",
			   v4l_ioctl(o->v.fd, VIDIOC_SUBSCRIBE_EVENT, &sync));
	if (!ret)
		ret = start(o);
	if (!ret) {
		struct pollfd p = { .fd = o->v.fd, .events = POLLPRI };

		o->no_frame = poll(&p, 1, WAIT_MS * o->scale) != 1;
		if (o->no_frame)
			call(o, "FRAME_SYNC", -ETIMEDOUT);
		else if (p.revents & POLLERR)
			call(o, "FRAME_SYNC", -EIO);
	}
	stop(o);
	set(o, "exposure", V4L2_CID_QHYCCD_EXPOSURE, 1000);
	return o->error;
}

static const struct {
	const char *name;
	uint32_t id;
	int64_t value;
} changes[] = {
	{ "gain", V4L2_CID_GAIN, 5 },
	{ "offset", V4L2_CID_QHYCCD_OFFSET, 21 },
	{ "exposure", V4L2_CID_QHYCCD_EXPOSURE, 2000 },
	{ "traffic", V4L2_CID_QHYCCD_USB_TRAFFIC, 1 },
	{ "readout mode", V4L2_CID_QHYCCD_READOUT_MODE, 1 },
	{ "DDR", V4L2_CID_QHYCCD_DDR, 0 },
	{ "DDR", V4L2_CID_QHYCCD_DDR, 1 },
	{ "readout mode", V4L2_CID_QHYCCD_READOUT_MODE, 0 },
	{ "traffic", V4L2_CID_QHYCCD_USB_TRAFFIC, 0 },
	{ "offset", V4L2_CID_QHYCCD_OFFSET, 20 },
	{ "gain", V4L2_CID_GAIN, 0 },
};

/* Everything that may change while it streams; all of it, whatever fails. */
static int op_change(struct ops *o)
{
	unsigned int i;
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = start(o);
	if (!ret)
		ret = take(o, 1);
	if (o->v.fd < 0)
		return ret;
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		set(o, changes[i].name, changes[i].id, changes[i].value);
		if (!ret)
			ret = take(o, 1);
	}
	stop(o);
	/* what failed in the stream must work now */
	for (i = 7; i < sizeof(changes) / sizeof(changes[0]); i++)
		set(o, changes[i].name, changes[i].id, changes[i].value);
	set(o, "DDR", V4L2_CID_QHYCCD_DDR, 1);
	return o->error;
}

static int op_burst(struct ops *o)
{
	unsigned int i;
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = set(o, "burst start", V4L2_CID_QHYCCD_BURST_START, 1);
	if (!ret)
		ret = set(o, "burst end", V4L2_CID_QHYCCD_BURST_END, BURST_END);
	if (!ret)
		ret = set(o, "burst", V4L2_CID_QHYCCD_BURST, 1);
	if (!ret)
		ret = start(o);
	for (i = 0; i < 2 && !ret; i++) {
		ret = set(o, "release", V4L2_CID_QHYCCD_BURST_RELEASE, 1);
		if (!ret)
			ret = take(o, BURST_END - 2);
	}
	stop(o);
	set(o, "burst", V4L2_CID_QHYCCD_BURST, 0);
	return o->error;
}

/* Reads a control and writes what was read; a button is pushed. */
static void rewrite(struct ops *o, const struct v4l2_query_ext_ctrl *q)
{
	struct v4l2_ext_control control = { .id = q->id };
	struct v4l2_ext_controls all = { .count = 1, .controls = &control };

	if (q->type == V4L2_CTRL_TYPE_CTRL_CLASS ||
	    q->flags & V4L2_CTRL_FLAG_HAS_PAYLOAD)
		return;
	if (!(q->flags & V4L2_CTRL_FLAG_WRITE_ONLY) &&
	    call(o, q->name, v4l_ioctl(o->v.fd, VIDIOC_G_EXT_CTRLS, &all)))
		return;
	if (!(q->flags & V4L2_CTRL_FLAG_READ_ONLY))
		call(o, q->name, v4l_ioctl(o->v.fd, VIDIOC_S_EXT_CTRLS, &all));
}

/* All controls of an idle camera, and its cooler on and off. */
static int op_idle(struct ops *o)
{
	struct v4l2_query_ext_ctrl *q, one = { .id = V4L2_CTRL_FLAG_NEXT_CTRL };
	int ret = begin(o, false, 1000);

	q = &one;
	if (ret)
		return ret;
	while (!v4l_ioctl(o->v.fd, VIDIOC_QUERY_EXT_CTRL, q)) {
		rewrite(o, q);
		q->id |= V4L2_CTRL_FLAG_NEXT_CTRL;
	}
	set(o, "cooler ramp", V4L2_CID_QHYCCD_COOLER_RAMP, 0);
	set(o, "cooler mode", V4L2_CID_QHYCCD_COOLER_MODE, 1);
	set(o, "cooler power", V4L2_CID_QHYCCD_COOLER_POWER, 10);
	set(o, "cooler mode", V4L2_CID_QHYCCD_COOLER_MODE, 2);
	set(o, "cooler target", V4L2_CID_QHYCCD_COOLER_TARGET, -50);
	set(o, "cooler target", V4L2_CID_QHYCCD_COOLER_TARGET, -40);
	set(o, "cooler mode", V4L2_CID_QHYCCD_COOLER_MODE, 0);
	return o->error;
}

/* A write to a file of the driver's; this very task then probes. */
static int tell_driver(const struct ops *o, const char *file)
{
	char path[128];
	size_t len = strlen(o->interface);
	int fd, ret = 0;

	snprintf(path, sizeof(path), DRIVER "%s", file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, o->interface, len) != (ssize_t)len)
		ret = -errno;
	close(fd);
	return ret;
}

/* One that is not bound, by a failure before, is only bound. */
static int op_probe(struct ops *o)
{
	char path[128];

	snprintf(path, sizeof(path), DRIVER "%s", o->interface);
	if (!access(path, F_OK))
		call(o, "unbind", tell_driver(o, "unbind"));
	if (!o->error)
		call(o, "bind", tell_driver(o, "bind"));
	return o->error;
}

/* A boot loader without a driver gets its firmware, and leaves. */
static int op_upload(struct ops *o)
{
	call(o, "bind", tell_driver(o, "bind"));
	return o->error;
}

static int op_open(struct ops *o)
{
	call(o, "open", v4l_open(&o->v, o->device));
	return o->error;
}

/* Memory for frames, seen through exported buffers, too; nothing streams. */
static int op_buffers(struct ops *o)
{
	struct v4l2_exportbuffer e = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = call(o, "REQBUFS", v4l_map(&o->v, BUFFERS));
	for (; !ret && e.index < o->v.count; e.index++) {
		ret = call(o, "EXPBUF",
			   v4l_ioctl(o->v.fd, VIDIOC_EXPBUF, &e));
		if (!ret)
			close(e.fd);
	}
	return o->error;
}

static int op_picture(struct ops *o)
{
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = start(o);
	if (!ret)
		take(o, 1);
	stop(o);
	return o->error;
}

/* The files are closed while it streams. */
static int op_release(struct ops *o)
{
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = start(o);
	if (!ret)
		take(o, 1);
	return o->error;
}

static int start_meta(struct ops *o)
{
	unsigned int i;
	int ret = call(o, "open metadata", v4l_open(&o->meta, o->meta_device));

	o->meta.type = V4L2_BUF_TYPE_META_CAPTURE;
	if (!ret)
		ret = call(o, "metadata REQBUFS", v4l_map(&o->meta, BUFFERS));
	for (i = 0; i < o->meta.count && !ret; i++)
		ret = call(o, "metadata QBUF", v4l_queue(&o->meta, i));
	if (!ret)
		ret = call(o, "metadata STREAMON", v4l_stream(&o->meta, true));
	return ret;
}

static int take_meta(struct ops *o)
{
	struct v4l2_buffer b;
	int ret = v4l_dequeue(&o->meta, &b, WAIT_MS * o->scale);

	o->no_frame |= ret == -ETIMEDOUT;
	call(o, "metadata DQBUF", ret);
	if (!ret && b.bytesused != sizeof(struct qhyccd_meta))
		o->wrong++;
	return ret;
}

/* A frame with its metadata, from both nodes. */
static int op_meta(struct ops *o)
{
	int ret = begin(o, false, 1000);

	if (!ret)
		ret = start_meta(o);
	if (!ret)
		ret = start(o);
	if (!ret)
		ret = take(o, 1);
	if (!ret)
		take_meta(o);
	stop(o);
	return o->error;
}

static const struct operation operations[] = {
	{ "live", op_live },
	{ "single", op_single },
	{ "abort", op_abort },
	{ "change", op_change },
	{ "burst", op_burst },
	{ "idle", op_idle },
	{ "probe", op_probe },
	{ "upload", op_upload },
	{ "open", op_open },
	{ "buffers", op_buffers },
	{ "picture", op_picture },
	{ "release", op_release },
	{ "meta", op_meta },
};

const struct operation *ops_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	return NULL;
}
