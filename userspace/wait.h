/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait.h - waits that Ctrl-C ends in order
 */
#ifndef QC_WAIT_H
#define QC_WAIT_H

#include <stdint.h>

#include "lib/error.h"

/*
 * From here on SIGINT and SIGTERM only come through the descriptor that this
 * returns; -errno with QC_FAILED.
 */
int wait_signals(struct qc_error *e);

/* The signal that has come through the descriptor (-1: none is open), 0: none has. */
int wait_signal(int signal_fd);

/* -EINTR with QC_INTERRUPTED or QC_TERMINATED, as the signal was, and @what as text. */
int wait_fail(int signal, const char *what, struct qc_error *e);

/*
 * Sleep until @until_ns of the monotonic clock. 0, or -EINTR with
 * QC_INTERRUPTED or QC_TERMINATED and @what as text.
 */
int wait_until(int signal_fd, int64_t until_ns, const char *what, struct qc_error *e);

#endif
