// SPDX-License-Identifier: GPL-2.0
/* Run the job, carry its output and the kernel's log to the host. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

/**
 * struct task - the running command
 * @out, @err: our ends of its pipes, -1 on a terminal
 * @status: as wait() gives it, valid once @ended
 */
struct task {
	const struct ports *p;
	pid_t pid;
	int out;
	int err;
	int status;
	bool ended;
};

/* Every record that is there; a record that was overwritten is passed over. */
void forward_log(const struct ports *p)
{
	char record[8192];

	for (;;) {
		ssize_t n = read(p->kmsg, record, sizeof(record));

		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return;
		write_all(p->log, record, n);
	}
}

static void forward_pipe(int from, int to)
{
	char data[65536];
	ssize_t n;

	while (from >= 0 && (n = read(from, data, sizeof(data))) > 0)
		write_all(to, data, n);
}

static void forward_all(void *arg)
{
	struct task *task = arg;

	forward_log(task->p);
	forward_pipe(task->out, task->p->out);
	forward_pipe(task->err, task->p->err);
}

static void set_clock(const struct job *job)
{
	struct timespec now = {
		.tv_sec = job->time_ns / 1000000000,
		.tv_nsec = job->time_ns % 1000000000,
	};

	if (job->time_ns)
		clock_settime(CLOCK_REALTIME, &now);
}

static void use_terminal(const struct job *job)
{
	struct winsize size = { .ws_row = job->rows, .ws_col = job->cols };
	int fd = open("/dev/hvc0", O_RDWR);

	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 1);
	ioctl(fd, TIOCSWINSZ, &size);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void child_main(const struct job *job, int out, int err)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (job->tty) {
		use_terminal(job);
	} else {
		int null = open("/dev/null", O_RDONLY);

		dup2(null, 0);
		dup2(out, 1);
		dup2(err, 2);
		close(null);
	}
	if (job->cwd && chdir(job->cwd))
		dprintf(2, "vm: %s: %s\n", job->cwd, strerror(errno));
	environ = job->env;
	execvp(job->argv[0], job->argv);
	dprintf(2, "vm: %s: %s\n", job->argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static void start(struct task *task, const struct job *job)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };

	if (!job->argc || !job->nonce)
		die(task->p, "job without a command");
	if (!job->tty && (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)))
		die(task->p, "pipe");
	task->pid = fork();
	if (task->pid < 0)
		die(task->p, "fork");
	if (!task->pid)
		child_main(job, out[1], err[1]);
	if (!job->tty) {
		close(out[1]);
		close(err[1]);
		fcntl(out[0], F_SETFL, O_NONBLOCK);
		fcntl(err[0], F_SETFL, O_NONBLOCK);
	}
	task->out = out[0];
	task->err = err[0];
}

/* Process 1 inherits and reaps every orphan; only the command's end counts. */
static void reap(struct task *task)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != task->pid)
			continue;
		task->status = status;
		task->ended = true;
	}
}

static void idle_reap(void *arg)
{
	reap(arg);
	forward_all(arg);
}

static void wait_for_end(struct task *task, struct job *job, int signals)
{
	struct pollfd fds[] = {
		{ .fd = task->p->ctl, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = task->p->kmsg, .events = POLLIN },
		{ .fd = task->out, .events = POLLIN },
		{ .fd = task->err, .events = POLLIN },
	};
	struct signalfd_siginfo info;

	while (!task->ended) {
		if (poll(fds, 5, -1) < 0)
			continue;
		if (fds[0].revents & POLLIN)
			control_read(task->p, job, task->pid);
		forward_all(task);
		/* An end of file would make poll() spin: its writers are gone */
		for (int i = 3; i < 5; i++)
			if (fds[i].revents & POLLHUP)
				fds[i].fd = -1;
		if (fds[1].revents & POLLIN &&
		    read(signals, &info, sizeof(info)) > 0)
			reap(task);
	}
}

/* Each channel ends with the nonce, so the host knows that it has it all. */
static void finish(struct task *task, const struct job *job)
{
	const struct ports *p = task->p;
	char end[256];
	int n;

	forward_all(task);
	if (kill_leftovers(p, idle_reap, task))
		forward_all(task);
	sync();
	umount2("/out", MNT_DETACH);
	forward_log(p);
	say(p, "taint %ld", read_number("/proc/sys/kernel/tainted"));
	if (WIFSIGNALED(task->status))
		say(p, "exit %d", 128 + WTERMSIG(task->status));
	else
		say(p, "exit %d", WEXITSTATUS(task->status));
	n = snprintf(end, sizeof(end), "%s", job->nonce);
	write_all(p->out, end, n);
	write_all(p->err, end, n);
	write_all(p->log, end, n);
	say(p, "end");
}

void run_job(const struct ports *p, struct job *job)
{
	struct task task = { .p = p, .out = -1, .err = -1 };
	sigset_t child;
	int signals;

	set_clock(job);
	enter_host_root(p, job);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		die(p, "signalfd");
	start(&task, job);
	say(p, "started");
	wait_for_end(&task, job, signals);
	finish(&task, job);
}
