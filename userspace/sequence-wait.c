// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-wait.c - qhycam sequence: steps that wait, for a time or for Enter
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "sequence.h"
#include "wait.h"

#define TICK_NS QC_NS_PER_S

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * A duration is one whatever happens to the clock; a time of day is the clock's,
 * so that is asked again and again.
 */
int seq_wait(struct seq *q, const struct seq_step *s, struct qc_error *e)
{
	int64_t end = qc_mono_ns() + (int64_t)s->plan->us * QC_NS_PER_US, left;
	bool until = s->plan->kind == QC_STEP_UNTIL;
	int r;

	for (;;) {
		left = until ? s->until_ns - qc_utc_ns() : end - qc_mono_ns();
		if (left <= 0)
			return 0;
		seq_draw(q);
		r = wait_until(q->signal_fd, qc_mono_ns() + sooner(left, TICK_NS), "interrupted",
			       e);
		if (r)
			return r;
	}
}

static int take_enter(struct qc_error *e)
{
	char line[256];
	ssize_t n = read(STDIN_FILENO, line, sizeof(line));

	if (n < 0 && errno != EINTR && errno != EAGAIN)
		return qc_fail(e, QC_FAILED, errno, "pause: the terminal: %s", strerror(errno));
	if (!n)
		return qc_fail(e, QC_FAILED, ENODATA, "pause: the terminal is closed");
	return n > 0 && memchr(line, '\n', n) ? 1 : 0;
}

int seq_pause(struct seq *q, const struct seq_step *s, struct qc_error *e)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	int r;

	/* What was typed hours ago is no answer. */
	tcflush(STDIN_FILENO, TCIFLUSH);
	progress_clear(&q->progress);
	for (int i = 1; i < s->plan->words.count; i++)
		fprintf(stderr, "%s ", s->plan->words.text[i]);
	fprintf(stderr, "[Enter goes on] ");
	for (;;) {
		r = wait_until(q->signal_fd, qc_mono_ns(), "interrupted", e);
		if (r)
			return r;
		if (poll(&p, 1, TICK_NS / 10 / 1000000) > 0) {
			r = take_enter(e);
			if (r)
				return r < 0 ? r : 0;
		}
	}
}
