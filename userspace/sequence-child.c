// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-child.c - qhycam sequence: another program, from its start to its end
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "sequence.h"

#define TICK_NS QC_NS_PER_S
/* For a frame that is being written to a slow disk. */
#define GRACE_NS (60 * QC_NS_PER_S)
#define LINE_LEN (PATH_MAX + 256)
#define NOT_STARTED 127

struct stream {
	int fd;				/* -1: ended */
	size_t len;
	char line[LINE_LEN];
};

/* What is being done about it. */
enum state { RUNS, ASKED, KILLED, LEFT, ENDED };

struct running {
	const struct seq_child *child;
	pid_t pid;
	int child_fd;			/* SIGCHLD */
	int how;			/* it has ended, as waitpid() says */
	struct stream out, err;
	int64_t deadline_ns;
	int result;			/* why it is being stopped, 0: it is not */
	struct qc_error error;
	enum state state;
};

/* In the child: nothing that needs memory, and no way back. */
static void become(const struct seq_child *c, int out, int err, pid_t parent)
{
	static const char failed[] = "cannot be started: ";
	int null = open("/dev/null", O_RDONLY);
	const char *why;
	sigset_t none;

	setpgid(0, 0);
	/* When sequence is killed nobody would note the frames. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(NOT_STARTED);
	/* Also what the shell ignores in the background. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	if (c->lock_fd >= 0)
		fcntl(c->lock_fd, F_SETFD, 0);
	if (c->self)
		execv("/proc/self/exe", c->argv);
	else
		execvp(c->argv[0], c->argv);
	why = strerrordesc_np(errno);
	if (write(STDERR_FILENO, failed, strlen(failed)) < 0 ||
	    write(STDERR_FILENO, why, strlen(why)) < 0)
		_exit(NOT_STARTED);
	_exit(NOT_STARTED);
}

static int start(struct running *r, struct qc_error *e)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, failed = 0;
	pid_t self = getpid();
	sigset_t set;

	r->pid = r->out.fd = r->err.fd = -1;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	r->child_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (r->child_fd >= 0 && !pipe2(out, O_CLOEXEC | O_NONBLOCK) &&
	    !pipe2(err, O_CLOEXEC | O_NONBLOCK)) {
		/* Only this side is not to wait. */
		fcntl(out[1], F_SETFL, 0);
		fcntl(err[1], F_SETFL, 0);
		r->pid = fork();
	}
	if (!r->pid)
		become(r->child, out[1], err[1], self);
	if (r->pid < 0)
		failed = errno;
	else
		setpgid(r->pid, r->pid);
	close(out[1]);
	close(err[1]);
	r->out.fd = out[0];
	r->err.fd = err[0];
	return failed ? qc_fail(e, QC_FAILED, failed, "%s: cannot be started: %s",
				r->child->argv[0], strerror(failed)) : 0;
}

/* Each way to stop it has its time, then comes the next one. */
static void stop(struct running *r, int signal, enum state state)
{
	kill(-r->pid, signal);
	kill(r->pid, signal);
	if (r->state < state)
		r->deadline_ns = qc_mono_ns() + GRACE_NS;
	r->state = state;
}

static void take_line(struct running *r, struct stream *s)
{
	const struct seq_child *c = r->child;
	struct qc_error e;
	int result;

	s->line[s->len] = 0;
	s->len = 0;
	if (s == &r->err) {
		c->message(c->context, s->line);
		return;
	}
	if (!c->limit_all && r->state == RUNS)
		r->deadline_ns = qc_mono_ns() + c->limit_ns;
	result = c->line(c->context, s->line, &e);
	if (result && !r->result) {
		r->result = result;
		r->error = e;
		if (r->state == RUNS)
			stop(r, SIGTERM, ASKED);
	}
}

/* All that is there now. */
static void drain(struct running *r, struct stream *s)
{
	char data[4096];
	ssize_t n;

	while (s->fd >= 0) {
		n = read(s->fd, data, sizeof(data));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		for (ssize_t i = 0; i < n; i++) {
			if (data[i] == '\n' || s->len == LINE_LEN - 1)
				take_line(r, s);
			if (data[i] != '\n')
				s->line[s->len++] = data[i];
		}
		if (n <= 0) {
			close(s->fd);
			s->fd = -1;
		}
	}
}

static void take_signal(struct running *r)
{
	struct signalfd_siginfo info;
	int signal;

	if (read(r->child->signal_fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	signal = info.ssi_signo;
	if (!r->result)
		r->result = qc_fail(&r->error,
				    signal == SIGTERM ? QC_TERMINATED : QC_INTERRUPTED, EINTR,
				    "interrupted");
	if (r->state <= ASKED)
		stop(r, signal, ASKED);
}

static void check_time(struct running *r)
{
	if (qc_mono_ns() < r->deadline_ns)
		return;
	if (r->state == RUNS) {
		r->result = qc_fail(&r->error, QC_TIMEOUT, ETIMEDOUT,
				    "time ran out: it was stopped");
		stop(r, SIGTERM, ASKED);
	} else if (r->state == ASKED) {
		stop(r, SIGKILL, KILLED);
	} else {
		r->result = qc_fail(&r->error, QC_TIMEOUT, ETIMEDOUT,
				    "process %d does not even end when it is killed", r->pid);
		r->state = LEFT;
	}
}

static bool has_ended(struct running *r)
{
	struct signalfd_siginfo info;

	while (read(r->child_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		;
	return waitpid(r->pid, &r->how, WNOHANG) == r->pid;
}

/* One round; at most a tick long. */
static void watch(struct running *r)
{
	struct pollfd p[] = {
		{ .fd = r->child_fd, .events = POLLIN },
		{ .fd = r->child->signal_fd, .events = POLLIN },
		{ .fd = r->out.fd, .events = POLLIN },
		{ .fd = r->err.fd, .events = POLLIN },
	};
	int64_t left = r->deadline_ns - qc_mono_ns();
	struct timespec t = { 0 };

	left = left < 0 ? 0 : left > TICK_NS ? TICK_NS : left;
	t.tv_sec = left / QC_NS_PER_S;
	t.tv_nsec = left % QC_NS_PER_S;
	if (ppoll(p, 4, &t, NULL) < 0)
		return;
	if (has_ended(r))
		r->state = ENDED;
	/* What it wrote before its end is in the pipes. */
	drain(r, &r->out);
	drain(r, &r->err);
	if (r->state == ENDED)
		return;
	if (p[1].revents)
		take_signal(r);
	check_time(r);
	r->child->tick(r->child->context);
}

int seq_child_run(const struct seq_child *c, int *status, struct qc_error *e)
{
	struct running *r = calloc(1, sizeof(*r));
	int result;

	if (!r)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for a step");
	r->child = c;
	result = start(r, e);
	r->deadline_ns = qc_mono_ns() + c->limit_ns;
	while (!result && r->state < LEFT)
		watch(r);
	if (r->state == ENDED)
		*status = WIFEXITED(r->how) ? WEXITSTATUS(r->how) : 128 + WTERMSIG(r->how);
	if (r->out.len && !result)
		take_line(r, &r->out);
	if (r->err.len && !result)
		take_line(r, &r->err);
	if (r->result) {
		*e = r->error;
		result = r->result;
	}
	for (int i = 0; i < 3; i++) {
		int fd = i == 0 ? r->child_fd : i == 1 ? r->out.fd : r->err.fd;

		if (fd >= 0)
			close(fd);
	}
	free(r);
	return result;
}
