// SPDX-License-Identifier: GPL-2.0
/*
 * progress.c - messages on stderr, and one line that is drawn again and again
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/clock.h"
#include "progress.h"

#define BAR 20

void progress_init(struct progress *p, bool quiet)
{
	const char *term = getenv("TERM");

	memset(p, 0, sizeof(*p));
	p->quiet = quiet;
	p->terminal = isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
}

bool progress_active(const struct progress *p)
{
	return !p->quiet && p->terminal && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

static int columns(void)
{
	struct winsize w;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) || !w.ws_col)
		return 80;
	return w.ws_col;
}

void progress_line(struct progress *p, const char *line)
{
	if (!progress_active(p))
		return;
	/* A full line would wrap and could not be redrawn. */
	fprintf(stderr, "\r%.*s\033[K", columns() - 1, line);
	p->drawn = true;
}

void progress_draw(struct progress *p, const char *head, int64_t left_us, int64_t total_us)
{
	char line[256], bar[BAR + 1];
	int done;

	if (!progress_active(p))
		return;
	left_us = left_us < 0 ? 0 : left_us > total_us ? total_us : left_us;
	done = total_us > 0 ? (int)((total_us - left_us) * BAR / total_us) : BAR;
	memset(bar, '.', BAR);
	memset(bar, '#', done);
	bar[BAR] = 0;
	if (left_us)
		snprintf(line, sizeof(line), "%s [%s] %lld s left", head, bar,
			 (long long)((left_us + 999999) / 1000000));
	else
		snprintf(line, sizeof(line), "%s [%s] reading out", head, bar);
	progress_line(p, line);
}

void progress_clear(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	p->drawn = false;
}

void progress_say(struct progress *p, const char *fmt, ...)
{
	char now[QC_ISO_MAX];
	va_list ap;

	progress_clear(p);
	if (p->quiet)
		return;
	qc_format_iso(qc_utc_ns(), now);
	fprintf(stderr, "%sZ ", now);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}
