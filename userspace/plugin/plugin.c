// SPDX-License-Identifier: GPL-2.0
/*
 * plugin.c - which descriptors are the plugin's, and which requests
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

/* Both of the device's formats that pictures are made of are there. */
static bool has_sources(struct plugin *p, bool colour)
{
	struct v4l2_fmtdesc d = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	unsigned int found = 0;

	for (d.index = 0; d.index < p->natives; d.index++) {
		if (dev_ioctl(p->fd, VIDIOC_ENUM_FMT, &d))
			return false;
		for (unsigned int i = 0; i < KINDS; i++)
			found += d.pixelformat == source_of(&kinds[i], colour);
	}
	return found == KINDS;
}

static bool is_camera(int fd)
{
	struct v4l2_capability cap = { 0 };

	return !dev_ioctl(fd, VIDIOC_QUERYCAP, &cap) &&
	       !strcmp((const char *)cap.driver, "qhyccd") &&
	       cap.capabilities & V4L2_CAP_DEVICE_CAPS &&
	       cap.device_caps & V4L2_CAP_VIDEO_CAPTURE;
}

static bool learn(struct plugin *p)
{
	struct v4l2_fmtdesc d = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };

	while (d.index < 64 && !dev_ioctl(p->fd, VIDIOC_ENUM_FMT, &d))
		p->natives = ++d.index;
	p->colour = has_sources(p, true);
	return p->colour || has_sources(p, false);
}

void *plugin_open(int fd)
{
	struct plugin *p = NULL;
	int saved = errno;

	if (is_camera(fd))
		p = calloc(1, sizeof(*p));
	if (p) {
		p->fd = fd;
		if (!learn(p) || pthread_mutex_init(&p->lock, NULL)) {
			free(p);
			p = NULL;
		}
	}
	errno = saved;
	return p;
}

void plugin_close(void *priv)
{
	struct plugin *p = priv;

	buffers_forget(p);
	picture_free(p->picture);
	free(p->scratch);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

int plugin_ioctl(void *priv, int fd, unsigned long request, void *arg)
{
	struct plugin *p = priv;

	/* Programs that keep requests in an int have extended the sign. */
	switch ((unsigned int)request) {
	case VIDIOC_ENUM_FMT:
		return format_enum(p, arg);
	case VIDIOC_ENUM_FRAMESIZES:
		return format_sizes(p, arg);
	case VIDIOC_ENUM_FRAMEINTERVALS:
		return format_intervals(p, arg);
	case VIDIOC_G_FMT:
		return format_get(p, arg);
	case VIDIOC_TRY_FMT:
		return format_try(p, arg);
	case VIDIOC_S_FMT:
		return format_set(p, arg);
	case VIDIOC_QUERYCTRL:
		return controls_query(p, arg);
	case VIDIOC_REQBUFS:
		return buffers_request(p, arg);
	case VIDIOC_CREATE_BUFS:
		return buffers_create(p, arg);
	case VIDIOC_DQBUF:
		return buffers_dequeue(p, arg);
	case VIDIOC_STREAMOFF:
		return buffers_streamoff(p, arg);
	default:
		return dev_ioctl(fd, request, arg);
	}
}
