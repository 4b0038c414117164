// SPDX-License-Identifier: GPL-2.0
#include "console.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listen.h"
#include "sensor.h"
#include "verbs.h"
#include "wire.h"

#define REPLUG_MS	500

static void do_plug(struct console *con, int64_t now, const char *arg,
		    char *answer, size_t size)
{
	(void)arg;
	(void)answer;
	(void)size;
	camera_plug(con->camera, now);
}

static void do_unplug(struct console *con, int64_t now, const char *arg,
		      char *answer, size_t size)
{
	(void)arg;
	(void)answer;
	(void)size;
	camera_unplug(con->camera, now, NEVER);
}

static void do_replug(struct console *con, int64_t now, const char *arg,
		      char *answer, size_t size)
{
	unsigned long ms = REPLUG_MS;
	char *end;

	if (*arg) {
		ms = strtoul(arg, &end, 10);
		if (*end || !isdigit((unsigned char)*arg) || ms > 3600000) {
			say_error(answer, size, "replug [MS], 0 to 3600000");
			return;
		}
	}
	camera_unplug(con->camera, now, now + (int64_t)ms * 1000000);
}

static void do_pace(struct console *con, int64_t now, const char *arg,
		    char *answer, size_t size)
{
	bool fast = !strcmp(arg, "fast");
	double factor = 1.0;
	char *end;

	if (!fast && strcmp(arg, "real")) {
		factor = strtod(arg, &end);
		if (end == arg || *end || !(factor >= 0.001 && factor <= 1e6)) {
			say_error(answer, size,
				  "pace real, fast or a factor 0.001 to 1e6");
			return;
		}
	}
	stream_set_pace(&con->camera->stream, now, fast, factor);
}

static void do_scene(struct console *con, int64_t now, const char *arg,
		     char *answer, size_t size)
{
	int scene = scene_find(arg);

	(void)now;
	if (scene < 0)
		say_error(answer, size,
			  "scene pattern, stars, dark, flat or bias");
	else
		con->camera->stream.scene = (enum scene)scene;
}

static void do_seeing(struct console *con, int64_t now, const char *arg,
		      char *answer, size_t size)
{
	double value;

	(void)now;
	if (parse_real(arg, SENSOR_SEEING_MIN, SENSOR_SEEING_MAX, &value))
		con->camera->stream.seeing = value;
	else
		say_error(answer, size, "seeing SIGMA, 0.5 to 6 pixels");
}

static void do_fault(struct console *con, int64_t now, const char *arg,
		     char *answer, size_t size)
{
	const char *why;
	char text[256];

	if (faults_arm(&con->camera->faults, arg,
		       con->camera->stream.count.bytes_sent, &why)) {
		say_error(answer, size, why);
		return;
	}
	log_escape(text, sizeof(text), arg);
	log_event(con->log, now, "armed", ",\"rule\":\"%s\"", text);
}

static void do_faults(struct console *con, int64_t now, const char *arg,
		      char *answer, size_t size)
{
	struct faults *f = &con->camera->faults;

	(void)now;
	if (!strcmp(arg, "clear"))
		faults_clear(f);
	else if (*arg)
		say_error(answer, size, "faults or faults clear");
	else
		snprintf(answer, size, "ok armed=%d fired=%" PRIu64, f->armed,
			 f->fired);
}

/* descriptors SEED COUNT: broken ones, in so many appearances. */
static void do_descriptors(struct console *con, int64_t now, const char *arg,
			   char *answer, size_t size)
{
	struct camera *c = con->camera;
	uint64_t seed, count;
	char *end;

	seed = strtoull(arg, &end, 10);
	if (end == arg || !parse_count(end, 1, 1000000, &count)) {
		say_error(answer, size, "descriptors SEED COUNT");
		return;
	}
	camera_unplug(c, now, now);
	broken_start(&c->broken, seed, count);
}

static void do_mark(struct console *con, int64_t now, const char *arg,
		    char *answer, size_t size)
{
	char text[2 * CONSOLE_LINE];

	(void)answer;
	(void)size;
	if (!strcmp(arg, "thermal"))
		mark_thermal(con, now);
	log_escape(text, sizeof(text), arg);
	log_event(con->log, now, "mark", ",\"text\":\"%s\"", text);
}

static void do_log(struct console *con, int64_t now, const char *arg,
		   char *answer, size_t size)
{
	(void)now;
	if (strcmp(arg, "all") && strcmp(arg, "some")) {
		say_error(answer, size, "log all|some");
		return;
	}
	con->log->all = !strcmp(arg, "all");
}

static void do_quit(struct console *con, int64_t now, const char *arg,
		    char *answer, size_t size)
{
	(void)now;
	(void)arg;
	(void)answer;
	(void)size;
	con->quit = true;
}

static const struct verb verbs[] = {
	{ "plug", do_plug }, { "unplug", do_unplug }, { "replug", do_replug },
	{ "pace", do_pace }, { "scene", do_scene }, { "seeing", do_seeing },
	{ "fault", do_fault },
	{ "faults", do_faults }, { "status", verb_status }, { "mark", do_mark },
	{ "log", do_log },
	{ "quit", do_quit }, { "descriptors", do_descriptors },
	{ NULL, NULL },
};

static bool try_verbs(const struct verb *table, struct console *con,
		      int64_t now, const char *line, char *answer, size_t size)
{
	size_t n = strcspn(line, " \t");
	const char *arg = line + n + strspn(line + n, " \t");

	for (; table->name; table++) {
		if (strlen(table->name) == n &&
		    !strncmp(table->name, line, n)) {
			table->run(con, now, arg, answer, size);
			return true;
		}
	}
	return false;
}

void console_execute(struct console *con, int64_t now, const char *line,
		     char *answer, size_t size)
{
	snprintf(answer, size, "ok");
	camera_tick(con->camera, now);
	if (try_verbs(verbs, con, now, line, answer, size) ||
	    try_verbs(bench_verbs, con, now, line, answer, size))
		return;
	say_error(answer, size, "commands: plug unplug replug pace scene seeing "
		  "fault faults status mark quit descriptors ambient clock thermal power "
		  "protection humidity trigger wheel gps");
}

int console_open(struct console *con, struct camera *c, struct log *log,
		 const char *path)
{
	int i;

	memset(con, 0, sizeof(*con));
	con->camera = c;
	con->log = log;
	for (i = 0; i < CONSOLE_CLIENTS; i++)
		con->clients[i].fd = -1;
	con->listener = -1;
	if (!path)
		return 0;
	con->listener = listen_unix(path);
	return con->listener < 0 ? con->listener : 0;
}

static void drop_client(struct console_client *cl)
{
	close(cl->fd);
	cl->fd = -1;
	cl->len = 0;
}

void console_close(struct console *con)
{
	int i;

	for (i = 0; i < CONSOLE_CLIENTS; i++)
		if (con->clients[i].fd >= 0)
			drop_client(&con->clients[i]);
	if (con->listener >= 0)
		close(con->listener);
	con->listener = -1;
}

int console_poll(const struct console *con, struct pollfd *fds)
{
	int i, n = 0;

	if (con->listener >= 0)
		fds[n++] = (struct pollfd){ con->listener, POLLIN, 0 };
	for (i = 0; i < CONSOLE_CLIENTS; i++)
		if (con->clients[i].fd >= 0)
			fds[n++] = (struct pollfd){ con->clients[i].fd,
						    POLLIN, 0 };
	return n;
}

static void accept_client(struct console *con)
{
	int fd = accept4(con->listener, NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);
	int i;

	if (fd < 0)
		return;
	for (i = 0; i < CONSOLE_CLIENTS; i++) {
		if (con->clients[i].fd < 0) {
			con->clients[i].fd = fd;
			con->clients[i].len = 0;
			return;
		}
	}
	close(fd);
}

/* A client that does not read its answers is dropped, never waited for. */
static bool run_line(struct console *con, struct console_client *cl,
		     int64_t now, char *line)
{
	char answer[CONSOLE_ANSWER];
	size_t n = strlen(line);

	while (n && isspace((unsigned char)line[n - 1]))
		line[--n] = 0;
	line += strspn(line, " \t");
	if (!*line)
		return true;
	console_execute(con, now, line, answer, sizeof(answer) - 1);
	strcat(answer, "\n");
	n = strlen(answer);
	return send(cl->fd, answer, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static void read_client(struct console *con, struct console_client *cl,
			int64_t now)
{
	ssize_t n = recv(cl->fd, cl->line + cl->len,
			 sizeof(cl->line) - 1 - cl->len, 0);
	char *end;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		drop_client(cl);
		return;
	}
	cl->len += (size_t)n;
	cl->line[cl->len] = 0;
	while ((end = memchr(cl->line, '\n', cl->len))) {
		size_t used = (size_t)(end - cl->line) + 1;

		*end = 0;
		if (!run_line(con, cl, now, cl->line)) {
			drop_client(cl);
			return;
		}
		cl->len -= used;
		memmove(cl->line, end + 1, cl->len + 1);
	}
	if (cl->len == sizeof(cl->line) - 1)
		drop_client(cl);
}

void console_events(struct console *con, const struct pollfd *fds, int count,
		    int64_t now)
{
	int i, k;

	for (i = 0; i < count; i++) {
		if (!fds[i].revents)
			continue;
		if (fds[i].fd == con->listener) {
			accept_client(con);
			continue;
		}
		for (k = 0; k < CONSOLE_CLIENTS; k++)
			if (con->clients[k].fd == fds[i].fd)
				read_client(con, &con->clients[k], now);
	}
}
