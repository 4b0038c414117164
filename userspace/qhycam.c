// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam.c - the helper for QHY268 and QHY600 cameras: choosing the verb
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <fitsio.h>

#include "cmd.h"
#include "opt.h"

#ifndef QHYCAM_COMMIT
#define QHYCAM_COMMIT "unknown"
#endif

#define VERBS_MAX 24

static int run_help(int argc, char **argv);

static const struct opt no_opts[] = { { .name = NULL } };

const struct verb verbs[] = {
	{ "list", "Show the cameras that are there.", "[--json]", list_opts, NULL, run_list },
	{ "info", "Show what a camera is, has and is set to.", "[--camera CAMERA] [--json]",
	  info_opts, NULL, run_info },
	{ "status", "Show temperature, cooler and supply, once or all the time.",
	  "[--watch [--interval TIME] [--count N]] [--json]", status_opts, status_notes,
	  run_status },
	{ "cool", "Cool the sensor to a temperature and hold it.",
	  "TARGET [--wait [--timeout TIME]] [options]", cool_opts, cool_notes, run_cool },
	{ "warm", "Switch the cooler off, slowly.", "[--ramp C] [options]", warm_opts, warm_notes,
	  run_warm },
	{ "wheel", "Show or move the filter wheel.", "[SLOT] [options]", wheel_opts, wheel_notes,
	  run_wheel },
	{ "gpio", "Show or set the pins of the GPIO socket.", "[LEVELS] [--mode MODE] [options]",
	  gpio_opts, gpio_notes, run_gpio },
	{ "doctor", "Find out what is wrong, and what to do about it.",
	  "[--bundle FILE.tar] [options]", doctor_opts, doctor_notes, run_doctor },
	{ "shoot", "Take frames and write them as FITS files.",
	  "-t TIME -o PATTERN [-n N] [options]", shoot_opts, shoot_notes, run_shoot },
	{ "burst", "Take bursts of frames and write them as FITS files.",
	  "-t TIME -o PATTERN [-n N] [options]", burst_opts, burst_notes, run_burst },
	{ "broadcast", "Be a video source: for browsers, OBS, ffmpeg, mpv.",
	  "OUTPUT [-t TIME] [options]", broadcast_opts, broadcast_notes, run_broadcast },
	{ "sequence", "Do what a plan says: cool, shoot, wait; goes on after a crash.",
	  "PLAN [--dry-run] [options]", sequence_opts, sequence_notes, run_sequence },
	{ "offset", "Find the offset that suits a gain.", "[--gain G] [--set] [options]",
	  offset_opts, offset_notes, run_offset },
	{ "focus", "Show how large the stars are, frame after frame.",
	  "-t TIME [-n N] [options]", focus_opts, focus_notes, run_focus },
	{ "characterize", "Measure gain, full well, read noise, dark current.",
	  "[--gains G,G,...] [options]", characterize_opts, characterize_notes, run_characterize },
	{ "trace", "Read a USB recording of a camera, and check the driver by it.",
	  "FILE... [--check] [options]", trace_opts, trace_notes, run_trace },
	{ "bring-up", "Try a camera for the first time, step by step, and record it.",
	  "[--bundle FILE.tar] [options]", bring_up_opts, bring_up_notes, run_bring_up },
	{ "help", "Show the help of a verb.", "[VERB]", no_opts, NULL, run_help },
	{ .name = NULL },
};

static void overview(FILE *to)
{
	fprintf(to, "usage: qhycam VERB [options]\n\n");
	for (const struct verb *v = verbs; v->name; v++)
		fprintf(to, "  %-14s%s\n", v->name, v->summary);
	fprintf(to, "\n"
		    "  qhycam info\n"
		    "  qhycam shoot -t 300s -n 12 --gain 56 -o m31-%%n.fits\n"
		    "  qhycam shoot -t 20ms --full --preview look.png -o test.fits\n\n"
		    "'qhycam help VERB' tells more, 'qhycam --version' the versions.\n");
}

static void show_version(void)
{
	char module[64] = "not loaded";
	FILE *f = fopen("/sys/module/qhyccd/version", "re");
	float cfitsio = 0;

	if (f) {
		if (!fgets(module, sizeof(module), f))
			snprintf(module, sizeof(module), "unknown");
		module[strcspn(module, "\n")] = 0;
		fclose(f);
	} else if (!access("/sys/module/qhyccd", F_OK)) {
		strcpy(module, "loaded");	/* has no version of its own */
	}
	fits_get_version(&cfitsio);
	printf("qhycam %s (%s)\ncfitsio %.3f\nkernel module qhyccd %s\n", QHYCAM_VERSION,
	       QHYCAM_COMMIT, cfitsio, module);
}

int verb_fail(const char *verb, const struct qc_error *e)
{
	fprintf(stderr, "qhycam%s%s: %s\n", verb ? " " : "", verb ? verb : "", e->text);
	return e->status;
}

const struct verb *verb_find(const char *name, struct qc_error *e)
{
	const char *names[VERBS_MAX] = { NULL }, *near;
	size_t n = 0;

	for (const struct verb *v = verbs; v->name; v++) {
		if (!strcmp(v->name, name))
			return v;
		if (n < VERBS_MAX - 1)
			names[n++] = v->name;
	}
	near = qc_nearest(name, names);
	if (near)
		qc_fail(e, QC_USAGE, EINVAL, "unknown verb '%s'; did you mean '%s'?", name, near);
	else
		qc_fail(e, QC_USAGE, EINVAL, "unknown verb '%s'; 'qhycam help' lists them", name);
	return NULL;
}

int verb_begin(const struct verb *v, int argc, char **argv, void *values,
	       const char **positional)
{
	struct qc_error e;
	int r = opt_parse(v->opts, argc, argv, values, positional, NULL, &e);

	if (r == OPT_HELP) {
		opt_help(v);
		return QC_DONE;
	}
	return r ? verb_fail(v->name, &e) : -1;
}

static int run_help(int argc, char **argv)
{
	const struct verb *v;
	struct qc_error e;
	const char *name;
	int r = verb_begin(verb_find("help", &e), argc, argv, NULL, &name);

	if (r >= 0)
		return r;
	if (!name) {
		overview(stdout);
		return QC_DONE;
	}
	v = verb_find(name, &e);
	if (!v)
		return verb_fail("help", &e);
	opt_help(v);
	return QC_DONE;
}

/* The exit code; what needs no verb is answered here. */
static int dispatch(int argc, char **argv)
{
	const struct verb *v;
	struct qc_error e;

	if (argc < 2) {
		overview(stderr);
		return QC_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		show_version();
		return QC_DONE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		overview(stdout);
		return QC_DONE;
	}
	if (!strcmp(argv[1], "__complete"))
		return run_complete(argc - 1, argv + 1);
	v = verb_find(argv[1], &e);
	return v ? v->run(argc - 1, argv + 1) : verb_fail(NULL, &e);
}

int main(int argc, char **argv)
{
	int r;

	/* A closed pipe or a file limit must end as an error, not as a kill. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	r = dispatch(argc, argv);
	/* Data that never reached stdout is a failure too. */
	if ((fflush(stdout) || ferror(stdout)) && r == QC_DONE) {
		fprintf(stderr, "qhycam: standard output cannot be written\n");
		r = QC_FAILED;
	}
	return r;
}
