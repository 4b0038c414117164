// SPDX-License-Identifier: GPL-2.0
/*
 * uvcemu: an emulated UVC camera that QEMU's usb-redir device connects to; what
 * the driver is compared with. Told and asked as qhyemu is: plug, unplug, pace,
 * mark, status, quit on its control socket.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../emulator/listen.h"
#include "peer.h"

#define CLIENTS		8
#define LINE		512
#define EXIT_USAGE	2

struct client {
	int fd;			/* -1: free */
	size_t len;
	char line[LINE];
};

struct emulator {
	struct log log;
	struct uvc camera;
	struct peer peer;
	int control;		/* listens */
	int signals;
	bool quit;
	struct client clients[CLIENTS];
};

struct options {
	const char *socket, *control, *log, *pace;
};

static const char usage[] =
"Usage: uvcemu --socket PATH [OPTION]...\n"
"An emulated UVC camera of 6280 x 4210 pixels of 16 bit behind a unix socket for\n"
"QEMU's usb-redir device.\n"
"\n"
"  --model uvc       the only one\n"
"  --socket PATH     listen here for QEMU\n"
"  --control PATH    listen here for commands, one per line\n"
"  --log FILE        JSON lines of what happens\n"
"  --pace PACE       real (a QHY268's, default), fast, or a factor on that speed\n";

static bool set_pace(struct uvc *u, int64_t now, const char *arg)
{
	double factor = 1;
	char *end;

	if (strcmp(arg, "real") && strcmp(arg, "fast")) {
		factor = strtod(arg, &end);
		if (end == arg || *end || !(factor >= 0.001 && factor <= 1000))
			return false;
	}
	uvc_set_pace(u, now, !strcmp(arg, "fast"), factor);
	return true;
}

static void status(const struct uvc *u, char *answer, size_t size)
{
	snprintf(answer, size, "ok {\"frames_sent\":%" PRIu64
		 ",\"frames_lost\":%" PRIu64 ",\"bytes_sent\":%" PRIu64
		 ",\"controls\":%" PRIu64 ",\"refused\":%" PRIu64
		 ",\"streaming\":%s}", u->frames_sent, u->frames_lost,
		 u->bytes_sent, u->controls, u->refused,
		 u->running ? "true" : "false");
}

static void execute(struct emulator *e, int64_t now, const char *line,
		    char *answer, size_t size)
{
	char text[2 * LINE];

	snprintf(answer, size, "ok");
	if (!strcmp(line, "plug") || !strcmp(line, "unplug")) {
		e->camera.attached = *line == 'p';
	} else if (!strcmp(line, "status")) {
		status(&e->camera, answer, size);
	} else if (!strcmp(line, "quit")) {
		e->quit = true;
	} else if (!strncmp(line, "mark ", 5)) {
		log_escape(text, sizeof(text), line + 5);
		log_event(&e->log, now, "mark", ",\"text\":\"%s\"", text);
	} else if (strncmp(line, "pace ", 5) ||
		   !set_pace(&e->camera, now, line + 5)) {
		snprintf(answer, size, "error plug, unplug, mark TEXT, status, "
			 "quit, pace real, fast or a factor 0.001 to 1000");
	}
}

static void drop(struct client *c)
{
	close(c->fd);
	c->fd = -1;
}

static void accept_client(struct emulator *e)
{
	int fd = accept4(e->control, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	int i;

	for (i = 0; i < CLIENTS && fd >= 0; i++) {
		if (e->clients[i].fd < 0) {
			e->clients[i].fd = fd;
			e->clients[i].len = 0;
			return;
		}
	}
	if (fd >= 0)
		close(fd);
}

/* A client that does not read its answers is dropped, never waited for. */
static bool answer_line(struct emulator *e, struct client *c, int64_t now)
{
	char answer[LINE];
	size_t n;

	execute(e, now, c->line, answer, sizeof(answer) - 1);
	strcat(answer, "\n");
	n = strlen(answer);
	return send(c->fd, answer, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static void read_client(struct emulator *e, struct client *c, int64_t now)
{
	ssize_t n = recv(c->fd, c->line + c->len, LINE - 1 - c->len, 0);
	char *end;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		drop(c);
		return;
	}
	c->len += (size_t)n;
	c->line[c->len] = 0;
	while ((end = memchr(c->line, '\n', c->len))) {
		size_t used = (size_t)(end - c->line) + 1;

		*end = 0;
		if (!answer_line(e, c, now)) {
			drop(c);
			return;
		}
		c->len -= used;
		memmove(c->line, end + 1, c->len + 1);
	}
	if (c->len == LINE - 1)
		drop(c);
}

/* Everything that is due, then sleep until something is. */
static int turn(struct emulator *e)
{
	struct pollfd fds[3 + CLIENTS] = { { e->signals, POLLIN, 0 } };
	struct timespec wait = { 0 };
	int64_t now = log_clock(&e->log), next;
	int i;

	peer_run(&e->peer, now);
	log_flush(&e->log);
	fds[1] = peer_poll(&e->peer);
	fds[2] = (struct pollfd){ e->control, POLLIN, 0 };
	for (i = 0; i < CLIENTS; i++)
		fds[3 + i] = (struct pollfd){ e->clients[i].fd, POLLIN, 0 };
	next = peer_next(&e->peer);
	now = log_clock(&e->log);
	if (next > now && next != UVC_NEVER) {
		wait.tv_sec = (next - now) / 1000000000;
		wait.tv_nsec = (next - now) % 1000000000;
	}
	if (ppoll(fds, 3 + CLIENTS, next == UVC_NEVER ? NULL : &wait, NULL) < 0)
		return errno == EINTR ? 0 : -errno;
	now = log_clock(&e->log);
	if (fds[0].revents)
		e->quit = true;
	peer_events(&e->peer, fds[1].revents, now);
	if (fds[2].revents)
		accept_client(e);
	for (i = 0; i < CLIENTS; i++)
		if (fds[3 + i].revents && e->clients[i].fd == fds[3 + i].fd)
			read_client(e, &e->clients[i], now);
	return 0;
}

static int catch_signals(struct emulator *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	e->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return e->signals < 0 ? -errno : 0;
}

static int fail(const char *what, int rc)
{
	fprintf(stderr, "uvcemu: %s: %s\n", what, strerror(-rc));
	return rc;
}

/* QEMU's socket is the last: who sees it may connect at once. */
static int start(struct emulator *e, const struct options *o)
{
	int i, rc = catch_signals(e);

	for (i = 0; i < CLIENTS; i++)
		e->clients[i].fd = -1;
	if (rc)
		return fail("signals", rc);
	if (o->control) {
		e->control = listen_unix(o->control);
		if (e->control < 0)
			return fail(o->control, e->control);
	}
	rc = peer_open(&e->peer, &e->camera, o->socket);
	return rc ? fail(o->socket, rc) : 0;
}

static void finish(struct emulator *e, const struct options *o)
{
	int i;

	if (e->peer.listener >= 0)
		unlink(o->socket);
	if (o->control && e->control >= 0) {
		unlink(o->control);
		close(e->control);
	}
	for (i = 0; i < CLIENTS; i++)
		if (e->clients[i].fd >= 0)
			drop(&e->clients[i]);
	peer_close(&e->peer);
	close(e->signals);
	log_close(&e->log);
}

static int emulate(struct emulator *e, const struct options *o)
{
	int rc = log_open(&e->log, o->log);

	if (rc)
		return fail(o->log, rc);
	e->log.start = log_clock(&e->log);
	e->control = -1;
	e->peer.listener = -1;
	e->peer.fd = -1;
	uvc_init(&e->camera, &e->log);
	if (o->pace && !set_pace(&e->camera, 0, o->pace)) {
		fprintf(stderr, "uvcemu: bad value for --pace: %s\n", o->pace);
		log_close(&e->log);
		return -EINVAL;
	}
	rc = start(e, o);
	while (!rc && !e->quit)
		rc = turn(e);
	finish(e, o);
	return rc;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "model", required_argument, NULL, 'm' },
		{ "socket", required_argument, NULL, 's' },
		{ "control", required_argument, NULL, 'c' },
		{ "log", required_argument, NULL, 'l' },
		{ "pace", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int id;

	while ((id = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (id == 's')
			o->socket = optarg;
		else if (id == 'c')
			o->control = optarg;
		else if (id == 'l')
			o->log = optarg;
		else if (id == 'p')
			o->pace = optarg;
		else if (id == 'h')
			return fputs(usage, stdout), 1;
		else if (id == '?' || strcmp(optarg, "uvc"))
			return EXIT_USAGE + 1;
	}
	if (optind == argc && o->socket)
		return 0;
	fputs("uvcemu: --socket is needed (see --help)\n", stderr);
	return EXIT_USAGE + 1;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	int rc = parse(&o, argc, argv);
	struct emulator *e;

	if (rc)
		return rc - 1;
	/* answers of 32 KiB come and go: keep their memory in the heap */
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	e = calloc(1, sizeof(*e));
	if (!e)
		return EXIT_FAILURE;
	rc = emulate(e, &o);
	free(e);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
