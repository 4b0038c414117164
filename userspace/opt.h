/* SPDX-License-Identifier: GPL-2.0 */
/*
 * opt.h - one table of options per verb: parser, help and messages read it
 */
#ifndef QC_OPT_H
#define QC_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/text.h"

enum opt_kind {
	OPT_FLAG,	/* bool */
	OPT_INT,	/* struct opt_int */
	OPT_DURATION,	/* struct opt_duration */
	OPT_ROI,	/* struct opt_roi */
	OPT_TEXT,	/* const char * */
	OPT_CHOICE,	/* const char *, one of choices */
	OPT_TEXTS,	/* struct opt_texts; may be given again and again */
};

/* Values as they were given; set = false when they were not. */
struct opt_int {
	bool set;
	int64_t value;
};

struct opt_duration {
	bool set;
	uint64_t us;
	const char *text;
};

struct opt_roi {
	bool set;
	struct qc_rect rect;
};

#define OPT_TEXTS_MAX 64

struct opt_texts {
	unsigned int count;
	const char *text[OPT_TEXTS_MAX];
};

struct opt {
	const char *name;		/* NULL ends a table */
	char letter;			/* 0 = none */
	enum opt_kind kind;
	const char *arg;		/* what the help calls the value */
	const char *help;
	size_t offset;			/* of the value in the verb's struct */
	int64_t min, max;		/* OPT_INT, both included */
	const char *const *choices;	/* OPT_CHOICE, NULL-terminated */
};

struct verb {
	const char *name;
	const char *summary;
	const char *synopsis;		/* what follows the verb in the usage line */
	const struct opt *opts;
	const char *notes;		/* more help: examples; lines <= 80 columns */
	int (*run)(int argc, char **argv);
};

/* All verbs, ended by one without name. */
/* The camera of a verb; AT() gives a member of its values, as for its own options. */
#define OPT_CAMERA \
	{ .name = "camera", .letter = 'c', .kind = OPT_TEXT, .arg = "CAMERA", AT(camera), \
	  .help = "node (/dev/video0), index, serial number or card name; needed when there " \
		  "is more than one" }

extern const struct verb verbs[];

/* What opt_parse() found besides errors. */
#define OPT_HELP 1

/*
 * Fill @values by the table; @positional gets the first argument that is no
 * option, or NULL; when it is NULL itself such arguments are refused. @at, when
 * it is not NULL, gets the argument that is wrong, or NULL when one is missing.
 * Returns 0, OPT_HELP (--help was given), or -EINVAL with QC_USAGE.
 */
int opt_parse(const struct opt *table, int argc, char **argv, void *values,
	      const char **positional, const char **at, struct qc_error *e);

/*
 * The same for a verb that takes any number of arguments: @first is the index of
 * the first one in @argv, which is put in order, or @argc.
 */
int opt_parse_many(const struct opt *table, int argc, char **argv, void *values, int *first,
		   struct qc_error *e);

/* Write the help of a verb to stdout, at most 80 columns wide. */
void opt_help(const struct verb *v);

/*
 * The usual begin of a verb: parse @argv, show the help when it is asked for.
 * Returns -1 to go on, or the exit code to end with.
 */
int verb_begin(const struct verb *v, int argc, char **argv, void *values,
	       const char **positional);

/* Write "qhycam VERB: text" to stderr and return the exit code. */
int verb_fail(const char *verb, const struct qc_error *e);

/* The verb of that name, or NULL with an error that names the nearest. */
const struct verb *verb_find(const char *name, struct qc_error *e);

#endif
