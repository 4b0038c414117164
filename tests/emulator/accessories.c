// SPDX-License-Identifier: GPL-2.0
/* Requests of tier 2 but for the registers. */
#include "camera.h"

#include <string.h>

#define WHEEL_BYTES	14	/* what one AA has room for */
#define OUTPUTS		0x0f

void accessories_power_on(struct camera *c)
{
	c->acc = (struct accessories){
		.burst.patch = PATCH_OFF, .burst.idle_at = INT64_MIN / 2,
	};
	c->overlay.stamp = false;
	c->overlay.header = false;
	wheel_power_on(&c->wheel);
}

/* [A8] AC and [A9] AD decide what makes live frames follow each other. */
static void update_flow(struct camera *c, int64_t now)
{
	const struct trigger *t = &c->acc.trigger;
	enum stream_flow flow = FLOW_FREE;

	if (c->acc.burst.on)
		flow = FLOW_BURST;
	else if (t->enabled && t->input != EDGE_OFF)
		flow = FLOW_TRIGGER;
	stream_set_flow(&c->stream, now, flow);
}

int set_wheel(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;
	size_t i;

	if (!b[1] || b[1] > WHEEL_BYTES)
		return refuse(call, "AA: length must be 1 to 14");
	for (i = 2u + b[1]; i < 16; i++)
		if (b[i])
			return refuse(call, "AA: unused bytes must be 0");
	wheel_command(&c->wheel, call->now, b + 2, b[1]);
	return 0;
}

/* [A15] */
int set_anti_rbi(struct camera *c, struct call *call)
{
	if (!c->model->anti_rbi)
		return refuse(call, "AB: this model has no anti-RBI");
	if (call->out[1] > 1)
		return refuse(call, "AB: byte 1 must be 0 or 1");
	c->acc.anti_rbi = call->out[1];
	c->acc.anti_rbi_value = (uint16_t)get16(call->out + 2);
	return 0;
}

int set_trigger(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;

	if (b[1] > 1)
		return refuse(call, "AC: byte 1 must be 0 or 1");
	if (b[2] > EDGE_FALLING)
		return refuse(call, "AC: input mode must be 0, 1 or 2");
	if (b[3])
		return refuse(call, "AC: byte 3 must be 0");
	if (b[6])
		return refuse(call, "AC: input source must be 0");
	if (b[7] > 1)
		return refuse(call, "AC: output mode must be 0 or 1");
	c->acc.trigger = (struct trigger){
		.enabled = b[1], .input = b[2], .output = b[7],
		.filter_us = (uint16_t)get16(b + 4),
	};
	update_flow(c, call->now);
	return 0;
}

int set_burst(struct camera *c, struct call *call)
{
	struct burst_setup *burst = &c->acc.burst;
	const uint8_t *b = call->out;

	if (b[1] > 1)
		return refuse(call, "AD: byte 1 must be 0 or 1");
	if (get16(b + 6))
		return refuse(call, "AD: bytes 6 and 7 must be 0");
	if (!b[1] && c->stream.state != STREAM_IDLE)
		return refuse(call, "AD: off only after a stop");
	burst->on = b[1];
	burst->start = (uint16_t)get16(b + 2);
	burst->end = (uint16_t)get16(b + 4);
	if (!burst->on)
		c->defined = 0;	/* the next start repeats the list */
	update_flow(c, call->now);
	return 0;
}

void release_burst(struct camera *c, int64_t now)
{
	const struct burst_setup *setup = &c->acc.burst;
	bool hasty = now - setup->idle_at < BURST_IDLE_NS - BURST_SLACK_NS;
	struct burst burst = {
		.first = setup->start + 1u + hasty, .end = setup->end,
		.patched = setup->patch != PATCH_OFF,
	};

	c->accessory_count.burst_releases++;
	c->accessory_count.burst_hasty += hasty;
	log_event(c->log, now, "burst", ",\"start\":%u,\"end\":%u"
		  ",\"patch\":%u,\"hasty\":%s", setup->start, setup->end,
		  setup->patch, hasty ? "true" : "false");
	stream_release(&c->stream, now, &burst);
}

/* [A14] */
int set_gpio(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;

	if (b[1] > GPIO_LED)
		return refuse(call, "AE: port mode must be 0 to 6");
	if (b[2] & ~OUTPUTS)
		return refuse(call, "AE: there are four outputs");
	c->acc.gpio_mode = b[1];
	c->overlay.header = b[1] == GPIO_GPS_BOX;
	c->acc.gpio_outputs = b[2];
	return 0;
}

/* [A16] LED calibration: D9 and DA. */
int led_switch(struct camera *c, struct call *call)
{
	if (call->setup.value > 1 || call->setup.index)
		return refuse(call, "D9: wValue must be 0 or 1, wIndex 0");
	c->acc.led = call->setup.value;
	return 0;
}

int led_pulse(struct camera *c, struct call *call)
{
	if (call->setup.index)
		return refuse(call, "DA: wIndex must be 0");
	if (get32(call->out))
		return refuse(call, "DA: bytes 0 to 3 must be 0");
	c->acc.led_width = call->setup.value;
	c->acc.led_position = get32(call->out + 4);
	return 0;
}

const char *camera_edge(struct camera *c, int64_t now, enum edge edge,
			uint32_t width_us)
{
	const struct trigger *t = &c->acc.trigger;
	struct trigger_counters *count = &c->accessory_count.trigger;
	bool input = c->acc.gpio_mode == GPIO_TRIGGER ||
		     c->acc.gpio_mode == GPIO_LED;
	int rc = -EAGAIN;

	count->edges++;
	if (c->attached && input && t->enabled && t->input == edge) {
		if (width_us < t->filter_us) {
			count->filtered++;
			return "filtered";
		}
		rc = stream_trigger(&c->stream, now);
	}
	switch (rc) {
	case 0:
		count->frames++;
		return "frame";
	case -EBUSY:
		count->busy++;
		return "busy";
	default:
		count->ignored++;
		return "ignored";
	}
}
