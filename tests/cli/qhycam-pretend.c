// SPDX-License-Identifier: GPL-2.0
/*
 * qhycam whose verbs need no camera: shoot and burst wait as long as the exposures
 * take and write small files, whole or not at all, and burst says that it has lost
 * frames; cool and wheel append what they were told to the file "settings". For
 * tests of qhycam sequence, linked with --wrap.
 *
 * QHYCAM_PRETEND=PLACE:FRAME ends it there, PLACE is one of
 *   exposed	before the file is written
 *   written	the file is there, but nobody has been told
 *   told	the name has been printed
 * for the frame with that %n, by SIGKILL. QHYCAM_PRETEND=parent:PLACE:FRAME
 * kills the process that has started it instead, and goes on.
 */
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/ranges.h"
#include "shoot.h"
#include "wait.h"

#define REAPED_MS 10000

static void maybe_end(const char *place, unsigned int number, int signals)
{
	struct pollfd p = { .fd = signals, .events = POLLIN };
	const char *wish = getenv("QHYCAM_PRETEND");
	bool parent = wish && !strncmp(wish, "parent:", 7);
	char want[32];

	snprintf(want, sizeof(want), "%s:%u", place, number);
	if (!wish || strcmp(wish + (parent ? 7 : 0), want))
		return;
	kill(parent ? getppid() : getpid(), SIGKILL);
	/* Whose parent dies gets a signal. */
	poll(&p, 1, REAPED_MS);
}

static int take(const struct shoot_values *v, unsigned int number, unsigned int burst,
		int signals, struct qc_error *e)
{
	const struct qc_name_values n = {
		.number = number,
		.count = v->from.set ? 2 : v->burst ? v->bursts.value :
			 v->count.set ? v->count.value : 1,
		.burst = burst,
		.type = v->type,
		.exposure_us = v->exposure.us,
		.filter = v->filter,
	};
	char name[PATH_MAX], data[64];
	int r = wait_until(signals, qc_mono_ns() + (int64_t)v->exposure.us * QC_NS_PER_US,
			   "interrupted", e);

	maybe_end("exposed", number, signals);
	if (!r)
		r = qc_name_expand(v->output, &n, name, sizeof(name), e);
	snprintf(data, sizeof(data), "%lld\n", (long long)qc_mono_ns());
	if (!r)
		r = qc_file_write(name, data, strlen(data), false, e);
	if (r)
		return r;
	maybe_end("written", number, signals);
	printf("%s\n", name);
	fflush(stdout);
	maybe_end("told", number, signals);
	return 0;
}

int __wrap_run_shoot(int argc, char **argv);
int __wrap_run_burst(int argc, char **argv);
int __wrap_run_cool(int argc, char **argv);
int __wrap_run_wheel(int argc, char **argv);

static int note(int argc, char **argv)
{
	FILE *f = fopen("settings", "ae");

	if (!f)
		return QC_FAILED;
	for (int i = 0; i < argc; i++)
		fprintf(f, "%s%c", argv[i], i < argc - 1 ? ' ' : ',');
	return fclose(f) ? QC_FAILED : QC_DONE;
}

int __wrap_run_cool(int argc, char **argv)
{
	return note(argc, argv);
}

int __wrap_run_wheel(int argc, char **argv)
{
	return note(argc, argv);
}

static int run(const char *verb, struct shoot_values v, int argc, char **argv)
{
	struct qc_error e;
	int signals, r = verb_begin(verb_find(verb, &e), argc, argv, &v, NULL);
	unsigned int first, count, each, file;
	bool *only = NULL;

	if (r >= 0)
		return r;
	first = v.from.set ? v.from.value : 1;
	count = v.burst ? v.bursts.value : v.count.set ? v.count.value : 1;
	signals = wait_signals(&e);
	r = signals < 0 ? signals : shoot_check(&v, &e);
	each = v.burst ? shoot_burst_files(&v) : 1;
	file = v.first_file.set ? v.first_file.value : (first - 1) * each + 1;
	if (v.only)
		only = calloc(each, sizeof(*only));
	if (!r && only)
		qc_ranges_parse(v.only, v.first.value + 1, v.end.value - 1, only);
	for (unsigned int i = 0; i < count * each && !r; i++)
		if (!only || only[i % each])
			r = take(&v, file + i, first + i / each, signals, &e);
	free(only);
	if (r)
		return verb_fail(verb, &e);
	return v.burst && v.whole ? QC_LOSSES : QC_DONE;
}

int __wrap_run_shoot(int argc, char **argv)
{
	return run("shoot", shoot_values, argc, argv);
}

int __wrap_run_burst(int argc, char **argv)
{
	return run("burst", burst_values, argc, argv);
}
