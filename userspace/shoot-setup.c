// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-setup.c - qhycam shoot: setting the camera and checking the files
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "lib/controls.h"
#include "lib/file.h"
#include "opt-range.h"
#include "shoot-job.h"

struct batch {
	struct qc_setting set[QC_SET_MAX];
	unsigned int n;
};

/* Check a value against the camera's range and put it on the list. */
static int add(const struct qc_camera *cam, struct batch *b, const char *option, uint32_t id,
	       const struct opt_int *v, struct qc_error *e)
{
	int r = opt_in_range(cam, option, id, v, e);

	if (!r && v->set)
		b->set[b->n++] = (struct qc_setting){ id, v->value };
	return r;
}

/* Only bias frames come without exposure time: the shortest there is. */
static int add_exposure(const struct qc_camera *cam, struct batch *b,
			const struct opt_duration *v, struct qc_error *e)
{
	struct qc_setting *set = &b->set[b->n];
	int r = opt_exposure(cam, v, &set->value, e);

	set->id = V4L2_CID_QHYCCD_EXPOSURE;
	b->n += !r;
	return r;
}

/* The stream will stand still until a burst is released. */
static int add_burst(struct shoot *s, struct batch *b, struct qc_error *e)
{
	struct v4l2_query_ext_ctrl q;
	int r;

	if (!s->opt->burst)
		return 0;
	if (qc_ctrl_query(s->cam, V4L2_CID_QHYCCD_BURST, &q))
		return qc_fail(e, QC_USAGE, ENOENT,
			       "%s: the driver has no bursts; load it with unconfirmed=1, see "
			       "controls.md", s->cam->id.node);
	r = add(s->cam, b, "--start", V4L2_CID_QHYCCD_BURST_START, &s->opt->first, e);
	if (!r)
		r = add(s->cam, b, "--end", V4L2_CID_QHYCCD_BURST_END, &s->opt->end, e);
	if (!r)
		b->set[b->n++] = (struct qc_setting){ V4L2_CID_QHYCCD_BURST, 1 };
	s->setup.burst_changed = !r;
	return r;
}

static int set_readout_mode(struct shoot *s, struct qc_error *e)
{
	struct qc_setting set = { .id = V4L2_CID_QHYCCD_READOUT_MODE };
	int r;

	if (!s->opt->mode)
		return 0;
	r = qc_ctrl_find_item(s->cam, set.id, "--mode", s->opt->mode, e);
	if (r < 0)
		return r;
	set.value = r;
	return qc_ctrl_set(s->cam, &set, 1, e);
}

static int set_capture_mode(struct shoot *s, struct qc_error *e)
{
	struct qc_setting set = {
		.id = V4L2_CID_QHYCCD_CAPTURE_MODE,
		.value = shoot_is_live(s) ? V4L2_QHYCCD_CAPTURE_LIVE : V4L2_QHYCCD_CAPTURE_SINGLE,
	};
	int r = qc_ctrl_get(s->cam, set.id, &s->setup.capture_mode_before);

	if (r)
		return qc_camera_fail(s->cam, -r, "read its capture mode", e);
	if (s->setup.capture_mode_before == set.value)
		return 0;
	r = qc_ctrl_set(s->cam, &set, 1, e);
	s->setup.mode_changed = !r;
	return r;
}

void shoot_restore(struct shoot *s)
{
	struct qc_setting set = {
		.id = V4L2_CID_QHYCCD_CAPTURE_MODE,
		.value = s->setup.capture_mode_before,
	};
	enum v4l2_priority priority = V4L2_PRIORITY_DEFAULT;
	const struct qc_setting no_burst = { V4L2_CID_QHYCCD_BURST, 0 };
	struct qc_error ignored;

	if (s->setup.burst_changed)
		qc_ctrl_set(s->cam, &no_burst, 1, &ignored);
	/* A camera that is gone starts with its defaults anyway. */
	if (s->setup.mode_changed)
		qc_ctrl_set(s->cam, &set, 1, &ignored);
	s->setup.mode_changed = false;
	qc_ioctl(s->cam->fd, VIDIOC_S_PRIORITY, &priority);
}

/* 16 bit, unless told otherwise or the readout mode has only 8. */
static int set_bits(struct shoot *s, struct qc_error *e)
{
	unsigned int bits = s->opt->bits ? strtoul(s->opt->bits, NULL, 10) : 16;
	int r = qc_format_set_bits(s->cam, bits, &s->setup.format, e);

	if (r && e->status == QC_USAGE && !s->opt->bits)
		r = qc_format_set_bits(s->cam, 8, &s->setup.format, e);
	return r;
}

static int set_area(struct shoot *s, struct qc_error *e)
{
	struct qc_areas a;
	int r = qc_areas_get(s->cam, &a, e);

	if (r)
		return r;
	if (s->opt->roi.set)
		s->setup.crop = s->opt->roi.rect;
	else
		s->setup.crop = s->opt->full || s->opt->overscan ? a.whole : a.effective;
	s->setup.areas = a;
	r = qc_crop_set(s->cam, &s->setup.crop, e);
	if (!r)
		r = qc_format_get(s->cam, &s->setup.format, e);
	if (!r && (s->setup.format.width != s->setup.crop.width ||
		   s->setup.format.height != s->setup.crop.height))
		return qc_fail(e, QC_FAILED, EIO, "%s: the frame is %ux%u, the region is %ux%u",
			       s->cam->id.node, s->setup.format.width, s->setup.format.height,
			       s->setup.crop.width, s->setup.crop.height);
	return r;
}

/* What the header will say is what the camera says, not what was asked for. */
static int read_back(struct shoot *s, struct qc_error *e)
{
	struct shoot_setup *u = &s->setup;
	int64_t value;
	int r = qc_ctrl_get(s->cam, V4L2_CID_QHYCCD_EXPOSURE, &value);

	if (r)
		return qc_camera_fail(s->cam, -r, "read its exposure time", e);
	u->exposure_us = value;
	u->has_gain = !qc_ctrl_get(s->cam, V4L2_CID_GAIN, &u->gain);
	u->has_offset = !qc_ctrl_get(s->cam, V4L2_CID_QHYCCD_OFFSET, &u->offset);
	u->has_traffic = !qc_ctrl_get(s->cam, V4L2_CID_QHYCCD_USB_TRAFFIC, &u->traffic);
	if (!qc_ctrl_get(s->cam, V4L2_CID_QHYCCD_READOUT_MODE, &u->mode_number))
		qc_ctrl_item(s->cam, V4L2_CID_QHYCCD_READOUT_MODE, u->mode_number, u->mode,
			     sizeof(u->mode));
	qc_ctrl_get_area(s->cam, V4L2_CID_UNIT_CELL_SIZE, &u->pixel_nm);
	u->interval_ns = qc_frame_interval_ns(s->cam);
	return 0;
}

int shoot_setup(struct shoot *s, struct qc_error *e)
{
	enum v4l2_priority priority = V4L2_PRIORITY_RECORD;
	struct batch b = { .n = 0 };
	int r = qc_stream_probe(s->cam, e);

	if (r)
		return r;
	/*
	 * Before the priority, which both nodes share and which would keep this
	 * program's own second descriptor out.
	 */
	qc_metanode_start(&s->metanode, s->cam, &s->no_metadata);
	/*
	 * Keeps other programs from changing controls meanwhile: what the
	 * headers say must stay true. A kernel that cannot do it is no reason
	 * to stop.
	 */
	qc_ioctl(s->cam->fd, VIDIOC_S_PRIORITY, &priority);
	r = set_readout_mode(s, e);
	if (!r)
		r = add_exposure(s->cam, &b, &s->opt->exposure, e);
	if (!r)
		r = add(s->cam, &b, "--gain", V4L2_CID_GAIN, &s->opt->gain, e);
	if (!r)
		r = add(s->cam, &b, "--offset", V4L2_CID_QHYCCD_OFFSET, &s->opt->offset, e);
	if (!r)
		r = add(s->cam, &b, "--traffic", V4L2_CID_QHYCCD_USB_TRAFFIC, &s->opt->traffic, e);
	if (!r)
		r = add_burst(s, &b, e);
	if (!r)
		r = set_bits(s, e);
	if (!r)
		r = set_area(s, e);
	if (!r)
		r = set_capture_mode(s, e);
	if (!r)
		r = qc_ctrl_set(s->cam, b.set, b.n, e);
	if (!r)
		r = read_back(s, e);
	return r;
}

int shoot_check_files(struct shoot *s, struct qc_error *e)
{
	unsigned int files = shoot_files(s);
	struct qc_name_values v;
	char name[PATH_MAX];
	int r;

	for (unsigned int n = 1; n <= files; n++) {
		v = shoot_names(s, n);
		r = qc_name_expand(s->opt->output, &v, name, sizeof(name), e);
		if (!r && n == 1)
			r = qc_file_check_dir(name, e);
		if (r)
			return r;
		if (s->opt->overwrite || qc_name_has_date(s->opt->output))
			break;
		if (shoot_wants(s, n) && !access(name, F_OK))
			return qc_fail(e, QC_USAGE, EEXIST,
				       "--output %s: %s exists already; choose another name or "
				       "--overwrite", s->opt->output, name);
	}
	return s->opt->preview ? qc_file_check_dir(s->opt->preview, e) : 0;
}
