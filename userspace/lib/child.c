// SPDX-License-Identifier: GPL-2.0
/*
 * child.c - other programs' output, with bounds on time and size
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"

#define STEP 65536
#define REAP_MS 10
#define REAP_TRIES 200			/* a killed one may hang in the kernel */

static int start(const char *const *argv, bool both, int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, ignored;
	int r;

	/* What this program blocks or ignores is not for others. */
	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	sigaddset(&ignored, SIGXFSZ);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &ignored);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (both)
		posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
	else
		posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	r = posix_spawnp(pid, argv[0], &files, &attr, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return -r;
}

/* Until its end, the deadline or the limit. */
static int collect(int fd, size_t max, int64_t deadline_ns, struct qc_output *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	char *more;
	ssize_t n;

	for (;;) {
		left = (deadline_ns - qc_mono_ns()) / 1000000;
		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left) <= 0)
			continue;
		more = realloc(out->data, out->len + STEP + 1);
		if (!more)
			return -ENOMEM;
		out->data = more;
		n = read(fd, more + out->len, STEP);
		if (n > 0)
			out->len += n;
		out->data[out->len] = 0;
		if (!n)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (out->len > max)
			return -EFBIG;
	}
}

static void reap(pid_t pid, bool kill_it, struct qc_output *out)
{
	int status;

	out->status = -1;
	for (int i = 0; i < REAP_TRIES; i++) {
		if (kill_it)
			kill(pid, SIGKILL);
		if (waitpid(pid, &status, WNOHANG) == pid) {
			out->status = WIFEXITED(status) ? WEXITSTATUS(status) :
							  128 + WTERMSIG(status);
			return;
		}
		poll(NULL, 0, REAP_MS);
		/* It has closed its output: the end is near, or it is a bad one. */
		kill_it |= i > REAP_TRIES / 2;
	}
}

int qc_child_run(const char *const *argv, bool both, size_t max, int64_t deadline_ns,
		 struct qc_output *out)
{
	int fds[2], r;
	pid_t pid;

	memset(out, 0, sizeof(*out));
	out->status = -1;
	out->data = calloc(1, 1);
	if (!out->data)
		return -ENOMEM;
	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	r = start(argv, both, fds[1], &pid);
	close(fds[1]);
	if (!r) {
		r = collect(fds[0], max, deadline_ns, out);
		reap(pid, r, out);
	}
	close(fds[0]);
	return r;
}
