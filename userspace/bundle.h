/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bundle.h - a directory of texts, packed into one tar for a developer
 *
 * Only what was asked for goes in; owners, groups and modes of the files are the same
 * everywhere.
 */
#ifndef QC_BUNDLE_H
#define QC_BUNDLE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/error.h"

struct bundle {
	const char *name;		/* of the directory in it */
	char dir[PATH_MAX - 320];	/* "" when there is none */
	char top[PATH_MAX - 280];	/* in it, with the files */
};

/* May --bundle @path be made? 0, -EEXIST with QC_USAGE, or -errno with QC_DISK. */
int bundle_check(const char *path, bool overwrite, struct qc_error *e);

/*
 * Begin one in a directory of its own; from here on PATH has the programs of root, too,
 * and messages are in English. @name lives as long. 0 or -errno with QC_DISK; bundle_remove()
 * after both.
 */
int bundle_begin(struct bundle *b, const char *name, struct qc_error *e);

/* Where file @name of it is. */
void bundle_path(const struct bundle *b, const char *name, char path[PATH_MAX]);

/* A new file; NULL and errno. And its end: 0, or -errno with QC_DISK also when @f is NULL. */
FILE *bundle_create(const struct bundle *b, const char *name);
int bundle_close(const struct bundle *b, const char *name, FILE *f, struct qc_error *e);

/* Version of qhycam, time, kernel, distribution; not the computer's name. */
void bundle_system(FILE *f);

/* What a program says, and how it ended when that was not well. */
void bundle_program(FILE *f, const char *const *argv);

/* All files that match, each with its name; of what is no file, the name. */
void bundle_files(FILE *f, const char *pattern);

/* Into @path, and say so. 0 or -errno; nothing of a broken one is left. */
int bundle_pack(const struct bundle *b, const char *path, bool overwrite, struct qc_error *e);

void bundle_remove(struct bundle *b);

#endif
