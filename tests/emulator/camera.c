// SPDX-License-Identifier: GPL-2.0
#include "camera.h"

#include <stdlib.h>
#include <string.h>

#include "../lib/pattern.h"
#include "sensor.h"

/* The air in the sensor chamber. */
#define DEFAULT_HUMIDITY	38.0	/* % */
#define DEFAULT_HUMIDITY_TEMP	21.5	/* C */

/* An observatory. */
#define DEFAULT_LATITUDE	28.7610
#define DEFAULT_LONGITUDE	(-17.8892)

int camera_init(struct camera *c, const struct camera_config *config,
		struct log *log)
{
	memset(c, 0, sizeof(*c));
	c->config = *config;
	c->model = config->model;
	c->log = log;
	c->attach_at = NEVER;
	c->pattern = malloc(sizeof(*c->pattern));
	c->sensor = sensor_new(c->model, config->seed);
	c->stream.render.row = malloc((size_t)c->model->area_w * 2);
	if (!c->pattern || !c->sensor || !c->stream.render.row) {
		camera_free(c);
		return -ENOMEM;
	}
	pattern_init(c->pattern);
	thermal_init(&c->thermal, config->ambient, config->clock);
	camera_power(c, POWER_GOOD);
	accessories_power_on(c);
	c->overlay.gps = (struct gps){
		GPS_ABSENT, DEFAULT_LATITUDE, DEFAULT_LONGITUDE,
	};
	c->humidity = (struct humidity){
		c->model->humidity, DEFAULT_HUMIDITY, DEFAULT_HUMIDITY_TEMP,
	};
	c->stream.model = c->model;
	c->stream.faults = &c->faults;
	c->stream.log = log;
	c->stream.render.pattern = c->pattern;
	c->stream.render.sensor = c->sensor;
	c->stream.thermal = &c->thermal;
	c->stream.overlay = &c->overlay;
	c->stream.packet = camera_packet(c);
	if (config->dialect.a10)
		c->stream.extra_rows = OVERSCAN_ROWS;
	c->stream.joins = config->dialect.a11;
	c->stream.scene = config->scene;
	c->stream.seeing = SENSOR_SEEING;
	c->stream.fast = config->fast;
	c->stream.factor = config->factor;
	return 0;
}

void camera_free(struct camera *c)
{
	stream_free(&c->stream);
	free(c->stream.render.row);
	c->stream.render.row = NULL;
	sensor_free(c->sensor);
	c->sensor = NULL;
	free(c->pattern);
	c->pattern = NULL;
}

void camera_power(struct camera *c, enum power_status status)
{
	c->power = status;
	if (status == POWER_UNDER_INDIRECT || status == POWER_UNDER)
		thermal_undervoltage(&c->thermal);
}

static void power_on(struct camera *c, int64_t now)
{
	stream_power_on(&c->stream);
	thermal_power_on(&c->thermal, now);
	accessories_power_on(c);
	loader_reset(&c->loader);
	c->defined = 0;
	c->cleared = false;
	c->clear_level = false;
	c->released = false;
	c->configuration = 0;
}

static void appear(struct camera *c, int64_t now, enum identity identity)
{
	c->identity = identity;
	c->attached = true;
	c->attach_at = NEVER;
	c->generation++;
	c->configuration = 0;
	broken_appear(&c->broken, now);
	log_event(c->log, now, "plug", ",\"identity\":\"%s\"",
		  identity == IDENTITY_LOADER ? "loader" : "running");
}

void camera_plug(struct camera *c, int64_t now)
{
	if (c->attached)
		return;
	power_on(c, now);
	appear(c, now, c->config.boot);
}

void camera_unplug(struct camera *c, int64_t now, int64_t back)
{
	if (c->attached)
		log_event(c->log, now, "unplug", "%s", "");
	power_on(c, now);
	c->attached = false;
	c->attach_at = back;
	c->next_identity = c->config.boot;
}

void camera_bus_reset(struct camera *c, int64_t now)
{
	stream_clear_halt(&c->stream);
	c->configuration = 0;
	log_event(c->log, now, "reset", "%s", "");
}

void camera_tick(struct camera *c, int64_t now)
{
	thermal_advance(&c->thermal, now);
	if (!c->attached) {
		if (now < c->attach_at)
			return;
		power_on(c, now);
		appear(c, now, c->next_identity);
		return;
	}
	if (c->broken.left && now >= broken_leaves(&c->broken, c->configuration)) {
		broken_leave(&c->broken);
		camera_unplug(c, now, now);
		return;
	}
	stream_advance(&c->stream, now);
}

int64_t camera_next_event(const struct camera *c, size_t len)
{
	int64_t next = c->attach_at;

	if (!c->attached)
		return next;
	next = stream_next_event(&c->stream, len);
	if (c->broken.left && broken_leaves(&c->broken, c->configuration) < next)
		next = broken_leaves(&c->broken, c->configuration);
	return next;
}

unsigned int camera_packet(const struct camera *c)
{
	return c->config.super_speed ? 1024 : 512;
}

const char *camera_state(const struct camera *c)
{
	static const char *const names[] = {
		[STREAM_IDLE] = "idle", [STREAM_RUNNING] = "running",
		[STREAM_EXPOSING] = "exposing",
	};

	return names[c->stream.state];
}

/* A program at @entry starts, or the boot loader is lost without one. */
static void start_program(struct camera *c, struct call *call, uint32_t entry)
{
	const char *bad = loader_check(&c->loader, entry,
				       c->model->pid_running);

	c->attached = false;
	c->attach_at = bad ? NEVER : call->now + REENUMERATE_NS;
	c->next_identity = IDENTITY_RUNNING;
	if (bad)
		log_event(c->log, call->now, "firmware",
			  ",\"rc\":\"bad\",\"why\":\"firmware bad: %s\"", bad);
	else
		log_event(c->log, call->now, "firmware",
			  ",\"rc\":\"ok\",\"pieces\":%u", c->loader.pieces);
}

int loader_request(struct camera *c, struct call *call)
{
	const struct setup *s = &call->setup;
	uint32_t address = (uint32_t)s->index << 16 | s->value;

	if (!s->length) {
		start_program(c, call, address);
		return 0;
	}
	if (s->length % 4)
		return refuse(call, "a piece is not a multiple of 4 bytes");
	if (s->length > LOADER_PIECE)
		return refuse(call, "a piece is longer than 4096 bytes");
	if (!loader_store(&c->loader, address, call->out, s->length))
		return refuse(call, "there is no memory at this address");
	return 0;
}

int64_t camera_bulk_in(struct camera *c, int64_t now, size_t len, uint8_t *out)
{
	int64_t n;

	if (c->identity != IDENTITY_RUNNING || !c->configuration)
		return -EPIPE;
	n = stream_read(&c->stream, now, len, out);
	if (n == -ENODEV)
		camera_unplug(c, now, NEVER);
	return n;
}
