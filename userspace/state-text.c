// SPDX-License-Identifier: GPL-2.0
/*
 * state-text.c - a camera's state as people and as scripts read it
 */
#include <stdio.h>

#include <linux/qhyccd.h>

#include "lib/clock.h"
#include "state-text.h"

static void print_cooler(const struct qc_state *s)
{
	if (!s->cooler_mode.has)
		return;
	printf("%-16s%s", "cooler", s->cooler_name);
	if (s->cooler_mode.value == V4L2_QHYCCD_COOLER_AUTOMATIC && s->target.has)
		printf(", target %.1f C", s->target.value / 10.0);
	if (s->power.has)
		printf(", power %.0f %%", qc_state_percent(&s->power));
	if (s->ramp.has && s->ramp.value)
		printf(", at most %.1f C per minute", s->ramp.value / 10.0);
	putchar('\n');
}

static void print_wheel(const struct qc_state *s)
{
	if (!s->wheel_slots.has || !s->wheel_slots.value || !s->wheel_position.has)
		return;
	printf("%-16s%lld slots, ", "filter wheel", (long long)s->wheel_slots.value);
	if (s->wheel_position.value < 0)
		printf("moving\n");
	else
		printf("at slot %lld, counted from 0\n", (long long)s->wheel_position.value);
}

void state_print(const struct qc_state *s)
{
	if (s->temperature.has)
		printf("%-16s%.1f C\n", "temperature", s->temperature.value / 10.0);
	print_cooler(s);
	if (qc_state_has_humidity(s))
		printf("%-16s%.1f %% at %.1f C in the sensor chamber\n", "humidity",
		       s->humidity.value / 10.0, s->humidity_temperature.value / 10.0);
	if (s->power_status.has)
		printf("%-16s%s\n", "supply", s->power_name);
	if (s->protection.has)
		printf("%-16s%s\n", "TEC protection", s->protection.value ?
		       "on: an undervoltage is remembered, the cooler is limited to 70 %" : "off");
	print_wheel(s);
}

void state_line(const struct qc_state *s, char *buf, size_t size)
{
	static const char *const modes[] = { "off", "manual", "automatic" };
	int n = snprintf(buf, size, "%.1f C", s->temperature.value / 10.0);

	if (s->cooler_mode.has && s->cooler_mode.value < 3)
		n += snprintf(buf + n, size - n, ", %s", modes[s->cooler_mode.value]);
	if (s->cooler_mode.has && s->cooler_mode.value == V4L2_QHYCCD_COOLER_AUTOMATIC)
		n += snprintf(buf + n, size - n, ", target %.1f C", s->target.value / 10.0);
	if (s->power.has)
		n += snprintf(buf + n, size - n, ", power %.0f %%", qc_state_percent(&s->power));
	if (qc_state_undervoltage(s))
		n += snprintf(buf + n, size - n, ", supply: %s", s->power_name);
	if (s->remaining.has && s->remaining.value)
		snprintf(buf + n, size - n, ", exposure %.0f s left", s->remaining.value / 1e3);
}

static json_t *tenths(const struct qc_reading *r)
{
	return r->has ? json_real(r->value / 10.0) : json_null();
}

static json_t *whole(const struct qc_reading *r)
{
	return r->has ? json_integer(r->value) : json_null();
}

/* One of @names, by the number of the menu's item. */
static json_t *word(const struct qc_reading *r, const char *const *names, int64_t count)
{
	return r->has && r->value >= 0 && r->value < count ? json_string(names[r->value]) :
							     json_null();
}

static json_t *cooler_json(const struct qc_state *s)
{
	static const char *const modes[] = { "off", "manual", "automatic" };
	json_t *power = s->power.has ? json_real(qc_state_percent(&s->power)) : json_null();

	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "mode", word(&s->cooler_mode, modes, 3),
			 "target_c", tenths(&s->target), "power", whole(&s->power),
			 "power_percent", power, "ramp_c_per_minute", tenths(&s->ramp));
}

json_t *state_json(const struct qc_camera *cam, const struct qc_state *s)
{
	static const char *const supply[] = { "initialising", "good", "check-error",
					      "undervoltage-indirect", "undervoltage", "unknown" };
	char time[QC_ISO_MAX], zulu[QC_ISO_MAX + 1];
	bool sensor = qc_state_has_humidity(s);
	json_t *o;

	qc_format_iso(s->utc_ns, time);
	snprintf(zulu, sizeof(zulu), "%sZ", time);
	o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "type", "status", "time", zulu,
		      "node", cam->id.node, "card", cam->id.card, "serial", cam->id.serial,
		      "temperature_c", tenths(&s->temperature), "exposure_remaining_ms",
		      whole(&s->remaining), "cooler", cooler_json(s));
	json_object_set_new(o, "humidity_percent", sensor ? tenths(&s->humidity) : json_null());
	json_object_set_new(o, "humidity_c",
			    sensor ? tenths(&s->humidity_temperature) : json_null());
	json_object_set_new(o, "supply", word(&s->power_status, supply, 6));
	json_object_set_new(o, "tec_protection",
			    s->protection.has ? json_boolean(s->protection.value) : json_null());
	json_object_set_new(o, "wheel_slots", whole(&s->wheel_slots));
	json_object_set_new(o, "wheel_position", whole(&s->wheel_position));
	return o;
}
