/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plugin-fake.h - a device for the libv4l2 plugin, in place of device.c. It does
 * what the driver does, and what it is told.
 */
#ifndef PLUGIN_FAKE_H
#define PLUGIN_FAKE_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/plugin.h"
#include "test.h"

#define FAKE_FD 77
#define FAKE_BUFFERS 4

struct fake {
	const char *driver;
	uint32_t caps;
	bool colour;
	unsigned int width, height;	/* the ROI */
	uint32_t fourcc;
	unsigned int count;		/* buffers there are */
	uint8_t *memory[FAKE_BUFFERS];
	size_t length;			/* of each; 0: what the format needs */
	unsigned int mapped;		/* mappings now */
	unsigned int calls, sets;	/* ioctls, S_FMT among them */
	unsigned int next, bytesused, flags;	/* of the next DQBUF */
	unsigned long broken;		/* this request fails */
	int error;			/* with that */
	bool no_map, no_picture, no_convert;
	unsigned int locked;		/* conversions with options.lock */
	struct v4l2_queryctrl control;	/* the only one */
	int value;			/* of it */
};

static struct fake fake;

static const uint32_t fake_formats[2][4] = {
	{ V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_Y16, V4L2_PIX_FMT_Y16_BE, 0 },
	{ V4L2_PIX_FMT_SRGGB8, V4L2_PIX_FMT_SRGGB16, 0, 0 },
};

static void fake_begin(bool colour, unsigned int width, unsigned int height)
{
	fake = (struct fake) {
		.driver = "qhyccd", .caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
		.colour = colour, .width = width, .height = height,
		.fourcc = fake_formats[colour][0],
	};
}

static size_t fake_bytes(void)
{
	bool one = fake.fourcc == V4L2_PIX_FMT_GREY || fake.fourcc == V4L2_PIX_FMT_SRGGB8;

	return (size_t)fake.width * fake.height * (one ? 1 : 2);
}

static void fake_free(void)
{
	while (fake.count)
		free(fake.memory[--fake.count]);
}

static int fake_fail(int error)
{
	errno = error;
	return -1;
}

static int fake_enum(struct v4l2_fmtdesc *d)
{
	if (d->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || d->index > 3 ||
	    !fake_formats[fake.colour][d->index])
		return fake_fail(EINVAL);
	d->pixelformat = fake_formats[fake.colour][d->index];
	return 0;
}

static void fake_describe(struct v4l2_format *f)
{
	f->fmt.pix.width = fake.width;
	f->fmt.pix.height = fake.height;
	f->fmt.pix.pixelformat = fake.fourcc;
	f->fmt.pix.sizeimage = fake_bytes();
}

static int fake_set(struct v4l2_format *f)
{
	fake.sets++;
	if (fake.count)
		return fake_fail(EBUSY);
	fake.width = f->fmt.pix.width;
	fake.height = f->fmt.pix.height;
	fake.fourcc = f->fmt.pix.pixelformat;
	fake_describe(f);
	return 0;
}

static int fake_request(struct v4l2_requestbuffers *r)
{
	fake_free();
	if (r->count > FAKE_BUFFERS)
		r->count = FAKE_BUFFERS;
	if (!fake.length)
		fake.length = fake_bytes();
	while (fake.count < r->count)
		fake.memory[fake.count++] = calloc(1, fake.length);
	return 0;
}

static int fake_dequeue(struct v4l2_buffer *b)
{
	b->index = fake.next;
	b->memory = V4L2_MEMORY_MMAP;
	b->bytesused = fake.bytesused;
	b->flags = fake.flags;
	return 0;
}

static int fake_query(struct v4l2_buffer *b)
{
	if (b->index >= fake.count)
		return fake_fail(EINVAL);
	b->length = fake.length;
	b->m.offset = b->index << 12;
	return 0;
}

static int fake_capabilities(struct v4l2_capability *c)
{
	strcpy((char *)c->driver, fake.driver);
	c->capabilities = fake.caps | V4L2_CAP_DEVICE_CAPS;
	c->device_caps = fake.caps;
	return 0;
}

static int fake_intervals(struct v4l2_frmivalenum *i)
{
	if (i->index || i->width != fake.width || i->height != fake.height ||
	    kind_find(i->pixel_format))
		return fake_fail(EINVAL);
	i->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
	i->stepwise.max.numerator = 3600;
	return 0;
}

static int fake_query_control(struct v4l2_queryctrl *q)
{
	if (q->id != (fake.control.id | V4L2_CTRL_FLAG_NEXT_CTRL))
		return fake_fail(EINVAL);
	*q = fake.control;
	return 0;
}

static int fake_get_control(struct v4l2_control *c)
{
	if (c->id != fake.control.id)
		return fake_fail(EINVAL);
	c->value = fake.value;
	return 0;
}

int dev_ioctl(int fd, unsigned long request, void *arg)
{
	fake.calls++;
	if (fd != FAKE_FD || (unsigned int)request == fake.broken)
		return fake_fail(fd == FAKE_FD ? fake.error : EBADF);
	switch ((unsigned int)request) {
	case VIDIOC_QUERYCAP:
		return fake_capabilities(arg);
	case VIDIOC_ENUM_FMT:
		return fake_enum(arg);
	case VIDIOC_G_FMT:
	case VIDIOC_TRY_FMT:
		fake_describe(arg);
		return 0;
	case VIDIOC_S_FMT:
		return fake_set(arg);
	case VIDIOC_REQBUFS:
		return fake_request(arg);
	case VIDIOC_QUERYBUF:
		return fake_query(arg);
	case VIDIOC_DQBUF:
		return fake_dequeue(arg);
	case VIDIOC_ENUM_FRAMEINTERVALS:
		return fake_intervals(arg);
	case VIDIOC_QUERYCTRL:
		return fake_query_control(arg);
	case VIDIOC_G_CTRL:
		return fake_get_control(arg);
	case VIDIOC_STREAMOFF:
	case VIDIOC_S_CTRL:
		return 0;
	}
	return fake_fail(ENOTTY);
}

void *dev_map(int fd, size_t length, uint32_t offset)
{
	(void)length;
	if (fake.no_map || fd != FAKE_FD || offset >> 12 >= fake.count)
		return NULL;
	fake.mapped++;
	return fake.memory[offset >> 12];
}

void dev_unmap(void *start, size_t length)
{
	(void)start;
	fake.mapped -= length == fake.length;
}

/* The linker puts these before those of the library. */
struct picture *__real_picture_new(void);
struct picture *__wrap_picture_new(void);
int __real_picture_convert(struct picture *p, const struct picture_frame *f,
			   const struct picture_options *o, void *out, size_t room);
int __wrap_picture_convert(struct picture *p, const struct picture_frame *f,
			   const struct picture_options *o, void *out, size_t room);

struct picture *__wrap_picture_new(void)
{
	return fake.no_picture ? NULL : __real_picture_new();
}

int __wrap_picture_convert(struct picture *p, const struct picture_frame *f,
			   const struct picture_options *o, void *out, size_t room)
{
	fake.locked += o->lock;
	return fake.no_convert ? -ENOMEM : __real_picture_convert(p, f, o, out, room);
}

/* S_FMT of a picture, as a program does it. */
static inline int fake_choose(void *priv, uint32_t fourcc, unsigned int width,
			      unsigned int height, struct v4l2_format *f)
{
	memset(f, 0, sizeof(*f));
	f->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	f->fmt.pix.pixelformat = fourcc;
	f->fmt.pix.width = width;
	f->fmt.pix.height = height;
	return plugin_ioctl(priv, FAKE_FD, VIDIOC_S_FMT, f);
}

static inline int fake_buffers(void *priv, unsigned int count)
{
	struct v4l2_requestbuffers r = {
		.count = count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	return plugin_ioctl(priv, FAKE_FD, VIDIOC_REQBUFS, &r);
}

/* A frame in buffer @index, and its DQBUF. */
static inline int fake_frame(void *priv, unsigned int index, unsigned int bytesused,
			     unsigned int flags, struct v4l2_buffer *b)
{
	memset(b, 0, sizeof(*b));
	b->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	b->memory = V4L2_MEMORY_MMAP;
	fake.next = index;
	fake.bytesused = bytesused;
	fake.flags = flags;
	return plugin_ioctl(priv, FAKE_FD, VIDIOC_DQBUF, b);
}

#endif
