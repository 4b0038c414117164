// SPDX-License-Identifier: GPL-2.0
/* The status command: one JSON object, flat, so that tests find a field by name. */
#include "verbs.h"

#include <inttypes.h>
#include <stdarg.h>

struct text {
	char *p;
	size_t size, used;
};

static void __attribute__((format(printf, 2, 3)))
add(struct text *t, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(t->p + t->used, t->size - t->used, fmt, args);
	va_end(args);
	if (n > 0)
		t->used += (size_t)n;
	if (t->used >= t->size)
		t->used = t->size - 1;
}

static const char *truth(bool value)
{
	return value ? "true" : "false";
}

static void add_stream(struct text *t, const struct camera *c)
{
	const struct stream *s = &c->stream;
	const struct settings *set = &s->next;

	add(t, ",\"frames_exposed\":%" PRIu64 ",\"frames_sent\":%" PRIu64
	    ",\"frames_lost\":%" PRIu64 ",\"frames_aborted\":%" PRIu64
	    ",\"frame_counter\":%" PRIu64 ",\"bytes_sent\":%" PRIu64
	    ",\"ddr_bytes\":%" PRIu64 ",\"ddr_overflows\":%" PRIu64,
	    s->count.frames_exposed, s->count.frames_sent,
	    s->count.frames_lost, s->count.frames_aborted, s->counter,
	    s->count.bytes_sent, s->level, s->count.ddr_overflows);
	add(t, ",\"exposure_us\":%u,\"gain\":%u,\"offset\":%u"
	    ",\"traffic\":%u,\"mode\":%u,\"depth\":%d,\"single\":%s"
	    ",\"ddr\":%s,\"roi\":[%u,%u,%u,%u],\"scene\":\"%s\""
	    ",\"pace\":\"%s\",\"factor\":%g",
	    set->exposure_us, set->gain[1], set->offset[1], set->traffic,
	    set->readmode, set->bits16 ? 16 : 8, truth(set->single),
	    truth(set->ddr), set->x, set->y, set->w, set->h,
	    scene_name(s->scene), s->fast ? "fast" : "real", s->factor);
}

static void add_thermal(struct text *t, const struct thermal *th)
{
	add(t, ",\"temperature\":%.1f,\"temperature_c\":%.4f"
	    ",\"target\":%d,\"pwm\":%u,\"automatic\":%s"
	    ",\"ambient\":%g,\"clock\":%g,\"thermal_lowest\":%.4f"
	    ",\"thermal_highest\":%.4f,\"thermal_pwm_change\":%.2f",
	    th->sensor, th->sensor, th->target, thermal_pwm(th),
	    truth(th->automatic), th->ambient, th->clock, th->truth.lowest,
	    th->truth.highest, th->truth.pwm_change);
}

static void add_supply(struct text *t, const struct camera *c)
{
	add(t, ",\"power\":%d,\"protection\":%s,\"humidity\":%g"
	    ",\"humidity_c\":%g", c->power, truth(c->thermal.protection),
	    c->humidity.present ? c->humidity.percent : 0.0,
	    c->humidity.present ? c->humidity.celsius : 0.0);
}

static void add_accessories(struct text *t, const struct camera *c, int64_t now)
{
	const struct accessories *a = &c->acc;
	const struct accessory_counters *n = &c->accessory_count;

	add(t, ",\"gpio_mode\":%d,\"gpio_outputs\":%u,\"trigger\":%s"
	    ",\"trigger_input\":%d,\"trigger_filter\":%u"
	    ",\"trigger_output\":%s,\"trigger_edges\":%" PRIu64
	    ",\"trigger_frames\":%" PRIu64 ",\"trigger_busy\":%" PRIu64
	    ",\"trigger_filtered\":%" PRIu64 ",\"trigger_ignored\":%" PRIu64,
	    a->gpio_mode, gpio_levels(a), truth(a->trigger.enabled),
	    a->trigger.input, a->trigger.filter_us, truth(a->trigger.output),
	    n->trigger.edges, n->trigger.frames, n->trigger.busy,
	    n->trigger.filtered, n->trigger.ignored);
	add(t, ",\"burst\":%s,\"burst_start\":%u,\"burst_end\":%u"
	    ",\"burst_patch\":%u,\"burst_releases\":%" PRIu64
	    ",\"burst_hasty\":%" PRIu64 ",\"counter_resets\":%" PRIu64
	    ",\"stamp\":%s,\"anti_rbi\":%s,\"anti_rbi_value\":%u"
	    ",\"led\":%s,\"led_width\":%u,\"led_position\":%u",
	    truth(a->burst.on), a->burst.start, a->burst.end, a->burst.patch,
	    n->burst_releases, n->burst_hasty, n->counter_resets,
	    truth(c->overlay.stamp), truth(a->anti_rbi), a->anti_rbi_value,
	    truth(a->led), a->led_width, a->led_position);
	add(t, ",\"gps\":\"%s\",\"latitude\":%.7f,\"longitude\":%.7f",
	    gps_state_name(c->overlay.gps.state), c->overlay.gps.latitude,
	    c->overlay.gps.longitude);
	add(t, ",\"wheel_slots\":%u,\"wheel_position\":%u"
	    ",\"wheel_moving\":%s,\"wheel_moves\":%" PRIu64, c->wheel.slots,
	    c->wheel.position, truth(wheel_moving(&c->wheel, now)),
	    c->wheel.moves);
}

void verb_status(struct console *con, int64_t now, const char *arg,
		 char *answer, size_t size)
{
	struct text t = { answer, size, 0 };
	const struct camera *c = con->camera;
	char dialect[DIALECT_TEXT];

	(void)arg;
	dialect_name(&c->config.dialect, dialect);
	add(&t, "ok {\"model\":\"%s\",\"dialect\":\"%s\""
	    ",\"serial\":\"%s\",\"plugged\":%s"
	    ",\"identity\":\"%s\",\"state\":\"%s\"", c->model->name, dialect,
	    c->config.serial, truth(c->attached),
	    c->identity == IDENTITY_LOADER ? "loader" : "running",
	    camera_state(c));
	add_stream(&t, c);
	add(&t, ",\"controls\":%" PRIu64 ",\"refused\":%" PRIu64
	    ",\"tier2\":%" PRIu64 ",\"faults_armed\":%d"
	    ",\"faults_fired\":%" PRIu64, c->controls, c->refused, c->tier2,
	    c->faults.armed, c->faults.fired);
	add(&t, ",\"broken_left\":%" PRIu64 ",\"broken_shown\":%" PRIu64
	    ",\"broken_configurations\":%" PRIu64 ",\"broken_queries\":%"
	    PRIu64 ",\"broken_descriptors\":%" PRIu64, c->broken.left,
	    c->broken.shown, c->broken.configurations, c->broken.queries,
	    c->broken.descriptors);
	add_thermal(&t, &c->thermal);
	add_supply(&t, c);
	add_accessories(&t, c, now);
	add(&t, "}");
}
