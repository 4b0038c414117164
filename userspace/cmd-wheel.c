// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-wheel.c - qhycam wheel: where the filter wheel is, and moving it
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <jansson.h>
#include <linux/qhyccd.h>

#include "cmd.h"
#include "extras.h"
#include "lib/clock.h"
#include "lib/controls.h"
#include "lib/find.h"
#include "negative.h"
#include "wait.h"

#define TIMEOUT_US 60000000
#define TIMEOUT_MAX_US 3600000000ull
#define LOOK_NS 200000000ll

struct wheel_values {
	const char *camera;
	bool json, no_wait;
	struct opt_duration timeout;
};

#define AT(member) .offset = offsetof(struct wheel_values, member)

const struct opt wheel_opts[] = {
	{ .name = "no-wait", .kind = OPT_FLAG, AT(no_wait),
	  .help = "do not wait until the wheel has arrived" },
	{ .name = "timeout", .letter = 't', .kind = OPT_DURATION, .arg = "TIME", AT(timeout),
	  .help = "wait no longer for a moving wheel (60s)" },
	{ .name = "json", .kind = OPT_FLAG, AT(json), .help = "one JSON object" },
	OPT_CAMERA,
	{ .name = NULL },
};

const char wheel_notes[] =
	"Slots count from 0. Without SLOT: shows the number of slots and where it is.\n"
	"Needs the module's parameter unconfirmed=1.\n\n"
	"  qhycam wheel 3 && qhycam shoot -t 300s -o Ha-%n.fits\n\n"
	"Exit codes: 0 done, 1 failed or no wheel, 2 usage, 4 no camera, 5 busy,\n"
	"6 permission, 7 camera lost, 8 not there in time, 130 and 143 interrupted.\n";

struct wheel {
	int64_t slots, position;	/* -1: moving */
};

static int look(const struct qc_camera *cam, struct wheel *w, struct qc_error *e)
{
	int r = qc_ctrl_get(cam, V4L2_CID_QHYCCD_WHEEL_SLOTS, &w->slots);

	if (!r)
		r = qc_ctrl_get(cam, V4L2_CID_QHYCCD_WHEEL_POSITION, &w->position);
	if (r)
		return qc_camera_fail(cam, -r, "look at its filter wheel", e);
	if (!w->slots)
		return qc_fail(e, QC_FAILED, ENOENT,
			       "%s: no filter wheel answers on the port of %s; a new one is found "
			       "within ten seconds", cam->id.node, cam->id.card);
	return 0;
}

static int arrive(const struct qc_camera *cam, struct wheel *w, int64_t slot, int signal_fd,
		  const struct wheel_values *v, struct qc_error *e)
{
	int64_t us = v->timeout.set ? (int64_t)v->timeout.us : TIMEOUT_US;
	int64_t deadline = qc_mono_ns() + us * QC_NS_PER_US;
	int r;

	do {
		r = wait_until(signal_fd, qc_mono_ns() + LOOK_NS,
			       "interrupted; the wheel goes on to its slot", e);
		if (!r)
			r = look(cam, w, e);
	} while (!r && w->position < 0 && qc_mono_ns() < deadline);
	if (r)
		return r;
	if (w->position < 0)
		return qc_fail(e, QC_TIMEOUT, ETIMEDOUT,
			       "time ran out: the wheel is still moving to slot %lld",
			       (long long)slot);
	if (w->position != slot)
		return qc_fail(e, QC_FAILED, EIO, "the wheel stands at slot %lld instead of %lld",
			       (long long)w->position, (long long)slot);
	return 0;
}

static int move(const struct qc_camera *cam, struct wheel *w, int64_t slot,
		const struct wheel_values *v, struct qc_error *e)
{
	struct qc_setting set = { .id = V4L2_CID_QHYCCD_WHEEL_POSITION, .value = slot };
	int r = look(cam, w, e), signal_fd;

	if (r)
		return r;
	/* The driver would take the nearest: the wrong filter for a night. */
	if (slot < 0 || slot >= w->slots)
		return qc_fail(e, QC_USAGE, EINVAL, "SLOT %lld: must be 0 .. %lld",
			       (long long)slot, (long long)w->slots - 1);
	if (slot == w->position)
		return 0;
	signal_fd = wait_signals(e);
	if (signal_fd < 0)
		return signal_fd;
	r = qc_ctrl_set(cam, &set, 1, e);
	if (!r)
		r = v->no_wait ? look(cam, w, e) : arrive(cam, w, slot, signal_fd, v, e);
	close(signal_fd);
	return r;
}

static void print(const struct qc_camera *cam, const struct wheel *w, bool json)
{
	json_t *o;

	if (json) {
		o = json_pack("{s:s, s:s, s:I, s:o}", "type", "wheel", "node", cam->id.node,
			      "slots", (json_int_t)w->slots, "position",
			      w->position < 0 ? json_null() : json_integer(w->position));
		json_dumpf(o, stdout, JSON_COMPACT);
		json_decref(o);
		putchar('\n');
	} else if (w->position < 0) {
		printf("%lld slots, moving\n", (long long)w->slots);
	} else {
		printf("%lld slots, at slot %lld, counted from 0\n", (long long)w->slots,
		       (long long)w->position);
	}
}

static int check_values(const struct wheel_values *v, const char *text, int64_t *slot,
			const char **at, struct qc_error *e)
{
	*at = NULL;
	if ((v->timeout.set || v->no_wait) && !text)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--timeout and --no-wait are for moving: SLOT is missing");
	if (v->timeout.set && v->no_wait)
		return qc_fail(e, QC_USAGE, EINVAL, "--no-wait and --timeout exclude each other");
	*at = v->timeout.text;
	if (v->timeout.set && v->timeout.us > TIMEOUT_MAX_US)
		return qc_fail(e, QC_USAGE, EINVAL, "--timeout %s: must be 1h at most",
			       v->timeout.text);
	*at = text;
	if (text && qc_parse_int(text, slot))
		return qc_fail(e, QC_USAGE, EINVAL, "SLOT %s: is no whole number", text);
	*at = NULL;
	return 0;
}

int wheel_step(int argc, char **argv, const char **at, struct qc_error *e)
{
	struct wheel_values v = { 0 };
	char *args[NEGATIVE_ARGS_MAX + 2];
	const char *text;
	int64_t slot = 0;
	int r;

	argc = negative_args(wheel_opts, argc, argv, args);
	r = opt_parse(wheel_opts, argc, args, &v, &text, at, e);
	if (!r)
		r = check_values(&v, text, &slot, at, e);
	if (r)
		return r;
	*at = text;
	if (!text)
		return qc_fail(e, QC_USAGE, EINVAL, "SLOT is missing, like 0");
	/* How many there are only the camera knows. */
	return slot < 0 ? qc_fail(e, QC_USAGE, EINVAL, "SLOT %s: slots count from 0", text) : 0;
}

int run_wheel(int argc, char **argv)
{
	struct wheel_values v = { 0 };
	struct qc_camera cam = { .fd = -1 };
	char *args[NEGATIVE_ARGS_MAX + 2];
	struct wheel w = { 0 };
	const char *text, *at;
	struct qc_error e;
	int64_t slot = 0;
	int r;

	argc = negative_args(wheel_opts, argc, argv, args);
	r = verb_begin(verb_find("wheel", &e), argc, args, &v, &text);
	if (r >= 0)
		return r;
	r = check_values(&v, text, &slot, &at, &e);
	if (!r)
		r = qc_find_open(&cam, v.camera, &e);
	if (!r)
		r = extras_need(&cam, V4L2_CID_QHYCCD_WHEEL_POSITION, "filter wheel", &e);
	if (!r)
		r = text ? move(&cam, &w, slot, &v, &e) : look(&cam, &w, &e);
	if (!r)
		print(&cam, &w, v.json);
	qc_camera_close(&cam);
	return r ? verb_fail("wheel", &e) : QC_DONE;
}
