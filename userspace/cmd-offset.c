// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-offset.c - qhycam offset: which offset suits a gain
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include <linux/qhyccd.h>

#include "cmd.h"
#include "lib/controls.h"
#include "lib/file.h"
#include "lib/histogram.h"
#include "lib/pedestal.h"
#include "sense.h"

#define COUNT_DEFAULT 3
#define COUNT_MAX 1000
#define TRIALS_MAX 32
#define LINES 20
/* Around the peak, of its width and at least: room for the eye. */
#define SURROUND 20

struct offset_values {
	struct opt_int count, gain;
	struct opt_roi roi;
	const char *mode, *png, *camera;
	bool set, json, quiet;
};

#define AT(member) .offset = offsetof(struct offset_values, member)

const struct opt offset_opts[] = {
	{ .name = "gain", .letter = 'g', .kind = OPT_INT, .arg = "G", AT(gain), .min = INT32_MIN,
	  .max = INT32_MAX, .help = "for this gain (the present one)" },
	{ .name = "mode", .letter = 'm', .kind = OPT_TEXT, .arg = "MODE", AT(mode),
	  .help = "for this readout mode, number or name (the present one)" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = COUNT_MAX, .help = "bias frames at each offset that is tried (3)" },
	{ .name = "roi", .letter = 'r', .kind = OPT_ROI, .arg = "WxH+X+Y", AT(roi),
	  .help = "look at this region of the whole area (the light-sensitive area)" },
	{ .name = "png", .kind = OPT_TEXT, .arg = "FILE.png", AT(png),
	  .help = "the histogram as a picture; replaces the file" },
	{ .name = "set", .kind = OPT_FLAG, AT(set),
	  .help = "leave the recommended offset in the camera, with --gain and --mode" },
	{ .name = "json", .kind = OPT_FLAG, AT(json), .help = "the result as one JSON object" },
	OPT_CAMERA,
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet),
	  .help = "nothing on stderr but errors" },
	{ .name = NULL },
};

const char offset_notes[] =
	"Takes bias frames, the shortest that there are, and looks where their peak\n"
	"begins. It should stand 100 to 300 ADU above 0, whole: what is cut off at 0 is\n"
	"lost, and a mean of what is left is wrong. When it does not, other offsets are\n"
	"tried. A higher gain has a wider peak: ask again for each gain.\n\n"
	"  qhycam offset --gain 56 --mode 'High Gain' --set\n"
	"  qhycam offset --png histogram.png\n\n"
	"The camera need not be covered. Afterwards it is as it was, but for --set.\n";

struct offset {
	const struct offset_values *opt;
	struct sense sense;
	struct qc_histogram *histogram;	/* of the last offset */
	struct qc_pedestal first, last;
	int64_t present, recommended;
	enum qc_offset_verdict verdict;
	unsigned int count;
};

static int measure(struct offset *o, int64_t at, struct qc_pedestal *p, struct qc_error *e)
{
	struct sense *s = &o->sense;
	struct qc_frame f;
	int r = sense_set(s, "offset", V4L2_CID_QHYCCD_OFFSET, at, e);

	memset(o->histogram, 0, sizeof(*o->histogram));
	for (unsigned int i = 0; i < o->count && !r; i++) {
		r = sense_frame(s, s->shortest_us, -1, &f, e);
		if (!r)
			qc_histogram_add16(o->histogram, f.data,
					   (size_t)s->format.width * s->format.height);
	}
	if (r)
		return r;
	qc_pedestal_of(o->histogram, p);
	progress_say(&s->progress, "offset %lld: peak %u .. %u ADU, median %u%s", (long long)at,
		     p->foot, p->head, p->median, p->clipped ? ", cut off at 0" : "");
	return 0;
}

static int search(struct offset *o, struct qc_error *e)
{
	struct sense *s = &o->sense;
	struct v4l2_query_ext_ctrl q;
	struct qc_offset_search search;
	int64_t at = s->before.offset, next;
	int r = qc_ctrl_query(&s->cam, V4L2_CID_QHYCCD_OFFSET, &q);

	if (r)
		return qc_camera_fail(&s->cam, -r, "find its offset control", e);
	qc_offset_begin(&search, q.minimum, q.maximum);
	o->present = at;
	for (int i = 0; i < TRIALS_MAX; i++) {
		r = measure(o, at, &o->last, e);
		if (r)
			return r;
		if (!i)
			o->first = o->last;
		o->verdict = qc_offset_next(&search, at, &o->last, &next);
		if (o->verdict == QC_OFFSET_NONE)
			return qc_fail(e, QC_FAILED, ERANGE,
				       "even offset %lld leaves the peak at 0; is gain %lld too "
				       "high, or the sensor in trouble?", (long long)next,
				       (long long)s->gain);
		if (o->verdict != QC_OFFSET_TRY)
			break;
		at = next;
	}
	if (o->verdict == QC_OFFSET_TRY)
		return qc_fail(e, QC_FAILED, EIO, "no offset in %d trials: the peak does not "
			       "follow it; the last was %lld", TRIALS_MAX, (long long)at);
	o->recommended = next;
	/* The histogram that is shown is that of the recommended offset. */
	return next == at ? 0 : measure(o, next, &o->last, e);
}

static void print_text(const struct offset *o)
{
	unsigned int columns = sense_columns(STDOUT_FILENO);
	const struct qc_pedestal *p = &o->last;
	const struct sense *s = &o->sense;
	struct qc_bins bins;
	char line[320];

	printf("%s, gain %lld, readout mode %lld '%s', %u bias frame%s of %ux%u pixels\n",
	       s->cam.id.card, (long long)s->gain, (long long)s->mode, s->mode_name, o->count,
	       o->count == 1 ? "" : "s", s->format.width, s->format.height);
	if (o->recommended != o->present)
		printf("offset %lld, as it is: peak %u .. %u ADU%s\n", (long long)o->present,
		       o->first.foot, o->first.head, o->first.clipped ? ", cut off at 0" : "");
	printf("offset %lld: peak %u .. %u ADU, median %u, sigma %.1f, residue %u ADU\n\n",
	       (long long)o->recommended, p->foot, p->head, p->median, p->sigma, p->foot);
	qc_bins_make(&bins, o->histogram, p->foot > SURROUND ? p->foot - SURROUND : 0,
		     p->head < QC_LEVELS - SURROUND ? p->head + SURROUND : QC_LEVELS - 1, LINES);
	for (unsigned int i = 0; i < bins.n; i++) {
		qc_bins_line(&bins, i, columns, line, sizeof(line));
		printf("%s\n", line);
	}
	printf("\nrecommended offset: %lld%s\n", (long long)o->recommended,
	       o->recommended == o->present ? " (as it is)" : "");
	if (o->verdict == QC_OFFSET_NEAREST)
		printf("no offset leaves %d to %d ADU; this one comes nearest\n", QC_RESIDUE_MIN,
		       QC_RESIDUE_MAX);
}

static void print_json(const struct offset *o)
{
	const struct qc_pedestal *p = &o->last;
	const struct sense *s = &o->sense;
	json_t *j = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:i, s:I, s:I, s:b, s:b, s:i, s:i, "
			      "s:i, s:f, s:I}",
			      "type", "offset", "card", s->cam.id.card, "serial", s->cam.id.serial,
			      "gain", (json_int_t)s->gain, "mode", (json_int_t)s->mode,
			      "mode_name", s->mode_name, "frames", (int)o->count, "present",
			      (json_int_t)o->present, "recommended", (json_int_t)o->recommended,
			      "fits", o->verdict == QC_OFFSET_FITS, "set", o->opt->set, "foot",
			      (int)p->foot, "head", (int)p->head, "median", (int)p->median, "sigma",
			      p->sigma, "zeros", (json_int_t)p->zeros);

	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

static int write_png(const struct offset *o, struct qc_error *e)
{
	unsigned int high = o->last.head + SURROUND;
	struct qc_picture picture;
	void *png;
	size_t len;
	int r;

	if (high < 2 * QC_RESIDUE_MAX)
		high = 2 * QC_RESIDUE_MAX;
	if (high > QC_LEVELS - 1)
		high = QC_LEVELS - 1;
	r = qc_histogram_picture(&picture, o->histogram, 0, high, QC_RESIDUE_MIN, QC_RESIDUE_MAX,
				 e);
	if (r)
		return r;
	r = qc_png_make(&picture, &qc_histogram_stretch, &png, &len, e);
	qc_picture_free(&picture);
	if (r)
		return r;
	r = qc_file_write(o->opt->png, png, len, true, e);
	free(png);
	return r;
}

static int offset(struct offset *o, struct qc_error *e)
{
	const struct sense_want want = {
		.camera = o->opt->camera, .mode = o->opt->mode, .gain = o->opt->gain,
		.roi = o->opt->roi,
	};
	int r = o->opt->png ? qc_file_check_dir(o->opt->png, e) : 0;

	if (!r)
		r = sense_open(&o->sense, &want, e);
	if (!r)
		r = search(o, e);
	if (r == -EINTR)
		r = sense_interrupted(&o->sense, e);
	if (r)
		return r;
	if (o->opt->json)
		print_json(o);
	else
		print_text(o);
	if (o->opt->png)
		r = write_png(o, e);
	if (!r && o->opt->set) {
		o->sense.before.offset = o->recommended;
		o->sense.before.gain = o->sense.gain;
		o->sense.before.mode = o->sense.mode;
	}
	return r;
}

int run_offset(int argc, char **argv)
{
	struct offset_values v = { 0 };
	struct offset o = { .opt = &v };
	struct qc_error e;
	int r = verb_begin(verb_find("offset", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	o.count = v.count.set ? v.count.value : COUNT_DEFAULT;
	sense_init(&o.sense, v.quiet);
	o.histogram = malloc(sizeof(*o.histogram));
	r = o.histogram ? offset(&o, &e) : qc_fail(&e, QC_FAILED, ENOMEM, "not enough memory");
	sense_close(&o.sense);
	free(o.histogram);
	return r ? verb_fail("offset", &e) : QC_DONE;
}
