// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-light.c - the steps that need light: what pictures say
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <linux/qhyccd.h>

#include "bring-up.h"
#include "lib/controls.h"

#define SIGNAL 6000.0		/* ADU above the bias: room for gain */
#define WEAK 800.0
#define FIRST_US 10000
#define LONGEST_US 4000000
#define CODES 5
#define ADU_PER_OFFSET_MIN 4.0
#define ADU_PER_OFFSET_MAX 65.0

/*
 * Measured on two QHY268M by others (e-/ADU at a gain): by how much it is brighter than
 * at gain 0.
 */
static const struct {
	const char *mode;
	int64_t gain;
	double ratio;
} known[] = {
	{ "1", 56, 0.77 / 0.33 },
	{ "3", 40, 1.28 / 0.82 },
};

#define KNOWN_WITHIN 0.2

static void middle(const struct qc_areas *a, struct qc_rect *r)
{
	*r = (struct qc_rect){
		.left = a->effective.left + a->effective.width / 2 / 8 * 8,
		.top = a->effective.top + a->effective.height / 2 / 8 * 8,
		.width = 260, .height = 126,
	};
}

static int get_areas(struct bring_up *b, struct qc_areas *a, struct qc_error *e)
{
	struct qc_camera cam = { .fd = -1 };
	int r = qc_camera_open(&cam, b->usb.node, e);

	if (!r)
		r = qc_areas_get(&cam, a, e);
	qc_camera_close(&cam);
	return r;
}

/* An exposure that gives about SIGNAL at gain 0. */
static int find_exposure(struct bring_up *b, struct sense *s, double bias, struct qc_error *e)
{
	struct qc_frame f;
	double mean;
	int64_t us;
	int r;

	for (us = FIRST_US; ; us *= 4) {
		r = bring_expose(b, s, us, &f, &mean, e);
		if (r)
			return r;
		if (mean - bias >= WEAK || us * 4 > LONGEST_US)
			break;
	}
	if (mean - bias < WEAK)
		return qc_fail(e, QC_FAILED, EIO,
			       "too dark: %.0f ADU above the bias after %.2f s; more light, and "
			       "once more", mean - bias, (double)us / 1e6);
	us = (int64_t)((double)us * SIGNAL / (mean - bias));
	if (us < 8 * s->shortest_us)
		return qc_fail(e, QC_FAILED, EIO, "too much light; less, and once more");
	b->exposure_us = us < LONGEST_US ? us : LONGEST_US;
	return 0;
}

static int exposure_series(struct bring_up *b, struct sense *s, double bias, struct qc_error *e)
{
	struct qc_point p[3];
	struct qc_frame f;
	double mean, worst;
	int r;

	for (unsigned int i = 0; i < 3; i++) {
		p[i].x = (double)(b->exposure_us >> (2 - i));
		r = bring_expose(b, s, (int64_t)p[i].x, &f, &mean, e);
		if (r)
			return r;
		p[i].y = mean - bias;
	}
	bring_verdict(b, 1, qc_proportional(p, 3, 0.05, &worst),
		      "%.3f s, half and a quarter give %.0f, %.0f, %.0f ADU", p[2].x / 1e6, p[2].y,
		      p[1].y, p[0].y);
	return 0;
}

static int gain_series(struct bring_up *b, struct sense *s, double bias, struct qc_error *e)
{
	static const int64_t codes[CODES] = { 0, 20, 40, 60, 80 };
	struct qc_point p[CODES];
	struct qc_frame f;
	unsigned int where;
	enum qc_verdict v;
	double mean;
	int r;

	for (unsigned int i = 0; i < CODES; i++) {
		r = sense_set(s, "gain", V4L2_CID_GAIN, codes[i], e);
		if (!r)
			r = bring_expose(b, s, b->exposure_us / 2, &f, &mean, e);
		if (r)
			return r;
		p[i] = (struct qc_point){ (double)codes[i], mean - bias };
	}
	v = qc_rising(p, CODES, 0.02, &where);
	bring_verdict(b, 2, v, "gain 0 .. 80: %.0f, %.0f, %.0f, %.0f, %.0f ADU%s", p[0].y, p[1].y,
		      p[2].y, p[3].y, p[4].y, v == QC_OTHERWISE ? ": it does not rise" : "");
	return sense_set(s, "gain", V4L2_CID_GAIN, 0, e);
}

static int offset_series(struct bring_up *b, struct sense *s, struct qc_error *e)
{
	static const int64_t codes[4] = { 20, 60, 120, 240 };
	enum qc_verdict v;
	struct qc_point p[4];
	struct qc_frame f;
	double worst, slope;
	int r;

	for (unsigned int i = 0; i < 4; i++) {
		r = sense_set(s, "offset", V4L2_CID_QHYCCD_OFFSET, codes[i], e);
		if (!r)
			r = bring_expose(b, s, 0, &f, &p[i].y, e);
		if (r)
			return r;
		p[i].x = (double)codes[i];
	}
	v = qc_linear(p, 4, 0.05, &worst);
	slope = (p[3].y - p[0].y) / (p[3].x - p[0].x);
	if (slope < ADU_PER_OFFSET_MIN || slope > ADU_PER_OFFSET_MAX)
		v = QC_OTHERWISE;
	bring_verdict(b, 2, v, "offset 20, 60, 120, 240: %.0f, %.0f, %.0f, %.0f ADU", p[0].y,
		      p[1].y, p[2].y, p[3].y);
	return sense_set(s, "offset", V4L2_CID_QHYCCD_OFFSET, 20, e);
}

/* Of the 268 it is known how much brighter some gains must be. */
static int compare_known(struct bring_up *b, unsigned int i, const struct qc_rect *area,
			 struct qc_error *e)
{
	double bias = 0, low = 0, bright = 0, dark = 0, ratio;
	struct qc_frame f;
	struct sense s;
	int r = bring_single(b, &s, area, known[i].mode, e);

	if (!r)
		r = bring_expose(b, &s, 0, &f, &bias, e);
	if (!r)
		r = bring_expose(b, &s, b->exposure_us, &f, &low, e);
	if (!r)
		r = sense_set(&s, "gain", V4L2_CID_GAIN, known[i].gain, e);
	if (!r)
		r = bring_expose(b, &s, 0, &f, &dark, e);
	if (!r)
		r = bring_expose(b, &s, b->exposure_us, &f, &bright, e);
	sense_close(&s);
	if (r || low - bias < WEAK / 4)
		return r;
	ratio = (bright - dark) / (low - bias);
	bring_verdict(b, 2, fabs(ratio / known[i].ratio - 1) <= KNOWN_WITHIN ? QC_AS_ASSUMED :
		      QC_OTHERWISE, "mode %s, gain %d: %.2f times as bright as gain 0; others "
		      "measured %.2f", known[i].mode, (int)known[i].gain, ratio, known[i].ratio);
	return 0;
}

int bring_light(struct bring_up *b, struct qc_error *e)
{
	struct qc_areas areas;
	struct qc_rect area;
	struct qc_frame f;
	struct sense s;
	double bias = 0;
	int r = get_areas(b, &areas, e);

	if (r)
		return r;
	middle(&areas, &area);
	r = bring_single(b, &s, &area, "0", e);
	if (!r)
		r = bring_expose(b, &s, 0, &f, &bias, e);
	if (!r)
		r = find_exposure(b, &s, bias, e);
	if (!r)
		r = exposure_series(b, &s, bias, e);
	if (!r)
		r = gain_series(b, &s, bias, e);
	if (!r)
		r = offset_series(b, &s, e);
	sense_close(&s);
	for (unsigned int i = 0; !r && bring_is_268(b) && i < sizeof(known) / sizeof(known[0]); i++)
		r = compare_known(b, i, &area, e);
	return r;
}

/* A picture of @area with the light of before. */
static int lit(struct bring_up *b, struct sense *s, const struct qc_rect *area,
	       struct qc_frame *f, struct qc_error *e)
{
	int r = bring_single(b, s, area, "0", e);

	if (!r && !b->exposure_us)
		r = qc_fail(e, QC_FAILED, EINVAL, "the step 'light' comes first");
	return r ? r : bring_expose(b, s, b->exposure_us, f, NULL, e);
}

static int edge(struct bring_up *b, const struct qc_rect *area, bool left, int want,
		struct qc_error *e)
{
	struct qc_frame f;
	struct sense s;
	int at = -1, r = lit(b, &s, area, &f, e);

	if (!r)
		at = left ? qc_light_from_left(f.data, area->width, area->height) :
		     qc_light_to_bottom(f.data, area->width, area->height);
	sense_close(&s);
	if (r)
		return r;
	if (at < 0) {
		fprintf(stderr, "   no clear edge at the %s\n", left ? "left" : "bottom");
		return 0;
	}
	at += left ? area->left : area->top;
	bring_verdict(b, 19, at == want ? QC_AS_ASSUMED : QC_OTHERWISE,
		      left ? "light begins at column %d, taken is %d" :
		      "light ends at row %d, taken is %d", at, want);
	return 0;
}

static int colours(struct bring_up *b, const struct qc_rect *area, struct qc_error *e)
{
	struct qc_cell light, dark;
	const char *found;
	struct qc_frame f;
	enum qc_verdict v;
	struct sense s;
	int r = lit(b, &s, area, &f, e);

	if (!r) {
		qc_cell_of(f.data, area->width, area->height, &light);
		r = bring_expose(b, &s, 0, &f, NULL, e);
	}
	if (!r) {
		qc_cell_of(f.data, area->width, area->height, &dark);
		for (unsigned int i = 0; i < 4; i++)
			light.mean[i] -= dark.mean[i];
		v = qc_colours(&light, s.format.bayer, &found);
		fprintf(stderr, "   pixels of a cell: %.0f %.0f %.0f %.0f: %s\n", light.mean[0],
			light.mean[1], light.mean[2], light.mean[3], found);
		bring_verdict(b, 10, v, "colours: %s, taken is %s", found,
			      s.format.bayer ? "RGGB" : "mono");
	}
	sense_close(&s);
	return r;
}

int bring_edges(struct bring_up *b, struct qc_error *e)
{
	struct qc_rect left = { .top = 1000, .width = 128, .height = 96 };
	struct qc_rect bottom = { .left = 1000, .width = 128, .height = 96 };
	struct qc_rect area;
	struct qc_areas a;
	int r = get_areas(b, &a, e);

	if (r)
		return r;
	middle(&a, &area);
	bottom.top = (int)(a.whole.height - bottom.height);
	r = edge(b, &left, true, a.effective.left, e);
	if (!r)
		r = edge(b, &bottom, false, a.effective.top + (int)a.effective.height, e);
	return r ? r : colours(b, &area, e);
}

#define PART 8			/* frames from one change to the next */
#define BEHIND 5		/* so many after it nothing of before may be left */

struct levels {
	double mean[3];
};

static int watch(struct bring_up *b, const struct qc_camera *cam, const struct bring_live *l,
		 const struct qc_frame *f, const struct qc_format *format, unsigned int n,
		 struct qc_error *e)
{
	const struct qc_setting shorter = { V4L2_CID_QHYCCD_EXPOSURE, l->exposure_us / 2 };
	const struct qc_setting gain = { V4L2_CID_GAIN, 40 };
	struct levels *levels = l->context;

	(void)b;
	if (n % PART >= BEHIND)
		levels->mean[n / PART] = qc_mean16(f->data, (size_t)format->width * format->height);
	if (n == PART - 1)
		return qc_ctrl_set(cam, &shorter, 1, e);
	if (n == 2 * PART - 1)
		return qc_ctrl_set(cam, &gain, 1, e);
	return 0;
}

int bring_changes(struct bring_up *b, struct qc_error *e)
{
	struct levels levels = { { 0 } };
	struct bring_live l = {
		.bits = 16, .count = 3 * PART, .exposure_us = b->exposure_us, .offset = 20,
		.frame = watch, .context = &levels,
	};
	const double *m = levels.mean;
	struct qc_areas a;
	int r;

	if (!b->exposure_us)
		return qc_fail(e, QC_FAILED, EINVAL, "the step 'light' comes first");
	r = get_areas(b, &a, e);
	if (r)
		return r;
	middle(&a, &l.area);
	r = bring_live(b, &l, e);
	if (r || m[0] < WEAK || !m[1])
		return r;
	bring_verdict(b, 4, m[1] < 0.8 * m[0] ? QC_AS_ASSUMED : QC_OTHERWISE,
		      "half the exposure while it runs: %.0f ADU, then %.0f", m[0], m[1]);
	return 0;
}
