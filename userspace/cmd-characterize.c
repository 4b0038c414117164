// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-characterize.c - qhycam characterize: options and order of events
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "characterize.h"
#include "cmd.h"
#include "lib/controls.h"
#include "lib/text.h"

#define DARK_DEFAULT_US 300000000
#define CENTRE 1024

#define AT(member) .offset = offsetof(struct characterize_values, member)

const struct opt characterize_opts[] = {
	{ .name = "gains", .letter = 'g', .kind = OPT_TEXT, .arg = "G,G,...", AT(gains),
	  .help = "the gains to measure, up to 32 (the present one)" },
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "readout mode, number or name (as it is)" },
	{ .name = "dark", .kind = OPT_DURATION, .arg = "TIME", AT(dark),
	  .help = "exposure time of the dark frame at each gain (300s)" },
	{ .name = "no-dark", .kind = OPT_FLAG, AT(no_dark),
	  .help = "do without dark current; the lamp may stay on" },
	{ .name = "roi", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(roi),
	  .help = "measure in this region of the whole area (1024x1024 in its middle)" },
	{ .name = "yes", .letter = 'y', .kind = OPT_FLAG, AT(yes),
	  .help = "do not ask: the lamp is on; needs --no-dark" },
	{ .name = "plot", .kind = OPT_TEXT, .arg = "PREFIX", AT(plot),
	  .help = "plots by gnuplot: PREFIX-transfer.png, PREFIX-linearity.png, "
		  "PREFIX-gains.png, made from PREFIX.tsv and PREFIX.gp; replaces them" },
	{ .name = "json", .kind = OPT_FLAG, AT(json), .help = "one JSON object per gain and line" },
	OPT_CAMERA,
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet),
	  .help = "nothing on stderr but questions and errors" },
	{ .name = NULL },
};

const char characterize_notes[] =
	"Measures conversion gain, full well, read noise, dynamic range, dark current\n"
	"and linearity by photon transfer: pairs of flats from 1 to 80 % of full scale\n"
	"and one overexposed, two biases, and a dark for each gain. It asks for an even\n"
	"light, then for darkness; the exposure times it finds itself. Half of full\n"
	"scale should take between 30 ms and 60 s. Cool the camera first: dark current\n"
	"doubles with every few degrees.\n\n"
	"  qhycam characterize --mode 1 --gains 0,52,56,60 --plot highgain\n"
	"  qhycam characterize --yes --no-dark --json\n\n"
	"The camera is left as it was.\n";

int characterize_gains(struct characterize *c, const char *text, struct qc_error *e)
{
	const char *end;
	char one[24];

	for (;; text = end + 1) {
		end = text + strcspn(text, ",");
		snprintf(one, sizeof(one), "%.*s", (int)(end - text), text);
		if (end - text >= (int)sizeof(one) || qc_parse_int(one, &c->run[c->n].gain))
			return qc_fail(e, QC_USAGE, EINVAL,
				       "--gains: '%s' is no whole number; write --gains 0,56,60",
				       one);
		c->n++;
		if (!*end)
			return 0;
		if (c->n == GAINS_MAX)
			return qc_fail(e, QC_USAGE, E2BIG, "--gains: no more than %d at a time",
				       GAINS_MAX);
	}
}

static int check_values(struct characterize *c, struct qc_error *e)
{
	const struct characterize_values *v = c->opt;

	if (v->yes && !v->no_dark)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--yes needs --no-dark: somebody has to switch the lamp off");
	if (v->no_dark && v->dark.set)
		return qc_fail(e, QC_USAGE, EINVAL, "--dark and --no-dark exclude each other");
	if (!v->no_dark)
		c->dark_us = v->dark.set ? (int64_t)v->dark.us : DARK_DEFAULT_US;
	if (v->gains)
		return characterize_gains(c, v->gains, e);
	return 0;
}

/* All that can be refused is refused before somebody goes to the lamp. */
static int check_camera(struct characterize *c, struct qc_error *e)
{
	struct sense *s = &c->sense;
	int r = 0;

	c->offset = s->before.offset;
	if (!c->n)
		c->run[c->n++].gain = s->gain;
	if (c->opt->dark.set)
		r = sense_check_exposure(s, "dark", &c->opt->dark, e);
	for (unsigned int i = 0; i < c->n && !r; i++)
		r = sense_set(s, "gains", V4L2_CID_GAIN, c->run[i].gain, e);
	return r;
}

static int characterize(struct characterize *c, struct qc_error *e)
{
	const struct characterize_values *v = c->opt;
	const struct sense_want want = {
		.camera = v->camera, .mode = v->mode, .roi = v->roi, .centre = CENTRE,
	};
	int r = check_values(c, e);

	if (!r)
		r = characterize_check_plots(c, e);
	if (!r)
		r = sense_open(&c->sense, &want, e);
	if (!r)
		r = check_camera(c, e);
	if (!r)
		r = characterize_take(c, e);
	if (r == -EINTR)
		r = sense_interrupted(&c->sense, e);
	if (r)
		return r;
	if (v->json)
		characterize_json(c);
	else
		characterize_table(c);
	return v->plot ? characterize_plots(c, e) : 0;
}

int run_characterize(int argc, char **argv)
{
	struct characterize_values v = { 0 };
	struct characterize *c;
	struct qc_error e;
	int r = verb_begin(verb_find("characterize", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	c = calloc(1, sizeof(*c));
	if (c) {
		c->opt = &v;
		sense_init(&c->sense, v.quiet);
		r = characterize(c, &e);
		sense_close(&c->sense);
	} else {
		r = qc_fail(&e, QC_FAILED, ENOMEM, "not enough memory");
	}
	free(c);
	return r ? verb_fail("characterize", &e) : QC_DONE;
}
