// SPDX-License-Identifier: GPL-2.0
/*
 * opt.c - one table of options per verb: parser, help and messages read it
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "opt.h"

#define OPTS_MAX 48
#define COLUMNS 80
#define HELP_COLUMN 26
#define CODE_HELP 1000
#define CODE_FIRST 1001		/* + index in the table, for options without letter */

static int parse_int(const struct opt *o, const char *text, struct opt_int *v,
		     struct qc_error *e)
{
	int64_t value;

	if (qc_parse_int(text, &value))
		return qc_fail(e, QC_USAGE, EINVAL, "--%s %s: is no whole number", o->name, text);
	if (value < o->min || value > o->max)
		return qc_fail(e, QC_USAGE, EINVAL, "--%s %s: must be %lld .. %lld", o->name, text,
			       (long long)o->min, (long long)o->max);
	v->set = true;
	v->value = value;
	return 0;
}

static int parse_duration(const struct opt *o, const char *text, struct opt_duration *v,
			  struct qc_error *e)
{
	int r = qc_parse_duration(text, &v->us);

	if (r == -ERANGE)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--%s %s: too long, or finer than a microsecond", o->name, text);
	if (r)
		return qc_fail(e, QC_USAGE, EINVAL,
			       "--%s %s: is no duration; write 30us, 20ms, 0.5s, 300s or 5m",
			       o->name, text);
	v->set = true;
	v->text = text;
	return 0;
}

static int parse_choice(const struct opt *o, const char *text, const char **v,
			struct qc_error *e)
{
	char all[128] = "";
	size_t len = 0;

	for (size_t i = 0; o->choices[i]; i++) {
		if (!strcmp(o->choices[i], text)) {
			*v = o->choices[i];
			return 0;
		}
		len += snprintf(all + len, sizeof(all) - len, "%s%s", i ? ", " : "",
				o->choices[i]);
	}
	return qc_fail(e, QC_USAGE, EINVAL, "--%s %s: must be one of %s", o->name, text, all);
}

static int add_text(const struct opt *o, const char *text, struct opt_texts *v,
		    struct qc_error *e)
{
	if (v->count == OPT_TEXTS_MAX)
		return qc_fail(e, QC_USAGE, EINVAL, "--%s: %d of them are the most", o->name,
			       OPT_TEXTS_MAX);
	v->text[v->count++] = text;
	return 0;
}

static int store(const struct opt *o, const char *text, void *values, struct qc_error *e)
{
	void *at = (char *)values + o->offset;
	struct opt_roi *roi = at;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)at = true;
		return 0;
	case OPT_INT:
		return parse_int(o, text, at, e);
	case OPT_DURATION:
		return parse_duration(o, text, at, e);
	case OPT_TEXT:
		*(const char **)at = text;
		return 0;
	case OPT_CHOICE:
		return parse_choice(o, text, at, e);
	case OPT_TEXTS:
		return add_text(o, text, at, e);
	case OPT_ROI:
		if (qc_parse_roi(text, &roi->rect))
			return qc_fail(e, QC_USAGE, EINVAL,
				       "--%s %s: is no region; write WIDTHxHEIGHT+X+Y, like "
				       "1920x1080+24+0", o->name, text);
		roi->set = true;
		return 0;
	}
	return -EINVAL;
}

/* getopt's tables, made from ours. */
struct tables {
	struct option longs[OPTS_MAX + 2];
	char shorts[2 * OPTS_MAX + 4];
	const char *names[OPTS_MAX + 2];
	size_t count;
};

static void make_tables(const struct opt *table, struct tables *t)
{
	size_t n = 0, s = 0;

	memset(t, 0, sizeof(*t));
	t->shorts[s++] = ':';
	for (; table[n].name && n < OPTS_MAX; n++) {
		bool arg = table[n].kind != OPT_FLAG;

		t->longs[n].name = table[n].name;
		t->longs[n].has_arg = arg ? required_argument : no_argument;
		t->longs[n].val = table[n].letter ? table[n].letter : CODE_FIRST + (int)n;
		t->names[n] = table[n].name;
		if (table[n].letter) {
			t->shorts[s++] = table[n].letter;
			if (arg)
				t->shorts[s++] = ':';
		}
	}
	t->longs[n] = (struct option){ .name = "help", .val = CODE_HELP };
	t->names[n] = "help";
	t->shorts[s++] = 'h';
	t->count = n;
}

/* @word is an argument that getopt did not take. */
static int unknown(const struct tables *t, const char *word, int letter, struct qc_error *e)
{
	char name[64];
	const char *near;
	unsigned int same = 0;

	if (letter && letter < CODE_HELP && strncmp(word, "--", 2))
		return qc_fail(e, QC_USAGE, EINVAL, "unknown option -%c; see --help", letter);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	for (size_t i = 0; i <= t->count; i++)
		same += !strncmp(t->names[i], name, strlen(name));
	if (letter >= CODE_HELP || (same == 1 && strchr(word, '=')))
		return qc_fail(e, QC_USAGE, EINVAL, "option --%s takes no value", name);
	if (same > 1)
		return qc_fail(e, QC_USAGE, EINVAL, "option --%s could mean several; see --help",
			       name);
	near = qc_nearest(name, t->names);
	if (near)
		return qc_fail(e, QC_USAGE, EINVAL, "unknown option --%s; did you mean --%s?",
			       name, near);
	return qc_fail(e, QC_USAGE, EINVAL, "unknown option --%s; see --help", name);
}

static const struct opt *by_code(const struct opt *table, int code)
{
	if (code >= CODE_FIRST)
		return &table[code - CODE_FIRST];
	while (table->letter != code)
		table++;
	return table;
}

/* The options only: getopt leaves what is none behind them, from optind on. */
static int parse_options(const struct opt *table, int argc, char **argv, void *values,
			 const char **at, struct qc_error *e)
{
	struct tables t;
	int c, r;

	make_tables(table, &t);
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, t.shorts, t.longs, NULL)) != -1) {
		*at = argv[optind - 1];
		if (c == 'h' || c == CODE_HELP)
			return OPT_HELP;
		if (c == ':')
			return qc_fail(e, QC_USAGE, EINVAL, "option --%s needs a value",
				       by_code(table, optopt)->name);
		if (c == '?')
			return unknown(&t, argv[optind - 1], optopt, e);
		r = store(by_code(table, c), optarg, values, e);
		if (r)
			return r;
	}
	return 0;
}

int opt_parse(const struct opt *table, int argc, char **argv, void *values,
	      const char **positional, const char **at, struct qc_error *e)
{
	const char *nobody;
	int r;

	if (!at)
		at = &nobody;
	if (positional)
		*positional = NULL;
	r = parse_options(table, argc, argv, values, at, e);
	if (r)
		return r;
	if (optind < argc && positional)
		*positional = argv[optind++];
	*at = argv[optind];
	if (optind < argc)
		return qc_fail(e, QC_USAGE, EINVAL, "'%s' is not expected here; see --help",
			       argv[optind]);
	return 0;
}

int opt_parse_many(const struct opt *table, int argc, char **argv, void *values, int *first,
		   struct qc_error *e)
{
	const char *nobody;
	int r = parse_options(table, argc, argv, values, &nobody, e);

	*first = optind;
	return r;
}

/* Writes @text from HELP_COLUMN on, broken at blanks. */
static void wrap(const char *text)
{
	const size_t room = COLUMNS - HELP_COLUMN;
	size_t n;

	while (strlen(text) > room) {
		for (n = room; n && text[n] != ' '; n--)
			;
		if (!n)
			break;
		printf("%.*s\n%*s", (int)n, text, HELP_COLUMN, "");
		text += n + 1;
	}
	printf("%s\n", text);
}

static void help_line(const char *name, char letter, const char *arg, const char *help)
{
	char left[64];
	int n = snprintf(left, sizeof(left), "  %c%c%c --%s%s%s", letter ? '-' : ' ',
			 letter ? letter : ' ', letter ? ',' : ' ', name, arg ? " " : "",
			 arg ? arg : "");

	if (n >= HELP_COLUMN)
		printf("%s\n%*s", left, HELP_COLUMN, "");
	else
		printf("%-*s", HELP_COLUMN, left);
	wrap(help);
}

void opt_help(const struct verb *v)
{
	printf("usage: qhycam %s%s%s\n\n%s\n\n", v->name, *v->synopsis ? " " : "", v->synopsis,
	       v->summary);
	for (const struct opt *o = v->opts; o->name; o++)
		help_line(o->name, o->letter, o->arg, o->help);
	help_line("help", 'h', NULL, "show this");
	if (v->notes)
		printf("\n%s", v->notes);
}
