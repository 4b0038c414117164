// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-check.c - qhycam sequence: are the steps of a plan ones that can be done?
 */
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "lib/fits-user.h"
#include "negative.h"
#include "sequence.h"

/* One more than one: the names get a number. */
#define SEVERAL 2

static int fail_at(const struct seq *q, const struct qc_plan_step *s, int word,
		   struct qc_error *e, const char *text)
{
	return qc_plan_fail(&q->plan, s->line, s->words.column[word], e, "%s", text);
}

/* The word that @text is, or is a part of: getopt moves words but does not copy them. */
static int word_of(const struct qc_words *w, const char *text)
{
	for (int i = 0; i < w->count; i++)
		if (text >= w->text[i] && text <= w->text[i] + strlen(w->text[i]))
			return i;
	return 0;
}

/* The first word that is this option, in one of its forms, or the command's. */
static int word_of_option(const struct qc_words *w, const char *name)
{
	for (int i = 1; i < w->count; i++)
		if (!strncmp(w->text[i], "--", 2) && w->text[i][2] &&
		    !strncmp(w->text[i] + 2, name, strcspn(w->text[i] + 2, "=")))
			return i;
	return 0;
}

/* What became of a step's words. */
static int judge(const struct seq *q, const struct qc_plan_step *s, int r, const char *at,
		 const struct qc_error *why, struct qc_error *e)
{
	if (r == OPT_HELP)
		return fail_at(q, s, 0, e, "--help is no step");
	return r ? fail_at(q, s, at ? word_of(&s->words, at) : 0, e, why->text) : 0;
}

/* Parse the words of a step that takes frames, as its verb will. */
static int parse(const struct seq *q, const struct qc_plan_step *s, const struct opt *opts,
		 struct shoot_values *v, struct qc_error *e)
{
	char *words[NEGATIVE_ARGS_MAX + 2];
	const char *at = NULL;
	struct qc_error why;
	int n = negative_args(opts, s->words.count, s->words.text, words);
	int r = opt_parse(opts, n, words, v, NULL, &at, &why);

	return judge(q, s, r, at, &why, e);
}

static int check_names(const struct seq *q, const struct qc_plan_step *s,
		       const struct shoot_values *v, struct qc_error *e)
{
	int at = word_of(&s->words, v->output);

	if (qc_name_has(v->output, 'd'))
		return fail_at(q, s, at, e, "%d: a name with the time in it cannot be known "
			       "beforehand, so a frame could be taken again after a crash; "
			       "write %n");
	if (qc_name_has(v->output, 'e') && !v->exposure.set)
		return fail_at(q, s, at, e, "%e needs --exposure in a plan");
	if (qc_name_has(v->output, 'g') && !v->gain.set)
		return fail_at(q, s, at, e, "%g needs --gain in a plan");
	return 0;
}

/* As shoot_check(), with the filter of a step before this one. */
static int check_values(struct shoot_values *v, const char *filter, struct qc_error *e)
{
	bool own = v->filter;
	int r;

	if (!own)
		v->filter = filter;
	r = shoot_check(v, e);
	if (!own)
		v->filter = NULL;
	return r;
}

/* What a plan cannot have, since it would not know what has been done. */
static int check_options(const struct seq *q, const struct qc_plan_step *s,
			 const struct shoot_values *v, struct qc_error *e)
{
	if (v->ser)
		return fail_at(q, s, word_of_option(&s->words, "ser"), e,
			       "--ser is not for plans: a video that was interrupted cannot go on");
	if (v->overwrite)
		return fail_at(q, s, word_of_option(&s->words, "overwrite"), e,
			       "--overwrite is not for plans: a file that is there is a frame "
			       "that has been taken");
	if (v->from.set)
		return fail_at(q, s, word_of_option(&s->words, "first"), e,
			       "--first is not for plans: they count by themselves");
	if (v->first_file.set)
		return fail_at(q, s, word_of_option(&s->words, "first-file"), e,
			       "--first-file is not for plans: they count by themselves");
	if (v->only)
		return fail_at(q, s, word_of_option(&s->words, "only"), e,
			       "--only is not for plans: they know what is missing");
	return check_names(q, s, v, e);
}

/* shoot and burst. */
static int check_shoot(struct seq *q, struct qc_plan_step *s, const char *filter,
		       struct qc_error *e)
{
	struct seq_shoot *shoot = qc_plan_alloc(&q->plan, sizeof(*shoot));
	bool burst = !strcmp(s->words.text[0], "burst");
	struct shoot_values *v = &shoot->values;
	struct qc_error why;
	int r;

	if (!shoot)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	*v = burst ? burst_values : shoot_values;
	r = parse(q, s, burst ? burst_opts : shoot_opts, v, e);
	if (r)
		return r;
	if (check_values(v, filter, &why))
		return fail_at(q, s, 0, e, why.text);
	shoot->each = burst ? shoot_burst_files(v) : 1;
	if (burst)
		shoot->frames = v->bursts.value * shoot->each;
	else
		shoot->frames = v->count.set ? v->count.value : 1;
	shoot->numbered = shoot->frames > 1 || qc_name_has(v->output, 'n');
	s->data = shoot;
	return check_options(q, s, v, e);
}

/* The steps that are verbs; those that take frames are checked here. */
static const struct {
	const char *name;
	int (*check)(int argc, char **argv, const char **at, struct qc_error *e);
} commands[] = {
	{ "shoot", NULL },
	{ "burst", NULL },
	{ "cool", cool_step },
	{ "warm", warm_step },
	{ "wheel", wheel_step },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int check_step(struct seq *q, struct qc_plan_step *s, const char *filter,
		      struct qc_error *e)
{
	const char *at = NULL;
	struct qc_error why;
	size_t i = 0;
	int r;

	if (s->kind != QC_STEP_COMMAND || s->data)
		return 0;
	if (s->words.count > NEGATIVE_ARGS_MAX)
		return fail_at(q, s, NEGATIVE_ARGS_MAX, e, "too many words");
	while (strcmp(commands[i].name, s->words.text[0]))
		i++;
	if (!commands[i].check)
		return check_shoot(q, s, filter, e);
	/* It will be in headers. */
	if (s->filter && !qc_user_text_ok(s->filter))
		return fail_at(q, s, 1, e,
			       "the name is to be 1 to 60 characters of printable ASCII");
	r = commands[i].check(s->words.count, s->words.text, &at, &why);
	return judge(q, s, r, at, &why, e);
}

/* The next number of a name; names that differ in it only are counted on. */
struct counter {
	char *key;
	unsigned int next, next_burst;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct counter *)a)->key, ((const struct counter *)b)->key);
}

static int number(struct seq *q, void **tree, struct seq_step *s, struct qc_error *e)
{
	char name[PATH_MAX];
	struct counter *c, key = { .key = name }, **found;
	int r;

	s->first = 1;
	s->first_burst = 1;
	r = seq_name(s, 0, name, e);
	if (r)
		return r;
	found = tfind(&key, tree, compare);
	if (!found) {
		c = qc_plan_alloc(&q->plan, sizeof(*c));
		if (c)
			c->key = qc_plan_alloc(&q->plan, strlen(name) + 1);
		if (!c || !c->key)
			return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
		strcpy(c->key, name);
		c->next = 1;
		c->next_burst = 1;
		found = tsearch(c, tree, compare);
	}
	if (!found)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	if (!s->shoot->numbered)
		return 0;
	s->first = (*found)->next;
	(*found)->next += s->shoot->frames;
	s->first_burst = s->shoot->values.cube ? s->first : (*found)->next_burst;
	(*found)->next_burst += s->shoot->frames / s->shoot->each;
	return 0;
}

static void keep(void *node)
{
	(void)node;
}

static int add_frames(struct seq *q, void **counters, struct seq_step *s, struct qc_error *e)
{
	s->shoot = s->plan->data;
	if (!s->shoot)
		return 0;
	if (s->shoot->frames > SEQ_FRAMES_MAX - q->frames)
		return qc_plan_fail(&q->plan, s->plan->line, s->plan->words.column[0], e,
				    "more than %d frames in all", SEQ_FRAMES_MAX);
	if (qc_name_has(s->shoot->values.output, 'f') && !s->shoot->values.filter && !s->filter)
		return fail_at(q, s->plan, word_of(&s->plan->words, s->shoot->values.output), e,
			       "%f, but here no filter is known");
	q->frames += s->shoot->frames;
	return number(q, counters, s, e);
}

int seq_check(struct seq *q, struct qc_error *e)
{
	const char *filter = NULL;
	void *counters = NULL;
	bool *taken;
	int r = 0;

	q->step = calloc(q->plan.count, sizeof(*q->step));
	if (!q->step)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	q->count = q->plan.count;
	for (unsigned int i = 0; i < q->count && !r; i++) {
		struct qc_plan_step *s = q->plan.order[i];

		q->step[i].plan = s;
		if (s->kind == QC_STEP_COMMAND && !strcmp(s->words.text[0], "wheel"))
			filter = s->filter;
		q->step[i].filter = filter;
		r = check_step(q, s, filter, e);
		if (!r)
			r = add_frames(q, &counters, &q->step[i], e);
	}
	tdestroy(counters, keep);
	taken = q->taken = calloc(q->frames + 1, sizeof(*taken));
	if (!r && !taken)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	for (unsigned int i = 0; i < q->count && !r; i++) {
		q->step[i].taken = taken;
		taken += q->step[i].shoot ? q->step[i].shoot->frames : 0;
	}
	return r;
}

int seq_name(const struct seq_step *s, unsigned int k, char name[PATH_MAX],
	     struct qc_error *e)
{
	const struct shoot_values *v = &s->shoot->values;
	const struct qc_name_values n = {
		.number = s->first + k,
		.count = s->shoot->numbered ? SEVERAL : 1,
		.type = v->type,
		.exposure_us = v->exposure.us,
		.object = v->object,
		.filter = v->filter ? v->filter : s->filter,
		.gain = v->gain.value,
		.burst = s->first_burst + k / s->shoot->each,
		.extension = v->compress ? ".fits.fz" : v->raw ? ".raw" : ".fits",
	};

	return qc_name_expand(v->output, &n, name, PATH_MAX, e);
}

const char *const *seq_commands(void)
{
	static const char *names[COMMANDS + 1];

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	return names;
}
