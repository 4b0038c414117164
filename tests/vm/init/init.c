// SPDX-License-Identifier: GPL-2.0
#include <poll.h>
#include <unistd.h>

#include "init.h"

int main(void)
{
	struct ports ports = { -1, -1, -1, -1, -1 };
	struct job job = { 0 };

	boot(&ports);
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = ports.ctl, .events = POLLIN },
			{ .fd = ports.kmsg, .events = POLLIN },
		};

		/* The machine's state is saved while we wait here. */
		poll(fds, 2, -1);
		forward_log(&ports);
		if (fds[0].revents & POLLIN && control_read(&ports, &job, 0))
			break;
	}
	run_job(&ports, &job);
	for (;;)
		pause();
}
