/* SPDX-License-Identifier: GPL-2.0 */
/* What a frame really was, for the log: metadata is compared with it. */
#ifndef EMULATOR_TRUTH_H
#define EMULATOR_TRUTH_H

#include "frame.h"
#include "log.h"

/* A line @ev about @f; @fmt makes more fields, as for log_frame(). */
void frame_log(struct log *l, int64_t now, const struct frame *f,
	       const char *ev, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif
