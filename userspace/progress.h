/* SPDX-License-Identifier: GPL-2.0 */
/*
 * progress.h - messages on stderr, and one line that is drawn again and again
 */
#ifndef QC_PROGRESS_H
#define QC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* How often the line is drawn, and for exposures from which on. */
#define PROGRESS_TICK_NS (250 * 1000000ll)
#define PROGRESS_FROM_US 2000000

struct progress {
	bool quiet;		/* nothing but errors */
	bool terminal;		/* stderr is one that can redraw a line */
	bool drawn;		/* a progress line is on it now */
};

void progress_init(struct progress *p, bool quiet);

/*
 * May a progress line be drawn now? Only on a terminal whose foreground job
 * this is; that can change at any time.
 */
bool progress_active(const struct progress *p);

/* Draw the line again: "HEAD [####....] 118 s left"; @left_us of @total_us. */
void progress_draw(struct progress *p, const char *head, int64_t left_us, int64_t total_us);

/* Draw any other text in its place. */
void progress_line(struct progress *p, const char *line);

/* Remove the line. */
void progress_clear(struct progress *p);

/* A line with the time in UTC before it, unless quiet. */
void progress_say(struct progress *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
