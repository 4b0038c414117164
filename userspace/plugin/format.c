// SPDX-License-Identifier: GPL-2.0
/*
 * format.c - formats of the device, and of pictures
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plugin.h"

static int refuse(int error)
{
	errno = error;
	return -1;
}

/* The ROI: what any frame has now. No request to the camera. */
static int device_format(struct plugin *p, struct v4l2_format *f)
{
	memset(f, 0, sizeof(*f));
	f->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	return dev_ioctl(p->fd, VIDIOC_G_FMT, f);
}

/* What can be made of frames as they are now; -1: errno. */
static int views_now(struct plugin *p, const struct kind *k, struct view v[PICTURE_BIN_MAX])
{
	struct v4l2_format f;

	if (device_format(p, &f))
		return -1;
	return views_of(k, p->colour, f.fmt.pix.width, f.fmt.pix.height, v);
}

static void describe(const struct kind *k, const struct view *v, struct v4l2_pix_format *pix)
{
	*pix = (struct v4l2_pix_format) {
		.width = v->shape.width,
		.height = v->shape.height,
		.pixelformat = k->fourcc,
		.field = V4L2_FIELD_NONE,
		.bytesperline = v->shape.stride,
		.sizeimage = v->shape.bytes,
		.colorspace = V4L2_COLORSPACE_SRGB,
		.priv = V4L2_PIX_FMT_PRIV_MAGIC,
		.ycbcr_enc = V4L2_YCBCR_ENC_709,
		.quantization = V4L2_QUANTIZATION_LIM_RANGE,
	};
}

/* After those of the device, so that programs which take the first one get it. */
int format_enum(struct plugin *p, struct v4l2_fmtdesc *d)
{
	unsigned int i = d->index - p->natives;

	if (d->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || d->index < p->natives)
		return dev_ioctl(p->fd, VIDIOC_ENUM_FMT, d);
	if (i >= KINDS)
		return refuse(EINVAL);
	d->flags = 0;
	d->pixelformat = kinds[i].fourcc;
	snprintf((char *)d->description, sizeof(d->description), "%s", kinds[i].name);
	memset(d->reserved, 0, sizeof(d->reserved));
	return 0;
}

int format_sizes(struct plugin *p, struct v4l2_frmsizeenum *s)
{
	const struct kind *k = kind_find(s->pixel_format);
	struct view v[PICTURE_BIN_MAX];
	int n;

	if (!k)
		return dev_ioctl(p->fd, VIDIOC_ENUM_FRAMESIZES, s);
	n = views_now(p, k, v);
	if (n < 0)
		return -1;
	if (s->index >= (unsigned int)n)
		return refuse(EINVAL);
	s->type = V4L2_FRMSIZE_TYPE_DISCRETE;
	s->discrete.width = v[s->index].shape.width;
	s->discrete.height = v[s->index].shape.height;
	memset(s->reserved, 0, sizeof(s->reserved));
	return 0;
}

/* A picture comes as often as its frame. */
int format_intervals(struct plugin *p, struct v4l2_frmivalenum *i)
{
	const struct kind *k = kind_find(i->pixel_format);
	struct v4l2_frmivalenum of_device = *i;
	struct view v[PICTURE_BIN_MAX];
	unsigned int at;
	int n, result;

	if (!k)
		return dev_ioctl(p->fd, VIDIOC_ENUM_FRAMEINTERVALS, i);
	n = views_now(p, k, v);
	if (n < 0)
		return -1;
	at = view_nearest(v, n, i->width, i->height);
	if (!n || v[at].shape.width != i->width || v[at].shape.height != i->height)
		return refuse(EINVAL);
	of_device.pixel_format = source_of(k, p->colour);
	of_device.width = v[at].frame.width;
	of_device.height = v[at].frame.height;
	result = dev_ioctl(p->fd, VIDIOC_ENUM_FRAMEINTERVALS, &of_device);
	if (result)
		return result;
	i->type = of_device.type;
	i->stepwise = of_device.stepwise;
	return 0;
}

int format_get(struct plugin *p, struct v4l2_format *f)
{
	int result = 0;

	if (f->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return dev_ioctl(p->fd, VIDIOC_G_FMT, f);
	pthread_mutex_lock(&p->lock);
	if (p->kind)
		describe(p->kind, &p->view, &f->fmt.pix);
	else
		result = dev_ioctl(p->fd, VIDIOC_G_FMT, f);
	pthread_mutex_unlock(&p->lock);
	return result;
}

int format_try(struct plugin *p, struct v4l2_format *f)
{
	const struct kind *k = NULL;
	struct view v[PICTURE_BIN_MAX];
	int n;

	if (f->type == V4L2_BUF_TYPE_VIDEO_CAPTURE)
		k = kind_find(f->fmt.pix.pixelformat);
	if (!k)
		return dev_ioctl(p->fd, VIDIOC_TRY_FMT, f);
	n = views_now(p, k, v);
	if (n < 0)
		return -1;
	if (!n)
		return refuse(EINVAL);
	describe(k, &v[view_nearest(v, n, f->fmt.pix.width, f->fmt.pix.height)], &f->fmt.pix);
	return 0;
}

/* The device, in the format and with the ROI that the picture is made of. */
static int set_device(struct plugin *p, const struct kind *k, const struct view *v)
{
	struct v4l2_format f = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_pix_format *pix = &f.fmt.pix;

	pix->width = v->frame.width;
	pix->height = v->frame.height;
	pix->pixelformat = source_of(k, p->colour);
	if (dev_ioctl(p->fd, VIDIOC_S_FMT, &f))
		return -1;
	if (pix->pixelformat != source_of(k, p->colour) || pix->width != v->frame.width ||
	    pix->height != v->frame.height || pix->sizeimage != v->frame.bytes)
		return refuse(EINVAL);
	return 0;
}

static int set_picture(struct plugin *p, const struct kind *k, struct v4l2_format *f)
{
	struct view v[PICTURE_BIN_MAX];
	int n = views_now(p, k, v);
	unsigned int at;

	if (n < 0)
		return -1;
	if (!n)
		return refuse(EINVAL);
	if (!p->picture)
		p->picture = picture_new();
	if (!p->picture)
		return refuse(ENOMEM);
	at = view_nearest(v, n, f->fmt.pix.width, f->fmt.pix.height);
	if (set_device(p, k, &v[at]))
		return -1;
	p->kind = k;
	p->view = v[at];
	describe(k, &v[at], &f->fmt.pix);
	return 0;
}

int format_set(struct plugin *p, struct v4l2_format *f)
{
	const struct kind *k;
	int result;

	if (f->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return dev_ioctl(p->fd, VIDIOC_S_FMT, f);
	k = kind_find(f->fmt.pix.pixelformat);
	pthread_mutex_lock(&p->lock);
	if (k) {
		result = set_picture(p, k, f);
	} else {
		result = dev_ioctl(p->fd, VIDIOC_S_FMT, f);
		if (!result) {
			p->kind = NULL;
			buffers_forget(p);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return result;
}

/* Another program may have changed it: a format is the device's, not a file's. */
int format_ensure(struct plugin *p)
{
	const struct v4l2_pix_format *pix;
	struct v4l2_format f;

	if (device_format(p, &f))
		return -1;
	pix = &f.fmt.pix;
	if (pix->pixelformat == source_of(p->kind, p->colour) &&
	    pix->width == p->view.frame.width && pix->height == p->view.frame.height)
		return 0;
	return set_device(p, p->kind, &p->view);
}
