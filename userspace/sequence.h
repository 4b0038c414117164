/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sequence.h - the parts of qhycam sequence
 *
 * Each step is a program of its own: this one again with the step's words, or
 * another one. It tells the names of finished files on its standard output.
 * What has been done is in the journal before anything else happens, and only
 * this process writes it; so a frame is taken when the journal or the disk has
 * its file, and never twice.
 */
#ifndef QC_SEQUENCE_H
#define QC_SEQUENCE_H

#include "lib/estimate.h"
#include "lib/journal.h"
#include "lib/plan.h"
#include "progress.h"
#include "shoot.h"

#define SEQ_FRAMES_MAX 200000

/* The command line. */
struct seq_values {
	const char *plan, *journal, *camera;
	bool dry_run, restart, anyway, quiet;
};

/* A line of the plan that takes frames. */
struct seq_shoot {
	struct shoot_values values;
	struct qc_shot shot;
	unsigned int frames;		/* files */
	unsigned int each;		/* of burst without --cube: files of one; else 1 */
	bool numbered;			/* the names have %n, written or not */
	uint64_t us, bytes;		/* of a frame, by estimate */
};

/* A step that is to be done; a repeated line is several. */
struct seq_step {
	const struct qc_plan_step *plan;
	const struct seq_shoot *shoot;	/* NULL: takes no frames */
	const char *filter;		/* that is in place, NULL: not known */
	int64_t until_ns;		/* UTC */
	unsigned int first;		/* %n of its first frame */
	unsigned int first_burst;	/* %b of it */
	bool *taken;			/* its frames */
	unsigned int taken_count;
	bool begun, ended;
};

struct seq {
	const struct seq_values *opt;
	struct qc_plan plan;
	struct qc_journal journal;
	struct progress progress;
	char journal_path[PATH_MAX];
	char directory[PATH_MAX];	/* the working one */
	struct seq_step *step;
	unsigned int count;
	bool *taken;			/* memory of all steps */
	unsigned int frames, taken_frames, begun_frames;
	bool resumed, finished;		/* by the journal */
	int losses;			/* exit code of steps that ended with losses, or 0 */
	int64_t start_ns;		/* of the plan, UTC */
	/* What a camera says for the estimate. */
	bool has_camera;
	struct qc_error no_camera;
	uint64_t rate;
	/* While it runs. */
	int signal_fd;
	unsigned int now;		/* index of the present step */
	int64_t since_ns;		/* monotonic: begin, or its last file */
	char last_file[PATH_MAX];
};

/* ---- sequence-check.c: is the plan sound? ---- */

/* The words that begin a step and are verbs. */
const char *const *seq_commands(void);

/* Are all steps ones that can be done? Makes q->step of the plan. */
int seq_check(struct seq *q, struct qc_error *e);

/* The file of frame @k, from 0, of a step. */
int seq_name(const struct seq_step *s, unsigned int k, char name[PATH_MAX],
	     struct qc_error *e);

/* ---- sequence-names.c: the plan and the disk ---- */

/* Does any file come twice? 0, or -EINVAL with line and column. */
int seq_check_names(struct seq *q, struct qc_error *e);

/* Is there a directory for each file, and none of those that are to come? */
int seq_check_files(struct seq *q, struct qc_error *e);

/* Note the frames whose files are there, of steps that have begun. */
int seq_find_taken(struct seq *q, bool write, struct qc_error *e);

/* ---- sequence-estimate.c: time and room ---- */

/* Ask the camera, if there is one, and fill in time and bytes of all frames. */
void seq_ask_camera(struct seq *q);

/* How long all that is left takes from @now_ns (UTC) on, by estimate. */
int64_t seq_left_ns(const struct seq *q, int64_t now_ns);

/* Print the plan. */
void seq_show(const struct seq *q);

/* Is there room for what is still to come? 0, or -ENOSPC with QC_REFUSED. */
int seq_check_room(const struct seq *q, struct qc_error *e);

/* ---- sequence-journal.c ---- */

/* What the journal says about this plan. */
int seq_apply(struct seq *q, struct qc_error *e);

/*
 * Name the file of frame @k of a step on stdout, and write it down: who reads the
 * names misses none, but the last one before a crash may come twice.
 */
int seq_tell(struct seq *q, unsigned int step, unsigned int k, const char *name,
	     struct qc_error *e);

/* Write a line about the present step. */
int seq_note(struct seq *q, enum qc_journal_word word, unsigned int number, int status,
	     const char *text, struct qc_error *e);

/* ---- sequence-child.c: another program ---- */

struct seq_child {
	char **argv;
	bool self;			/* this program again */
	int lock_fd;			/* it keeps that open; -1: none */
	int signal_fd;
	int64_t limit_ns;		/* for each line of output, or for all of it */
	bool limit_all;
	/* A line of its stdout; an error ends it. */
	int (*line)(void *context, const char *line, struct qc_error *e);
	void (*message)(void *context, const char *line);	/* of its stderr */
	void (*tick)(void *context);
	void *context;
};

/*
 * Run it to its end. 0 with its exit code (128 + signal) in @status; else it was
 * stopped: -EINTR by a signal to this program (QC_INTERRUPTED, QC_TERMINATED),
 * -ETIMEDOUT, or what the line function returned.
 */
int seq_child_run(const struct seq_child *c, int *status, struct qc_error *e);

/* ---- sequence-run.c, sequence-wait.c: doing it ---- */

/* Do all that is left. 0, or -errno with the exit code. */
int seq_run(struct seq *q, struct qc_error *e);

int seq_wait(struct seq *q, const struct seq_step *s, struct qc_error *e);
int seq_pause(struct seq *q, const struct seq_step *s, struct qc_error *e);

/* The line with the time left; the child's messages come above it. */
void seq_draw(void *context);

#endif
