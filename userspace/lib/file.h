/* SPDX-License-Identifier: GPL-2.0 */
/*
 * file.h - files that are whole or absent
 *
 * A file is written under a temporary name in the same directory, synced, and
 * then gets its final name. Without overwrite an existing file stays as it is.
 * On any failure the temporary file is removed and what had the final name is
 * as it was before.
 */
#ifndef QC_FILE_H
#define QC_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct qc_file {
	int fd;				/* -1: none */
	uint64_t len;			/* expected, for messages */
	bool overwrite;
	char path[PATH_MAX], temp[PATH_MAX];
};

/* Begin a file of about @len bytes. 0, or -errno with QC_DISK. */
int qc_file_begin(struct qc_file *f, const char *path, uint64_t len, bool overwrite,
		  struct qc_error *e);

/* Write a part; threads may do so at the same time. 0 or -errno, no text. */
int qc_file_put(struct qc_file *f, uint64_t offset, const void *data, size_t len);

/* Sync and publish. 0, -EEXIST, or -errno; on failure nothing is left. */
int qc_file_finish(struct qc_file *f, struct qc_error *e);

/* Throw it away; harmless when there is none. */
void qc_file_abort(struct qc_file *f);

/* The same, and explain why: @r is the -errno of a failed part; returned. */
int qc_file_fail(struct qc_file *f, int r, struct qc_error *e);

/* All of it in one call. 0, -EEXIST, or -errno of what failed; always with QC_DISK. */
int qc_file_write(const char *path, const void *data, size_t len, bool overwrite,
		  struct qc_error *e);

/* Can files be made in the directory of @path? 0, or -errno with QC_DISK. */
int qc_file_check_dir(const char *path, struct qc_error *e);

#endif
