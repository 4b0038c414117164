/* SPDX-License-Identifier: GPL-2.0 */
/*
 * file.h - files that are whole or absent
 */
#ifndef QC_FILE_H
#define QC_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/*
 * Write @len bytes to @path: under a temporary name in the same directory,
 * fsync, then under the final name. Without @overwrite an existing file stays
 * as it is. On any failure the temporary file is removed and @path is as it
 * was before.
 * Returns 0, -EEXIST, or -errno of what failed; always with QC_DISK.
 */
int qc_file_write(const char *path, const void *data, size_t len, bool overwrite,
		  struct qc_error *e);

/* Can files be made in the directory of @path? 0, or -errno with QC_DISK. */
int qc_file_check_dir(const char *path, struct qc_error *e);

#endif
