// SPDX-License-Identifier: GPL-2.0
/*
 * characterize-take.c - qhycam characterize: flats, biases, darks
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "characterize.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/text.h"

#define PATIENCE_NS (3600 * QC_NS_PER_S)	/* for the person at the lamp */
#define EXPOSURE_TRIES 16
/* Half of full scale must not take longer, nor be so short that a bias sees the lamp. */
#define HALF_MAX_US 60000000
#define HALF_MIN_BIASES 1000
#define START_US 100000
/* An overexposure, in times of full scale. */
#define OVER 1.5
/* Where a sensor is to be linear, ADU. */
#define LINEAR_FROM 500
#define LINEAR_TO 55000
/* With the lamp off no more than this part of its light may be left. */
#define LEAK 0.01
#define LEAK_ADU 100

/* Parts of full scale that the flats are exposed to. HALF is among them. */
static const double parts[LEVELS] = {
	0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
};
#define HALF 7

static struct qc_ptc_frame view(const struct characterize *c, const struct qc_frame *f)
{
	const struct qc_format *format = &c->sense.format;

	return (struct qc_ptc_frame){ f->data, format->width, format->height, format->bayer };
}

static int no_memory(struct qc_error *e)
{
	return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
}

/* One line from stdin, or the signal. 0, -EINTR, or -errno. */
static int wait_enter(struct sense *s, struct qc_error *e)
{
	int64_t end = qc_mono_ns() + PATIENCE_NS;
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN }, { .fd = s->signal_fd, .events = POLLIN },
	};
	ssize_t n;
	char key;

	while (qc_mono_ns() < end) {
		if (poll(p, 2, 1000) < 0 && errno != EINTR)
			return qc_fail(e, QC_FAILED, errno, "standard input: %s", strerror(errno));
		if (p[1].revents && sense_signal(s))
			return -EINTR;
		if (!p[0].revents)
			continue;
		n = read(STDIN_FILENO, &key, 1);
		if (n == 1 && key == '\n')
			return 0;
		if (n <= 0)
			return qc_fail(e, QC_FAILED, EIO, "no answer on standard input; with "
				       "--yes --no-dark nothing is asked");
	}
	return qc_fail(e, QC_TIMEOUT, ETIMEDOUT, "no answer within an hour");
}

static int ask(struct characterize *c, const char *what, struct qc_error *e)
{
	if (c->opt->yes)
		return 0;
	fprintf(stderr, "%s, then press Enter.\n", what);
	return wait_enter(&c->sense, e);
}

static int set_gain(struct characterize *c, const struct gain_run *g, struct qc_error *e)
{
	return sense_set(&c->sense, "gains", V4L2_CID_GAIN, g->gain, e);
}

static int take_mean(struct characterize *c, int64_t us, double *mean, struct qc_error *e)
{
	struct qc_ptc_frame view_of;
	struct qc_frame f;
	int r = sense_frame(&c->sense, us, -1, &f, e);

	if (r)
		return r;
	view_of = view(c, &f);
	*mean = qc_ptc_mean(&view_of);
	return 0;
}

/* The first frame stays in its buffer while the second one is taken. */
static int take_pair(struct characterize *c, int64_t us, struct qc_pair *p, struct qc_error *e)
{
	struct qc_ptc_frame a, b;
	struct qc_frame f;
	int r = sense_frame(&c->sense, us, -1, &f, e);

	if (r)
		return r;
	a = view(c, &f);
	r = sense_frame(&c->sense, us, (int)f.index, &f, e);
	if (r)
		return r;
	b = view(c, &f);
	return qc_pair_of(&a, &b, p) ? no_memory(e) : 0;
}

/* What is wrong with a lamp that gives half of full scale after @us. */
static int judge_lamp(const struct characterize *c, int64_t us, struct qc_error *e)
{
	int64_t least = HALF_MIN_BIASES * c->sense.shortest_us;
	char now[QC_DURATION_MAX], limit[QC_DURATION_MAX];

	if (us >= least && us <= HALF_MAX_US)
		return 0;
	qc_format_duration(us, now);
	qc_format_duration(us < least ? least : HALF_MAX_US, limit);
	return qc_fail(e, QC_FAILED, ERANGE, us < least ?
		       "the lamp is too bright: half of full scale is reached in %s, which should "
		       "take %s or more; dim it" :
		       "the lamp is too faint, or the camera is covered: half of full scale would "
		       "take %s or longer, which is more than %s", now, limit);
}

static int find_half(struct characterize *c, struct gain_run *g, int64_t start,
		     struct qc_error *e)
{
	int64_t us = start, next, least = c->sense.shortest_us;
	double mean = 0;
	int r = take_mean(c, least, &g->quick_bias, e);

	for (int i = 0; i < EXPOSURE_TRIES && !r; i++) {
		r = take_mean(c, us, &mean, e);
		if (r)
			break;
		next = qc_ptc_exposure(us, mean, g->quick_bias,
				       (QC_PTC_TOP - g->quick_bias) / 2);
		if (next == us) {
			g->half_us = us;
			return judge_lamp(c, us, e);
		}
		us = next < least ? least : next;
		/* Only what would be waited for too long, or not at all, ends it here. */
		if (us > HALF_MAX_US || next < least)
			return judge_lamp(c, next, e);
	}
	if (r)
		return r;
	return qc_fail(e, QC_FAILED, EIO, "no exposure time gives half of full scale: the last "
		       "frame has %.0f ADU; does the light change?", mean);
}

/* From the lamp: a series of pairs, and one frame that is too much. */
static int take_flats(struct characterize *c, struct gain_run *g, struct qc_error *e)
{
	struct qc_ptc_frame over;
	struct qc_pair pair;
	struct qc_frame f;
	int r = 0;

	for (int i = 0; i < LEVELS && !r; i++) {
		int64_t us = (int64_t)(2 * parts[i] * g->half_us + 0.5);

		if (us < c->sense.shortest_us)
			us = c->sense.shortest_us;
		r = take_pair(c, us, &pair, e);
		if (r)
			break;
		g->level[i].seconds = us / 1e6;
		g->level[i].variance = pair.variance;
		g->level_mean[i] = pair.mean;
		if (i == HALF)
			g->flat = pair;
	}
	if (!r)
		r = sense_frame(&c->sense, (int64_t)(2 * OVER * g->half_us), -1, &f, e);
	if (r)
		return r;
	over = view(c, &f);
	return qc_ptc_median(&over, &g->saturated) ? no_memory(e) : 0;
}

static int with_lamp(struct characterize *c, struct qc_error *e)
{
	int64_t start = START_US;
	int r = 0;

	for (unsigned int i = 0; i < c->n && !r; i++) {
		struct gain_run *g = &c->run[i];

		c->sense.what = "flat";
		r = set_gain(c, g, e);
		if (!r)
			r = find_half(c, g, start, e);
		if (!r)
			r = take_flats(c, g, e);
		if (r)
			break;
		/* The next gain will not be far from there. */
		start = g->half_us;
		progress_say(&c->sense.progress, "gain %lld: flats up to %.0f ADU, half of full "
			     "scale in %.3g s", (long long)g->gain, g->saturated, g->half_us / 1e6);
	}
	return r;
}

/* Before hours of darks: is it dark? */
static int check_dark(struct characterize *c, struct qc_error *e)
{
	const struct gain_run *g = &c->run[0];
	double allowed = LEAK * (g->flat.mean - g->quick_bias) + LEAK_ADU, mean;
	int r = set_gain(c, g, e);

	if (!r)
		r = take_mean(c, g->half_us, &mean, e);
	if (!r && mean - g->quick_bias > allowed)
		return qc_fail(e, QC_FAILED, EIO, "it is not dark: %.0f ADU above the bias in the "
			       "time of a flat; lamp off, camera covered? --no-dark does without",
			       mean - g->quick_bias);
	return r;
}

static int take_dark(struct characterize *c, struct gain_run *g, struct qc_error *e)
{
	struct qc_ptc_frame bias, dark;
	int64_t tenths;
	struct qc_frame f;
	double variance;
	int r = sense_frame(&c->sense, c->sense.shortest_us, -1, &f, e);

	if (r)
		return r;
	bias = view(c, &f);
	r = sense_frame(&c->sense, c->dark_us, (int)f.index, &f, e);
	if (r)
		return r;
	dark = view(c, &f);
	if (qc_ptc_difference(&dark, &bias, &g->dark_adu, &variance))
		return no_memory(e);
	c->has_temperature = !qc_ctrl_get(&c->sense.cam, V4L2_CID_QHYCCD_TEMPERATURE, &tenths);
	if (c->has_temperature)
		c->temperature = tenths / 10.0;
	return 0;
}

static int in_the_dark(struct characterize *c, struct qc_error *e)
{
	int r = 0;

	for (unsigned int i = 0; i < c->n && !r; i++) {
		struct gain_run *g = &c->run[i];

		c->sense.what = c->dark_us ? "dark" : "bias";
		r = set_gain(c, g, e);
		if (!r)
			r = take_pair(c, c->sense.shortest_us, &g->bias, e);
		if (!r && c->dark_us)
			r = take_dark(c, g, e);
		if (!r)
			progress_say(&c->sense.progress, "gain %lld: bias %.1f ADU%s",
				     (long long)g->gain, g->bias.mean,
				     c->dark_us ? ", dark" : "");
	}
	return r;
}

static int evaluate(struct characterize *c, struct gain_run *g, struct qc_error *e)
{
	if (qc_ptc_of(&g->flat, &g->bias, g->saturated, &g->result))
		return qc_fail(e, QC_FAILED, ERANGE,
			       "gain %lld: flats of %.0f ADU and variance %.1f, biases of %.0f ADU "
			       "and variance %.2f make no sense together", (long long)g->gain,
			       g->flat.mean, g->flat.variance, g->bias.mean, g->bias.variance);
	for (int i = 0; i < LEVELS; i++) {
		g->level[i].signal = g->level_mean[i] - g->bias.mean;
		g->level[i].variance -= g->bias.variance;
		g->level[i].used = g->level_mean[i] >= LINEAR_FROM + g->bias.mean &&
				   g->level_mean[i] <= LINEAR_TO &&
				   g->level_mean[i] < 0.9 * g->saturated;
	}
	g->linearity = qc_ptc_linearity(g->level, LEVELS);
	if (c->dark_us)
		g->dark = g->dark_adu * g->result.e_per_adu / (c->dark_us / 1e6);
	return 0;
}

int characterize_take(struct characterize *c, struct qc_error *e)
{
	int r = ask(c, "Point the camera at an even light: a flat lamp, or a white screen", e);

	if (!r)
		r = with_lamp(c, e);
	if (!r && c->dark_us) {
		r = ask(c, "Switch the lamp off and cover the camera", e);
		if (!r)
			r = check_dark(c, e);
	}
	if (!r)
		r = in_the_dark(c, e);
	for (unsigned int i = 0; i < c->n && !r; i++)
		r = evaluate(c, &c->run[i], e);
	return r;
}
