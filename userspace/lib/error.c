// SPDX-License-Identifier: GPL-2.0
/*
 * error.c - how the library says what went wrong
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "error.h"

int qc_fail(struct qc_error *e, enum qc_status status, int err, const char *fmt, ...)
{
	va_list ap;

	e->status = status;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return err > 0 ? -err : -EINVAL;
}
