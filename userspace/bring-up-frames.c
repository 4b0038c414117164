// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-frames.c - frames for the steps, live and single
 */
#include <errno.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "bring-up.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "wait.h"

#define BUFFERS 4
#define SILENT_NS (10 * QC_NS_PER_S)	/* beyond the exposure: longer than a driver's patience */

bool bring_is_268(const struct bring_up *b)
{
	return strstr(b->usb.id, ":c26");
}

double bring_statistics(struct bring_up *b, const struct qc_frame *f,
			const struct qc_format *format)
{
	size_t n = (size_t)format->width * format->height;
	struct qc_stats s = { 0 };

	b->frames++;
	if (!f->damaged) {
		memset(b->histogram, 0, sizeof(*b->histogram));
		if (format->bits == 16)
			qc_histogram_add16(b->histogram, f->data, n);
		else
			qc_histogram_add8(b->histogram, f->data, n);
		qc_stats_of(b->histogram, format->bits == 16 ? 65535 : 255, &s);
	}
	fprintf(b->statistics,
		"{\"frame\":%u,\"step\":\"%s\",\"sequence\":%u,\"bytes\":%u,\"damaged\":%s,"
		"\"width\":%u,\"height\":%u,\"bits\":%u,\"end_us\":%lld,\"min\":%u,\"max\":%u,"
		"\"mean\":%.3f,\"median\":%u,\"mad\":%u}\n",
		b->frames, b->step->name, f->sequence, f->bytes, f->damaged ? "true" : "false",
		format->width, format->height, format->bits, (long long)f->end_mono_ns / 1000,
		s.min, s.max, s.mean, s.median, s.mad);
	return s.mean;
}

static int take(struct bring_up *b, struct qc_stream *s, const struct bring_live *l,
		const struct qc_format *format, struct qc_error *e)
{
	int64_t patience = SILENT_NS + 3 * l->exposure_us * QC_NS_PER_US;
	int64_t deadline = qc_mono_ns() + patience;
	struct qc_frame f;
	unsigned int n = 0;
	int r, signal;

	while (n < l->count) {
		r = qc_stream_take(s, &f, e);
		if (r == -EAGAIN) {
			r = qc_stream_wait(s, b->signal_fd, deadline, deadline, e);
			signal = r == QC_WAKE_SIGNAL ? wait_signal(b->signal_fd) : 0;
			if (signal)
				return wait_fail(signal, "interrupted", e);
			if (r < 0)
				return r;
			continue;
		}
		if (r)
			return r;
		deadline = qc_mono_ns() + patience;
		bring_statistics(b, &f, format);
		r = l->frame && !f.damaged ? l->frame(b, s->cam, l, &f, format, n, e) : 0;
		if (!r)
			r = qc_stream_queue(s, f.index, e);
		if (r)
			return r;
		n++;
	}
	return 0;
}

static int prepare(struct bring_up *b, struct qc_camera *cam, const struct bring_live *l,
		   struct qc_format *format, struct qc_error *e)
{
	const struct qc_setting set[] = {
		{ V4L2_CID_QHYCCD_CAPTURE_MODE, V4L2_QHYCCD_CAPTURE_LIVE },
		{ V4L2_CID_QHYCCD_EXPOSURE, l->exposure_us },
		{ V4L2_CID_GAIN, l->gain },
		{ V4L2_CID_QHYCCD_OFFSET, l->offset },
	};
	const struct qc_setting mode = { V4L2_CID_QHYCCD_READOUT_MODE, 0 };
	struct qc_areas areas;
	int r = qc_camera_open(cam, b->usb.node, e);

	if (!r)
		r = qc_stream_probe(cam, e);
	if (!r)
		r = qc_ctrl_set(cam, &mode, 1, e);
	if (!r)
		r = qc_format_set_bits(cam, l->bits, format, e);
	if (!r)
		r = qc_areas_get(cam, &areas, e);
	if (!r)
		r = qc_crop_set(cam, l->area.width ? &l->area : &areas.whole, e);
	if (!r)
		r = qc_ctrl_set(cam, set, 4, e);
	return r ? r : qc_format_get(cam, format, e);
}

int bring_live(struct bring_up *b, const struct bring_live *l, struct qc_error *e)
{
	struct qc_camera cam = { .fd = -1 };
	struct qc_stream s;
	struct qc_format format;
	int r = prepare(b, &cam, l, &format, e);

	if (!r)
		r = qc_stream_open(&s, &cam, BUFFERS, format.size, e);
	if (!r) {
		for (unsigned int i = 0; !r && i < s.count; i++)
			r = qc_stream_queue(&s, i, e);
		if (!r)
			r = qc_stream_start(&s, e);
		if (!r)
			r = take(b, &s, l, &format, e);
		qc_stream_close(&s);
	}
	qc_camera_close(&cam);
	return r;
}

int bring_single(struct bring_up *b, struct sense *s, const struct qc_rect *area,
		 const char *mode, struct qc_error *e)
{
	const struct sense_want want = {
		.camera = b->usb.node, .mode = mode, .gain = { true, 0 },
		.roi = { area->width, *area },
	};
	int r;

	sense_init(s, true);
	r = sense_open(s, &want, e);
	if (!r)
		r = sense_set(s, "offset", V4L2_CID_QHYCCD_OFFSET, 20, e);
	return r;
}

int bring_expose(struct bring_up *b, struct sense *s, int64_t exposure_us, struct qc_frame *f,
		 double *mean, struct qc_error *e)
{
	double m;
	int r;

	if (exposure_us < s->shortest_us)
		exposure_us = s->shortest_us;
	r = sense_frame(s, exposure_us, -1, f, e);
	if (r == -EINTR)
		return sense_interrupted(s, e);
	if (r)
		return r;
	m = bring_statistics(b, f, &s->format);
	if (mean)
		*mean = m;
	return 0;
}
