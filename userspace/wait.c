// SPDX-License-Identifier: GPL-2.0
/*
 * wait.c - waits that Ctrl-C ends in order
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/clock.h"
#include "wait.h"

int wait_signals(struct qc_error *e)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return qc_fail(e, QC_FAILED, errno, "signalfd: %s", strerror(errno));
	return fd;
}

int wait_signal(int signal_fd)
{
	struct signalfd_siginfo info;

	if (signal_fd < 0 || read(signal_fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	return info.ssi_signo;
}

int wait_fail(int signal, const char *what, struct qc_error *e)
{
	return qc_fail(e, signal == SIGTERM ? QC_TERMINATED : QC_INTERRUPTED, EINTR, "%s", what);
}

int wait_until(int signal_fd, int64_t until_ns, const char *what, struct qc_error *e)
{
	struct pollfd p = { .fd = signal_fd, .events = POLLIN };
	struct timespec left;
	int64_t ns;
	int signal, r;

	for (;;) {
		ns = until_ns - qc_mono_ns();
		if (ns < 0)
			ns = 0;
		left.tv_sec = ns / QC_NS_PER_S;
		left.tv_nsec = ns % QC_NS_PER_S;
		r = ppoll(&p, 1, &left, NULL);
		signal = r > 0 ? wait_signal(signal_fd) : 0;
		if (signal)
			return wait_fail(signal, what, e);
		if (!r)
			return 0;
		if (r < 0 && errno != EINTR)
			return qc_fail(e, QC_FAILED, errno, "poll: %s", strerror(errno));
	}
}
