// SPDX-License-Identifier: GPL-2.0
/* Level 1 commands (request 0xD1). */
#include "camera.h"

#include <string.h>

#define DEFINES(cmd)	(1u << ((cmd) - 0xa0))
/* What run = 1 and A6 need since A0 [A3]. */
#define START_LIST	(DEFINES(0xa0) | DEFINES(0xa2) | DEFINES(0xa3) | \
			 DEFINES(0xa4) | DEFINES(0xa5) | DEFINES(0xa7) | \
			 DEFINES(0xa8) | DEFINES(0xa9))

#define TARGET_LIMIT	600	/* 0.1 C */

struct command {
	uint8_t code;
	uint8_t used;		/* bytes; the others must be 0 */
	bool idle_only;
	int (*act)(struct camera *c, struct call *call);
};

static int firmware_date(const struct camera *c)
{
	const uint8_t *d = c->config.date;

	return d[0] * 10000 + d[1] * 100 + d[2];
}

static int set_mode(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;
	struct settings *set = &c->stream.next;

	if (b[1] > 1)
		return refuse(call, "A0: stream mode must be 0 or 1");
	if (get16(b + 2) != 1 || get16(b + 4) != 1)
		return refuse(call, "A0: binning must be 1 x 1");
	if (b[6] >= c->model->modes)
		return refuse(call, "A0: this model has no such readout mode");
	if (b[6] >= MODE_2CMS_FIRST && b[6] <= MODE_2CMS_LAST &&
	    firmware_date(c) < MODE_2CMS_DATE)
		return refuse(call, "A0: this firmware has no such readout mode");
	set->single = b[1];
	set->readmode = b[6];
	c->defined = 0;
	return 0;
}

static int set_roi(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;
	unsigned int w = get16(b + 2), x = get16(b + 4);
	unsigned int h = get16(b + 6), y = get16(b + 8);
	struct settings *set = &c->stream.next;

	if (b[1])
		return refuse(call, "A2: byte 1 must be 0");
	if (!w || !h || w % 4 || h % 2)
		return refuse(call, "A2: size is not in steps of 4 x 2");
	if (x % 2 || y % 2)
		return refuse(call, "A2: start is not even");
	if (x + w > c->model->area_w || y + h > c->model->area_h)
		return refuse(call, "A2: ROI is outside the area");
	set->x = (uint16_t)x;
	set->y = (uint16_t)y;
	set->w = (uint16_t)w;
	set->h = (uint16_t)h;
	return 0;
}

static int set_exposure(struct camera *c, struct call *call)
{
	uint32_t us = get32(call->out + 1);

	if (us < c->model->exposure_min || us > EXPOSURE_MAX_US)
		return refuse(call, "A3: exposure is out of range");
	c->stream.next.exposure_us = us;
	return 0;
}

static int set_gain(struct camera *c, struct call *call)
{
	struct settings *set = &c->stream.next;
	int i, gain[3];

	for (i = 0; i < 3; i++) {
		gain[i] = (int)get16(call->out + 1 + 4 * i);
		if (c->config.dialect.a2)
			gain[i] = dialect_gain(set->readmode,
					       (unsigned int)gain[i],
					       c->model->gain_max);
		if (gain[i] < 0 || gain[i] > c->model->gain_max)
			return refuse(call, "A4: gain is out of range");
		if (get16(call->out + 3 + 4 * i) != DIGITAL_GAIN)
			return refuse(call, "A4: digital gain must be 8");
	}
	for (i = 0; i < 3; i++) {
		set->gain[i] = (uint16_t)gain[i];
		set->digital[i] = DIGITAL_GAIN;
	}
	return 0;
}

static int set_traffic(struct camera *c, struct call *call)
{
	c->stream.next.traffic = call->out[1];
	return 0;
}

static int set_depth(struct camera *c, struct call *call)
{
	if (call->out[1] > 1)
		return refuse(call, "A7: depth must be 0 or 1");
	if (call->out[1] && c->stream.next.readmode == MODE_HIGH_SPEED)
		return refuse(call, "A7: mode 6 is 8 bit only");
	c->stream.next.bits16 = call->out[1];
	return 0;
}

static int set_offset(struct camera *c, struct call *call)
{
	struct settings *set = &c->stream.next;
	int i, offset[3];

	for (i = 0; i < 3; i++) {
		offset[i] = (int)get16(call->out + 1 + 2 * i);
		if (c->config.dialect.a2)
			offset[i] = dialect_offset(set->readmode,
						   (unsigned int)offset[i],
						   OFFSET_MAX);
		if (offset[i] < 0 || offset[i] > OFFSET_MAX)
			return refuse(call, "A8: offset is out of range");
	}
	for (i = 0; i < 3; i++)
		set->offset[i] = (uint16_t)offset[i];
	return 0;
}

static int set_ddr(struct camera *c, struct call *call)
{
	if (call->out[1] != 0xff && call->out[1])
		return refuse(call, "A9: DDR must be ff or 00");
	c->stream.next.ddr = call->out[1];
	return 0;
}

static int set_cooler(struct camera *c, struct call *call)
{
	const uint8_t *b = call->out;
	int16_t target = (int16_t)get16(b + 4);

	if (c->config.dialect.a1)
		return refuse(call, "AF: there is no such command [A1]");
	if (b[1] > 1)
		return refuse(call, "AF: byte 1 must be 0 or 1");
	if (b[3])
		return refuse(call, "AF: the unit must be 0");
	if (target < -TARGET_LIMIT || target > TARGET_LIMIT)
		return refuse(call, "AF: target is out of range");
	thermal_command(&c->thermal, b[1], b[2], target);
	return 0;
}

int check_start(struct camera *c, struct call *call, bool single)
{
	const struct settings *set = &c->stream.next;

	if ((c->defined & START_LIST) != START_LIST)
		return refuse(call, "start without the whole list since A0");
	if (set->single != single)
		return refuse(call, single ? "A6 in stream mode"
					   : "run = 1 in single mode");
	if (set->single && !set->ddr)
		return refuse(call, "single mode needs the DDR");
	if (set->bits16 && set->readmode == MODE_HIGH_SPEED)
		return refuse(call, "mode 6 is 8 bit only");
	if (!c->cleared && !c->acc.burst.on)
		return refuse(call, "start without a DDR clear pulse");
	c->cleared = false;
	return 0;
}

/* Dialect A3: whatever runs ends. */
static int capture_stop(struct camera *c, struct call *call)
{
	stream_stop(&c->stream, call->now);
	c->released = false;
	return 0;
}

/* Dialect A3: run = 1 alone does not start a stream. */
static int capture_live(struct camera *c, struct call *call)
{
	int rc;

	if (!c->released)
		return refuse(call, "A6 in stream mode without run = 1");
	rc = check_start(c, call, false);
	if (!rc) {
		c->released = false;
		stream_start_live(&c->stream, call->now);
	}
	return rc;
}

static int capture(struct camera *c, struct call *call)
{
	bool a3 = c->config.dialect.a3;
	int rc;

	if (a3 && (call->out[1] == CAPTURE_STOP ||
		   call->out[1] == CAPTURE_STOP2))
		return capture_stop(c, call);
	if (c->stream.state != STREAM_IDLE)
		return refuse(call, "only with run = 0");
	if (a3 && !call->out[1] && !c->stream.next.single)
		return capture_live(c, call);
	if (call->out[1])
		return refuse(call, "A6: byte 1 must be 0");
	if (c->acc.burst.on)
		return refuse(call, "A6 in burst mode");
	rc = check_start(c, call, true);
	if (!rc)
		stream_start_single(&c->stream, call->now);
	return rc;
}

static const struct command commands[] = {
	{ 0xa0, 7, true, set_mode },
	{ 0xa2, 10, true, set_roi },
	{ 0xa3, 5, false, set_exposure },
	{ 0xa4, 13, false, set_gain },
	{ 0xa5, 2, false, set_traffic },
	{ 0xa6, 2, false, capture },
	{ 0xa7, 2, true, set_depth },
	{ 0xa8, 7, false, set_offset },
	{ 0xa9, 2, true, set_ddr },
	{ 0xaa, 16, false, set_wheel },
	{ 0xab, 4, false, set_anti_rbi },
	{ 0xac, 8, false, set_trigger },
	{ 0xad, 8, false, set_burst },
	{ 0xae, 3, false, set_gpio },
	{ 0xaf, 6, false, set_cooler },
};

int level1_command(struct camera *c, struct call *call)
{
	const struct command *cmd = NULL;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].code == call->out[0])
			cmd = &commands[i];
	if (!cmd)
		return refuse(call, "this Level 1 command is not defined");
	for (i = cmd->used; i < call->setup.length; i++)
		if (call->out[i])
			return refuse(call, "unused bytes must be 0");
	if (cmd->idle_only && c->stream.state != STREAM_IDLE)
		return refuse(call, "only with run = 0");
	rc = cmd->act(c, call);
	if (!rc)
		c->defined |= DEFINES(cmd->code);
	return rc;
}
