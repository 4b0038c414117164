// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-camera.c - qhycam broadcast: setting the camera, also when it is back
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "broadcast.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "opt-range.h"

#define BUFFERS 4
#define MARGIN_NS (10 * QC_NS_PER_S)
/* Slower than any USB 2 host reads out. */
#define SLOWEST_BYTES_PER_S 10000000ll
#define THREADS_MAX 4

static const uint32_t control_of[SET_COUNT] = {
	[SET_EXPOSURE] = V4L2_CID_QHYCCD_EXPOSURE,
	[SET_GAIN] = V4L2_CID_GAIN,
	[SET_OFFSET] = V4L2_CID_QHYCCD_OFFSET,
	[SET_TRAFFIC] = V4L2_CID_QHYCCD_USB_TRAFFIC,
};

/* The first time: what was asked for becomes what is to be set. */
static int take_options(struct broadcast_capture *c, struct qc_error *e)
{
	const struct broadcast_values *v = c->opt;
	const struct {
		const char *option;
		int index;
		const struct opt_int *value;
	} ints[] = {
		{ "--gain", SET_GAIN, &v->gain },
		{ "--offset", SET_OFFSET, &v->offset },
		{ "--traffic", SET_TRAFFIC, &v->traffic },
	};
	int64_t us = 0;
	int r = v->exposure.set ? opt_exposure(&c->cam, &v->exposure, &us, e) : 0;

	c->set[SET_EXPOSURE] = (struct broadcast_setting){ v->exposure.set, us };
	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]) && !r; i++) {
		r = opt_in_range(&c->cam, ints[i].option, control_of[ints[i].index],
				 ints[i].value, e);
		c->set[ints[i].index] = (struct broadcast_setting){
			ints[i].value->set, ints[i].value->value };
	}
	return r;
}

static int set_mode(struct broadcast_capture *c, struct qc_error *e)
{
	struct qc_setting set = { .id = V4L2_CID_QHYCCD_READOUT_MODE };
	int r;

	if (!c->mode.known && c->opt->mode) {
		r = qc_ctrl_find_item(&c->cam, set.id, "--mode", c->opt->mode, e);
		if (r < 0)
			return r;
		c->mode = (struct broadcast_setting){ true, r };
	}
	set.value = c->mode.value;
	return c->mode.known ? qc_ctrl_set(&c->cam, &set, 1, e) : 0;
}

static int set_bits(struct broadcast_capture *c, struct qc_error *e)
{
	bool eight = c->opt->bits && !strcmp(c->opt->bits, "8");
	int r = qc_format_set_bits(&c->cam, eight ? 8 : 16, &c->format, e);

	if (r && e->status == QC_USAGE && !c->opt->bits)
		r = qc_format_set_bits(&c->cam, 8, &c->format, e);
	return r;
}

static int set_area(struct broadcast_capture *c, struct qc_error *e)
{
	struct qc_areas a;
	int r = qc_areas_get(&c->cam, &a, e);

	if (!r)
		r = qc_view_choose(&c->plan->want, &a, c->format.bayer, &c->view, e);
	if (!r)
		r = qc_crop_set(&c->cam, &c->view.region, e);
	if (!r)
		r = qc_format_get(&c->cam, &c->format, e);
	if (!r && (c->format.width != c->view.region.width ||
		   c->format.height != c->view.region.height))
		r = qc_fail(e, QC_FAILED, EIO, "%s: the frame is %ux%u, the region is %ux%u",
			    c->cam.id.node, c->format.width, c->format.height,
			    c->view.region.width, c->view.region.height);
	return r;
}

static int set_live(struct broadcast_capture *c, struct qc_error *e)
{
	const struct qc_setting live = {
		V4L2_CID_QHYCCD_CAPTURE_MODE, V4L2_QHYCCD_CAPTURE_LIVE,
	};
	int r = qc_ctrl_get(&c->cam, live.id, &c->capture_mode_before);

	if (r)
		return qc_camera_fail(&c->cam, -r, "read its capture mode", e);
	if (c->capture_mode_before == live.value)
		return 0;
	r = qc_ctrl_set(&c->cam, &live, 1, e);
	c->mode_changed = !r;
	return r;
}

static int set_controls(struct broadcast_capture *c, struct qc_error *e)
{
	struct qc_setting set[SET_COUNT];
	unsigned int n = 0;

	for (unsigned int i = 0; i < SET_COUNT; i++)
		if (c->set[i].known)
			set[n++] = (struct qc_setting){ control_of[i], c->set[i].value };
	return qc_ctrl_set(&c->cam, set, n, e);
}

/* A camera that was away has forgotten all: what it has now is what it will get again. */
static void remember(struct broadcast_capture *c)
{
	int64_t mode;

	for (unsigned int i = 0; i < SET_COUNT; i++)
		if (!qc_ctrl_get(&c->cam, control_of[i], &c->set[i].value))
			c->set[i].known = true;
	if (!qc_ctrl_get(&c->cam, V4L2_CID_QHYCCD_READOUT_MODE, &mode))
		c->mode = (struct broadcast_setting){ true, mode };
	c->interval_ns = qc_frame_interval_ns(&c->cam);
}

/* How a frame becomes a picture. */
static int plan_picture(struct broadcast_capture *c, struct qc_error *e)
{
	const struct picture_frame f = {
		.width = c->format.width, .height = c->format.height, .bits = c->format.bits,
		.pattern = c->format.bayer ? PICTURE_RGGB : PICTURE_MONO,
	};
	static const enum picture_stretch stretch_of[] = {
		[QC_STRETCH_AUTO] = PICTURE_AUTO, [QC_STRETCH_LINEAR] = PICTURE_LINEAR,
		[QC_STRETCH_NONE] = PICTURE_NONE,
	};
	struct picture_options *o = &c->options;
	bool lock = o->lock;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	picture_defaults(o);
	o->crop.width = c->view.width;
	o->crop.height = c->view.height;
	o->bin = c->view.bin;
	o->debayer = c->view.cells ? PICTURE_SUPERPIXEL : PICTURE_BILINEAR;
	o->stretch = stretch_of[c->plan->stretch];
	o->lock = lock;
	if (o->stretch == PICTURE_LINEAR) {
		o->black = c->plan->black;
		o->white = c->plan->white;
	}
	o->format = c->plan->format;
	o->range = c->opt->full_range ? PICTURE_FULL : PICTURE_LIMITED;
	o->threads = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : cores;
	if (picture_shape(&f, o, &c->shape))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "%ux%u pixels of the camera make no picture; choose a larger --crop",
			       c->view.width, c->view.height);
	return 0;
}

int broadcast_setup(struct broadcast_capture *c, struct qc_error *e)
{
	struct picture_shape before = c->shape;
	bool back = before.bytes;
	int r = qc_stream_probe(&c->cam, e);

	if (!r && !back)
		r = take_options(c, e);
	if (!r)
		r = set_mode(c, e);
	if (!r)
		r = set_bits(c, e);
	if (!r)
		r = set_area(c, e);
	if (!r)
		r = set_live(c, e);
	if (!r)
		r = set_controls(c, e);
	if (!r)
		r = plan_picture(c, e);
	if (r)
		return r;
	remember(c);
	if (back && (c->shape.width != before.width || c->shape.height != before.height))
		r = qc_fail(e, QC_USAGE, EINVAL,
			    "%s: its pictures are %ux%u, those before were %ux%u",
			    c->cam.id.card, c->shape.width, c->shape.height, before.width,
			    before.height);
	return r;
}

int broadcast_stream(struct broadcast_capture *c, struct qc_error *e)
{
	struct qc_error why;
	int i, r;

	/* Without metadata the overlay tells less, no more. */
	qc_metanode_start(&c->metanode, &c->cam, &why);
	r = qc_stream_open(&c->stream, &c->cam, BUFFERS, c->format.size, e);
	while (!r && (i = qc_stream_idle(&c->stream, -1)) >= 0)
		r = qc_stream_queue(&c->stream, i, e);
	return r ? r : qc_stream_start(&c->stream, e);
}

void broadcast_put_back(struct broadcast_capture *c)
{
	struct qc_setting set = { V4L2_CID_QHYCCD_CAPTURE_MODE, c->capture_mode_before };
	struct qc_error ignored;

	qc_stream_close(&c->stream);
	qc_metanode_stop(&c->metanode);
	if (c->mode_changed && c->cam.fd >= 0)
		qc_ctrl_set(&c->cam, &set, 1, &ignored);
	c->mode_changed = false;
	qc_camera_close(&c->cam);
}

int64_t broadcast_patience_ns(struct broadcast_capture *c)
{
	int64_t exposure_us;

	/* Anybody may change it; one that cannot be read will be missed soon enough. */
	if (!qc_ctrl_get(&c->cam, V4L2_CID_QHYCCD_EXPOSURE, &exposure_us))
		c->set[SET_EXPOSURE].value = exposure_us;
	return c->set[SET_EXPOSURE].value * QC_NS_PER_US + c->interval_ns + MARGIN_NS +
	       c->format.size * QC_NS_PER_S / SLOWEST_BYTES_PER_S;
}
