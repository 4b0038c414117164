// SPDX-License-Identifier: GPL-2.0
/*
 * cooler.c - waiting until the cooler has done what it was told
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/qhyccd.h>

#include "cooler.h"
#include "lib/clock.h"
#include "wait.h"

#define MISSES_MAX 10
#define PLAIN_NS (10 * QC_NS_PER_S)	/* between two lines that are no terminal's */

void cooler_eta(double seconds, char *buf, size_t size)
{
	if (!(seconds >= 0 && seconds < 360000))
		snprintf(buf, size, "?");
	else if (seconds < 120)
		snprintf(buf, size, "%.0f s", seconds);
	else
		snprintf(buf, size, "%.0f min", seconds / 60);
}

/* Seconds that are left if it goes on as in the last ones; negative: unknown. */
static double left_s(struct cooler_wait *w, int64_t now, int64_t goal)
{
	unsigned int n = w->looks < COOLER_SLOPE ? w->looks : COOLER_SLOPE;
	int64_t then = w->past[(w->looks - n) % COOLER_SLOPE];
	double per_s = n ? (double)(now - then) / n : 0;

	w->past[w->looks++ % COOLER_SLOPE] = now;
	if (now == goal)
		return 0;
	return per_s != 0 ? (goal - now) / per_s : -1;
}

static void show(struct cooler_wait *w, const struct qc_state *s, int64_t *said_ns)
{
	int64_t now = qc_mono_ns();
	char line[192], eta[24];

	cooler_eta(w->warm ? left_s(w, s->power.value, 0) :
			     left_s(w, s->temperature.value, w->target), eta, sizeof(eta));
	if (w->warm)
		snprintf(line, sizeof(line), "%.1f C  power %.0f %%  eta %s",
			 s->temperature.value / 10.0, qc_state_percent(&s->power), eta);
	else
		snprintf(line, sizeof(line), "%.1f C, target %.1f C  power %.0f %%  eta %s",
			 s->temperature.value / 10.0, w->target / 10.0,
			 qc_state_percent(&s->power), eta);
	if (progress_active(&w->progress)) {
		progress_line(&w->progress, line);
	} else if (!*said_ns || now - *said_ns >= PLAIN_NS) {
		*said_ns = now;
		progress_say(&w->progress, "%s", line);
	}
}

/* Is the cooler still to do what this waits for? */
static int still_told(const struct cooler_wait *w, const struct qc_state *s, struct qc_error *e)
{
	int64_t want = w->warm ? V4L2_QHYCCD_COOLER_OFF : V4L2_QHYCCD_COOLER_AUTOMATIC;

	if (s->cooler_mode.value == want && (w->warm || s->target.value == w->target))
		return 0;
	if (!w->warm && s->cooler_mode.value == V4L2_QHYCCD_COOLER_OFF)
		return qc_fail(e, QC_FAILED, EIO,
			       "%s: the cooler was switched off at %.1f C, by another program or, "
			       "when its supply is too low, by the camera; 'qhycam doctor' and "
			       "dmesg tell", w->cam->id.node, s->temperature.value / 10.0);
	return qc_fail(e, QC_FAILED, EBUSY,
		       "%s: another program has set the cooler meanwhile: %s, target %.1f C",
		       w->cam->id.node, s->cooler_name, s->target.value / 10.0);
}

static int too_late(const struct cooler_wait *w, const struct qc_state *s, struct qc_error *e)
{
	if (w->warm)
		return qc_fail(e, QC_TIMEOUT, ETIMEDOUT,
			       "time ran out: the power is still %.0f %%; it goes on going down",
			       qc_state_percent(&s->power));
	return qc_fail(e, QC_TIMEOUT, ETIMEDOUT,
		       "time ran out at %.1f C, power %.0f %%: %s; the cooler goes on",
		       s->temperature.value / 10.0, qc_state_percent(&s->power),
		       s->power.value > 240 ? "that target is too cold for this air" :
					      "the ramp or the time may be too short");
}

static bool there(const struct cooler_wait *w, const struct qc_state *s)
{
	if (w->warm)
		return !s->power.value;
	return llabs(s->temperature.value - w->target) <= w->within;
}

/* What Ctrl-C leaves behind. */
static const char *unfinished(const struct cooler_wait *w)
{
	return w->warm ? "interrupted; the power goes on going down by itself" :
			 "interrupted; the cooler goes on, 'qhycam warm' switches it off";
}

/*
 * One look: 1 = done, 0 = not yet, or -errno. A camera that does not answer is
 * not the end of a long wait, as long as it does so again: the cooler is the
 * camera's own business.
 */
static int look(struct cooler_wait *w, struct qc_state *s, int64_t *since, int64_t *said,
		struct qc_error *e)
{
	int r = qc_state_read(w->cam, s, e);

	if (r && e->status == QC_FAILED && ++w->misses < MISSES_MAX) {
		progress_say(&w->progress, "%s", e->text);
		return 0;
	}
	if (!r)
		r = still_told(w, s, e);
	if (r)
		return r;
	w->misses = 0;
	show(w, s, said);
	if (!there(w, s))
		*since = 0;
	else if (!*since)
		*since = qc_mono_ns();
	return *since && qc_mono_ns() - *since >= w->hold_ns;
}

int cooler_wait(struct cooler_wait *w, struct qc_error *e)
{
	int64_t begun = qc_mono_ns(), next = begun, since = 0, said = 0;
	struct qc_state s = { 0 };
	int r;

	for (;;) {
		r = look(w, &s, &since, &said, e);
		if (!r && qc_mono_ns() - begun > w->timeout_ns)
			r = w->misses ? -ETIMEDOUT : too_late(w, &s, e);
		if (r)
			break;
		next += QC_NS_PER_S;
		r = wait_until(w->signal_fd, next, unfinished(w), e);
		if (r)
			break;
	}
	progress_clear(&w->progress);
	if (r < 0)
		return r;
	progress_say(&w->progress, "%.1f C, power %.0f %%: %s", s.temperature.value / 10.0,
		     qc_state_percent(&s.power), w->warm ? "the cooler is off" : "reached");
	return 0;
}
