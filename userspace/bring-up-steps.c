// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-steps.c - the steps that need no light
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "bring-up.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/state.h"
#include "lib/sysfs.h"
#include "wait.h"

#define BASIC "A0 A2 A3 A4 A5 A7 A8 A9, registers 0x23 and 0x01"
#define LOOKS 3
#define ROWS_FRAMES 16
#define PERIOD_WITHIN 0.12
#define LOOK_NS (QC_NS_PER_S * 7 / 10)
#define ABORT_US 10000000
#define COOLER_NS (90 * QC_NS_PER_S)
#define WARM_NS (180 * QC_NS_PER_S)

const struct bring_step bring_steps[] = {
	{ "identify", BRING_READS, "the driver lets the camera go and takes it again",
	  "nothing; D2 and CA are asked", NULL, bring_identify },
	{ "status", BRING_READS, "temperature, cooler and firmware, for some seconds",
	  "nothing; D2 is asked", NULL, bring_status },
	{ "live", BRING_ASKS, "live pictures of 8 bit, started three times; one of more rows",
	  BASIC, "The first commands that this camera gets from the driver.", bring_small },
	{ "deep", BRING_ASKS, "the same with 16 bit", BASIC, NULL, bring_deep },
	{ "single", BRING_ASKS, "single exposures, one of them aborted", BASIC ", A6", NULL,
	  bring_exposures },
	{ "whole", BRING_ASKS, "three live pictures of the whole area", BASIC,
	  "50 to 120 MB each: it may take a while.", bring_whole },
	{ "light", BRING_ASKS, "does the picture follow exposure, gain and offset?", BASIC ", A6",
	  "Cap off first: daylight or a lamp, through white paper, that does not change.",
	  bring_light },
	{ "edges", BRING_ASKS, "where does light begin and end; which colours?", BASIC ", A6",
	  "The same light.", bring_edges },
	{ "changes", BRING_ASKS, "gain and exposure changed in a live picture", BASIC,
	  "The same light.", bring_changes },
	{ "modes", BRING_ASKS, "a picture in each readout mode", BASIC ", A6", NULL, bring_modes },
	{ "cooler", BRING_ASKS, "cools by 1 C, then lets go", "AF",
	  "12 V must be on. If the cooler does not stop afterwards: switch 12 V off.",
	  bring_cooler },
	{ .name = NULL },
};

static const struct qc_rect small = { .left = 1000, .top = 1000, .width = 260, .height = 126 };

int bring_identify(struct bring_up *b, struct qc_error *e)
{
	const char *words[] = { "qhyccd", b->usb.port, NULL };
	char said[200], speed[16];
	char *log;
	int r = bring_rebind(b, e);

	if (r)
		return r;
	if (!*b->usb.node) {
		log = qc_kernel_log();
		qc_log_last(log, words, said, sizeof(said));
		free(log);
		return qc_fail(e, QC_FAILED, ENODEV, "the driver does not take the camera: %s",
			       said);
	}
	qc_read_line(b->usb.path, "speed", speed, sizeof(speed));
	fprintf(stderr, "   %s, serial number %s, %s Mbit/s\n", b->usb.card, b->usb.serial, speed);
	return 0;
}

int bring_status(struct bring_up *b, struct qc_error *e)
{
	struct qc_camera cam = { .fd = -1 };
	struct qc_state s;
	int r = qc_camera_open(&cam, b->usb.node, e);

	for (unsigned int i = 0; !r && i < LOOKS; i++) {
		r = qc_state_read(&cam, &s, e);
		if (r)
			break;
		if (s.temperature.value < -400 || s.temperature.value > 600)
			bring_say(b, 1, true, "a sensor of %.1f C", s.temperature.value / 10.0);
		r = wait_until(b->signal_fd, qc_mono_ns() + LOOK_NS, "interrupted", e);
	}
	if (!r)
		fprintf(stderr, "   %.1f C, cooler %s, power %.0f %%\n", s.temperature.value / 10.0,
			s.cooler_name, qc_state_percent(&s.power));
	qc_camera_close(&cam);
	return r;
}

struct rhythm {
	double want;			/* us from frame to frame, as the driver reckons */
	double end[ROWS_FRAMES];	/* of each frame, us */
	unsigned int count;
};

static int note_time(struct bring_up *b, const struct qc_camera *cam, const struct bring_live *l,
		     const struct qc_frame *f, const struct qc_format *format, unsigned int n,
		     struct qc_error *e)
{
	struct rhythm *t = l->context;

	(void)b;
	(void)format;
	(void)n;
	(void)e;
	t->want = (double)qc_frame_interval_ns(cam) / 1e3;
	t->end[t->count++] = (double)f->end_mono_ns / 1e3;
	return 0;
}

/*
 * So many rows and so short an exposure that reading them out is what takes the time.
 * Frames that waited for a slow host come closer; then they are not so on average.
 */
static int rows(struct bring_up *b, struct qc_error *e)
{
	struct rhythm t = { .count = 0 };
	const struct bring_live l = {
		.bits = 8, .count = ROWS_FRAMES, .exposure_us = 1000, .offset = 20,
		.area = { .left = 1000, .top = 1000, .width = 260, .height = 2048 },
		.frame = note_time, .context = &t,
	};
	double between[ROWS_FRAMES], average, middle;
	enum qc_verdict v;
	int r = bring_live(b, &l, e);

	if (r || t.count < 2)
		return r;
	average = (t.end[t.count - 1] - t.end[0]) / (t.count - 1);
	for (unsigned int i = 1; i < t.count; i++)
		between[i - 1] = t.end[i] - t.end[i - 1];
	v = qc_period(between, t.count - 1, t.want, PERIOD_WITHIN, &middle);
	if (v == QC_OTHERWISE && average > t.want * (1 - PERIOD_WITHIN))
		v = QC_UNCLEAR;
	bring_verdict(b, 5, v, "2048 rows: %.0f us from frame to frame, reckoned were %.0f",
		      middle, t.want);
	return 0;
}

int bring_small(struct bring_up *b, struct qc_error *e)
{
	struct bring_live l = {
		.bits = 8, .count = 6, .area = small, .exposure_us = 100000, .offset = 20,
	};
	int r = 0;

	for (unsigned int i = 0; !r && i < 3; i++) {
		l.count = i < 2 ? 6 : 20;
		r = bring_live(b, &l, e);
	}
	return r ? r : rows(b, e);
}

static int look_deep(struct bring_up *b, const struct qc_camera *cam, const struct bring_live *l,
		     const struct qc_frame *f, const struct qc_format *format, unsigned int n,
		     struct qc_error *e)
{
	(void)cam;
	(void)e;
	if (n == l->count - 1)
		bring_verdict(b, 10, qc_byte_order(f->data, format->width, format->height),
			      "16 bit: by its noise the picture has %s",
			      qc_byte_order(f->data, format->width, format->height) ==
			      QC_OTHERWISE ? "the low byte first" : "the high byte first");
	return 0;
}

int bring_deep(struct bring_up *b, struct qc_error *e)
{
	const struct bring_live l = {
		.bits = 16, .count = 8, .area = small, .exposure_us = 100000, .offset = 20,
		.frame = look_deep,
	};

	return bring_live(b, &l, e);
}

/* Begin an exposure that nobody will wait for. */
static int abort_one(struct bring_up *b, struct qc_error *e)
{
	struct sense s;
	int r = bring_single(b, &s, &small, "0", e), i;

	if (!r)
		r = sense_set(&s, "exposure", V4L2_CID_QHYCCD_EXPOSURE, ABORT_US, e);
	if (!r) {
		i = qc_stream_idle(&s.stream, -1);
		r = qc_stream_queue(&s.stream, (unsigned int)i, e);
	}
	if (!r)
		r = qc_stream_start(&s.stream, e);
	if (!r)
		r = wait_until(b->signal_fd, qc_mono_ns() + QC_NS_PER_S, "interrupted", e);
	sense_close(&s);
	return r;
}

int bring_exposures(struct bring_up *b, struct qc_error *e)
{
	struct sense s;
	struct qc_frame f;
	int r = 0;

	for (unsigned int round = 0; !r && round < 2; round++) {
		r = bring_single(b, &s, &small, "0", e);
		for (unsigned int i = 0; !r && i < 2; i++)
			r = bring_expose(b, &s, 200000, &f, NULL, e);
		sense_close(&s);
		if (!r && !round)
			r = abort_one(b, e);
	}
	return r;
}

int bring_whole(struct bring_up *b, struct qc_error *e)
{
	const struct bring_live l = {
		.bits = 16, .count = 3, .exposure_us = 500000, .offset = 20,
	};

	return bring_live(b, &l, e);
}

int bring_modes(struct bring_up *b, struct qc_error *e)
{
	const struct qc_setting offset = { V4L2_CID_QHYCCD_OFFSET, 20 };
	struct qc_camera cam = { .fd = -1 };
	struct v4l2_query_ext_ctrl q;
	char number[8], name[64];
	struct qc_frame f;
	struct sense s;
	int r = qc_camera_open(&cam, b->usb.node, e);

	if (!r)
		r = qc_ctrl_query(&cam, V4L2_CID_QHYCCD_READOUT_MODE, &q);
	for (int64_t i = 0; !r && i <= q.maximum; i++) {
		if (qc_ctrl_item(&cam, q.id, (uint32_t)i, name, sizeof(name)))
			continue;
		snprintf(number, sizeof(number), "%d", (int)i);
		r = bring_single(b, &s, &small, number, e);
		if (r && e->status == QC_USAGE) {
			r = 0;		/* it has only 8 bit */
		} else if (!r) {
			r = bring_expose(b, &s, b->exposure_us ? b->exposure_us : 100000, &f,
					 NULL, e);
			fprintf(stderr, "   mode %d, %s\n", (int)i, name);
		}
		sense_close(&s);
	}
	qc_ctrl_set(&cam, &offset, 1, e);
	qc_camera_close(&cam);
	return r;
}

struct cooling {
	struct qc_camera cam;
	int64_t begin;			/* 0.1 C */
	int64_t coldest, most;		/* since then; power */
};

/* Look until it is cold, or @warm; 1: not in time. */
static int look_until(struct bring_up *b, struct cooling *c, bool warm, int64_t limit_ns,
		      struct qc_error *e)
{
	int64_t end = qc_mono_ns() + limit_ns;
	struct qc_state s;
	int r;

	do {
		r = wait_until(b->signal_fd, qc_mono_ns() + QC_NS_PER_S, "interrupted", e);
		if (!r)
			r = qc_state_read(&c->cam, &s, e);
		if (r)
			return r;
		if (s.temperature.value < c->coldest)
			c->coldest = s.temperature.value;
		if (s.power.value > c->most)
			c->most = s.power.value;
		if (warm ? !s.power.value : s.temperature.value <= c->begin - 8)
			return 0;
	} while (qc_mono_ns() < end);
	return 1;
}

static int cool(struct bring_up *b, struct cooling *c, struct qc_error *e)
{
	struct qc_setting set[] = {
		{ V4L2_CID_QHYCCD_COOLER_TARGET, 0 },
		{ V4L2_CID_QHYCCD_COOLER_MODE, V4L2_QHYCCD_COOLER_AUTOMATIC },
	};
	const struct qc_setting off = { V4L2_CID_QHYCCD_COOLER_MODE, V4L2_QHYCCD_COOLER_OFF };
	struct qc_error later;
	struct qc_state s;
	int r = qc_state_read(&c->cam, &s, e), warm;

	if (r)
		return r;
	if (s.cooler_mode.value != V4L2_QHYCCD_COOLER_OFF)
		return qc_fail(e, QC_FAILED, EBUSY, "the cooler is on: 'qhycam warm' first");
	c->begin = c->coldest = s.temperature.value;
	set[0].value = c->begin - 10;
	r = qc_ctrl_set(&c->cam, set, 2, e);
	if (!r)
		r = look_until(b, c, false, COOLER_NS, e);
	/* Whatever happened: not left on. */
	warm = qc_ctrl_set(&c->cam, &off, 1, &later);
	if (!warm)
		warm = look_until(b, c, true, WARM_NS, &later);
	if (r >= 0 && warm < 0) {
		*e = later;
		return warm;
	}
	if (r < 0)
		return r;
	if (warm)
		return qc_fail(e, QC_FAILED, EIO,
			       "the cooler's power is not 0 after 3 minutes: switch 12 V off");
	if (!r)
		bring_say(b, 1, false, "the cooler cools: %.1f C to %.1f C, power %d of 255",
			  c->begin / 10.0, c->coldest / 10.0, (int)c->most);
	else if (!c->most)
		bring_say(b, 1, true, "the cooler takes no notice of AF: no power in 90 s");
	fprintf(stderr, "   %.1f C to %.1f C, power up to %d of 255, and off\n", c->begin / 10.0,
		c->coldest / 10.0, (int)c->most);
	return 0;
}

int bring_cooler(struct bring_up *b, struct qc_error *e)
{
	struct cooling c = { .cam.fd = -1 };
	int r = qc_camera_open(&c.cam, b->usb.node, e);

	if (!r)
		r = cool(b, &c, e);
	qc_camera_close(&c.cam);
	return r;
}
