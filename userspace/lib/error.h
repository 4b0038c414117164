/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error.h - how the library says what went wrong
 *
 * A library function returns 0 or a negative errno and fills a struct qc_error
 * once, where the cause is known. It never prints; the command does, once.
 */
#ifndef QC_ERROR_H
#define QC_ERROR_H

/* Kinds of failure; the numbers are qhycam's exit codes and never change. */
enum qc_status {
	QC_DONE = 0,
	QC_FAILED = 1,		/* see the message */
	QC_USAGE = 2,		/* bad option or value, nothing was done */
	QC_LOSSES = 3,		/* finished, but frames are missing */
	QC_NO_CAMERA = 4,
	QC_BUSY = 5,
	QC_PERMISSION = 6,
	QC_LOST = 7,		/* camera disconnected while in use */
	QC_TIMEOUT = 8,
	QC_DISK = 9,		/* disk full or write error */
	QC_REFUSED = 10,	/* refused by a check before the start */
	QC_NO_READER = 11,	/* nobody reads what is sent any more */
	QC_INTERRUPTED = 130,
	QC_TERMINATED = 143,
};

struct qc_error {
	enum qc_status status;
	char text[1024];	/* one line, no newline, "" when nothing failed */
};

/*
 * Store status and text in @e and return -@err. @err is a positive errno;
 * with 0 the function returns -EINVAL, so that a failure is never 0.
 */
int qc_fail(struct qc_error *e, enum qc_status status, int err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
