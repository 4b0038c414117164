// SPDX-License-Identifier: GPL-2.0
/*
 * stream.c - frames from a camera, with bounded waits
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/videodev2.h>

#include "clock.h"
#include "stream.h"

#define NS_PER_MS 1000000
#define MARGIN_NS (10 * QC_NS_PER_S)
/* Slower than any USB 2 host reads out. */
#define SLOWEST_BYTES_PER_S 10000000ll

int64_t qc_stream_patience_ns(int64_t exposure_us, uint32_t bytes)
{
	return exposure_us * QC_NS_PER_US + MARGIN_NS + bytes * QC_NS_PER_S / SLOWEST_BYTES_PER_S;
}

static int map_buffer(struct qc_stream *s, unsigned int i)
{
	struct v4l2_buffer b = {
		.index = i,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	void *p;
	int r = qc_ioctl(s->cam->fd, VIDIOC_QUERYBUF, &b);

	if (r < 0)
		return r;
	/* A driver that hands out less than a frame would be read past its end. */
	if (b.length < s->sizeimage)
		return -EIO;
	p = mmap(NULL, b.length, PROT_READ | PROT_WRITE, MAP_SHARED, s->cam->fd, b.m.offset);
	if (p == MAP_FAILED)
		return -errno;
	s->map[i] = p;
	s->length[i] = b.length;
	s->mine[i] = true;
	s->count = i + 1;
	return 0;
}

static int request_buffers(const struct qc_camera *cam, unsigned int count)
{
	struct v4l2_requestbuffers rb = {
		.count = count,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	int r = qc_ioctl(cam->fd, VIDIOC_REQBUFS, &rb);

	return r < 0 ? r : (int)rb.count;
}

/* Asking for no buffers frees nothing of others, but tells whether they have some. */
int qc_stream_probe(const struct qc_camera *cam, struct qc_error *e)
{
	int r = request_buffers(cam, 0);

	return r < 0 ? qc_camera_fail(cam, -r, "ask for its frame queue", e) : 0;
}

int qc_stream_open(struct qc_stream *s, const struct qc_camera *cam, unsigned int count,
		   uint32_t sizeimage, struct qc_error *e)
{
	struct v4l2_event_subscription sub = { .type = V4L2_EVENT_FRAME_SYNC };
	int r, i;

	memset(s, 0, sizeof(*s));
	s->cam = cam;
	s->sizeimage = sizeimage;
	s->also_fd = -1;
	r = request_buffers(cam, count);
	if (r < 0)
		return qc_camera_fail(cam, -r, "allocate frame buffers", e);
	count = r < QC_BUFFERS_MAX ? r : QC_BUFFERS_MAX;
	for (i = 0, r = 0; i < (int)count && !r; i++)
		r = map_buffer(s, i);
	if (r) {
		qc_stream_close(s);
		return qc_camera_fail(cam, -r, "map frame buffers", e);
	}
	/* Without the event start times are reckoned back from the frame's end. */
	qc_ioctl(cam->fd, VIDIOC_SUBSCRIBE_EVENT, &sub);
	return 0;
}

void qc_stream_close(struct qc_stream *s)
{
	if (!s->cam)
		return;
	qc_stream_stop(s);
	for (unsigned int i = 0; i < s->count; i++)
		munmap(s->map[i], s->length[i]);
	s->count = 0;
	qc_stream_leave(s);
}

void qc_stream_leave(struct qc_stream *s)
{
	struct v4l2_event_subscription sub = { .type = V4L2_EVENT_FRAME_SYNC };

	if (!s->cam)
		return;
	qc_stream_stop(s);
	/* The kernel keeps buffers that are still mapped. */
	request_buffers(s->cam, 0);
	qc_ioctl(s->cam->fd, VIDIOC_UNSUBSCRIBE_EVENT, &sub);
	memset(s, 0, sizeof(*s));
}

int qc_stream_idle(const struct qc_stream *s, int except)
{
	for (int i = 0; i < (int)s->count; i++)
		if (s->mine[i] && i != except)
			return i;
	return -1;
}

int qc_stream_queue(struct qc_stream *s, unsigned int index, struct qc_error *e)
{
	struct v4l2_buffer b = {
		.index = index,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	int r = qc_ioctl(s->cam->fd, VIDIOC_QBUF, &b);

	if (r < 0)
		return qc_camera_fail(s->cam, -r, "queue a frame buffer", e);
	s->mine[index] = false;
	s->queued++;
	return 0;
}

int qc_stream_start(struct qc_stream *s, struct qc_error *e)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	int r = qc_ioctl(s->cam->fd, VIDIOC_STREAMON, &type);

	if (r < 0)
		return qc_camera_fail(s->cam, -r, "start capturing", e);
	s->running = true;
	return 0;
}

void qc_stream_stop(struct qc_stream *s)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	if (!s->cam)
		return;
	/* Also when not running: it takes queued buffers back. */
	qc_ioctl(s->cam->fd, VIDIOC_STREAMOFF, &type);
	for (unsigned int i = 0; i < s->count; i++)
		s->mine[i] = true;
	s->queued = 0;
	s->running = false;
}

static void take_events(struct qc_stream *s)
{
	struct v4l2_event ev;
	struct qc_start *st;

	/* Bounded: events come much slower than they are taken here. */
	for (int i = 0; i < 4 * QC_STARTS; i++) {
		memset(&ev, 0, sizeof(ev));
		if (qc_ioctl(s->cam->fd, VIDIOC_DQEVENT, &ev) < 0)
			return;
		if (ev.type != V4L2_EVENT_FRAME_SYNC)
			continue;
		st = &s->start[ev.u.frame_sync.frame_sequence % QC_STARTS];
		st->known = true;
		st->sequence = ev.u.frame_sync.frame_sequence;
		st->mono_ns = ev.timestamp.tv_sec * QC_NS_PER_S + ev.timestamp.tv_nsec;
		st->utc_ns = qc_mono_to_utc(st->mono_ns);
		s->last_start_ns = st->mono_ns;
	}
}

/* Milliseconds from now to @until, rounded up, 0 .. 1 minute. */
static int ms_until(int64_t until)
{
	int64_t ms = (until - qc_mono_ns() + NS_PER_MS - 1) / NS_PER_MS;

	if (ms < 0)
		return 0;
	return ms > 60000 ? 60000 : (int)ms;
}

int qc_stream_wait(struct qc_stream *s, int signal_fd, int64_t tick_ns, int64_t deadline_ns,
		   struct qc_error *e)
{
	int64_t first = tick_ns < deadline_ns ? tick_ns : deadline_ns;
	struct pollfd p[3] = {
		{ .fd = s->cam->fd, .events = POLLIN | POLLPRI },
		{ .fd = signal_fd, .events = POLLIN },
		{ .fd = s->also_fd, .events = POLLIN },
	};
	int r;

	for (;;) {
		r = poll(p, 3, ms_until(first));
		if (r < 0 && errno != EINTR)
			return qc_camera_fail(s->cam, errno, "wait for a frame", e);
		if (r < 0)
			continue;
		if (p[0].revents & POLLPRI)
			take_events(s);
		if (p[0].revents & POLLIN)
			return QC_WAKE_FRAME;
		if (p[0].revents & (POLLERR | POLLHUP | POLLNVAL))
			return qc_camera_fail(s->cam, ENODEV, "wait for a frame", e);
		if (p[1].revents & POLLIN)
			return QC_WAKE_SIGNAL;
		if (p[2].revents & POLLIN)
			return QC_WAKE_ALSO;
		if (qc_mono_ns() >= deadline_ns)
			return qc_fail(e, QC_TIMEOUT, ETIMEDOUT,
				       "%s: no frame from %s in time; check the USB cable, try a "
				       "higher --traffic, or unplug it and plug it in again",
				       s->cam->id.node, s->cam->id.card);
		if (qc_mono_ns() >= tick_ns)
			return QC_WAKE_TICK;
	}
}

int qc_stream_take(struct qc_stream *s, struct qc_frame *f, struct qc_error *e)
{
	struct v4l2_buffer b = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	const struct qc_start *st;
	int r;

	take_events(s);
	r = qc_ioctl(s->cam->fd, VIDIOC_DQBUF, &b);
	if (r == -EAGAIN)
		return r;
	if (r < 0 || b.index >= s->count)
		return qc_camera_fail(s->cam, r < 0 ? -r : EIO, "take a frame", e);
	s->mine[b.index] = true;
	s->queued--;
	memset(f, 0, sizeof(*f));
	f->index = b.index;
	f->data = s->map[b.index];
	f->bytes = b.bytesused;
	f->sequence = b.sequence;
	f->damaged = (b.flags & V4L2_BUF_FLAG_ERROR) || b.bytesused != s->sizeimage;
	f->end_mono_ns = b.timestamp.tv_sec * QC_NS_PER_S + b.timestamp.tv_usec * QC_NS_PER_US;
	st = &s->start[b.sequence % QC_STARTS];
	if (st->known && st->sequence == b.sequence)
		f->start = *st;
	return 0;
}
