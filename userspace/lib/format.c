// SPDX-License-Identifier: GPL-2.0
/*
 * format.c - pixel format, areas and frame interval of a camera
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

#include "clock.h"
#include "format.h"

static const struct {
	uint32_t fourcc;
	unsigned int bits;
	bool bayer;
	bool big_endian;
} formats[] = {
	{ V4L2_PIX_FMT_GREY, 8, false, false },
	{ V4L2_PIX_FMT_Y16, 16, false, false },
	{ V4L2_PIX_FMT_Y16_BE, 16, false, true },
	{ V4L2_PIX_FMT_SRGGB8, 8, true, false },
	{ V4L2_PIX_FMT_SRGGB16, 16, true, false },
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static int get_selection(const struct qc_camera *cam, uint32_t target, struct qc_rect *r,
			 struct qc_error *e)
{
	struct v4l2_selection s = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .target = target };
	int err = qc_ioctl(cam->fd, VIDIOC_G_SELECTION, &s);

	if (err < 0)
		return qc_camera_fail(cam, -err, "read its areas", e);
	*r = (struct qc_rect){ s.r.left, s.r.top, s.r.width, s.r.height };
	return 0;
}

static int get_pix(const struct qc_camera *cam, struct v4l2_format *f, struct qc_error *e)
{
	int err;

	memset(f, 0, sizeof(*f));
	f->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	err = qc_ioctl(cam->fd, VIDIOC_G_FMT, f);
	return err < 0 ? qc_camera_fail(cam, -err, "read its format", e) : 0;
}

int qc_areas_get(const struct qc_camera *cam, struct qc_areas *a, struct qc_error *e)
{
	struct v4l2_frmsizeenum sizes = { 0 };
	struct v4l2_format f;
	int r;

	memset(a, 0, sizeof(*a));
	r = get_selection(cam, V4L2_SEL_TGT_CROP_BOUNDS, &a->whole, e);
	if (!r)
		r = get_selection(cam, V4L2_SEL_TGT_CROP_DEFAULT, &a->effective, e);
	if (!r)
		r = get_selection(cam, V4L2_SEL_TGT_CROP, &a->crop, e);
	if (!r)
		r = get_pix(cam, &f, e);
	if (r)
		return r;
	a->step_x = 1;
	a->step_y = 1;
	a->min.width = 1;
	a->min.height = 1;
	sizes.pixel_format = f.fmt.pix.pixelformat;
	if (qc_ioctl(cam->fd, VIDIOC_ENUM_FRAMESIZES, &sizes) >= 0 &&
	    sizes.type == V4L2_FRMSIZE_TYPE_STEPWISE) {
		a->step_x = sizes.stepwise.step_width;
		a->step_y = sizes.stepwise.step_height;
		a->min.width = sizes.stepwise.min_width;
		a->min.height = sizes.stepwise.min_height;
	}
	return 0;
}

static bool inside(const struct qc_rect *r, const struct qc_rect *area)
{
	return r->left >= area->left && r->top >= area->top &&
	       (uint64_t)r->left + r->width <= (uint64_t)area->left + area->width &&
	       (uint64_t)r->top + r->height <= (uint64_t)area->top + area->height;
}

static int refuse_roi(const struct qc_rect *w, const struct qc_areas *a, struct qc_error *e)
{
	return qc_fail(e, QC_USAGE, EINVAL,
		       "--roi %ux%u+%u+%u: sizes are %ux%u .. %ux%u in steps of %ux%u, inside the "
		       "whole area of %ux%u pixels",
		       w->width, w->height, w->left, w->top, a->min.width, a->min.height,
		       a->whole.width, a->whole.height, a->step_x, a->step_y, a->whole.width,
		       a->whole.height);
}

int qc_crop_set(const struct qc_camera *cam, const struct qc_rect *w, struct qc_error *e)
{
	struct v4l2_selection s = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_CROP,
		.r = { w->left, w->top, w->width, w->height },
	};
	struct qc_areas a;
	int r = qc_areas_get(cam, &a, e);

	if (r)
		return r;
	if (!inside(w, &a.whole) || w->width < a.min.width || w->height < a.min.height ||
	    w->width % a.step_x || w->height % a.step_y)
		return refuse_roi(w, &a, e);
	if (!memcmp(w, &a.crop, sizeof(*w)))
		return 0;
	r = qc_ioctl(cam->fd, VIDIOC_S_SELECTION, &s);
	if (r < 0)
		return qc_camera_fail(cam, -r, "set the region", e);
	if (s.r.left == (int)w->left && s.r.top == (int)w->top && s.r.width == w->width &&
	    s.r.height == w->height)
		return 0;
	return qc_fail(e, QC_USAGE, EINVAL,
		       "--roi %ux%u+%u+%u: the camera cannot; the nearest is %ux%u+%d+%d", w->width,
		       w->height, w->left, w->top, s.r.width, s.r.height, s.r.left, s.r.top);
}

static void describe(const struct v4l2_pix_format *p, struct qc_format *f)
{
	memset(f, 0, sizeof(*f));
	f->width = p->width;
	f->height = p->height;
	f->fourcc = p->pixelformat;
	f->size = p->sizeimage;
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (formats[i].fourcc == p->pixelformat) {
			f->bits = formats[i].bits;
			f->bayer = formats[i].bayer;
			f->big_endian = formats[i].big_endian;
		}
	}
}

int qc_format_get(const struct qc_camera *cam, struct qc_format *f, struct qc_error *e)
{
	struct v4l2_format v;
	int r = get_pix(cam, &v, e);

	if (!r)
		describe(&v.fmt.pix, f);
	return r;
}

/* The fourcc of the camera's format of so many bits in host order, 0: none. */
static uint32_t find_fourcc(const struct qc_camera *cam, unsigned int bits)
{
	struct v4l2_fmtdesc d = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };

	for (; qc_ioctl(cam->fd, VIDIOC_ENUM_FMT, &d) >= 0; d.index++)
		for (size_t i = 0; i < N_FORMATS; i++)
			if (formats[i].fourcc == d.pixelformat && formats[i].bits == bits &&
			    !formats[i].big_endian)
				return d.pixelformat;
	return 0;
}

bool qc_format_has_bits(const struct qc_camera *cam, unsigned int bits)
{
	return find_fourcc(cam, bits);
}

int qc_format_set_bits(const struct qc_camera *cam, unsigned int bits, struct qc_format *f,
		       struct qc_error *e)
{
	uint32_t fourcc = find_fourcc(cam, bits);
	struct v4l2_format v;
	int r = get_pix(cam, &v, e);

	if (r)
		return r;
	if (fourcc && v.fmt.pix.pixelformat != fourcc) {
		v.fmt.pix.pixelformat = fourcc;
		v.fmt.pix.bytesperline = 0;
		v.fmt.pix.sizeimage = 0;
		r = qc_ioctl(cam->fd, VIDIOC_S_FMT, &v);
		if (r < 0)
			return qc_camera_fail(cam, -r, "set the pixel format", e);
	}
	if (!fourcc || v.fmt.pix.pixelformat != fourcc)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--bits %u: %s has no such format in its present readout mode", bits,
			       cam->id.card);
	describe(&v.fmt.pix, f);
	if (f->size != (uint64_t)f->width * f->height * (bits / 8))
		return qc_fail(e, QC_FAILED, EIO,
			       "%s: frame of %ux%u pixels with %u bytes: padded rows are not "
			       "supported", cam->id.node, f->width, f->height, f->size);
	return 0;
}

int64_t qc_frame_interval_ns(const struct qc_camera *cam)
{
	struct v4l2_streamparm p = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	const struct v4l2_fract *t = &p.parm.capture.timeperframe;

	if (qc_ioctl(cam->fd, VIDIOC_G_PARM, &p) < 0 || !t->denominator)
		return 0;
	return (int64_t)t->numerator * QC_NS_PER_S / t->denominator;
}
