// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-run.c - qhycam sequence: one step after the other
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/ranges.h"
#include "sequence.h"

#define ARGS_MAX (QC_PLAN_WORDS_MAX + 16)
/* Besides what a frame takes by estimate: a camera that restarts. */
#define MARGIN_NS (300 * QC_NS_PER_S)
/* No verb waits longer than a day. */
#define VERB_LIMIT_NS (25 * 3600 * QC_NS_PER_S)
#define NUMBER_LEN 12
#define ONLY_LEN 4096

struct words {
	char from[NUMBER_LEN], many[NUMBER_LEN], file[NUMBER_LEN], only[ONLY_LEN];
};

/* A part of a step that one child takes: frames from..to, without to. */
struct part {
	struct seq *q;
	struct seq_step *s;
	unsigned int from, to, next;
	bool hole;			/* of a burst of which some are there */
};

static void time_left(const struct seq *q, char *text, size_t size)
{
	int64_t now = qc_utc_ns(), left = seq_left_ns(q, now);
	time_t t = (now + left) / QC_NS_PER_S;
	char span[QC_SPAN_MAX], clock[16];
	struct tm tm;

	qc_format_span(left / QC_NS_PER_US, span);
	strftime(clock, sizeof(clock), "%H:%M", localtime_r(&t, &tm));
	snprintf(text, size, "%s left, ready %s", span, clock);
}

void seq_draw(void *context)
{
	struct seq *q = context;
	const struct seq_step *s = &q->step[q->now];
	char left[64], frame[64] = "", all[64] = "", line[256];

	if (!progress_active(&q->progress))
		return;
	time_left(q, left, sizeof(left));
	if (s->shoot)
		snprintf(frame, sizeof(frame), ", %u of %u frames", s->taken_count,
			 s->shoot->frames);
	if (q->frames)
		snprintf(all, sizeof(all), "; %u of %u in all", q->taken_frames, q->frames);
	snprintf(line, sizeof(line), "step %u of %u, line %u%s%s; %s", q->now + 1, q->count,
		 s->plan->line, frame, all, left);
	progress_line(&q->progress, line);
}

static void part_tick(void *context)
{
	const struct part *p = context;

	seq_draw(p->q);
}

static void part_message(void *context, const char *line)
{
	struct part *p = context;

	progress_clear(&p->q->progress);
	fprintf(stderr, "%s\n", line);
}

static int program_line(void *context, const char *line, struct qc_error *e)
{
	struct part *p = context;

	(void)e;
	if (!p->q->opt->quiet)
		part_message(context, line);
	return 0;
}

static int take_frame(struct part *p, unsigned int k, const char *name, struct qc_error *e)
{
	struct seq *q = p->q;
	char left[64];
	int r = seq_tell(q, q->now, k, name, e);

	if (r)
		return r;
	p->s->taken[k] = true;
	p->s->taken_count++;
	q->taken_frames++;
	q->since_ns = qc_mono_ns();
	if (!q->progress.terminal) {
		time_left(q, left, sizeof(left));
		progress_say(&q->progress, "%u of %u frames; %s", q->taken_frames, q->frames,
			     left);
	}
	return 0;
}

/* A line of the output of shoot or burst is the name of a file that is whole. */
static int part_line(void *context, const char *line, struct qc_error *e)
{
	struct part *p = context;
	char name[PATH_MAX];
	int r;

	for (unsigned int k = p->next; k < p->to; k++) {
		r = seq_name(p->s, k, name, e);
		if (r)
			return r;
		if (strcmp(name, line))
			continue;
		p->next = k + 1;
		return take_frame(p, k, name, e);
	}
	return qc_fail(e, QC_FAILED, EPROTO, "line %u: %.200s is not a file that was expected",
		       p->s->plan->line, line);
}

static bool has_option(const struct seq_step *s, const char *name)
{
	const struct verb *v = verbs;
	const struct opt *o;

	while (v->name && strcmp(v->name, s->plan->words.text[0]))
		v++;
	for (o = v->opts; v->name && o->name; o++)
		if (!strcmp(o->name, name))
			return true;
	return false;
}

/*
 * The step's words, with what the command line and the plan add: before them, so
 * that the step's own options win.
 */
static unsigned int make_args(const struct seq *q, const struct seq_step *s,
			      char *argv[ARGS_MAX])
{
	static char self[] = "qhycam", camera[] = "--camera", quiet[] = "--quiet";
	static char filter[] = "--filter";
	const struct qc_words *w = &s->plan->words;
	unsigned int n = 0;

	argv[n++] = self;
	argv[n++] = w->text[0];
	if (q->opt->camera && has_option(s, "camera")) {
		argv[n++] = camera;
		argv[n++] = (char *)q->opt->camera;
	}
	if (q->opt->quiet && has_option(s, "quiet") && !(s->shoot && s->shoot->values.verbose))
		argv[n++] = quiet;
	if (s->shoot && s->filter && has_option(s, "filter")) {
		argv[n++] = filter;
		argv[n++] = (char *)s->filter;
	}
	for (int i = 1; i < w->count && strcmp(w->text[i], "--"); i++)
		argv[n++] = w->text[i];
	return n;
}

/* What an exit code of a step means for the plan. */
static int judge(const struct seq_step *s, const char *name, int status, struct qc_error *e)
{
	enum qc_status code = QC_FAILED;

	if (!status)
		return 0;
	if ((status >= QC_LOSSES && status <= QC_DISK) || status == QC_INTERRUPTED ||
	    status == QC_TERMINATED)
		code = status;
	if (status > 128)
		return qc_fail(e, code, ECHILD, "line %u: %s was ended by signal %d",
			       s->plan->line, name, status - 128);
	return qc_fail(e, code, ECHILD, "line %u: %s ended with exit status %d", s->plan->line,
		       name, status);
}

/*
 * The frames of the part, in words of its verb. A hole in too many pieces for
 * them is made shorter.
 */
static unsigned int add_numbers(struct part *p, struct words *w, char **argv)
{
	static char first[] = "--first", count[] = "--count", file[] = "--first-file";
	static char only[] = "--only";
	const struct shoot_values *v = &p->s->shoot->values;
	unsigned int each = p->s->shoot->each, burst = p->from / each, n;
	unsigned int bursts = (p->to - 1) / each - burst + 1;
	char *all[] = { first, w->from, count, w->many, file, w->file, only, w->only };

	snprintf(w->from, NUMBER_LEN, "%u", v->burst ? p->s->first_burst + burst :
						       p->s->first + p->from);
	snprintf(w->many, NUMBER_LEN, "%u", bursts);
	snprintf(w->file, NUMBER_LEN, "%u", p->s->first + burst * each);
	if (p->hole)
		p->to = p->from + qc_ranges_format(p->s->taken + p->from, p->to - p->from, false,
						   v->first.value + 1 + p->from % each, w->only,
						   ONLY_LEN);
	n = !v->burst || v->cube ? 4 : p->hole ? 8 : 6;
	memcpy(argv, all, n * sizeof(*all));
	return n;
}

static int run_part(struct part *p, int *status, struct qc_error *e)
{
	static char whole[] = "--whole";
	struct seq *q = p->q;
	const struct seq_shoot *shoot = p->s->shoot;
	const struct shoot_values *v = &shoot->values;
	char *argv[ARGS_MAX + 12];
	struct words words;
	int64_t tries = 2 * (1 + (v->retries.set ? v->retries.value : 3));
	const struct seq_child c = {
		.argv = argv, .self = true, .lock_fd = q->journal.fd, .signal_fd = q->signal_fd,
		.limit_ns = (int64_t)shoot->us * shoot->each * QC_NS_PER_US * tries + MARGIN_NS +
			    shoot_disk_ns(v),
		.line = part_line, .message = part_message, .tick = part_tick, .context = p,
	};
	unsigned int n = make_args(q, p->s, argv);

	if (shoot->numbered)
		n += add_numbers(p, &words, argv + n);
	/* Half a cube would count as one that has been taken. */
	if (v->cube)
		argv[n++] = whole;
	argv[n] = NULL;
	p->next = p->from;
	return seq_child_run(&c, status, e);
}

/* Frames may be missing when the camera lost them, but not in silence. */
static int check_part(const struct part *p, int status, struct qc_error *e)
{
	for (unsigned int k = p->from; k < p->to && !status; k++)
		if (!p->s->taken[k])
			return qc_fail(e, QC_FAILED, ENOENT,
				       "line %u: %s ended well, but file %u is not there",
				       p->s->plan->line, p->s->plan->words.text[0], k + 1);
	return 0;
}

/*
 * The next frames that are not there: as many whole bursts as follow each other,
 * or what a burst misses of which something is there. A frame that is no part of a
 * burst is like a burst of one.
 */
static bool next_part(struct part *p)
{
	unsigned int frames = p->s->shoot->frames, each = p->s->shoot->each, burst, k;

	for (p->from = p->to; p->from < frames && p->s->taken[p->from];)
		p->from++;
	if (p->from == frames)
		return false;
	p->to = p->from;
	for (burst = p->from / each * each; burst < frames; burst += each) {
		for (k = 0; k < each && !p->s->taken[burst + k];)
			k++;
		if (k < each)
			break;
		p->to = burst + each;
	}
	p->hole = p->to == p->from;
	if (p->hole)
		p->to = p->from / each * each + each;
	return true;
}

/* Each row of frames that are not there yet. */
static int run_shoot_step(struct seq *q, struct seq_step *s, int *losses, struct qc_error *e)
{
	struct part p = { .q = q, .s = s };
	int status = 0, r = 0;

	while (!r && next_part(&p)) {
		r = run_part(&p, &status, e);
		if (r)
			return r;
		if (status == QC_LOSSES)
			*losses = status;
		else
			r = judge(s, s->plan->words.text[0], status, e);
		if (!r)
			r = check_part(&p, status, e);
	}
	return r;
}

static int run_verb(struct seq *q, struct seq_step *s, struct qc_error *e)
{
	char *argv[ARGS_MAX];
	struct part p = { .q = q, .s = s };
	const struct seq_child c = {
		.argv = argv, .self = true, .lock_fd = q->journal.fd, .signal_fd = q->signal_fd,
		.limit_ns = VERB_LIMIT_NS, .limit_all = true,
		.line = program_line, .message = part_message, .tick = part_tick, .context = &p,
	};
	const struct qc_words *w = &s->plan->words;
	int status = 0, r;
	unsigned int n = make_args(q, s, argv);
	int i = 1;

	/* Behind a "--" are arguments only. */
	while (i < w->count && strcmp(w->text[i], "--"))
		i++;
	for (; i < w->count; i++)
		argv[n++] = w->text[i];
	argv[n] = NULL;
	r = seq_child_run(&c, &status, e);
	return r ? r : judge(s, w->text[0], status, e);
}

static int run_program(struct seq *q, struct seq_step *s, struct qc_error *e)
{
	struct part p = { .q = q, .s = s };
	const struct seq_child c = {
		.argv = s->plan->words.text, .lock_fd = -1, .signal_fd = q->signal_fd,
		.limit_ns = (int64_t)s->plan->us * QC_NS_PER_US, .limit_all = true,
		.line = program_line, .message = part_message, .tick = part_tick, .context = &p,
	};
	char number[NUMBER_LEN];
	int status = 0, r;

	snprintf(number, sizeof(number), "%u", q->now + 1);
	setenv("QHYCAM_STEP", number, 1);
	setenv("QHYCAM_FILE", q->last_file, 1);
	r = seq_child_run(&c, &status, e);
	if (!r && status)
		r = qc_fail(e, QC_FAILED, ECHILD, "line %u: %s ended with exit status %d",
			    s->plan->line, c.argv[0], status);
	if (r && r != -EINTR && s->plan->optional) {
		progress_say(&q->progress, "%s; going on without it", e->text);
		r = 0;
	}
	return r;
}

static int run_step(struct seq *q, struct seq_step *s, int *losses, struct qc_error *e)
{
	switch (s->plan->kind) {
	case QC_STEP_COMMAND:
		return s->shoot ? run_shoot_step(q, s, losses, e) : run_verb(q, s, e);
	case QC_STEP_RUN:
		return run_program(q, s, e);
	case QC_STEP_PAUSE:
		return seq_pause(q, s, e);
	default:
		return seq_wait(q, s, e);
	}
}

static void announce(struct seq *q, const struct seq_step *s)
{
	char text[512], left[64];
	size_t len = 0;

	for (int i = 0; i < s->plan->words.count && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, " %s", s->plan->words.text[i]);
	time_left(q, left, sizeof(left));
	progress_say(&q->progress, "step %u of %u, line %u:%s%s; %s", q->now + 1, q->count,
		     s->plan->line, s->plan->kind == QC_STEP_RUN ? " run" : "", text, left);
}

static int do_step(struct seq *q, struct seq_step *s, struct qc_error *e)
{
	int losses = 0, r;

	q->since_ns = qc_mono_ns();
	announce(q, s);
	r = s->begun ? 0 : seq_note(q, QC_JOURNAL_BEGIN, 0, 0, NULL, e);
	s->begun = true;
	if (!r)
		r = run_step(q, s, &losses, e);
	progress_clear(&q->progress);
	if (!r)
		r = seq_note(q, QC_JOURNAL_END, 0, losses, NULL, e);
	if (r)
		return r;
	s->ended = true;
	if (losses)
		q->losses = losses;
	return 0;
}

static bool is_verb(const struct seq_step *s, const char *name)
{
	return s->plan->kind == QC_STEP_COMMAND && !strcmp(s->plan->words.text[0], name);
}

/*
 * A camera that has been without power is warm again, and its wheel somewhere:
 * what the last steps of that kind have set is set again.
 */
static int restore(struct seq *q, struct qc_error *e)
{
	struct seq_step *cool = NULL, *wheel = NULL, *s = q->step;
	unsigned int at = 0;
	int r = 0;

	for (; at < q->count && s->ended; at++, s++) {
		if (is_verb(s, "cool") || is_verb(s, "warm"))
			cool = is_verb(s, "cool") ? s : NULL;
		if (is_verb(s, "wheel"))
			wheel = s;
	}
	for (int i = 0; i < 2 && at < q->count && !r; i++) {
		s = i ? wheel : cool;
		if (!s)
			continue;
		q->now = s - q->step;
		progress_say(&q->progress, "as before: line %u", s->plan->line);
		r = run_verb(q, s, e);
	}
	return r;
}

int seq_run(struct seq *q, struct qc_error *e)
{
	struct qc_error ignored;
	int r = q->resumed ? restore(q, e) : 0;

	for (q->now = 0; q->now < q->count && !r; q->now++) {
		if (!q->step[q->now].ended)
			r = do_step(q, &q->step[q->now], e);
		if (r)
			break;
	}
	if (!r)
		r = seq_note(q, QC_JOURNAL_DONE, 0, q->losses, NULL, e);
	else
		seq_note(q, QC_JOURNAL_STOP, 0, e->status, NULL, &ignored);
	if (r || !q->losses)
		return r;
	if (q->taken_frames == q->frames)
		return qc_fail(e, q->losses, EIO, "done, but frames between those were lost");
	return qc_fail(e, q->losses, EIO, "done, but %u of %u frames are missing",
		       q->frames - q->taken_frames, q->frames);
}
