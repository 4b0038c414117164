// SPDX-License-Identifier: GPL-2.0
/*
 * gnuplot.c - plots by the program gnuplot, which is not part of this one
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gnuplot.h"

/* Its first run may have to look through all fonts of a slow disk. */
#define LIMIT_MS 300000

int qc_gnuplot_find(const char *option, struct qc_error *e)
{
	const char *path = getenv("PATH"), *end;
	char name[PATH_MAX];

	for (; path && *path; path = *end ? end + 1 : end) {
		end = path + strcspn(path, ":");
		snprintf(name, sizeof(name), "%.*s/gnuplot", (int)(end - path), path);
		if (!access(name, X_OK))
			return 0;
	}
	return qc_fail(e, QC_USAGE, ENOENT,
		       "%s: there is no gnuplot; install it (apt-get install gnuplot-nox), or leave "
		       "%s out: --json has all numbers", option, option);
}

void qc_gnuplot_quote(FILE *f, const char *text)
{
	fputc('\'', f);
	for (; *text; text++) {
		if (*text == '\'')
			fputc('\'', f);
		fputc(*text, f);
	}
	fputc('\'', f);
}

/* As it would be run by a shell: signals and standard input are nobody else's. */
static int start(const char *script, pid_t *pid)
{
	char *argv[] = { "gnuplot", (char *)script, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe;
	int err;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigaddset(&pipe, SIGXFSZ);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	/* What it prints must not get between the data. */
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	err = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return -err;
}

int qc_gnuplot_run(const char *script, struct qc_error *e)
{
	struct pollfd p = { .events = POLLIN };
	pid_t pid;
	int status, r = start(script, &pid);

	if (r)
		return qc_fail(e, QC_FAILED, -r, "gnuplot: %s", strerror(-r));
	p.fd = pidfd_open(pid, 0);
	r = p.fd < 0 ? -1 : poll(&p, 1, LIMIT_MS);
	if (r <= 0)
		kill(pid, SIGKILL);
	if (p.fd >= 0)
		close(p.fd);
	waitpid(pid, &status, 0);
	if (r <= 0)
		return qc_fail(e, QC_FAILED, ETIMEDOUT, "gnuplot has not ended within %d s; the "
			       "script is %s", LIMIT_MS / 1000, script);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return qc_fail(e, QC_FAILED, EIO, "gnuplot has failed; the script is %s", script);
	return 0;
}
