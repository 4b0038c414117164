// SPDX-License-Identifier: GPL-2.0
/* What the camera tells: status pages and identification. */
#include "camera.h"

#include <math.h>
#include <string.h>

#define READOUT_CLOCK_MHZ	72	/* information only */
#define CLOCKS_PER_US		72
#define TEC_PROTECTION		0x80
#define COOLER_LIMIT		600	/* 0.1 C */
#define LONG_EXPOSURE_US	1000000u

/* The humidity sensor's raw values are those of an SHT3x [A7]. */
static void put_humidity(const struct humidity *h, uint8_t *p)
{
	if (!h->present)
		return;
	put16(p, (unsigned int)lround(h->percent * 65535 / 100));
	put16(p + 2, (unsigned int)lround((h->celsius + 45) * 65535 / 175));
}

static void put_date(const struct camera *c, uint8_t *p)
{
	memcpy(p, c->config.date, sizeof(c->config.date));
}

int page_status(struct camera *c, struct call *call)
{
	const struct settings *set = &c->stream.next;
	uint8_t *p = call->in;

	if (c->config.dialect.a1)
		return refuse(call, "D2: there is no such page [A1]");
	p[0] = READOUT_CLOCK_MHZ;
	put32(p + 1, stream_remaining_us(&c->stream, call->now));
	put32(p + 5, set->exposure_us);
	put_date(c, p + 9);
	put16(p + 13, (unsigned int)thermal_tenths(&c->thermal) & 0xffff);
	put16(p + 15, (unsigned int)c->thermal.target & 0xffff);
	p[17] = thermal_pwm(&c->thermal);
	p[18] = c->thermal.automatic;
	put24(p + 19, (uint32_t)(c->stream.level / LEVEL_UNIT));
	put16(p + 28, set->w);
	put16(p + 30, set->h);
	p[32] = set->bits16;
	p[33] = c->config.super_speed ? 3 : 2;
	p[34] = (uint8_t)(c->power |
			  (c->thermal.protection ? TEC_PROTECTION : 0));
	wheel_buffer(&c->wheel, call->now, p + 38);
	p[46] = c->model->submodel;
	p[47] = c->model->colour;
	memcpy(p + 48, c->config.serial, strlen(c->config.serial));
	return 64;
}

int page_timing(struct camera *c, struct call *call)
{
	const struct settings *set = &c->stream.next;
	const struct timing *t = model_timing(c->model, set->readmode,
					      set->bits16);
	int64_t line = stream_line_ns(&c->stream, set);
	int64_t period = stream_period_ns(&c->stream, set);
	uint8_t *p = call->in;

	put16(p + 4, (unsigned int)(line * CLOCKS_PER_US / 1000) & 0xffff);
	put16(p + 8, set->traffic);
	put16(p + 10, (unsigned int)((line + 5) / 10));		/* 10 ns */
	p[13] = set->exposure_us >= LONG_EXPOSURE_US;
	put32(p + 14, set->exposure_us);
	put32(p + 18, set->exposure_us);
	put32(p + 22, (uint32_t)((period + 500) / 1000));
	put16(p + 30, set->y);
	put16(p + 32, set->h);
	p[38] = set->bits16;
	p[39] = set->single;
	p[40] = set->ddr;
	put32(p + 41, set->h + t->blank);
	put_humidity(&c->humidity, p + 57);
	return 64;
}

int page_date(struct camera *c, struct call *call)
{
	put_date(c, call->in);
	return 10;
}

int page_identity(struct camera *c, struct call *call)
{
	const struct setup *s = &call->setup;

	if (s->value == 8 && s->index == 8)
		call->in[1] = c->model->colour;
	else if (s->value == 0x10 && s->index == 0x10)
		memcpy(call->in, c->config.serial, strlen(c->config.serial));
	else
		return refuse(call, "wValue and wIndex must be both 8 or 0x10");
	return 16;
}

/* The cooler of older cameras [A1]: its target in the form of F2, its power. */
int cooler_hold(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;
	int tenths = (int)get16(b + 1);

	if (!c->config.dialect.a1)
		return refuse(call, "this request is not defined");
	if (b[0] > 1 || b[3] || tenths > COOLER_LIMIT)
		return refuse(call, "F3: target is out of range");
	thermal_command(&c->thermal, true, 0,
			(int16_t)(b[0] ? -tenths : tenths));
	return 0;
}

int cooler_apply(struct camera *c, struct call *call)
{
	if (!c->config.dialect.a1)
		return refuse(call, "this request is not defined");
	thermal_command(&c->thermal, false, call->out[0],
			(int16_t)c->thermal.target);
	return 0;
}

int page_temperature(struct camera *c, struct call *call)
{
	int tenths = thermal_tenths(&c->thermal);

	call->in[0] = tenths < 0;
	put16(call->in + 1, (unsigned int)(tenths < 0 ? -tenths : tenths));
	call->in[3] = thermal_pwm(&c->thermal);
	return 4;
}
