// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-cool.c - qhycam cool and qhycam warm
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/qhyccd.h>

#include "cmd.h"
#include "cooler.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/find.h"
#include "negative.h"
#include "wait.h"

#define TARGET_MIN (-500)
#define TARGET_MAX 500
#define RAMP_MAX 3000
#define WITHIN 5			/* 0.1 C */
#define WITHIN_MAX 100
#define HOLD_US 10000000
/* Besides what the ramp takes: the camera's regulator, and air that is too warm. */
#define COOL_MARGIN_NS (15 * 60 * QC_NS_PER_S)
#define WARM_MARGIN_NS (60 * QC_NS_PER_S)
#define RAMP_SPAN 350			/* 0.1 C: what the power's full range takes */
#define WAIT_MAX_US (24 * 3600000000ull)

struct cool_values {
	const char *camera, *ramp, *within;
	bool wait, no_wait, quiet;
	struct opt_duration timeout, hold;
	int64_t target_tenths, ramp_tenths, within_tenths;	/* parsed, 0.1 C */
};

#define AT(member) .offset = offsetof(struct cool_values, member)

#define CAMERA_OPT \
	OPT_CAMERA
#define RAMP_OPT \
	{ .name = "ramp", .letter = 'r', .kind = OPT_TEXT, .arg = "C", AT(ramp), \
	  .help = "at most so many degrees per minute, 0.1 .. 300 (as it is; 10 where there was " \
		  "no limit)" }
#define QUIET_OPT \
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet), .help = "errors only" }

const struct opt cool_opts[] = {
	{ .name = "wait", .letter = 'w', .kind = OPT_FLAG, AT(wait),
	  .help = "wait until it is that cold" },
	{ .name = "timeout", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(timeout),
	  .help = "wait no longer (what the ramp takes, and 15 minutes)" },
	{ .name = "within", .kind = OPT_TEXT, .arg = "C", AT(within),
	  .help = "so near to TARGET counts as reached (0.5)" },
	{ .name = "hold", .kind = OPT_DURATION, .arg = "TIME", AT(hold),
	  .help = "when it has been that near for so long (10s)" },
	RAMP_OPT, CAMERA_OPT, QUIET_OPT,
	{ .name = NULL },
};

const struct opt warm_opts[] = {
	{ .name = "no-wait", .kind = OPT_FLAG, AT(no_wait),
	  .help = "do not wait until the power is 0" },
	{ .name = "timeout", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(timeout),
	  .help = "wait no longer (what the ramp takes, and a minute)" },
	RAMP_OPT, CAMERA_OPT, QUIET_OPT,
	{ .name = NULL },
};

const char cool_notes[] =
	"TARGET is in degrees Celsius, -50 .. 50.\n\n"
	"  qhycam cool -10 --wait\n"
	"  qhycam cool -20 --ramp 3 --wait --timeout 30m && qhycam shoot ...\n\n"
	"The cooler goes on when qhycam has ended, also after Ctrl-C or a timeout;\n"
	"'qhycam warm' switches it off.\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 4 no camera, 5 busy, 6 permission,\n"
	"7 camera lost, 8 not reached in time, 130 and 143 interrupted.\n";

const char warm_notes[] =
	"Lowers the cooler's power step by step, as slowly as the ramp says, until the\n"
	"cooler is off; then 12 V may go. It goes on when qhycam is interrupted.\n\n"
	"  qhycam warm --ramp 3\n\n"
	"Exit codes: 0 done, 1 failed, 2 usage, 4 no camera, 5 busy, 6 permission,\n"
	"7 camera lost, 8 not off in time, 130 and 143 interrupted.\n";

/* A number with one decimal in tenths, in a range. */
static int parse(const char *option, const char *text, int64_t min, int64_t max, int64_t *value,
		 const char **at, struct qc_error *e)
{
	*at = text;
	if (qc_parse_tenths(text, value) == -EINVAL)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "%s %s: is no number with at most one decimal, like -10 or 0.5",
			       option, text);
	if (qc_parse_tenths(text, value) || *value < min || *value > max)
		return qc_fail(e, QC_USAGE, EINVAL, "%s %s: must be %.1f .. %.1f", option, text,
			       min / 10.0, max / 10.0);
	*at = NULL;
	return 0;
}

static int parse_wait(const struct cool_values *v, const char **at, struct qc_error *e)
{
	*at = v->timeout.text;
	if (v->timeout.set && v->timeout.us > WAIT_MAX_US)
		return qc_fail(e, QC_USAGE, EINVAL, "--timeout %s: must be 24h at most",
			       v->timeout.text);
	*at = v->hold.text;
	if (v->hold.set && v->hold.us > WAIT_MAX_US)
		return qc_fail(e, QC_USAGE, EINVAL, "--hold %s: must be 24h at most",
			       v->hold.text);
	*at = NULL;
	return 0;
}

/* All that can be said of the words without a camera; @at as in opt_parse(). */
static int check_cool(struct cool_values *v, const char *target, const char **at,
		      struct qc_error *e)
{
	int r;

	*at = NULL;
	v->within_tenths = WITHIN;
	if (!target)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "TARGET is missing; write degrees Celsius, like qhycam cool -10");
	r = parse("TARGET", target, TARGET_MIN, TARGET_MAX, &v->target_tenths, at, e);
	if (r)
		return r;
	if (!v->wait && (v->timeout.set || v->within || v->hold.set))
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--timeout, --within and --hold are for --wait");
	if (v->ramp)
		r = parse("--ramp", v->ramp, 1, RAMP_MAX, &v->ramp_tenths, at, e);
	if (!r && v->within)
		r = parse("--within", v->within, 1, WITHIN_MAX, &v->within_tenths, at, e);
	return r ? r : parse_wait(v, at, e);
}

static int check_warm(struct cool_values *v, const char **at, struct qc_error *e)
{
	int r;

	*at = NULL;
	if (v->no_wait && v->timeout.set)
		return qc_fail(e, QC_USAGE, EINVAL, "--no-wait and --timeout exclude each other");
	r = parse_wait(v, at, e);
	if (!r && v->ramp)
		r = parse("--ramp", v->ramp, 1, RAMP_MAX, &v->ramp_tenths, at, e);
	return r;
}

int cool_step(int argc, char **argv, const char **at, struct qc_error *e)
{
	struct cool_values v = { 0 };
	char *args[NEGATIVE_ARGS_MAX + 2];
	const char *target;
	int r;

	argc = negative_args(cool_opts, argc, argv, args);
	r = opt_parse(cool_opts, argc, args, &v, &target, at, e);
	return r ? r : check_cool(&v, target, at, e);
}

int warm_step(int argc, char **argv, const char **at, struct qc_error *e)
{
	struct cool_values v = { 0 };
	int r = opt_parse(warm_opts, argc, argv, &v, NULL, at, e);

	return r ? r : check_warm(&v, at, e);
}

/*
 * The ramp that will bind, 0.1 C per minute: what was asked for, else (0) what is
 * set. None at all is a thermal shock that somebody may have left behind.
 */
static int choose_ramp(const struct qc_camera *cam, int64_t *ramp, struct qc_error *e)
{
	int r;

	if (*ramp)
		return 0;
	r = qc_ctrl_get(cam, V4L2_CID_QHYCCD_COOLER_RAMP, ramp);
	if (r)
		return qc_camera_fail(cam, -r, "read the cooler's ramp", e);
	if (!*ramp)
		*ramp = COOLER_RAMP_DEFAULT;
	return 0;
}

/* What was asked for is set; now wait for it. */
static int wait_for(struct cooler_wait *w, const struct cool_values *v, int64_t need_ns,
		    struct qc_error *e)
{
	w->timeout_ns = v->timeout.set ? (int64_t)v->timeout.us * QC_NS_PER_US : need_ns;
	return cooler_wait(w, e);
}

/* Set the ramp and what else there is; @ramp and the state @s before are told. */
static int begin(struct cooler_wait *w, struct qc_setting *set, unsigned int n, int64_t *ramp,
		 struct qc_state *s, struct qc_error *e)
{
	int r = choose_ramp(w->cam, ramp, e);

	set[0] = (struct qc_setting){ V4L2_CID_QHYCCD_COOLER_RAMP, *ramp };
	if (!r)
		r = qc_state_read(w->cam, s, e);
	if (!r)
		r = qc_ctrl_set(w->cam, set, n, e);
	return r;
}

static int cool(struct cooler_wait *w, const struct cool_values *v, int64_t ramp,
		struct qc_error *e)
{
	struct qc_setting set[] = {
		{ .id = 0 },	/* the ramp */
		{ V4L2_CID_QHYCCD_COOLER_TARGET, w->target },
		{ V4L2_CID_QHYCCD_COOLER_MODE, V4L2_QHYCCD_COOLER_AUTOMATIC },
	};
	struct qc_state s;
	int r = begin(w, set, 3, &ramp, &s, e);

	if (r)
		return r;
	progress_say(&w->progress, "cooling from %.1f C to %.1f C, at most %.1f C per minute",
		     s.temperature.value / 10.0, w->target / 10.0, ramp / 10.0);
	if (!v->wait)
		return 0;
	return wait_for(w, v, llabs(s.temperature.value - w->target) * 60 * QC_NS_PER_S / ramp +
			w->hold_ns + COOL_MARGIN_NS, e);
}

static int warm(struct cooler_wait *w, const struct cool_values *v, int64_t ramp,
		struct qc_error *e)
{
	struct qc_setting set[] = {
		{ .id = 0 },	/* the ramp */
		{ V4L2_CID_QHYCCD_COOLER_MODE, V4L2_QHYCCD_COOLER_OFF },
	};
	struct qc_state s;
	int r = begin(w, set, 2, &ramp, &s, e);

	if (r)
		return r;
	if (!s.power.value) {
		progress_say(&w->progress, "%.1f C: the cooler is off",
			     s.temperature.value / 10.0);
		return 0;
	}
	progress_say(&w->progress, "warming up from %.1f C: power %.0f %% goes down to 0",
		     s.temperature.value / 10.0, qc_state_percent(&s.power));
	if (v->no_wait)
		return 0;
	return wait_for(w, v, RAMP_SPAN * 60 * QC_NS_PER_S / ramp + WARM_MARGIN_NS, e);
}

int run_cool(int argc, char **argv)
{
	struct cool_values v = { 0 };
	struct qc_camera cam = { .fd = -1 };
	struct cooler_wait w = { .cam = &cam, .hold_ns = HOLD_US * QC_NS_PER_US };
	char *args[NEGATIVE_ARGS_MAX + 2];
	const char *target, *at;
	struct qc_error e;
	int r;

	argc = negative_args(cool_opts, argc, argv, args);
	r = verb_begin(verb_find("cool", &e), argc, args, &v, &target);
	if (r >= 0)
		return r;
	progress_init(&w.progress, v.quiet);
	r = check_cool(&v, target, &at, &e);
	w.target = v.target_tenths;
	w.within = v.within_tenths;
	if (!r && v.hold.set)
		w.hold_ns = v.hold.us * QC_NS_PER_US;
	if (!r)
		r = qc_find_open(&cam, v.camera, &e);
	if (!r)
		r = w.signal_fd = wait_signals(&e);
	if (r >= 0) {
		r = cool(&w, &v, v.ramp_tenths, &e);
		close(w.signal_fd);
	}
	qc_camera_close(&cam);
	return r ? verb_fail("cool", &e) : QC_DONE;
}

int run_warm(int argc, char **argv)
{
	struct cool_values v = { 0 };
	struct qc_camera cam = { .fd = -1 };
	struct cooler_wait w = { .cam = &cam, .warm = true };
	struct qc_error e;
	const char *at;
	int r = verb_begin(verb_find("warm", &e), argc, argv, &v, NULL);

	if (r >= 0)
		return r;
	progress_init(&w.progress, v.quiet);
	r = check_warm(&v, &at, &e);
	if (!r)
		r = qc_find_open(&cam, v.camera, &e);
	if (!r)
		r = w.signal_fd = wait_signals(&e);
	if (r >= 0) {
		r = warm(&w, &v, v.ramp_tenths, &e);
		close(w.signal_fd);
	}
	qc_camera_close(&cam);
	return r ? verb_fail("warm", &e) : QC_DONE;
}
