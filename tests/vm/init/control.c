// SPDX-License-Identifier: GPL-2.0
/*
 * The host's lines: "KEY VALUE", where texts that may hold anything are in
 * hexadecimal. A line that is not understood ends the run: host and guest are
 * built together, so it can only be a mistake.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <fcntl.h>
#include <unistd.h>

#include "init.h"

static char *unhex(const char *hex)
{
	size_t len = strlen(hex) / 2;
	char *text = calloc(1, len + 1);

	for (size_t i = 0; text && i < len; i++) {
		unsigned int byte;

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return NULL;
		text[i] = (char)byte;
	}
	return text;
}

static void append(const struct ports *p, char ***list, size_t *count,
		   const char *hex)
{
	char **grown = realloc(*list, (*count + 2) * sizeof(**list));

	if (!grown)
		die(p, "memory");
	*list = grown;
	grown[*count] = unhex(hex);
	if (!grown[*count])
		die(p, "text of a job");
	grown[++*count] = NULL;
}

static void add_bind(const struct ports *p, struct job *job, char *value)
{
	char *to = strchr(value, ' ');
	struct bind *grown;

	grown = realloc(job->binds, (job->bindc + 1) * sizeof(*grown));
	if (!to || !grown)
		die(p, "bind of a job");
	*to++ = '\0';
	job->binds = grown;
	grown[job->bindc++] = (struct bind){
		.from = unhex(value), .to = unhex(to)
	};
}

/* Letters to the kernel's own diagnosis: w blocked, t all tasks, l stacks. */
static void sysrq(const struct ports *p, const char *letters)
{
	for (; *letters; letters++) {
		char one[2] = { *letters, '\0' };

		write_file("/proc/sysrq-trigger", one);
		forward_log(p);
	}
	say(p, "sysrq-done");
}

static void set_winsize(const char *value)
{
	struct winsize size = { 0 };
	int fd = open("/dev/hvc0", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (sscanf(value, "%hu %hu", &size.ws_row, &size.ws_col) == 2)
		ioctl(fd, TIOCSWINSZ, &size);
	close(fd);
}

/* True for "run". */
static bool control_line(const struct ports *p, struct job *job, pid_t child,
			 char *line)
{
	char *value = strchr(line, ' ');

	if (value)
		*value++ = '\0';
	else
		value = line + strlen(line);
	if (!strcmp(line, "arg"))
		append(p, &job->argv, &job->argc, value);
	else if (!strcmp(line, "env"))
		append(p, &job->env, &job->envc, value);
	else if (!strcmp(line, "bind"))
		add_bind(p, job, value);
	else if (!strcmp(line, "cwd"))
		job->cwd = unhex(value);
	else if (!strcmp(line, "nonce"))
		job->nonce = unhex(value);
	else if (!strcmp(line, "time"))
		job->time_ns = strtoll(value, NULL, 10);
	else if (!strcmp(line, "keep-tmp"))
		job->keep_tmp = true;
	else if (!strcmp(line, "tty"))
		job->tty = sscanf(value, "%hu %hu", &job->rows,
				  &job->cols) == 2;
	else if (!strcmp(line, "run"))
		return true;
	else if (!strcmp(line, "sysrq"))
		sysrq(p, value);
	else if (!strcmp(line, "winsize"))
		set_winsize(value);
	else if (!strcmp(line, "kill") && child > 0)
		kill(-child, SIGKILL);
	else
		die(p, line);
	return false;
}

/*
 * Read what the host has sent. The port is a byte stream: the unfinished line
 * stays in the buffer. No line is longer than the buffer (the host checks).
 */
bool control_read(const struct ports *p, struct job *job, pid_t child)
{
	char *start = job->input, *end;
	bool run = false;
	ssize_t n;

	n = read(p->ctl, job->input + job->fill,
		 sizeof(job->input) - job->fill);
	if (n <= 0)
		return false;
	job->fill += n;
	while ((end = memchr(start, '\n',
			     job->fill - (start - job->input)))) {
		*end = '\0';
		run |= control_line(p, job, child, start);
		start = end + 1;
	}
	job->fill -= start - job->input;
	memmove(job->input, start, job->fill);
	if (job->fill == sizeof(job->input))
		die(p, "line of a job too long");
	return run;
}
