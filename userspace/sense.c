// SPDX-License-Identifier: GPL-2.0
/*
 * sense.c - frames for the verbs that measure: offset, focus, characterize
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/find.h"
#include "sense.h"
#include "wait.h"

#define BUFFERS 3
#define RETRIES 3

void sense_init(struct sense *s, bool quiet)
{
	memset(s, 0, sizeof(*s));
	s->cam.fd = -1;
	s->signal_fd = -1;
	progress_init(&s->progress, quiet);
}

static int remember(struct sense *s, struct qc_error *e)
{
	static const char what[] = "read its settings";
	struct qc_areas areas;
	struct qc_format format;
	int r;

	r = qc_areas_get(&s->cam, &areas, e);
	if (!r)
		r = qc_format_get(&s->cam, &format, e);
	if (r)
		return r;
	s->before.crop = areas.crop;
	s->before.bits = format.bits;
	r = qc_ctrl_get(&s->cam, V4L2_CID_QHYCCD_READOUT_MODE, &s->before.mode);
	if (!r)
		r = qc_ctrl_get(&s->cam, V4L2_CID_QHYCCD_CAPTURE_MODE, &s->before.capture_mode);
	if (!r)
		r = qc_ctrl_get(&s->cam, V4L2_CID_QHYCCD_EXPOSURE, &s->before.exposure);
	if (!r)
		r = qc_ctrl_get(&s->cam, V4L2_CID_GAIN, &s->before.gain);
	if (!r)
		r = qc_ctrl_get(&s->cam, V4L2_CID_QHYCCD_OFFSET, &s->before.offset);
	if (r)
		return qc_camera_fail(&s->cam, -r, what, e);
	s->before.known = true;
	return 0;
}

/* Each step on its own: one that fails keeps none of the others from its place. */
static void put_back(struct sense *s)
{
	const struct qc_setting mode = { V4L2_CID_QHYCCD_READOUT_MODE, s->before.mode };
	const struct qc_setting rest[] = {
		{ V4L2_CID_QHYCCD_CAPTURE_MODE, s->before.capture_mode },
		{ V4L2_CID_QHYCCD_EXPOSURE, s->before.exposure },
		{ V4L2_CID_GAIN, s->before.gain },
		{ V4L2_CID_QHYCCD_OFFSET, s->before.offset },
	};
	struct qc_format format;
	struct qc_error ignored;

	if (!s->before.known)
		return;
	qc_ctrl_set(&s->cam, &mode, 1, &ignored);
	if (s->before.bits)
		qc_format_set_bits(&s->cam, s->before.bits, &format, &ignored);
	qc_crop_set(&s->cam, &s->before.crop, &ignored);
	for (unsigned int i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		qc_ctrl_set(&s->cam, &rest[i], 1, &ignored);
	s->before.known = false;
}

int sense_set(struct sense *s, const char *option, uint32_t id, int64_t value,
	      struct qc_error *e)
{
	const struct qc_setting set = { id, value };
	struct v4l2_query_ext_ctrl q;
	int r = qc_ctrl_query(&s->cam, id, &q);

	if (r)
		return qc_camera_fail(&s->cam, -r, "find a control", e);
	if (value < q.minimum || value > q.maximum)
		return qc_fail(e, QC_USAGE, EINVAL, "--%s %lld: %s takes %lld .. %lld", option,
			       (long long)value, s->cam.id.card, (long long)q.minimum,
			       (long long)q.maximum);
	r = qc_ctrl_set(&s->cam, &set, 1, e);
	if (!r && id == V4L2_CID_GAIN)
		s->gain = value;
	return r;
}

int sense_check_exposure(const struct sense *s, const char *option,
			 const struct opt_duration *d, struct qc_error *e)
{
	char min[QC_DURATION_MAX], max[QC_DURATION_MAX];

	if (d->us >= (uint64_t)s->shortest_us && d->us <= (uint64_t)s->longest_us)
		return 0;
	qc_format_duration(s->shortest_us, min);
	qc_format_duration(s->longest_us, max);
	return qc_fail(e, QC_USAGE, EINVAL, "--%s %s: %s takes %s .. %s", option, d->text,
		       s->cam.id.card, min, max);
}

static int set_mode(struct sense *s, const char *text, struct qc_error *e)
{
	struct qc_setting set = { .id = V4L2_CID_QHYCCD_READOUT_MODE };
	int r;

	s->mode = s->before.mode;
	if (text) {
		r = qc_ctrl_find_item(&s->cam, set.id, "--mode", text, e);
		if (r < 0)
			return r;
		set.value = r;
		s->mode = r;
		r = qc_ctrl_set(&s->cam, &set, 1, e);
		if (r)
			return r;
	}
	qc_ctrl_item(&s->cam, set.id, s->mode, s->mode_name, sizeof(s->mode_name));
	if (!qc_format_has_bits(&s->cam, 16))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "readout mode %lld '%s' has only 8 bits; measuring needs one of 16: "
			       "choose another with --mode", (long long)s->mode, s->mode_name);
	return 0;
}

/* @side pixels in the middle of the area, a multiple of 8 so that Bayer cells stay. */
static void centre(const struct qc_areas *a, unsigned int side, struct qc_rect *r)
{
	*r = a->effective;
	if (r->width > side) {
		r->left += (r->width - side) / 2 / 8 * 8;
		r->width = side;
	}
	if (r->height > side) {
		r->top += (r->height - side) / 2 / 8 * 8;
		r->height = side;
	}
}

static int set_area(struct sense *s, const struct sense_want *w, struct qc_error *e)
{
	struct qc_areas a;
	int r = qc_areas_get(&s->cam, &a, e);

	if (r)
		return r;
	if (w->roi.set)
		s->crop = w->roi.rect;
	else if (w->centre)
		centre(&a, w->centre, &s->crop);
	else
		s->crop = a.effective;
	r = qc_crop_set(&s->cam, &s->crop, e);
	if (!r)
		r = qc_format_get(&s->cam, &s->format, e);
	if (!r && (s->format.width != s->crop.width || s->format.height != s->crop.height))
		r = qc_fail(e, QC_FAILED, EIO, "%s: the frame is %ux%u, the region is %ux%u",
			    s->cam.id.node, s->format.width, s->format.height, s->crop.width,
			    s->crop.height);
	return r;
}

static int set_up(struct sense *s, const struct sense_want *w, struct qc_error *e)
{
	const struct qc_setting single = {
		V4L2_CID_QHYCCD_CAPTURE_MODE, V4L2_QHYCCD_CAPTURE_SINGLE,
	};
	struct v4l2_query_ext_ctrl q;
	int r = set_mode(s, w->mode, e);

	s->gain = s->before.gain;
	s->exposure_us = s->before.exposure;
	if (!r)
		r = qc_format_set_bits(&s->cam, 16, &s->format, e);
	if (!r)
		r = set_area(s, w, e);
	if (!r)
		r = qc_ctrl_set(&s->cam, &single, 1, e);
	if (!r && w->gain.set)
		r = sense_set(s, "gain", V4L2_CID_GAIN, w->gain.value, e);
	if (r)
		return r;
	r = qc_ctrl_query(&s->cam, V4L2_CID_QHYCCD_EXPOSURE, &q);
	if (r)
		return qc_camera_fail(&s->cam, -r, "find its exposure control", e);
	s->shortest_us = q.minimum;
	s->longest_us = q.maximum;
	return 0;
}

int sense_open(struct sense *s, const struct sense_want *w, struct qc_error *e)
{
	enum v4l2_priority priority = V4L2_PRIORITY_RECORD;
	int r = qc_find_open(&s->cam, w->camera, e);

	if (!r)
		r = s->signal_fd = wait_signals(e);
	if (r >= 0)
		r = qc_stream_probe(&s->cam, e);
	if (r)
		return r;
	/* Others must not change controls in the middle of a measurement. */
	qc_ioctl(s->cam.fd, VIDIOC_S_PRIORITY, &priority);
	r = remember(s, e);
	if (!r)
		r = set_up(s, w, e);
	if (!r)
		r = qc_stream_open(&s->stream, &s->cam, BUFFERS, s->format.size, e);
	if (!r && s->stream.count < 2)
		r = qc_fail(e, QC_FAILED, ENOMEM, "%s: there is no memory for two frames",
			    s->cam.id.node);
	return r;
}

void sense_close(struct sense *s)
{
	progress_clear(&s->progress);
	qc_stream_close(&s->stream);
	put_back(s);
	qc_camera_close(&s->cam);
	if (s->signal_fd >= 0)
		close(s->signal_fd);
	s->signal_fd = -1;
}

bool sense_signal(struct sense *s)
{
	int signal = wait_signal(s->signal_fd);

	if (signal)
		s->signal = signal;
	return s->signal;
}

int sense_interrupted(const struct sense *s, struct qc_error *e)
{
	return qc_fail(e, s->signal == SIGTERM ? QC_TERMINATED : QC_INTERRUPTED, EINTR,
		       "interrupted after %u frames", s->frames);
}

static void show_progress(struct sense *s, int64_t since_ns)
{
	int64_t done_us = (qc_mono_ns() - since_ns) / QC_NS_PER_US;
	char head[96], exposure[QC_DURATION_MAX];

	qc_format_duration(s->exposure_us, exposure);
	snprintf(head, sizeof(head), "%s  %s", s->what ? s->what : "frame", exposure);
	progress_draw(&s->progress, head, s->exposure_us - done_us, s->exposure_us);
}

static int wait_frame(struct sense *s, struct qc_frame *f, struct qc_error *e)
{
	bool shown = s->exposure_us > PROGRESS_FROM_US && progress_active(&s->progress);
	int64_t since = qc_mono_ns();
	int64_t deadline = since + qc_stream_patience_ns(s->exposure_us, s->format.size);
	int r;

	for (;;) {
		r = qc_stream_take(&s->stream, f, e);
		if (r != -EAGAIN)
			break;
		r = qc_stream_wait(&s->stream, s->signal_fd,
				   shown ? qc_mono_ns() + PROGRESS_TICK_NS : deadline, deadline, e);
		if (r == QC_WAKE_SIGNAL && sense_signal(s))
			r = -EINTR;
		if (r < 0)
			break;
		if (r == QC_WAKE_TICK)
			show_progress(s, since);
	}
	progress_clear(&s->progress);
	return r;
}

int sense_frame(struct sense *s, int64_t exposure_us, int keep, struct qc_frame *f,
		struct qc_error *e)
{
	int r, i;

	if (sense_signal(s))
		return -EINTR;
	if (exposure_us != s->exposure_us) {
		r = sense_set(s, "exposure", V4L2_CID_QHYCCD_EXPOSURE, exposure_us, e);
		if (r)
			return r;
		s->exposure_us = exposure_us;
	}
	for (int tries = 0; tries <= RETRIES; tries++) {
		i = qc_stream_idle(&s->stream, keep);
		r = qc_stream_queue(&s->stream, i, e);
		if (!r && !s->stream.running)
			r = qc_stream_start(&s->stream, e);
		if (!r)
			r = wait_frame(s, f, e);
		if (r)
			return r;
		if (!f->damaged) {
			s->frames++;
			return 0;
		}
		s->damaged++;
		progress_say(&s->progress, "damaged frame (%u of %u bytes), taken again", f->bytes,
			     s->stream.sizeimage);
	}
	return qc_fail(e, QC_LOSSES, EIO,
		       "%s: frames are still damaged after %d retries; check the USB cable",
		       s->cam.id.node, RETRIES);
}

unsigned int sense_columns(int fd)
{
	struct winsize w;

	if (ioctl(fd, TIOCGWINSZ, &w) || !w.ws_col)
		return 80;
	return w.ws_col;
}
