// SPDX-License-Identifier: GPL-2.0
/*
 * cmd-complete.c - qhycam __complete: what the shell may offer
 *
 *	qhycam __complete			verbs
 *	qhycam __complete VERB			its options; of help: verbs
 *	qhycam __complete VERB value WORD	what WORD wants behind it: "words
 *		...", "file", "text", or nothing when it wants none
 */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "lib/find.h"

static void print_verbs(void)
{
	for (const struct verb *v = verbs; v->name; v++)
		printf("%s\n", v->name);
}

static const struct verb *verb_named(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

static void print_options(const struct verb *v)
{
	for (const struct opt *o = v->opts; o->name; o++)
		printf("--%s\n", o->name);
	printf("--help\n");
}

/* The option that @word is, in either form; NULL: none. */
static const struct opt *option_named(const struct verb *v, const char *word)
{
	for (const struct opt *o = v->opts; o->name; o++)
		if ((!strncmp(word, "--", 2) && !strcmp(o->name, word + 2)) ||
		    (o->letter && word[0] == '-' && word[1] == o->letter && !word[2]))
			return o;
	return NULL;
}

static void print_cameras(void)
{
	struct qc_list list;
	struct qc_error e;

	printf("words");
	if (!qc_find_all(&list, &e))
		for (unsigned int i = 0; i < list.count; i++)
			printf(" %s %s", list.item[i].id.node, list.item[i].id.serial);
	putchar('\n');
}

static void print_value(const struct opt *o)
{
	if (!o || o->kind == OPT_FLAG)
		return;
	if (o->kind == OPT_CHOICE) {
		printf("words");
		for (size_t i = 0; o->choices[i]; i++)
			printf(" %s", o->choices[i]);
		putchar('\n');
	} else if (!strcmp(o->name, "camera")) {
		print_cameras();
	} else if (o->arg && (!strncmp(o->arg, "FILE", 4) || !strcmp(o->arg, "DIR") ||
			      !strcmp(o->arg, "PATTERN"))) {
		printf("file\n");
	} else {
		printf("text\n");
	}
}

int run_complete(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? verb_named(argv[1]) : NULL;

	if (argc <= 1 || (argc == 2 && !strcmp(argv[1], "help")))
		print_verbs();
	else if (!v)
		return QC_USAGE;
	else if (argc == 4 && !strcmp(argv[2], "value"))
		print_value(option_named(v, argv[3]));
	else
		print_options(v);
	return QC_DONE;
}
