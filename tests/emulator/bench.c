// SPDX-License-Identifier: GPL-2.0
/* Control commands for what is around the camera. */
#include "verbs.h"

#include <math.h>
#include <string.h>

/* Longer than any filter time. */
#define TRIGGER_WIDTH_US	100000

static void do_ambient(struct console *con, int64_t now, const char *arg,
		       char *answer, size_t size)
{
	double value;

	(void)now;
	if (parse_real(arg, THERMAL_AMBIENT_MIN, THERMAL_AMBIENT_MAX, &value))
		con->camera->thermal.ambient = value;
	else
		say_error(answer, size, "ambient C, -40 to 50");
}

static void do_clock(struct console *con, int64_t now, const char *arg,
		     char *answer, size_t size)
{
	double value;

	(void)now;
	if (parse_real(arg, THERMAL_CLOCK_MIN, THERMAL_CLOCK_MAX, &value))
		con->camera->thermal.clock = value;
	else
		say_error(answer, size, "clock FACTOR, 0.001 to 10000");
}

void mark_thermal(struct console *con, int64_t now)
{
	(void)now;
	thermal_mark(&con->camera->thermal);
}

static void do_thermal(struct console *con, int64_t now, const char *arg,
		       char *answer, size_t size)
{
	if (!strcmp(arg, "mark"))
		mark_thermal(con, now);
	else
		say_error(answer, size, "thermal mark");
}

static void do_power(struct console *con, int64_t now, const char *arg,
		     char *answer, size_t size)
{
	static const struct {
		const char *name;
		enum power_status status;
	} names[] = {
		{ "good", POWER_GOOD }, { "init", POWER_INIT },
		{ "check", POWER_CHECK }, { "under3", POWER_UNDER_INDIRECT },
		{ "under9", POWER_UNDER },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(arg, names[i].name))
			continue;
		camera_power(con->camera, names[i].status);
		log_event(con->log, now, "power", ",\"status\":\"%s\"", arg);
		return;
	}
	say_error(answer, size, "power good, init, check, under3 or under9");
}

/* What the maker's program does to the flash. */
static void do_protection(struct console *con, int64_t now, const char *arg,
			  char *answer, size_t size)
{
	(void)now;
	if (!strcmp(arg, "set"))
		con->camera->thermal.protection = true;
	else if (!strcmp(arg, "clear"))
		con->camera->thermal.protection = false;
	else
		say_error(answer, size, "protection set or clear");
}

static void do_humidity(struct console *con, int64_t now, const char *arg,
			char *answer, size_t size)
{
	struct humidity *h = &con->camera->humidity;
	double percent, celsius;
	char *rest;

	(void)now;
	if (!strcmp(arg, "absent")) {
		h->present = false;
		return;
	}
	percent = strtod(arg, &rest);
	if (rest == arg || *rest != ' ' || !(percent >= 0 && percent <= 100) ||
	    !parse_real(rest + 1, -45.0, 130.0, &celsius)) {
		say_error(answer, size,
			  "humidity PERCENT TEMPERATURE_C, or absent");
		return;
	}
	*h = (struct humidity){ true, percent, celsius };
}

static void do_trigger(struct console *con, int64_t now, const char *arg,
		       char *answer, size_t size)
{
	static const char *const names[] = {
		[EDGE_RISING] = "rising", [EDGE_FALLING] = "falling",
	};
	size_t n = strcspn(arg, " ");
	uint64_t width = TRIGGER_WIDTH_US;
	int edge = EDGE_RISING;
	const char *result;

	while (edge <= EDGE_FALLING && (strlen(names[edge]) != n ||
					strncmp(names[edge], arg, n)))
		edge++;
	if (edge > EDGE_FALLING ||
	    (arg[n] && !parse_count(arg + n, 0, UINT32_MAX, &width))) {
		say_error(answer, size, "trigger rising or falling [WIDTH_US]");
		return;
	}
	result = camera_edge(con->camera, now, (enum edge)edge,
			     (uint32_t)width);
	log_event(con->log, now, "trigger", ",\"edge\":\"%s\",\"width\":%u"
		  ",\"rc\":\"%s\"", names[edge], (uint32_t)width, result);
	snprintf(answer, size, "ok %s", result);
}

static void do_wheel(struct console *con, int64_t now, const char *arg,
		     char *answer, size_t size)
{
	unsigned int slots, move_ms = WHEEL_MOVE_MS;
	unsigned int answer_ms = WHEEL_ANSWER_MS;
	char end;
	int n;

	(void)now;
	if (!strcmp(arg, "none")) {
		wheel_connect(&con->camera->wheel, 0, 0, 0);
		return;
	}
	n = sscanf(arg, "%u %u %u %c", &slots, &move_ms, &answer_ms, &end);
	if (n < 1 || n > 3 || !slots || slots > WHEEL_SLOTS_MAX ||
	    move_ms > 3600000 || answer_ms > 3600000) {
		say_error(answer, size,
			  "wheel none, or 1 to 15 [MOVE_MS [ANSWER_MS]]");
		return;
	}
	wheel_connect(&con->camera->wheel, slots, move_ms, answer_ms);
}

static bool set_place(struct gps *gps, const char *arg)
{
	double latitude, longitude;
	char *rest;

	latitude = strtod(arg, &rest);
	if (rest == arg || *rest != ' ' || !(fabs(latitude) <= 90) ||
	    !parse_real(rest + 1, -180.0, 180.0, &longitude))
		return false;
	gps->latitude = latitude;
	gps->longitude = longitude;
	return true;
}

static void do_gps(struct console *con, int64_t now, const char *arg,
		   char *answer, size_t size)
{
	struct gps *gps = &con->camera->overlay.gps;
	int state;

	(void)now;
	if (!strncmp(arg, "at ", 3) && set_place(gps, arg + 3))
		return;
	for (state = GPS_ABSENT; state <= GPS_LOCKED; state++) {
		if (strcmp(arg, gps_state_name((enum gps_state)state)))
			continue;
		gps->state = (enum gps_state)state;
		return;
	}
	say_error(answer, size, "gps locked, unlocked, absent, or at LATITUDE "
		  "LONGITUDE in degrees");
}

const struct verb bench_verbs[] = {
	{ "ambient", do_ambient }, { "clock", do_clock },
	{ "thermal", do_thermal }, { "power", do_power },
	{ "protection", do_protection }, { "humidity", do_humidity },
	{ "trigger", do_trigger }, { "wheel", do_wheel },
	{ "gps", do_gps },
	{ NULL, NULL },
};
