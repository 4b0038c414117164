// SPDX-License-Identifier: GPL-2.0
/*
 * shoot-disk.c - waiting for a disk, until it is clear that it hangs
 *
 * Whatever may sleep in a file system runs in a thread of the pool. The main
 * thread waits for it, but no longer than --disk-timeout without any news; then
 * it leaves the threads, and all that they use, behind. A thread that the kernel
 * does not let go keeps the process in the table until the disk answers: there
 * is nothing that a program could do about that.
 */
#include <errno.h>
#include <string.h>

#include "lib/clock.h"
#include "shoot-job.h"

#define DEFAULT_US (300 * 1000000ll)
#define SAY_NS (10 * QC_NS_PER_S)
#define TICK_NS QC_NS_PER_S

int64_t shoot_disk_ns(const struct shoot_values *v)
{
	return (v->disk_timeout.set ? (int64_t)v->disk_timeout.us : DEFAULT_US) * QC_NS_PER_US;
}

static const char *path_of(const struct shoot *s, const struct shoot_job *j)
{
	return *j->path ? j->path : s->series_path;
}

/*
 * No more is written. What is whole is told, also behind the first frame that
 * hangs; the threads that hang may still write to their jobs.
 */
static int give_up(struct shoot *s, struct qc_error *e)
{
	char span[QC_DURATION_MAX];
	const char *path = s->task_path;
	struct shoot_job *j;

	s->hung = true;
	s->failed = true;
	qc_pool_drop(s->pool);
	shoot_collect(s);
	for (unsigned int n = s->begun; n != s->reported; n--) {
		j = &s->job[(n - 1) % SHOOT_JOBS];
		if (j->done)
			continue;
		j->given_up = true;
		j->done = true;
		path = path_of(s, j);
	}
	qc_format_duration(shoot_disk_ns(s->opt) / QC_NS_PER_US, span);
	qc_fail(e, QC_DISK, EIO,
		"%s: not written, the disk has not answered for %s (--disk-timeout)", path, span);
	if (!s->result && s->reported != s->begun) {
		s->result = -EIO;
		s->error = *e;
	}
	shoot_report(s);
	return -EIO;
}

int shoot_disk_late(struct shoot *s, struct qc_error *e)
{
	int64_t now = qc_mono_ns(), limit = shoot_disk_ns(s->opt);
	char span[QC_DURATION_MAX];

	if (!s->disk_since_ns)
		s->disk_since_ns = now;
	if (now - s->disk_since_ns >= limit)
		return give_up(s, e);
	if (now - s->disk_since_ns >= SAY_NS && !s->disk_told) {
		qc_format_duration(limit / QC_NS_PER_US, span);
		progress_say(&s->progress, "waiting for the disk, up to %s", span);
		s->disk_told = true;
	}
	return 0;
}

void shoot_disk_answers(struct shoot *s)
{
	s->disk_since_ns = 0;
	s->disk_told = false;
}

int shoot_disk_wait(struct shoot *s, struct qc_error *e)
{
	int r;

	do {
		r = shoot_disk_late(s, e);
		if (r)
			return r;
		r = qc_pool_wait(s->pool, qc_mono_ns() + TICK_NS);
	} while (r == -ETIMEDOUT);
	return 0;
}

int shoot_drain(struct shoot *s, struct qc_error *e)
{
	int r = 0;

	while (!r && qc_pool_pending(s->pool)) {
		r = shoot_disk_wait(s, e);
		if (!r)
			shoot_collect(s);
	}
	return r;
}

static void run_task(struct qc_work *w, unsigned int thread)
{
	struct shoot_task *t = (struct shoot_task *)w;

	(void)thread;
	t->result = t->run(t->shoot, &t->error);
}

int shoot_on_disk(struct shoot *s, int (*run)(struct shoot *s, struct qc_error *e),
		  const char *path, struct qc_error *e)
{
	struct shoot_task *t = &s->task;
	int r;

	t->work.run = run_task;
	t->shoot = s;
	t->run = run;
	s->task_path = path;
	shoot_disk_answers(s);
	qc_pool_push(s->pool, &t->work);
	r = shoot_drain(s, e);
	shoot_disk_answers(s);
	if (r)
		return r;
	if (t->result)
		*e = t->error;
	return t->result;
}
