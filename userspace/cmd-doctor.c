// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-doctor.c - qhycam doctor: what a newcomer needs when nothing works
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <jansson.h>

#include "cmd.h"
#include "doctor.h"
#include "lib/sysfs.h"
#include "wait.h"

#define SECONDS_MAX 600
#define REMEDY_COLUMN 6

#define AT(member) .offset = offsetof(struct doctor_values, member)

const struct opt doctor_opts[] = {
	{ .name = "dir", .letter = 'd', .kind = OPT_TEXT, .arg = "DIR", AT(dir),
	  .help = "directory whose disk is tried: where the pictures will go (.)" },
	{ .name = "seconds", .letter = 's', .kind = OPT_INT, .arg = "N", AT(seconds), .min = 1,
	  .max = SECONDS_MAX, .help = "take pictures for so long from each camera (10)" },
	{ .name = "no-stream", .kind = OPT_FLAG, AT(no_stream), .help = "take no pictures" },
	{ .name = "bundle", .letter = 'b', .kind = OPT_TEXT, .arg = "FILE.tar", AT(bundle),
	  .help = "collect what a developer needs in this file" },
	{ .name = "overwrite", .kind = OPT_FLAG, AT(overwrite),
	  .help = "replace FILE.tar if it exists" },
	{ .name = "json", .kind = OPT_FLAG, AT(json),
	  .help = "one JSON object per finding and line, then a summary" },
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA", AT(camera),
	  .help = "only this one: node (/dev/video0), serial number, card name or USB port (2-1)" },
	{ .name = NULL },
};

const char doctor_notes[] =
	"Each line is 'ok', 'warn' or 'fail', what was looked at, and what was found;\n"
	"below stands what to do. Settings that the stream test needs are put back.\n"
	"The bundle has serial numbers of cameras, but no passwords, names of people or\n"
	"of the computer, and no pictures: look at it before you send it.\n\n"
	"  qhycam doctor\n"
	"  sudo qhycam doctor --bundle qhycam.tar\n\n"
	"Exit codes: 0 all is well, 1 failed, 2 usage, 3 something to warn of or failing,\n"
	"4 no such --camera, 9 bundle not written, 130 and 143 interrupted.\n";

static const char *const levels[] = { "ok", "warn", "fail" };

/* Lines of at most 80 columns, broken at blanks. */
static void print_remedy(FILE *to, const char *text)
{
	const size_t room = 80 - REMEDY_COLUMN;
	size_t n;

	while (strlen(text) > room) {
		for (n = room; n && text[n] != ' '; n--)
			;
		if (!n)
			break;
		fprintf(to, "%*s%.*s\n", REMEDY_COLUMN, "", (int)n, text);
		text += n + 1;
	}
	fprintf(to, "%*s%s\n", REMEDY_COLUMN, "", text);
}

void doctor_print(FILE *to, const struct finding *f)
{
	fprintf(to, "%-5s %s: %s%s%s\n", levels[f->level], f->check, f->camera,
		*f->camera ? ": " : "", f->text);
	if (*f->remedy)
		print_remedy(to, f->remedy);
}

static void print_json(const struct finding *f)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:o, s:s, s:o}", "type", "finding", "level",
			      levels[f->level], "check", f->check, "camera",
			      *f->camera ? json_string(f->camera) : json_null(), "text", f->text,
			      "remedy", *f->remedy ? json_string(f->remedy) : json_null());

	json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
	putchar('\n');
}

void doctor_find(struct doctor *d, enum doctor_level level, const char *check,
		 const struct doctor_usb *camera, const char *remedy, const char *fmt, ...)
{
	struct finding *f = &d->finding[d->count];
	va_list ap;

	if (d->count == DOCTOR_FINDINGS)
		return;
	d->count++;
	d->of_level[level]++;
	f->level = level;
	f->check = check;
	snprintf(f->camera, sizeof(f->camera), "%s", camera ? camera->name : "");
	snprintf(f->remedy, sizeof(f->remedy), "%s", remedy ? remedy : "");
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	progress_clear(&d->progress);
	if (d->opt->json)
		print_json(f);
	else
		doctor_print(stdout, f);
	/* The next one may take its time. */
	fflush(stdout);
}

static bool chosen(const struct doctor_usb *u, const char *selector)
{
	return !selector || !strcmp(u->node, selector) || !strcmp(u->serial, selector) ||
	       !strcmp(u->port, selector) || !strcasecmp(u->card, selector);
}

static int choose(struct doctor *d, struct qc_error *e)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < d->cameras; i++)
		if (chosen(&d->usb[i], d->opt->camera))
			d->usb[n++] = d->usb[i];
	d->cameras = n;
	if (d->opt->camera && !n)
		return qc_fail(e, QC_NO_CAMERA, ENOENT,
			       "--camera %s: no such camera; 'qhycam doctor' without it looks at "
			       "all that there are", d->opt->camera);
	return 0;
}

static void summary(const struct doctor *d)
{
	if (d->opt->json)
		printf("{\"type\":\"summary\",\"ok\":%u,\"warn\":%u,\"fail\":%u}\n",
		       d->of_level[DOCTOR_OK], d->of_level[DOCTOR_WARN],
		       d->of_level[DOCTOR_FAIL]);
	else
		printf("%u ok, %u to warn of, %u failing\n", d->of_level[DOCTOR_OK],
		       d->of_level[DOCTOR_WARN], d->of_level[DOCTOR_FAIL]);
}

static int examine(struct doctor *d, struct qc_error *e)
{
	int r = doctor_bundle_check(d, e);

	if (!r)
		r = doctor_scan(d, e);
	if (!r)
		r = choose(d, e);
	if (!r)
		r = d->signal_fd = wait_signals(e);
	if (r < 0)
		return r;
	d->log = qc_kernel_log();
	doctor_host(d);
	r = 0;
	for (unsigned int i = 0; !r && i < d->cameras; i++)
		r = doctor_camera(d, &d->usb[i], e);
	if (!r) {
		summary(d);
		if (d->opt->bundle)
			r = doctor_bundle(d, e);
	}
	close(d->signal_fd);
	free(d->log);
	return r;
}

int run_doctor(int argc, char **argv)
{
	struct doctor_values v = { .dir = "." };
	struct doctor *d;
	struct qc_error e;
	int r = verb_begin(verb_find("doctor", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	if (v.no_stream && v.seconds.set) {
		qc_fail(&e, QC_USAGE, EINVAL, "--seconds and --no-stream exclude each other");
		return verb_fail("doctor", &e);
	}
	if (v.overwrite && !v.bundle) {
		qc_fail(&e, QC_USAGE, EINVAL, "--overwrite is for --bundle");
		return verb_fail("doctor", &e);
	}
	d = calloc(1, sizeof(*d));
	if (!d) {
		qc_fail(&e, QC_FAILED, ENOMEM, "no memory");
		return verb_fail("doctor", &e);
	}
	d->opt = &v;
	d->signal_fd = -1;
	progress_init(&d->progress, false);
	r = examine(d, &e);
	if (r)
		r = verb_fail("doctor", &e);
	else if (d->of_level[DOCTOR_WARN] || d->of_level[DOCTOR_FAIL])
		r = QC_LOSSES;
	free(d);
	return r;
}
