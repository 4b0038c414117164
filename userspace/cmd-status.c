// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-status.c - qhycam status: temperature, cooler, supply, once or again and again
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "lib/find.h"
#include "progress.h"
#include "state-text.h"
#include "wait.h"

#define COUNT_MAX 1000000000
#define INTERVAL_MIN_US 100000
#define INTERVAL_MAX_US 86400000000ull
#define INTERVAL_US 1000000
#define MISSES_MAX 10			/* readings in a row; one may be lost */

struct status_values {
	const char *camera;
	bool json, watch;
	struct opt_duration interval;
	struct opt_int count;
};

#define AT(member) .offset = offsetof(struct status_values, member)

const struct opt status_opts[] = {
	{ .name = "watch", .letter = 'w', .kind = OPT_FLAG, AT(watch),
	  .help = "again and again until Ctrl-C; one line that is redrawn on a terminal, a line "
		  "each elsewhere" },
	{ .name = "interval", .letter = 'i', .kind = OPT_DURATION, .arg = "TIME", AT(interval),
	  .help = "time between two readings of --watch (1s)" },
	{ .name = "count", .letter = 'n', .kind = OPT_INT, .arg = "N", AT(count), .min = 1,
	  .max = COUNT_MAX, .help = "end --watch after N readings" },
	{ .name = "json", .kind = OPT_FLAG, AT(json),
	  .help = "one JSON object per reading and line" },
	OPT_CAMERA,
	{ .name = NULL },
};

const char status_notes[] =
	"  qhycam status --watch --interval 10s\n"
	"  qhycam status --json | jq .temperature_c\n\n"
	"Works while another program takes pictures.\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 4 no camera, 6 permission,\n"
	"7 camera lost, 130 and 143 interrupted.\n";

static int check_values(const struct status_values *v, struct qc_error *e)
{
	if ((v->interval.set || v->count.set) && !v->watch)
		return qc_fail(e, QC_USAGE, EINVAL, "--interval and --count are for --watch");
	if (v->interval.set &&
	    (v->interval.us < INTERVAL_MIN_US || v->interval.us > INTERVAL_MAX_US))
		return qc_fail(e, QC_USAGE, EINVAL, "--interval %s: must be 0.1s .. 24h",
			       v->interval.text);
	return 0;
}

static int print_json(const struct qc_camera *cam, const struct qc_state *s, struct qc_error *e)
{
	json_t *o = state_json(cam, s);

	json_dumpf(o, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
	json_decref(o);
	putchar('\n');
	/* Whoever reads it need not wait; and nobody reads: the end. */
	if (fflush(stdout))
		return qc_fail(e, QC_FAILED, EPIPE, "standard output cannot be written");
	return 0;
}

static void print_text(const struct qc_camera *cam, const struct qc_state *s)
{
	printf("%-16s%s, serial number %s, %s\n", "camera", cam->id.card,
	       *cam->id.serial ? cam->id.serial : "unknown", cam->id.node);
	if (s->remaining.has && s->remaining.value)
		printf("%-16s%.1f s left\n", "exposure", s->remaining.value / 1e3);
	state_print(s);
}

/* A line that is redrawn, or one more with its time. */
static int watch_line(const struct qc_state *s, struct progress *p, struct qc_error *e)
{
	char time[QC_ISO_MAX], line[256];

	state_line(s, line, sizeof(line));
	if (isatty(STDOUT_FILENO) && progress_active(p)) {
		progress_line(p, line);
		return 0;
	}
	qc_format_iso(s->utc_ns, time);
	printf("%sZ %s\n", time, line);
	if (fflush(stdout))
		return qc_fail(e, QC_FAILED, EPIPE, "standard output cannot be written");
	return 0;
}

static int watch(const struct qc_camera *cam, const struct status_values *v, int signal_fd,
		 struct qc_error *e)
{
	int64_t step = (v->interval.set ? v->interval.us : INTERVAL_US) * QC_NS_PER_US;
	int64_t next = qc_mono_ns();
	unsigned int misses = 0;
	struct progress p;
	struct qc_state s;
	int r = 0;

	progress_init(&p, false);
	for (int64_t i = 0; !r && (!v->count.set || i < v->count.value); i++) {
		if (i)
			r = wait_until(signal_fd, next, "interrupted", e);
		if (r)
			break;
		r = qc_state_read(cam, &s, e);
		if (r && e->status == QC_FAILED && ++misses < MISSES_MAX) {
			progress_say(&p, "%s", e->text);
			r = 0;
		} else if (!r) {
			misses = 0;
			r = v->json ? print_json(cam, &s, e) : watch_line(&s, &p, e);
		}
		next += step;
		if (next < qc_mono_ns())	/* stopped for a while: do not make up for it */
			next = qc_mono_ns() + step;
	}
	if (p.drawn)
		fputc('\n', stderr);
	return r;
}

static int once(const struct qc_camera *cam, bool json, struct qc_error *e)
{
	struct qc_state s;
	int r = qc_state_read(cam, &s, e);

	if (r)
		return r;
	if (json)
		return print_json(cam, &s, e);
	print_text(cam, &s);
	return 0;
}

int run_status(int argc, char **argv)
{
	struct status_values v = { 0 };
	struct qc_camera cam = { .fd = -1 };
	struct qc_error e;
	int signal_fd = -1;
	int r = verb_begin(verb_find("status", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	r = check_values(&v, &e);
	if (!r)
		r = qc_find_open(&cam, v.camera, &e);
	if (!r && v.watch) {
		r = signal_fd = wait_signals(&e);
		if (r >= 0) {
			r = watch(&cam, &v, signal_fd, &e);
			close(signal_fd);
		}
	} else if (!r) {
		r = once(&cam, v.json, &e);
	}
	qc_camera_close(&cam);
	return r < 0 ? verb_fail("status", &e) : QC_DONE;
}
