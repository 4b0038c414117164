// SPDX-License-Identifier: GPL-2.0
/*
 * plan.c - a plan: lines of steps, in the words of the command line
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan.h"
#include "text.h"

#define RUN_US (10 * 60 * 1000000ull)
#define TIME_MAX_US (7 * 24 * 3600 * 1000000ull)
#define NAMES_MAX 32

struct parser {
	struct qc_plan *plan;
	const char *const *commands;
	unsigned int line;
	struct qc_words words;		/* of this line */
	struct {
		unsigned int line, column, start;
		int64_t times;
	} open[QC_PLAN_DEPTH_MAX];	/* repeats */
	unsigned int depth;
	const char *filter[QC_PLAN_FILTERS_MAX];
	unsigned int filters;
	size_t room;			/* in plan->order */
	struct qc_error *e;
};

#define FAIL_AT(s, at, ...) qc_plan_fail((s)->plan, (s)->line, at, (s)->e, __VA_ARGS__)
/* At word @i, or behind the last one. */
#define FAIL(s, i, ...) FAIL_AT(s, column_of(&(s)->words, i), __VA_ARGS__)

static unsigned int column_of(const struct qc_words *w, int i)
{
	return i < w->count ? w->column[i] : w->column[w->count - 1];
}

static int no_memory(struct qc_error *e)
{
	return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
}

/* The words from @i on, as words of their own. */
static struct qc_words rest(const struct qc_words *w, int i)
{
	return (struct qc_words){ w->count - i, w->text + i, w->column + i };
}

static int append(struct parser *s, struct qc_plan_step *step)
{
	struct qc_plan *p = s->plan;
	void *more;

	if (p->count == QC_PLAN_ORDER_MAX)
		return FAIL(s, 0, "more than %d steps, with what is repeated", QC_PLAN_ORDER_MAX);
	if (p->count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		more = reallocarray(p->order, s->room, sizeof(void *));
		if (!more)
			return no_memory(s->e);
		p->order = more;
	}
	p->order[p->count++] = step;
	return 0;
}

static struct qc_plan_step *new_step(struct parser *s, enum qc_step_kind kind, int first)
{
	struct qc_plan_step *step = qc_plan_alloc(s->plan, sizeof(*step));

	if (!step) {
		no_memory(s->e);
		return NULL;
	}
	step->kind = kind;
	step->line = s->line;
	step->words = rest(&s->words, first);
	return step;
}

static int add_command(struct parser *s)
{
	struct qc_plan_step *step = new_step(s, QC_STEP_COMMAND, 0);

	return step ? append(s, step) : -ENOMEM;
}

static int take_time(struct parser *s, int i, uint64_t *us)
{
	const char *text = s->words.text[i];

	if (i >= s->words.count)
		return FAIL(s, i, "a time is missing, like 30s or 5m");
	if (qc_parse_duration(text, us))
		return FAIL(s, i, "%s: is no duration; write 20ms, 30s, 5m or 2h", text);
	if (*us > TIME_MAX_US)
		return FAIL(s, i, "%s: is more than 7 days", text);
	return 0;
}

static int no_more(struct parser *s, int i)
{
	return i < s->words.count ? FAIL(s, i, "'%s' is not expected here", s->words.text[i]) : 0;
}

static int add_wait(struct parser *s)
{
	bool until = s->words.count > 1 && !strcmp(s->words.text[1], "until");
	struct qc_plan_step *step = new_step(s, until ? QC_STEP_UNTIL : QC_STEP_WAIT, 0);
	int r;

	if (!step)
		return -ENOMEM;
	if (until && s->words.count < 3)
		return FAIL(s, 1, "a time of day is missing, like 22:30");
	if (until && qc_moment_parse(s->words.text[2], &step->until))
		return FAIL(s, 2, "%s: is no time of day; write 22:30, 22:30Z for UTC, or "
			    "2026-11-20T22:30", s->words.text[2]);
	r = until ? 0 : take_time(s, 1, &step->us);
	if (!r)
		r = no_more(s, until ? 3 : 2);
	return r ? r : append(s, step);
}

static int add_run(struct parser *s)
{
	struct qc_plan_step *step = new_step(s, QC_STEP_RUN, 0);
	int i = 1, r;

	if (!step)
		return -ENOMEM;
	step->us = RUN_US;
	for (; i < s->words.count && s->words.text[i][0] == '-'; i++) {
		if (!strcmp(s->words.text[i], "--optional")) {
			step->optional = true;
		} else if (!strcmp(s->words.text[i], "--timeout")) {
			r = take_time(s, ++i, &step->us);
			if (r)
				return r;
			if (!step->us)
				return FAIL(s, i, "no time at all is not enough");
		} else {
			return FAIL(s, i, "unknown option %s; run has --timeout TIME and --optional",
				    s->words.text[i]);
		}
	}
	if (i >= s->words.count || !*s->words.text[i])
		return FAIL(s, i, "the program to run is missing");
	step->words = rest(&s->words, i);
	return append(s, step);
}

static int add_pause(struct parser *s)
{
	struct qc_plan_step *step = new_step(s, QC_STEP_PAUSE, 0);

	return step ? append(s, step) : -ENOMEM;
}

static int set_filters(struct parser *s)
{
	if (s->words.count < 2)
		return FAIL(s, 0, "names of filters are missing, that of slot 0 first");
	if (s->filters)
		return FAIL(s, 0, "the filters have been named already");
	for (int i = 1; i < s->words.count; i++) {
		if (s->filters == QC_PLAN_FILTERS_MAX)
			return FAIL(s, i, "more than %d filters", QC_PLAN_FILTERS_MAX);
		for (unsigned int k = 0; k < s->filters; k++)
			if (!strcmp(s->filter[k], s->words.text[i]))
				return FAIL(s, i, "'%s' is there twice", s->words.text[i]);
		s->filter[s->filters++] = s->words.text[i];
	}
	return 0;
}

/* "filter R" is "wheel 1", when R is the name of slot 1. */
static int add_filter(struct parser *s)
{
	static char wheel[] = "wheel";
	const char *names[QC_PLAN_FILTERS_MAX + 1] = { NULL }, *near;
	struct qc_plan_step *step;
	unsigned int slot = 0;
	char *number;

	if (s->words.count < 2)
		return FAIL(s, 0, "the name of a filter is missing");
	if (!s->filters)
		return FAIL(s, 0, "'filters NAME...' must come before, that of slot 0 first");
	while (slot < s->filters && strcmp(s->filter[slot], s->words.text[1]))
		slot++;
	if (slot == s->filters) {
		memcpy(names, s->filter, s->filters * sizeof(*names));
		near = qc_nearest(s->words.text[1], names);
		return FAIL(s, 1, "no filter '%s'%s%s%s", s->words.text[1],
			    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	if (no_more(s, 2))
		return -EINVAL;
	step = new_step(s, QC_STEP_COMMAND, 0);
	number = qc_plan_alloc(s->plan, 12);
	if (!step || !number)
		return no_memory(s->e);
	snprintf(number, 12, "%u", slot);
	step->filter = s->filter[slot];
	step->words.text[0] = wheel;
	step->words.text[1] = number;
	return append(s, step);
}

static int begin_repeat(struct parser *s)
{
	int64_t n;

	if (s->words.count < 2)
		return FAIL(s, 0, "how often is missing");
	if (qc_parse_int(s->words.text[1], &n) || n < 1 || n > QC_PLAN_ORDER_MAX)
		return FAIL(s, 1, "%s: must be a whole number, 1 .. %d", s->words.text[1],
			    QC_PLAN_ORDER_MAX);
	if (no_more(s, 2))
		return -EINVAL;
	if (s->depth == QC_PLAN_DEPTH_MAX)
		return FAIL(s, 0, "more than %d repeats in each other", QC_PLAN_DEPTH_MAX);
	s->open[s->depth].line = s->line;
	s->open[s->depth].column = s->words.column[0];
	s->open[s->depth].start = s->plan->count;
	s->open[s->depth++].times = n;
	return 0;
}

static int end_repeat(struct parser *s)
{
	unsigned int start, end;
	int64_t times;
	int r = no_more(s, 1);

	if (r)
		return r;
	if (!s->depth)
		return FAIL(s, 0, "no repeat has begun");
	start = s->open[--s->depth].start;
	times = s->open[s->depth].times;
	end = s->plan->count;
	if (start == end)
		return qc_plan_fail(s->plan, s->open[s->depth].line, s->open[s->depth].column,
				    s->e, "there is nothing to repeat");
	for (; times > 1; times--)
		for (unsigned int i = start; i < end && !r; i++)
			r = append(s, s->plan->order[i]);
	return r;
}

static const struct {
	const char *name;
	int (*add)(struct parser *s);
} words[] = {
	{ "wait", add_wait },	    { "run", add_run },	      { "pause", add_pause },
	{ "filters", set_filters }, { "filter", add_filter }, { "repeat", begin_repeat },
	{ "end", end_repeat },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

static int add_line(struct parser *s)
{
	const char *name = s->words.text[0], *names[NAMES_MAX + 1] = { NULL }, *near;
	size_t n = 0;

	for (size_t i = 0; s->commands[i]; i++) {
		if (!strcmp(s->commands[i], name))
			return add_command(s);
		if (n < NAMES_MAX - WORDS)
			names[n++] = s->commands[i];
	}
	for (size_t i = 0; i < WORDS; i++) {
		if (!strcmp(words[i].name, name))
			return words[i].add(s);
		names[n++] = words[i].name;
	}
	near = qc_nearest(name, names);
	if (near)
		return FAIL(s, 0, "unknown step '%s'; did you mean '%s'?", name, near);
	return FAIL(s, 0, "unknown step '%s'; see 'qhycam help sequence'", name);
}

static int parse_lines(struct parser *s, const char *text, size_t len)
{
	const char *end = text + len, *stop;
	int r;

	for (s->line = 1; text < end; s->line++, text = stop + 1) {
		stop = memchr(text, '\n', end - text);
		if (!stop)
			stop = end;
		r = qc_plan_split(s->plan, s->line, text, stop - text, &s->words, s->e);
		if (!r && s->words.count)
			r = add_line(s);
		if (r)
			return r;
	}
	s->plan->lines = s->line - 1;
	if (s->depth) {
		s->depth--;
		return qc_plan_fail(s->plan, s->open[s->depth].line, s->open[s->depth].column,
				    s->e, "this repeat has no end");
	}
	if (!s->plan->count)
		return qc_plan_fail(s->plan, 1, 1, s->e, "there is no step in this plan");
	return 0;
}

int qc_plan_parse(struct qc_plan *p, const char *name, const char *text, size_t len,
		  const char *const *commands, struct qc_error *e)
{
	struct parser s = { .plan = p, .commands = commands, .e = e };
	int r;

	memset(p, 0, sizeof(*p));
	if (len > QC_PLAN_BYTES_MAX)
		return qc_fail(e, QC_USAGE, EFBIG, "%s: is no plan: more than %d bytes", name,
			       QC_PLAN_BYTES_MAX);
	p->name = qc_plan_alloc(p, strlen(name) + 1);
	if (!p->name)
		return no_memory(e);
	strcpy(p->name, name);
	r = parse_lines(&s, text, len);
	if (r)
		qc_plan_free(p);
	return r;
}

int qc_plan_read(struct qc_plan *p, const char *path, const char *const *commands,
		 struct qc_error *e)
{
	char *text = malloc(QC_PLAN_BYTES_MAX + 1);
	FILE *f = fopen(path, "re");
	size_t len;
	int r;

	memset(p, 0, sizeof(*p));
	if (!f || !text) {
		r = qc_fail(e, QC_USAGE, errno, "%s: %s", path, strerror(errno));
	} else {
		len = fread(text, 1, QC_PLAN_BYTES_MAX + 1, f);
		if (ferror(f))
			r = qc_fail(e, QC_USAGE, errno, "%s: %s", path, strerror(errno));
		else
			r = qc_plan_parse(p, path, text, len, commands, e);
	}
	if (f)
		fclose(f);
	free(text);
	return r;
}

/* FNV-1a. */
static void mix(uint64_t *hash, const void *data, size_t len)
{
	const unsigned char *c = data;

	for (; len; len--)
		*hash = (*hash ^ *c++) * 1099511628211ull;
}

uint64_t qc_plan_hash(const struct qc_plan *p)
{
	uint64_t hash = 14695981039346656037ull;
	const struct qc_plan_step *step;
	unsigned char kind;

	for (unsigned int i = 0; i < p->count; i++) {
		step = p->order[i];
		kind = step->kind;
		mix(&hash, &kind, 1);
		mix(&hash, &step->us, sizeof(step->us));
		mix(&hash, &step->words.count, sizeof(step->words.count));
		if (step->filter)
			mix(&hash, step->filter, strlen(step->filter) + 1);
		for (int k = 0; k < step->words.count; k++)
			mix(&hash, step->words.text[k], strlen(step->words.text[k]) + 1);
	}
	return hash;
}
