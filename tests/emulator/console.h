/* SPDX-License-Identifier: GPL-2.0 */
/* The control socket: one command per line in, one answer line out. */
#ifndef EMULATOR_CONSOLE_H
#define EMULATOR_CONSOLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "camera.h"

#define CONSOLE_CLIENTS	16
#define CONSOLE_LINE	1024
#define CONSOLE_ANSWER	4096

struct console_client {
	int fd;			/* -1 = free */
	size_t len;
	char line[CONSOLE_LINE];
};

struct console {
	struct camera *camera;
	struct log *log;
	int listener;		/* -1 = none */
	bool quit;
	struct console_client clients[CONSOLE_CLIENTS];
};

/* @path NULL: only console_execute() works. 0 or -errno. */
int console_open(struct console *con, struct camera *c, struct log *log,
		 const char *path);
void console_close(struct console *con);

/* At most 1 + CONSOLE_CLIENTS entries. Returns their number. */
int console_poll(const struct console *con, struct pollfd *fds);
void console_events(struct console *con, const struct pollfd *fds, int count,
		    int64_t now);

/* Runs one command; @answer (CONSOLE_ANSWER): "ok", "ok ..." or "error ...". */
void console_execute(struct console *con, int64_t now, const char *line,
		     char *answer, size_t size);

#endif
