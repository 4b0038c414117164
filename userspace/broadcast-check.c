// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-check.c - qhycam broadcast: what the options mean
 */
#include <errno.h>
#include <string.h>

#include "broadcast.h"

static int usage(const char *text, struct qc_error *e)
{
	return qc_fail(e, QC_USAGE, EINVAL, "%s", text);
}

static int check_output(const struct broadcast_values *v, struct qc_error *e)
{
	if (!v->output && !v->pipewire)
		return usage("OUTPUT is missing: write - for standard output, /dev/videoN, or "
			     "--pipewire", e);
	if (v->output && v->pipewire)
		return usage("OUTPUT and --pipewire exclude each other", e);
	if (v->output && strcmp(v->output, "-") && v->output[0] != '/')
		return qc_fail(e, QC_USAGE, EINVAL,
			       "%s: is neither - nor the path of a video node, like /dev/video9",
			       v->output);
	if (v->raw_video && (v->pipewire || strcmp(v->output, "-")))
		return usage("--raw-video is for standard output, -", e);
	return 0;
}

/* y4m has planes; PipeWire's cameras are taken as YUY2; loopback nodes take all. */
static int choose_format(const struct broadcast_values *v, struct broadcast_plan *plan,
			 struct qc_error *e)
{
	static const struct {
		const char *name;
		enum picture_format format;
	} known[] = {
		{ "yuyv", PICTURE_YUYV }, { "yu12", PICTURE_YU12 }, { "nv12", PICTURE_NV12 },
	};
	bool y4m = v->output && !strcmp(v->output, "-") && !v->raw_video;

	plan->format = y4m ? PICTURE_YU12 : PICTURE_YUYV;
	if (!v->format)
		return 0;
	if (y4m && strcmp(v->format, "yu12"))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--format %s: y4m is made of yu12; others need --raw-video",
			       v->format);
	if (v->pipewire && strcmp(v->format, "yuyv"))
		return qc_fail(e, QC_USAGE, EINVAL, "--format %s: PipeWire gets yuyv", v->format);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(v->format, known[i].name))
			plan->format = known[i].format;
	return 0;
}

static int check_picture(const struct broadcast_values *v, struct broadcast_plan *plan,
			 struct qc_error *e)
{
	if (v->size && qc_parse_size(v->size, &plan->want.width, &plan->want.height))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--size %s: is no size; write WIDTHxHEIGHT in even numbers from 16 "
			       "on, like 1280x720", v->size);
	if (v->size && v->crop.set)
		return usage("--size and --crop exclude each other", e);
	plan->want.bin = v->bin.set ? v->bin.value : 0;
	plan->want.has_region = v->crop.set;
	plan->want.region = v->crop.rect;
	if (v->stretch && qc_parse_stretch(v->stretch, &plan->stretch, &plan->black, &plan->white))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--stretch %s: must be auto, none or linear:BLACK,WHITE with levels "
			       "0 .. 65535, the first one smaller", v->stretch);
	if (v->lock_after.set && plan->stretch != QC_STRETCH_AUTO)
		return usage("--lock-after is for --stretch auto", e);
	if (v->overlay && qc_parse_show(v->overlay, &plan->show))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--overlay %s: must be time, exposure, temperature, or some of them "
			       "with commas between", v->overlay);
	return 0;
}

static int check_end(const struct broadcast_values *v, struct broadcast_plan *plan,
		     struct qc_error *e)
{
	plan->rate = v->rate.set ? v->rate.value : BROADCAST_RATE;
	plan->count = v->count.set ? v->count.value : 0;
	if (v->count.set && v->duration.set)
		return usage("--count and --duration exclude each other", e);
	if (v->no_reopen && v->timeout.set)
		return usage("--no-reopen and --timeout exclude each other", e);
	if (!v->duration.set)
		return 0;
	/* Ten years of pictures still fit. */
	if (v->duration.us > 10ull * 366 * 86400 * 1000000)
		return qc_fail(e, QC_USAGE, EINVAL, "--duration %s: more than 10 years",
			       v->duration.text);
	plan->count = v->duration.us / 1000000 * plan->rate +
		      v->duration.us % 1000000 * plan->rate / 1000000;
	if (!plan->count)
		return qc_fail(e, QC_USAGE, EINVAL, "--duration %s: is shorter than one picture",
			       v->duration.text);
	return 0;
}

int broadcast_check(const struct broadcast_values *v, struct broadcast_plan *plan,
		    struct qc_error *e)
{
	int r;

	memset(plan, 0, sizeof(*plan));
	r = check_output(v, e);
	if (!r)
		r = choose_format(v, plan, e);
	if (!r)
		r = check_picture(v, plan, e);
	if (!r)
		r = check_end(v, plan, e);
	return r;
}
