// SPDX-License-Identifier: GPL-2.0
/*
 * doctor-stream.c - qhycam doctor: do pictures come, whole and fast enough?
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "doctor.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/format.h"
#include "lib/stream.h"
#include "wait.h"

#define SECONDS 10
#define EXPOSURE_US 20000
#define BUFFERS 6
#define TICK_NS (QC_NS_PER_S / 2)
/* The driver itself repairs a silent camera several times in that time. */
#define SILENCE_NS (20 * QC_NS_PER_S)
#define FAST_ENOUGH 0.8

struct trial {
	struct doctor *d;
	const struct doctor_usb *u;
	const struct qc_camera *cam;
	struct qc_setting before[2];
	struct qc_format format;
	int64_t interval_ns;
	unsigned int good, damaged, lost;
	int64_t first_ns, last_ns;	/* good ones */
};

static const struct qc_setting during[2] = {
	{ V4L2_CID_QHYCCD_CAPTURE_MODE, V4L2_QHYCCD_CAPTURE_LIVE },
	{ V4L2_CID_QHYCCD_EXPOSURE, EXPOSURE_US },
};

static int prepare(struct trial *t, struct qc_error *e)
{
	int r;

	for (int i = 0; i < 2; i++) {
		t->before[i].id = during[i].id;
		r = qc_ctrl_get(t->cam, during[i].id, &t->before[i].value);
		if (r)
			return qc_camera_fail(t->cam, -r, "read its settings", e);
	}
	r = qc_ctrl_set(t->cam, during, 2, e);
	if (!r)
		r = qc_format_get(t->cam, &t->format, e);
	t->interval_ns = qc_frame_interval_ns(t->cam);
	return r;
}

static void count(struct trial *t, const struct qc_frame *f, uint32_t *expected)
{
	if (t->good + t->damaged && f->sequence != *expected)
		t->lost += f->sequence - *expected;
	*expected = f->sequence + 1;
	if (f->damaged) {
		t->damaged++;
		return;
	}
	if (!t->good++)
		t->first_ns = f->end_mono_ns;
	t->last_ns = f->end_mono_ns;
}

static void show(struct trial *t, int64_t begun)
{
	char line[128];

	snprintf(line, sizeof(line), "stream test: %lld s, %u frames",
		 (long long)((qc_mono_ns() - begun) / QC_NS_PER_S), t->good);
	progress_line(&t->d->progress, line);
}

/* Frames until the time is over. -EINTR: a signal came. */
static int take(struct trial *t, struct qc_stream *s, int64_t seconds, struct qc_error *e)
{
	int64_t begun = qc_mono_ns(), end = begun + seconds * QC_NS_PER_S;
	int64_t deadline = end + t->interval_ns + SILENCE_NS;
	uint32_t expected = 0;
	struct qc_frame f;
	int signal, r;

	/* Longer only for the first frame. */
	while (qc_mono_ns() < end || !(t->good + t->damaged)) {
		r = qc_stream_take(s, &f, e);
		if (!r) {
			count(t, &f, &expected);
			r = qc_stream_queue(s, f.index, e);
			if (r)
				return r;
			continue;
		}
		if (r != -EAGAIN)
			return r;
		r = qc_stream_wait(s, t->d->signal_fd, qc_mono_ns() + TICK_NS, deadline, e);
		if (r < 0)
			return r;
		signal = r == QC_WAKE_SIGNAL ? wait_signal(t->d->signal_fd) : 0;
		if (signal)
			return wait_fail(signal, "interrupted", e);
		show(t, begun);
	}
	return 0;
}

static int stream(struct trial *t, int64_t seconds, struct qc_error *e)
{
	struct qc_stream s;
	int r = qc_stream_open(&s, t->cam, BUFFERS, t->format.size, e), i;

	if (r)
		return r;
	for (i = qc_stream_idle(&s, -1); !r && i >= 0; i = qc_stream_idle(&s, -1))
		r = qc_stream_queue(&s, i, e);
	if (!r)
		r = qc_stream_start(&s, e);
	if (!r)
		r = take(t, &s, seconds, e);
	qc_stream_close(&s);
	progress_clear(&t->d->progress);
	return r;
}

static void judge(struct trial *t)
{
	double span = (t->last_ns - t->first_ns) / 1e9;
	double rate = t->good > 1 && span > 0 ? (t->good - 1) / span : 0;
	double want = t->interval_ns ? 1e9 / t->interval_ns : 0;

	if (!t->good)
		doctor_find(t->d, DOCTOR_FAIL, "stream", t->u,
			    "Another USB cable, another port, no hub.",
			    "no good frame, %u damaged", t->damaged);
	else if (t->damaged)
		doctor_find(t->d, DOCTOR_WARN, "stream", t->u,
			    "Another USB cable (short), another port, no hub; or a higher "
			    "usb_traffic.",
			    "%u of %u frames are damaged", t->damaged, t->good + t->damaged);
	else if (t->lost || rate < FAST_ENOUGH * want)
		doctor_find(t->d, DOCTOR_WARN, "stream", t->u,
			    "Single exposures are all right. For a live series: a higher "
			    "usb_traffic, 8 bit, a smaller region; close other programs.",
			    "the computer is too slow for it: %.1f of %.1f frames/s, %u lost", rate,
			    want, t->lost);
	else
		doctor_find(t->d, DOCTOR_OK, "stream", t->u, NULL,
			    "%u frames of %u x %u, %u bit, %.1f frames/s, none damaged or lost",
			    t->good, t->format.width, t->format.height, t->format.bits, rate);
}

int doctor_stream(struct doctor *d, const struct doctor_usb *u, const struct qc_camera *cam,
		  struct qc_error *e)
{
	struct trial t = { .d = d, .u = u, .cam = cam };
	struct qc_error later;
	int r = prepare(&t, e);

	if (!r)
		r = stream(&t, d->opt->seconds.set ? d->opt->seconds.value : SECONDS, e);
	if (t.before[1].id)
		qc_ctrl_set(cam, t.before, 2, &later);
	if (r == -EINTR)
		return r;
	if (r)
		doctor_find(d, DOCTOR_FAIL, "stream", u,
			    e->status == QC_LOST ?
			    "The plug, the 12 V supply, the cable: something moved." :
			    "Unplug the camera, switch 12 V off and on, plug it in; another cable, "
			    "another port, no hub. Then docs/install.md, Trouble.",
			    "%s", e->text);
	else
		judge(&t);
	return 0;
}
