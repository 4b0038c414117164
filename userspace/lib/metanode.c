// SPDX-License-Identifier: GPL-2.0
/*
 * metanode.c - the metadata node of a camera
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/qhyccd.h>
#include <linux/videodev2.h>

#include "clock.h"
#include "find.h"
#include "holder.h"
#include "metanode.h"

/* Image and metadata leave the driver together; this is for a busy machine. */
#define WAIT_NS (250 * 1000000ll)
/* A driver that leaves metadata out must not make every image wait. */
#define LATE_MAX 3

static int fail(const struct qc_metanode *n, int err, const char *what, struct qc_error *e)
{
	char who[256];

	switch (err) {
	case EBUSY:
		qc_holders(n->node, who, sizeof(who));
		return qc_fail(e, QC_BUSY, err, "%s is in use by %s", n->node, who);
	case EACCES:
	case EPERM:
		return qc_fail(e, QC_PERMISSION, err, "%s: no permission to open it", n->node);
	default:
		return qc_fail(e, QC_FAILED, err, "%s: cannot %s: %s", n->node, what,
			       strerror(err));
	}
}

/* Is it what the name promises, in the format that is known here? */
static int check_node(struct qc_metanode *n, struct qc_error *e)
{
	struct v4l2_capability cap = { 0 };
	struct v4l2_format f = { .type = V4L2_BUF_TYPE_META_CAPTURE };
	int r = qc_ioctl(n->fd, VIDIOC_QUERYCAP, &cap);

	if (r >= 0 && !(cap.device_caps & V4L2_CAP_META_CAPTURE))
		r = -ENOTTY;
	if (r >= 0)
		r = qc_ioctl(n->fd, VIDIOC_G_FMT, &f);
	if (r >= 0 && f.fmt.meta.dataformat != V4L2_META_FMT_QHYCCD) {
		f.fmt.meta.dataformat = V4L2_META_FMT_QHYCCD;
		r = qc_ioctl(n->fd, VIDIOC_S_FMT, &f);
	}
	if (r >= 0 && (f.fmt.meta.dataformat != V4L2_META_FMT_QHYCCD ||
		       f.fmt.meta.buffersize < sizeof(struct qhyccd_meta)))
		r = -EPROTO;
	return r < 0 ? fail(n, -r, "use its format", e) : 0;
}

static int queue(const struct qc_metanode *n, unsigned int i)
{
	struct v4l2_buffer b = {
		.index = i,
		.type = V4L2_BUF_TYPE_META_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	return qc_ioctl(n->fd, VIDIOC_QBUF, &b);
}

static int map_buffer(struct qc_metanode *n, unsigned int i)
{
	struct v4l2_buffer b = {
		.index = i,
		.type = V4L2_BUF_TYPE_META_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	void *p;
	int r = qc_ioctl(n->fd, VIDIOC_QUERYBUF, &b);

	if (r < 0)
		return r;
	p = mmap(NULL, b.length, PROT_READ, MAP_SHARED, n->fd, b.m.offset);
	if (p == MAP_FAILED)
		return -errno;
	n->map[i] = p;
	n->length[i] = b.length;
	n->count = i + 1;
	return queue(n, i);
}

static int start_stream(struct qc_metanode *n, struct qc_error *e)
{
	struct v4l2_requestbuffers rb = {
		.count = QC_METANODE_BUFFERS,
		.type = V4L2_BUF_TYPE_META_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	int type = V4L2_BUF_TYPE_META_CAPTURE;
	int r = qc_ioctl(n->fd, VIDIOC_REQBUFS, &rb);

	for (unsigned int i = 0; i < rb.count && i < QC_METANODE_BUFFERS && r >= 0; i++)
		r = map_buffer(n, i);
	if (r >= 0)
		r = qc_ioctl(n->fd, VIDIOC_STREAMON, &type);
	return r < 0 ? fail(n, -r, "stream from it", e) : 0;
}

int qc_metanode_start(struct qc_metanode *n, const struct qc_camera *cam, struct qc_error *e)
{
	int r;

	memset(n, 0, sizeof(*n));
	n->fd = -1;
	if (!qc_find_metanode(cam, n->node, sizeof(n->node)))
		return qc_fail(e, QC_NO_CAMERA, ENOENT, "the driver has no metadata node for %s",
			       cam->id.node);
	n->fd = open(n->node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (n->fd < 0)
		return fail(n, errno, "open it", e);
	r = check_node(n, e);
	if (!r)
		r = start_stream(n, e);
	if (r)
		qc_metanode_stop(n);
	return r;
}

/* The last close frees the buffers. */
void qc_metanode_stop(struct qc_metanode *n)
{
	if (n->fd < 0)
		return;
	for (unsigned int i = 0; i < n->count; i++)
		munmap(n->map[i], n->length[i]);
	close(n->fd);
	n->count = 0;
	n->fd = -1;
}

/* Put all that has come on the list. Returns false when the node is of no use any more. */
static bool drain(struct qc_metanode *n)
{
	struct qc_meta m;
	int r = 0;

	/* Bounded: no more than this can have come since the last time. */
	for (unsigned int k = 0; k <= n->count && r >= 0; k++) {
		struct v4l2_buffer b = {
			.type = V4L2_BUF_TYPE_META_CAPTURE,
			.memory = V4L2_MEMORY_MMAP,
		};

		r = qc_ioctl(n->fd, VIDIOC_DQBUF, &b);
		if (r < 0 || b.index >= n->count)
			break;
		if (b.bytesused <= n->length[b.index] &&
		    !qc_meta_parse(n->map[b.index], b.bytesused, &m))
			qc_meta_add(&n->list, &m);
		r = queue(n, b.index);
	}
	return r >= 0 || r == -EAGAIN;
}

static enum qc_meta_found look(struct qc_metanode *n, uint32_t sequence, struct qc_meta *m)
{
	bool more = drain(n);
	enum qc_meta_found r = qc_meta_take(&n->list, sequence, m);

	return r == QC_META_NOT_YET && !more ? QC_META_NEVER : r;
}

bool qc_metanode_take(struct qc_metanode *n, uint32_t sequence, struct qc_meta *m)
{
	int64_t end = qc_mono_ns() + (n->late < LATE_MAX ? WAIT_NS : 0), left;
	struct pollfd p = { .fd = n->fd, .events = POLLIN };
	enum qc_meta_found r;

	if (n->fd < 0)
		return false;
	while ((r = look(n, sequence, m)) == QC_META_NOT_YET) {
		left = end - qc_mono_ns();
		if (left <= 0 || poll(&p, 1, left / 1000000 + 1) < 0 ||
		    (p.revents & (POLLERR | POLLHUP | POLLNVAL)))
			break;
	}
	n->late = r == QC_META_FOUND ? 0 : n->late + 1;
	return r == QC_META_FOUND;
}
