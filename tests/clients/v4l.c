// SPDX-License-Identifier: GPL-2.0
/* A V4L2 capture or metadata node as a test program drives it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "v4l.h"

int v4l_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

int v4l_open(struct v4l *v, const char *path)
{
	memset(v, 0, sizeof(*v));
	v->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	v->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	return v->fd < 0 ? -errno : 0;
}

void v4l_close(struct v4l *v)
{
	v4l_unmap(v);
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
}

uint32_t v4l_fourcc(const char *s)
{
	char c[4] = { ' ', ' ', ' ', ' ' };
	bool be = !strcmp(s, "Y16_BE");

	if (!strcmp(s, "SRGGB8"))
		return V4L2_PIX_FMT_SRGGB8;
	if (!strcmp(s, "SRGGB16"))
		return V4L2_PIX_FMT_SRGGB16;
	memcpy(c, s, strnlen(s, be ? 3 : 4));
	return v4l2_fourcc(c[0], c[1], c[2], c[3]) | (be ? 1U << 31 : 0);
}

int v4l_set_format(struct v4l *v, uint32_t fourcc, const struct v4l2_rect *crop)
{
	struct v4l2_selection sel = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_CROP,
		.r = *crop,
	};
	struct v4l2_format f = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	int ret;

	if (crop->width) {
		ret = v4l_ioctl(v->fd, VIDIOC_S_SELECTION, &sel);
		if (ret)
			return ret;
	}
	ret = v4l_ioctl(v->fd, VIDIOC_G_FMT, &f);
	if (ret)
		return ret;
	if (fourcc)
		f.fmt.pix.pixelformat = fourcc;
	ret = v4l_ioctl(v->fd, VIDIOC_S_FMT, &f);
	if (ret)
		return ret;
	v->pix = f.fmt.pix;
	ret = v4l_ioctl(v->fd, VIDIOC_G_SELECTION, &sel);
	v->crop = sel.r;
	return ret;
}

int v4l_set_control(struct v4l *v, uint32_t id, int64_t value)
{
	struct v4l2_query_ext_ctrl query = { .id = id };
	struct v4l2_ext_control control = { .id = id };
	struct v4l2_ext_controls set = { .count = 1, .controls = &control };
	int ret = v4l_ioctl(v->fd, VIDIOC_QUERY_EXT_CTRL, &query);

	if (ret)
		return ret;
	if (query.type == V4L2_CTRL_TYPE_INTEGER64)
		control.value64 = value;
	else
		control.value = value;
	return v4l_ioctl(v->fd, VIDIOC_S_EXT_CTRLS, &set);
}

int v4l_map(struct v4l *v, unsigned int count)
{
	struct v4l2_requestbuffers req = {
		.count = count,
		.type = v->type,
		.memory = V4L2_MEMORY_MMAP,
	};
	unsigned int i;
	int ret = v4l_ioctl(v->fd, VIDIOC_REQBUFS, &req);

	if (ret)
		return ret;
	for (i = 0; i < req.count && i < V4L_MAX_BUFFERS; i++) {
		struct v4l2_buffer b = {
			.index = i,
			.type = v->type,
			.memory = V4L2_MEMORY_MMAP,
		};

		ret = v4l_ioctl(v->fd, VIDIOC_QUERYBUF, &b);
		if (ret)
			return ret;
		v->buf[i].data = mmap(NULL, b.length, PROT_READ | PROT_WRITE,
				      MAP_SHARED, v->fd, b.m.offset);
		if (v->buf[i].data == MAP_FAILED)
			return -errno;
		v->buf[i].size = b.length;
		v->count = i + 1;
	}
	return 0;
}

void v4l_unmap(struct v4l *v)
{
	struct v4l2_requestbuffers req = {
		.type = v->type,
		.memory = V4L2_MEMORY_MMAP,
	};

	while (v->count) {
		v->count--;
		munmap(v->buf[v->count].data, v->buf[v->count].size);
	}
	v4l_ioctl(v->fd, VIDIOC_REQBUFS, &req);
}

int v4l_queue(struct v4l *v, unsigned int index)
{
	struct v4l2_buffer b = {
		.index = index,
		.type = v->type,
		.memory = V4L2_MEMORY_MMAP,
	};

	return v4l_ioctl(v->fd, VIDIOC_QBUF, &b);
}

int v4l_stream(struct v4l *v, bool on)
{
	int type = (int)v->type;

	return v4l_ioctl(v->fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &type);
}

int v4l_start_one(struct v4l *v, unsigned int count)
{
	int ret = v4l_map(v, count);

	if (!ret)
		ret = v4l_queue(v, 0);
	return ret ? ret : v4l_stream(v, true);
}

int v4l_dequeue(struct v4l *v, struct v4l2_buffer *b, int ms)
{
	struct pollfd p = { .fd = v->fd, .events = POLLIN };
	int ret = poll(&p, 1, ms);

	if (ret < 0)
		return -errno;
	if (!ret)
		return -ETIMEDOUT;
	memset(b, 0, sizeof(*b));
	b->type = v->type;
	b->memory = V4L2_MEMORY_MMAP;
	return v4l_ioctl(v->fd, VIDIOC_DQBUF, b);
}

int64_t v4l_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

int64_t v4l_time_us(const struct v4l2_buffer *b)
{
	return b->timestamp.tv_sec * (int64_t)1000000 + b->timestamp.tv_usec;
}
