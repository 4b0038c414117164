// SPDX-License-Identifier: GPL-2.0
/*
 * negative.c - "-10" as an argument of its own
 */
#include <stdbool.h>
#include <string.h>

#include "negative.h"

static bool is_negative(const char *word)
{
	return word[0] == '-' && ((word[1] >= '0' && word[1] <= '9') ||
				  (word[1] == '.' && word[2] >= '0' && word[2] <= '9'));
}

/* Is the word after this one the value of an option? */
static bool wants_value(const struct opt *table, const char *word)
{
	size_t len = strlen(word);

	if (len < 2 || word[0] != '-')
		return false;
	for (; table->name; table++) {
		if (table->kind == OPT_FLAG)
			continue;
		/* Long ones may be shortened; of a bundle of short ones the last counts. */
		if (word[1] == '-' ? len > 2 && !strncmp(table->name, word + 2, len - 2) :
				     table->letter && word[len - 1] == table->letter)
			return true;
	}
	return false;
}

int negative_args(const struct opt *table, int argc, char **argv,
		  char *to[NEGATIVE_ARGS_MAX + 2])
{
	static char end[] = "--";
	char *moved[NEGATIVE_ARGS_MAX];
	int n = 0, m = 0, i;

	/* More words than any verb takes: the first ones are enough to be refused. */
	if (argc > NEGATIVE_ARGS_MAX)
		argc = NEGATIVE_ARGS_MAX;
	for (i = 0; i < argc && strcmp(argv[i], end); i++) {
		if (i && is_negative(argv[i]) && !wants_value(table, argv[i - 1]))
			moved[m++] = argv[i];
		else
			to[n++] = argv[i];
	}
	/* A value is missing: getopt is to see that, and not to take "--" for it. */
	if (n && m && i == argc && wants_value(table, to[n - 1]))
		m = 0;
	if (m || i < argc)
		to[n++] = end;
	memcpy(to + n, moved, m * sizeof(*to));
	n += m;
	for (i++; i < argc; i++)
		to[n++] = argv[i];
	to[n] = NULL;
	return n;
}
