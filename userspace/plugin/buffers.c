// SPDX-License-Identifier: GPL-2.0
/*
 * buffers.c - from frames to pictures
 *
 * The plugin has mappings of its own of the buffers, the same memory as the
 * program's. They are given up with the stream: a mapping keeps the device open.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

void buffers_forget(struct plugin *p)
{
	for (unsigned int i = 0; i < VIDEO_MAX_FRAME; i++) {
		if (p->maps[i].start)
			dev_unmap(p->maps[i].start, p->maps[i].length);
		p->maps[i].start = NULL;
	}
}

int buffers_request(struct plugin *p, struct v4l2_requestbuffers *r)
{
	int result = -1;

	if (r->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return dev_ioctl(p->fd, VIDIOC_REQBUFS, r);
	pthread_mutex_lock(&p->lock);
	buffers_forget(p);
	if (p->kind && r->memory != V4L2_MEMORY_MMAP) {
		errno = EINVAL;
	} else if (!p->kind || !r->count || !format_ensure(p)) {
		result = dev_ioctl(p->fd, VIDIOC_REQBUFS, r);
		if (p->kind)
			picture_restart(p->picture);
	}
	pthread_mutex_unlock(&p->lock);
	return result;
}

/* Its format would have to be turned into the device's, and nobody needs it. */
int buffers_create(struct plugin *p, struct v4l2_create_buffers *c)
{
	bool picture;

	pthread_mutex_lock(&p->lock);
	picture = p->kind && c->format.type == V4L2_BUF_TYPE_VIDEO_CAPTURE;
	pthread_mutex_unlock(&p->lock);
	if (!picture)
		return dev_ioctl(p->fd, VIDIOC_CREATE_BUFS, c);
	errno = ENOTTY;
	return -1;
}

int buffers_streamoff(struct plugin *p, int *type)
{
	int result = dev_ioctl(p->fd, VIDIOC_STREAMOFF, type);

	if (!result && *type == V4L2_BUF_TYPE_VIDEO_CAPTURE) {
		pthread_mutex_lock(&p->lock);
		buffers_forget(p);
		pthread_mutex_unlock(&p->lock);
	}
	return result;
}

/* Memory of the buffer, NULL if it cannot be had or is too small for a frame. */
static uint8_t *buffer_memory(struct plugin *p, unsigned int index)
{
	struct v4l2_buffer b = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.index = index,
	};
	struct mapping *m;

	if (index >= VIDEO_MAX_FRAME)
		return NULL;
	m = &p->maps[index];
	if (!m->start) {
		if (dev_ioctl(p->fd, VIDIOC_QUERYBUF, &b))
			return NULL;
		m->start = dev_map(p->fd, b.length, b.m.offset);
		m->length = b.length;
	}
	return m->start && m->length >= p->view.frame.bytes ? m->start : NULL;
}

/* Y at its lowest, no colour: when there is nothing to show. */
static void blacken(const struct view *v, uint8_t *out)
{
	size_t luma = v->shape.stride * v->shape.height;

	if (v->options.format == PICTURE_YUYV) {
		for (size_t i = 0; i + 1 < v->shape.bytes; i += 2) {
			out[i] = 16;
			out[i + 1] = 128;
		}
	} else {
		memset(out, 16, luma);
		memset(out + luma, 128, v->shape.bytes - luma);
	}
}

static int scratch_have(struct plugin *p, size_t bytes)
{
	if (p->scratch_bytes >= bytes)
		return 0;
	free(p->scratch);
	p->scratch = malloc(bytes);
	p->scratch_bytes = p->scratch ? bytes : 0;
	return p->scratch ? 0 : -ENOMEM;
}

static int draw(struct plugin *p, uint8_t *memory, bool damaged)
{
	struct picture_options o = p->view.options;
	struct picture_frame f = p->view.frame;
	size_t bytes = p->view.shape.bytes;
	int err;

	f.data = memory;
	o.lock = damaged;
	if (p->view.shape.in_place)
		return picture_convert(p->picture, &f, &o, memory, bytes);
	err = scratch_have(p, bytes);
	if (!err)
		err = picture_convert(p->picture, &f, &o, p->scratch, bytes);
	if (!err)
		memcpy(memory, p->scratch, bytes);
	return err;
}

/*
 * Programs show damaged frames, too (OBS before 31.1): what has not come is
 * black, and the levels stay those of good frames.
 */
static void convert(struct plugin *p, struct v4l2_buffer *b)
{
	size_t whole = p->view.frame.bytes;
	uint8_t *memory = buffer_memory(p, b->index);
	bool damaged = b->bytesused < whole || b->flags & V4L2_BUF_FLAG_ERROR;

	if (memory && b->bytesused < whole)
		memset(memory + b->bytesused, 0, whole - b->bytesused);
	if (memory && draw(p, memory, damaged)) {
		blacken(&p->view, memory);
		damaged = true;
	}
	if (!memory || damaged)
		b->flags |= V4L2_BUF_FLAG_ERROR;
	b->bytesused = p->view.shape.bytes;
}

int buffers_dequeue(struct plugin *p, struct v4l2_buffer *b)
{
	int result = dev_ioctl(p->fd, VIDIOC_DQBUF, b), saved = errno;

	if (result || b->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || b->memory != V4L2_MEMORY_MMAP)
		return result;
	pthread_mutex_lock(&p->lock);
	if (p->kind)
		convert(p, b);
	pthread_mutex_unlock(&p->lock);
	errno = saved;
	return 0;
}
