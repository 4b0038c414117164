// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-main.c - what the verbs that take frames do besides: check, find, name
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/find.h"
#include "lib/ranges.h"
#include "shoot-opts.h"
#include "wait.h"

#define DISK_MIN_US 1000000
#define DISK_MAX_US (24 * 3600 * 1000000ull)

static int usage(const char *text, struct qc_error *e)
{
	return qc_fail(e, QC_USAGE, EINVAL, "%s", text);
}

static int check_forms(const struct shoot_values *v, struct qc_error *e)
{
	bool sums = v->bin.set && v->bin.value > 1 && !v->bin_average;

	if (!!v->compress + v->ser + v->raw + v->cube > 1)
		return usage(v->burst ? "--compress and --cube exclude each other" :
			     "--compress, --ser and --raw exclude each other", e);
	if (v->whole && !v->cube)
		return usage("--whole is for --cube", e);
	if (v->bin_average && (!v->bin.set || v->bin.value == 1))
		return usage("--bin-average needs --bin 2, 3 or 4", e);
	if (v->ser && sums && (!v->bits || strcmp(v->bits, "8")))
		return usage("SER has no 32-bit pixels: --bin needs --bin-average or --bits 8", e);
	return 0;
}

static int check_burst(const struct shoot_values *v, struct qc_error *e)
{
	unsigned int first = v->first.value + 1, last = v->end.value - 1;

	if (v->end.value < v->first.value + 2)
		return usage("--end must be at least 2 more than --start", e);
	if (v->bursts.value * (last - first + 1) > SHOOT_COUNT_MAX)
		return usage("--count: these are more than 1000000 frames", e);
	if (v->from.set && v->from.value * shoot_burst_files(v) > SHOOT_COUNT_MAX)
		return usage("--first: there are more than 1000000 frames before", e);
	if (v->cube && (v->only || v->first_file.set))
		return usage("--only and --first-file are for single files, not for --cube", e);
	if (v->only && qc_ranges_parse(v->only, first, last, NULL))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--only %s: write frames of %u to %u, like %u,%u-%u", v->only, first,
			       last, first, first, last);
	return 0;
}

static int check_disk(const struct shoot_values *v, struct qc_error *e)
{
	if (v->disk_timeout.set && (v->disk_timeout.us < DISK_MIN_US ||
				    v->disk_timeout.us > DISK_MAX_US))
		return qc_fail(e, QC_USAGE, EINVAL, "--disk-timeout %s: must be 1s .. 24h",
			       v->disk_timeout.text);
	return 0;
}

static int check_text(const char *option, const char *text, char letter,
		      const struct shoot_values *v, struct qc_error *e)
{
	if (text && (!*text || !qc_user_text_ok(text)))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "%s: is to be 1 to 60 characters of printable ASCII", option);
	if (!text && qc_name_has(v->output, letter))
		return qc_fail(e, QC_USAGE, EINVAL, "--output %s: %%%c needs %s", v->output,
			       letter, option);
	return 0;
}

static int check_header(const struct shoot_values *v, struct qc_error *e)
{
	struct qc_user_keys keys = { .count = 0 };
	int r = 0;

	if (v->header.count && (v->ser || v->raw))
		return usage("--header: SER and raw files have none", e);
	for (unsigned int i = 0; i < v->header.count && !r; i++)
		r = qc_user_add(&keys, v->header.text[i], e);
	return r;
}

int shoot_check(const struct shoot_values *v, struct qc_error *e)
{
	int r;

	if (!v->output)
		return usage("--output is missing; write -o PATTERN, like -o m31-%n.fits", e);
	if (!v->exposure.set && strcmp(v->type, "bias"))
		return usage("--exposure is missing; write -t TIME, like -t 300s", e);
	if (v->roi.set + (v->full || v->overscan) + v->effective > 1)
		return usage("--roi, --full (or --overscan) and --effective exclude each other", e);
	if (v->quiet && v->verbose)
		return usage("--quiet and --verbose exclude each other", e);
	r = v->burst ? check_burst(v, e) : 0;
	if (!r)
		r = check_forms(v, e);
	if (!r)
		r = check_disk(v, e);
	if (!r)
		r = check_text("--object", v->object, 'o', v, e);
	if (!r)
		r = check_text("--filter", v->filter, 'f', v, e);
	if (!r && !v->burst && qc_name_has(v->output, 'b'))
		r = qc_fail(e, QC_USAGE, EINVAL, "--output %s: %%b is for 'qhycam burst'",
			    v->output);
	if (!r)
		r = check_header(v, e);
	return r ? r : qc_name_check(v->output, e);
}

/* A reader that went away must not end the night; main() reports it. */
static void name_file(void *context, const struct shoot_saved *file)
{
	(void)context;
	printf("%s\n", file->path);
	fflush(stdout);
}

int shoot_main(const char *verb, const struct shoot_values *v)
{
	struct qc_camera cam = { .fd = -1 };
	struct shoot_request q = { .values = v, .camera = &cam, .saved = name_file };
	struct shoot_result result;
	struct qc_error e;
	int r = shoot_check(v, &e);

	if (!r)
		r = qc_find_open(&cam, v->camera, &e);
	if (!r)
		r = q.signal_fd = wait_signals(&e);
	if (r >= 0) {
		r = shoot_take(&q, &result, &e);
		close(q.signal_fd);
	}
	qc_camera_close(&cam);
	return r ? verb_fail(verb, &e) : QC_DONE;
}
