/* SPDX-License-Identifier: GPL-2.0 */
/*
 * child.h - other programs' output, with bounds on time and size
 */
#ifndef QC_CHILD_H
#define QC_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qc_output {
	char *data;			/* ends with a 0 that does not count; free() it */
	size_t len;
	int status;			/* exit code, 128 + signal, or -1: did not end */
};

/*
 * Run @argv (looked for in PATH) without input and collect what it writes to
 * stdout, and to stderr, too, when @both. A program that is not done at
 * @deadline_ns of the monotonic clock is killed. 0; -ENOENT: no such program;
 * -ETIMEDOUT, -EFBIG: killed, what came until then is there; or -errno.
 */
int qc_child_run(const char *const *argv, bool both, size_t max, int64_t deadline_ns,
		 struct qc_output *out);

#endif
