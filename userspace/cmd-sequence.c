// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-sequence.c - qhycam sequence: options, order of events
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/clock.h"
#include "sequence.h"
#include "wait.h"

/* A step whose sequence was killed needs a moment to end. */
#define PATIENCE_MS 15000
/* A time of day that has passed by less was meant, not tomorrow's. */
#define GRACE_NS (6 * 3600 * QC_NS_PER_S)

#define AT(member) .offset = offsetof(struct seq_values, member)

const struct opt sequence_opts[] = {
	{ .name = "dry-run", .letter = 'n', .kind = OPT_FLAG, AT(dry_run),
	  .help = "only check the plan and show its steps, time and size" },
	{ .name = "journal", .letter = 'j', .kind = OPT_TEXT, .arg = "FILE", AT(journal),
	  .help = "where it is noted what has been done (PLAN.journal)" },
	{ .name = "restart", .kind = OPT_FLAG, AT(restart),
	  .help = "forget what has been done; files that are there must go before" },
	{ .name = "anyway", .kind = OPT_FLAG, AT(anyway),
	  .help = "start even when the disk is too small for all of it" },
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA", AT(camera),
	  .help = "camera of all steps that name none: node (/dev/video0), index, serial number "
		  "or card name" },
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, AT(quiet), .help = "errors only" },
	{ .name = NULL },
};

const char sequence_notes[] =
	"PLAN has a step in each line, in qhycam's own words; # begins a comment:\n\n"
	"  cool -10 --wait\n"
	"  filters L R G B\n"
	"  wait until 22:30\n"
	"  repeat 10\n"
	"    filter R\n"
	"    shoot -t 300s -n 4 -o m31-R-%n.fits\n"
	"    run --timeout 2m --optional dither.sh\n"
	"  end\n"
	"  warm\n\n"
	"Steps: shoot, burst, cool, warm, wheel; filter NAME; wait TIME or until HH:MM;\n"
	"run [--timeout TIME] [--optional] PROGRAM...; pause [TEXT...]; repeat N ... end.\n"
	"The same command again goes on where it ended, also after a crash: no frame is\n"
	"lost or taken twice. The finished files are named on stdout.\n"
	"Exit codes: 0 done, 1 failed, 2 mistake in the plan, 3 frames missing,\n"
	"10 refused before the start, 130 and 143 interrupted; others are those of shoot.\n";

static int find_places(struct seq *q, struct qc_error *e)
{
	int n;

	if (!getcwd(q->directory, sizeof(q->directory)))
		return qc_fail(e, QC_FAILED, errno, "the working directory: %s", strerror(errno));
	n = q->opt->journal ? snprintf(q->journal_path, PATH_MAX, "%s", q->opt->journal) :
			      snprintf(q->journal_path, PATH_MAX, "%s.journal", q->opt->plan);
	if (n >= PATH_MAX)
		return qc_fail(e, QC_USAGE, ENAMETOOLONG, "the journal's name is too long");
	return 0;
}

/* Each time of day is the first one after that before it in the plan. */
static int find_moments(struct seq *q, struct qc_error *e)
{
	int64_t after = q->start_ns, grace = GRACE_NS;

	for (unsigned int i = 0; i < q->count; i++) {
		struct seq_step *s = &q->step[i];

		if (s->plan->kind != QC_STEP_UNTIL)
			continue;
		if (qc_moment_resolve(&s->plan->until, after, grace, &s->until_ns))
			return qc_plan_fail(&q->plan, s->plan->line, s->plan->words.column[0], e,
					    "there is no such time");
		after = s->until_ns;
		grace = 0;
	}
	return 0;
}

/* All that can be known before the first step. */
static int preflight(struct seq *q, struct qc_error *e)
{
	int r = 0;

	if (q->finished)
		return qc_fail(e, QC_REFUSED, EALREADY,
			       "this plan is done already; --restart does it again");
	for (unsigned int i = 0; i < q->count && !r; i++)
		if (q->step[i].plan->kind == QC_STEP_PAUSE && !isatty(STDIN_FILENO))
			r = qc_fail(e, QC_REFUSED, ENOTTY, "line %u: pause needs a terminal",
				    q->step[i].plan->line);
	if (!r)
		r = seq_check_files(q, e);
	if (!r && !q->opt->anyway)
		r = seq_check_room(q, e);
	return r;
}

static int look_at_journal(struct seq *q, struct qc_error *e)
{
	int r;

	q->start_ns = qc_utc_ns();
	if (q->opt->restart)
		return 0;
	r = qc_journal_look(&q->journal, q->journal_path, e);
	if (!r)
		r = seq_apply(q, e);
	if (!r)
		r = seq_find_taken(q, false, e);
	qc_journal_close(&q->journal);
	return r;
}

/* From here on nobody else is at work on this plan. */
static int open_journal(struct seq *q, struct qc_error *e)
{
	int r = qc_journal_open(&q->journal, q->journal_path, PATIENCE_MS, e);

	if (!r && q->opt->restart)
		r = qc_journal_clear(&q->journal, e);
	if (!r)
		r = seq_apply(q, e);
	if (!r && q->finished)
		return qc_fail(e, QC_REFUSED, EALREADY, "another qhycam has just ended this plan");
	if (!r && !q->resumed)
		r = seq_note(q, QC_JOURNAL_PLAN, 0, 0, q->directory, e);
	if (!r)
		r = seq_find_taken(q, true, e);
	return r;
}

static int run(struct seq *q, struct qc_error *e)
{
	int r = q->signal_fd = wait_signals(e);

	if (r < 0)
		return r;
	/* A lost connection must not end the night. */
	signal(SIGHUP, SIG_IGN);
	r = open_journal(q, e);
	if (!r && q->resumed)
		progress_say(&q->progress, "resumed: %u of %u frames are there", q->taken_frames,
			     q->frames);
	if (!r)
		r = seq_run(q, e);
	close(q->signal_fd);
	if (r == -EINTR)
		qc_fail(e, e->status, EINTR, "interrupted; %u of %u frames are finished, the same "
			"command goes on", q->taken_frames, q->frames);
	else if (!r)
		progress_say(&q->progress, "done: %u frames", q->taken_frames);
	return r;
}

static int sequence(struct seq *q, struct qc_error *e)
{
	int r = find_places(q, e);

	if (!r)
		r = qc_plan_read(&q->plan, q->opt->plan, seq_commands(), e);
	if (!r)
		r = seq_check(q, e);
	if (!r)
		r = seq_check_names(q, e);
	if (!r)
		r = look_at_journal(q, e);
	if (!r)
		r = find_moments(q, e);
	if (r)
		return r;
	seq_ask_camera(q);
	if (!q->opt->dry_run) {
		r = preflight(q, e);
		return r ? r : run(q, e);
	}
	seq_show(q);
	return q->opt->anyway ? 0 : seq_check_room(q, e);
}

int run_sequence(int argc, char **argv)
{
	struct seq_values v = { .plan = NULL };
	struct seq q = { .opt = &v, .journal.fd = -1, .signal_fd = -1 };
	struct qc_error e;
	int r = verb_begin(verb_find("sequence", &e), argc, argv, &v, &v.plan);

	if (r >= 0)
		return r;
	progress_init(&q.progress, v.quiet);
	if (v.plan)
		r = sequence(&q, &e);
	else
		r = qc_fail(&e, QC_USAGE, EINVAL, "PLAN is missing; see --help");
	progress_clear(&q.progress);
	qc_journal_close(&q.journal);
	qc_plan_free(&q.plan);
	free(q.step);
	free(q.taken);
	return r ? verb_fail("sequence", &e) : QC_DONE;
}
