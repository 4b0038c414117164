// SPDX-License-Identifier: GPL-2.0
/* qhyemu: one emulated camera that QEMU's usb-redir device connects to. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "camera.h"
#include "console.h"
#include "verbs.h"
#include "wire.h"

#define POLL_MAX	(3 + CONSOLE_CLIENTS)
#define EXIT_USAGE	2

struct options {
	struct camera_config config;
	const char *socket, *control, *log, *script, *firmware;
};

struct emulator {
	struct log log;
	struct camera camera;
	struct wire wire;
	struct console console;
	int signals;
	int64_t start;
};

static const char usage[] =
"Usage: qhyemu --model NAME --socket PATH [OPTION]...\n"
"       qhyemu --make-firmware FILE --model NAME\n"
"An emulated camera behind a unix socket for QEMU's usb-redir device.\n"
"\n"
"  --model NAME      %s\n"
"  --socket PATH     listen here for QEMU; connecting is plugging in\n"
"  --control PATH    listen here for commands, one per line\n"
"  --log FILE        JSON lines of all that happens\n"
"  --boot STATE      loader or running (default)\n"
"  --serial TEXT     serial number, at most 16 characters\n"
"  --scene NAME      pattern (default), stars, dark, flat or bias\n"
"  --pace PACE       real (default), fast, or a factor on the readout speed\n"
"  --seed N          of the sensor's noise, stars and hot pixels\n"
"  --script FILE     control commands to run at the start, one per line\n"
"  --usb SPEED       super (default) or high\n"
"  --date YYMMDD     firmware date (default 230614)\n"
"  --ambient C       temperature around the camera (default 20)\n"
"  --clock FACTOR    the cooler's time runs that much faster (default 1)\n"
"  --dialect A1+A3   assumptions that are not true: A1, A2, A3, A10, A11\n"
"  --make-firmware FILE  write a firmware image for the model and exit\n";

enum option_id {
	OPT_MODEL = 1, OPT_SOCKET, OPT_CONTROL, OPT_LOG, OPT_BOOT, OPT_SERIAL,
	OPT_SCENE, OPT_PACE, OPT_SEED, OPT_SCRIPT, OPT_USB, OPT_DATE,
	OPT_AMBIENT, OPT_CLOCK, OPT_DIALECT, OPT_FIRMWARE, OPT_HELP,
};

static const struct option option_table[] = {
	{ "model", required_argument, NULL, OPT_MODEL },
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "boot", required_argument, NULL, OPT_BOOT },
	{ "serial", required_argument, NULL, OPT_SERIAL },
	{ "scene", required_argument, NULL, OPT_SCENE },
	{ "pace", required_argument, NULL, OPT_PACE },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "script", required_argument, NULL, OPT_SCRIPT },
	{ "usb", required_argument, NULL, OPT_USB },
	{ "date", required_argument, NULL, OPT_DATE },
	{ "ambient", required_argument, NULL, OPT_AMBIENT },
	{ "clock", required_argument, NULL, OPT_CLOCK },
	{ "dialect", required_argument, NULL, OPT_DIALECT },
	{ "make-firmware", required_argument, NULL, OPT_FIRMWARE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static bool parse_pace(struct camera_config *c, const char *arg)
{
	char *end;

	c->fast = !strcmp(arg, "fast");
	c->factor = 1.0;
	if (c->fast || !strcmp(arg, "real"))
		return true;
	c->factor = strtod(arg, &end);
	return end != arg && !*end && c->factor >= 0.001 && c->factor <= 1e6;
}

static bool parse_number(const char *arg, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(arg, &end, 0);
	return end != arg && !*end && !errno && *arg != '-';
}

static bool parse_date(struct camera_config *c, const char *arg)
{
	uint64_t v;

	if (strlen(arg) != 6 || !parse_number(arg + (*arg == '0'), &v))
		return false;
	c->date[0] = (uint8_t)(v / 10000);
	c->date[1] = (uint8_t)(v / 100 % 100);
	c->date[2] = (uint8_t)(v % 100);
	return c->date[1] >= 1 && c->date[1] <= 12 && c->date[2] >= 1 &&
	       c->date[2] <= 31;
}

/* One of two words: 0 or 1, else -1. */
static int parse_choice(const char *arg, const char *a, const char *b)
{
	return !strcmp(arg, a) ? 0 : !strcmp(arg, b) ? 1 : -1;
}

static bool parse_config(struct camera_config *c, int id, const char *arg)
{
	int choice;

	switch (id) {
	case OPT_MODEL:
		c->model = model_find(arg);
		return c->model;
	case OPT_BOOT:
		choice = parse_choice(arg, "loader", "running");
		c->boot = choice == 0 ? IDENTITY_LOADER : IDENTITY_RUNNING;
		return choice >= 0;
	case OPT_SERIAL:
		if (strlen(arg) > SERIAL_SIZE)
			return false;
		strcpy(c->serial, arg);
		return true;
	case OPT_SCENE:
		choice = scene_find(arg);
		c->scene = choice < 0 ? SCENE_PATTERN : (enum scene)choice;
		return choice >= 0;
	case OPT_PACE:
		return parse_pace(c, arg);
	case OPT_SEED:
		return parse_number(arg, &c->seed);
	case OPT_USB:
		choice = parse_choice(arg, "high", "super");
		c->super_speed = choice == 1;
		return choice >= 0;
	case OPT_DATE:
		return parse_date(c, arg);
	case OPT_AMBIENT:
		return parse_real(arg, THERMAL_AMBIENT_MIN,
				  THERMAL_AMBIENT_MAX, &c->ambient);
	case OPT_CLOCK:
		return parse_real(arg, THERMAL_CLOCK_MIN, THERMAL_CLOCK_MAX,
				  &c->clock);
	case OPT_DIALECT:
		return dialect_parse(arg, &c->dialect);
	default:
		return false;
	}
}

/* 0: go on; else the exit status plus one. */
static int parse_options(struct options *o, int argc, char **argv)
{
	int id, index = 0;

	while ((id = getopt_long(argc, argv, "", option_table, &index)) != -1) {
		if (id == OPT_SOCKET)
			o->socket = optarg;
		else if (id == OPT_CONTROL)
			o->control = optarg;
		else if (id == OPT_LOG)
			o->log = optarg;
		else if (id == OPT_SCRIPT)
			o->script = optarg;
		else if (id == OPT_FIRMWARE)
			o->firmware = optarg;
		else if (id == OPT_HELP)
			return printf(usage, model_names()), 1;
		else if (id == '?')
			return EXIT_USAGE + 1;
		else if (!parse_config(&o->config, id, optarg)) {
			fprintf(stderr, "qhyemu: bad value for --%s: %s "
				"(see --help)\n", option_table[index].name,
				optarg);
			return EXIT_USAGE + 1;
		}
	}
	if (optind < argc || !o->config.model || (!o->socket && !o->firmware)) {
		fprintf(stderr, "qhyemu: --model and --socket are needed "
			"(see --help)\n");
		return EXIT_USAGE + 1;
	}
	if (!o->config.serial[0])
		strcpy(o->config.serial, o->config.model->serial);
	return 0;
}

static int64_t clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t monotonic(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static int run_script(struct emulator *e, const char *path)
{
	char line[CONSOLE_LINE], answer[CONSOLE_ANSWER];
	int number = 0, rc = 0;
	FILE *f = fopen(path, "re");

	if (!f) {
		fprintf(stderr, "qhyemu: %s: %s\n", path, strerror(errno));
		return -errno;
	}
	while (!rc && fgets(line, sizeof(line), f)) {
		number++;
		line[strcspn(line, "\r\n")] = 0;
		if (!line[0] || line[0] == '#')
			continue;
		console_execute(&e->console, 0, line, answer, sizeof(answer));
		if (!strncmp(answer, "error", 5)) {
			fprintf(stderr, "qhyemu: %s:%d: %s\n", path, number,
				answer);
			rc = -EINVAL;
		}
	}
	fclose(f);
	return rc;
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

/* One turn: everything that is due, then sleep until something is. */
static int turn(struct emulator *e)
{
	struct pollfd fds[POLL_MAX] = { { e->signals, POLLIN, 0 } };
	int wires, consoles;
	struct timespec wait;
	int64_t now = monotonic() - e->start, next, left;

	camera_tick(&e->camera, now);
	wire_run(&e->wire, now);
	log_flush(&e->log);

	wires = wire_poll(&e->wire, fds + 1);
	consoles = console_poll(&e->console, fds + 1 + wires);
	next = wire_next_event(&e->wire);
	left = next - (monotonic() - e->start);
	if (left < 0)
		left = 0;
	wait.tv_sec = left / 1000000000;
	wait.tv_nsec = left % 1000000000;
	if (ppoll(fds, 1 + (nfds_t)wires + (nfds_t)consoles,
		  next == NEVER ? NULL : &wait, NULL) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		e->console.quit = true;
	now = monotonic() - e->start;
	wire_events(&e->wire, fds + 1, wires, now);
	console_events(&e->console, fds + 1 + wires, consoles, now);
	return 0;
}

static void summary(struct emulator *e)
{
	const struct camera *c = &e->camera;
	const struct stream_counters *n = &c->stream.count;

	log_event(&e->log, monotonic() - e->start, "summary",
		  ",\"refused\":%" PRIu64 ",\"controls\":%" PRIu64
		  ",\"frames_exposed\":%" PRIu64 ",\"frames_sent\":%" PRIu64
		  ",\"frames_lost\":%" PRIu64 ",\"ddr_overflows\":%" PRIu64
		  ",\"bytes_sent\":%" PRIu64 ",\"faults_fired\":%" PRIu64
		  ",\"cancelled\":%" PRIu64 ",\"unlogged\":%" PRIu64,
		  c->refused, c->controls, n->frames_exposed, n->frames_sent,
		  n->frames_lost, n->ddr_overflows, n->bytes_sent,
		  c->faults.fired, e->wire.cancelled, e->log.unlogged);
}

static int run(struct emulator *e, const struct options *o)
{
	int rc = catch_signals(e);

	if (rc)
		return rc;
	rc = console_open(&e->console, &e->camera, &e->log, o->control);
	if (rc) {
		fprintf(stderr, "qhyemu: %s: %s\n", o->control, strerror(-rc));
		return rc;
	}
	if (o->script)
		rc = run_script(e, o->script);
	/* last: who sees this socket may connect at once */
	if (!rc) {
		rc = wire_open(&e->wire, &e->camera, &e->log, o->socket);
		if (rc)
			fprintf(stderr, "qhyemu: %s: %s\n", o->socket,
				strerror(-rc));
	}
	while (!rc && !e->console.quit)
		rc = turn(e);
	if (e->wire.listener >= 0)
		unlink(o->socket);
	if (e->console.listener >= 0)
		unlink(o->control);
	wire_close(&e->wire);
	console_close(&e->console);
	close(e->signals);
	summary(e);
	return rc;
}

static int emulate(const struct options *o)
{
	struct emulator *e = calloc(1, sizeof(*e));
	int rc;

	if (!e)
		return -ENOMEM;
	e->start = monotonic();
	e->wire.listener = -1;
	e->wire.fd = -1;
	rc = log_open(&e->log, o->log);
	if (rc)
		fprintf(stderr, "qhyemu: %s: %s\n", o->log, strerror(-rc));
	if (!rc)
		rc = camera_init(&e->camera, &o->config, &e->log);
	if (!rc) {
		e->camera.stream.utc = clock_ns(CLOCK_REALTIME) -
				       (monotonic() - e->start);
		rc = run(e, o);
		camera_free(&e->camera);
	}
	log_close(&e->log);
	free(e);
	return rc;
}

int main(int argc, char **argv)
{
	struct options o = {
		.config = {
			.boot = IDENTITY_RUNNING, .super_speed = true,
			.factor = 1.0, .seed = 1, .date = { 23, 6, 14 },
			.ambient = THERMAL_AMBIENT, .clock = 1.0,
		},
	};
	int rc = parse_options(&o, argc, argv);

	if (rc)
		return rc - 1;
	if (o.firmware) {
		rc = firmware_write(o.firmware, o.config.model->pid_running);
		if (rc)
			fprintf(stderr, "qhyemu: %s: %s\n", o.firmware,
				strerror(-rc));
		return rc ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	/* answers of 1 MiB come and go: keep their memory in the heap */
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	return emulate(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
