// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-focus.c - qhycam focus: how large the stars are, frame after frame
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cmd.h"
#include "lib/hfr.h"
#include "lib/trend.h"
#include "sense.h"

#define COUNT_MAX 1000000
#define STARS_DEFAULT 20
#define TREND 24
/* The sensors are linear to 55000 ADU; above that a star looks flat and large. */
#define TOP 55000

struct focus_values {
	struct opt_int count, gain, stars;
	struct opt_duration exposure;
	struct opt_roi roi;
	const char *mode, *camera;
	bool json, quiet;
};

#define AT(member) .offset = offsetof(struct focus_values, member)

const struct opt focus_opts[] = {
	{ .name = "exposure", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(exposure),
	  .help = "exposure time of each frame: 500ms, 2s; a bare number is in seconds" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = COUNT_MAX, .help = "number of frames (until Ctrl-C)" },
	{ .name = "stars", .kind = OPT_INT, .arg = "K", AT(stars), .min = 1,
	  .max = QC_HFR_STARS_MAX, .help = "measure the K brightest stars (20)" },
	{ .name = "gain", .letter = 'g', .kind = OPT_INT, .arg = "G", AT(gain), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "gain, camera units (as it is)" },
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "readout mode, number or name (as it is)" },
	{ .name = "roi", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(roi),
	  .help = "read this region of the whole area only, which is faster" },
	{ .name = "json", .kind = OPT_FLAG, AT(json), .help = "one JSON object per frame and line" },
	OPT_CAMERA,
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet),
	  .help = "nothing on stderr but errors" },
	{ .name = NULL },
};

const char focus_notes[] =
	"Shows, frame after frame, the half-flux radius in pixels: the median over the\n"
	"brightest stars of the circle that holds half of a star's light. Turn the\n"
	"focuser until it is smallest. Each exposure begins after the frame before has\n"
	"been measured, so none shows a former position. Saturated stars, stars at the\n"
	"edge and hot pixels are left out.\n\n"
	"  qhycam focus -t 2s\n"
	"  qhycam focus -t 500ms --roi 1024x1024+2600+1500 --gain 56\n\n"
	"Without -n Ctrl-C is the end (exit code 0). The camera is left as it was.\n";

struct focus {
	const struct focus_values *opt;
	struct sense sense;
	struct qc_stars stars;
	struct qc_trend trend;
	uint16_t *cells;	/* colour cameras */
	unsigned int frames, best_frame;
	bool utf8;
};

static void print_json(const struct focus *f, double hfr)
{
	const struct qc_stars *s = &f->stars;
	json_t *j = json_pack("{s:s, s:i, s:o, s:o, s:i, s:i, s:i, s:f, s:f}", "type", "focus",
			      "frame", (int)f->frames, "hfr", s->n ? json_real(hfr) : json_null(),
			      "best", f->trend.best ? json_real(f->trend.best) : json_null(),
			      "stars", (int)s->n, "saturated", (int)s->saturated, "edge",
			      (int)s->edge, "background", s->background.level, "sigma",
			      s->background.sigma);

	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

static void print_text(const struct focus *f, double hfr)
{
	const struct qc_stars *s = &f->stars;
	char trend[4 * TREND + 8], left_out[48] = "";

	qc_trend_line(&f->trend, TREND, f->utf8, trend, sizeof(trend));
	if (s->saturated)
		snprintf(left_out, sizeof(left_out), ", %u saturated", s->saturated);
	if (s->n)
		printf("%4u  %6.2f px  best %5.2f  %3u star%s%s  %s\n", f->frames, hfr,
		       f->trend.best, s->n, s->n == 1 ? " " : "s", left_out, trend);
	else
		printf("%4u  no star%s  %s\n", f->frames, left_out, trend);
}

static int measure(struct focus *f, const struct qc_frame *frame, struct qc_error *e)
{
	const struct qc_format *format = &f->sense.format;
	struct qc_plane p = { frame->data, format->width, format->height, TOP };
	double scale = 1, hfr;

	if (f->cells) {
		qc_cells_to_plane(frame->data, format->width, format->height, TOP, f->cells);
		p = (struct qc_plane){ f->cells, format->width / 2, format->height / 2, TOP };
		scale = 2;
	}
	if (qc_stars_find(&p, f->opt->stars.set ? f->opt->stars.value : STARS_DEFAULT, &f->stars))
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	hfr = scale * qc_stars_hfr(&f->stars);
	f->frames++;
	if (hfr > 0 && (!f->trend.best || hfr < f->trend.best))
		f->best_frame = f->frames;
	qc_trend_add(&f->trend, hfr);
	if (f->opt->json)
		print_json(f, hfr);
	else
		print_text(f, hfr);
	/* Who reads it wants each frame now. */
	if (fflush(stdout))
		return qc_fail(e, QC_FAILED, EIO, "standard output cannot be written");
	return 0;
}

/* Ctrl-C is how it ends unless frames were counted. */
static int judge(struct focus *f, int r, struct qc_error *e)
{
	if (r == -EINTR && (f->opt->count.set || f->sense.signal == SIGTERM))
		return sense_interrupted(&f->sense, e);
	if (r && r != -EINTR)
		return r;
	if (f->trend.best > 0) {
		if (!f->opt->quiet)
			fprintf(stderr, "best: %.2f px, frame %u of %u\n", f->trend.best,
				f->best_frame, f->frames);
		return 0;
	}
	if (r == -EINTR)
		return 0;
	return qc_fail(e, QC_FAILED, ENOENT,
		       "no star in %u frame%s: expose longer, take a larger region, or get nearer "
		       "to focus (background %.0f ADU, sigma %.1f)", f->frames,
		       f->frames == 1 ? "" : "s", f->stars.background.level,
		       f->stars.background.sigma);
}

static int focus(struct focus *f, struct qc_error *e)
{
	const struct focus_values *v = f->opt;
	const struct sense_want want = {
		.camera = v->camera, .mode = v->mode, .gain = v->gain, .roi = v->roi,
	};
	struct sense *s = &f->sense;
	struct qc_frame frame;
	int r = sense_open(s, &want, e);

	if (!r)
		r = sense_check_exposure(s, "exposure", &v->exposure, e);
	if (r)
		return r;
	if (s->format.bayer) {
		f->cells = malloc((size_t)s->format.width * s->format.height / 2);
		if (!f->cells)
			return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	}
	s->what = "focus";
	while (!r && (!v->count.set || f->frames < v->count.value)) {
		r = sense_frame(s, v->exposure.us, -1, &frame, e);
		if (!r)
			r = measure(f, &frame, e);
	}
	return judge(f, r, e);
}

int run_focus(int argc, char **argv)
{
	struct focus_values v = { 0 };
	struct focus f = { .opt = &v };
	struct qc_error e;
	int r = verb_begin(verb_find("focus", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	/* Only to learn what the terminal can show; numbers stay as they are. */
	setlocale(LC_CTYPE, "");
	f.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	sense_init(&f.sense, v.quiet);
	if (!v.exposure.set)
		r = qc_fail(&e, QC_USAGE, EINVAL, "--exposure is missing; write -t TIME, like "
			    "-t 2s");
	else
		r = focus(&f, &e);
	sense_close(&f.sense);
	free(f.cells);
	return r ? verb_fail("focus", &e) : QC_DONE;
}
