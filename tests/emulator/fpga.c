// SPDX-License-Identifier: GPL-2.0
/* The FPGA registers (requests 0xB9 and 0xBC). */
#include "camera.h"

#define REG_DDR_CLEAR	0x01
#define REG_DDR_LEVEL	0x04
#define REG_RUN		0x23
#define REG_PATCH	0x29	/* u32, most significant byte first */
#define REG_PATCH_LAST	0x2c
#define REG_STAMP	0x38
#define REG_COUNTER	0x52

bool fpga_tier2(unsigned int reg)
{
	return (reg >= REG_PATCH && reg <= REG_PATCH_LAST) ||
	       reg == REG_STAMP || reg == REG_COUNTER;
}

static int write_run(struct camera *c, struct call *call, bool run)
{
	int rc;

	if (!run) {
		c->released = false;
		/* dialect A3: only A6 ends what runs */
		if (c->config.dialect.a3 && c->stream.state != STREAM_IDLE &&
		    !c->acc.burst.on)
			return 0;
		stream_stop(&c->stream, call->now);
		c->acc.burst.idle_at = call->now;
		if (c->acc.burst.on)
			return 0;
		/* every start repeats its whole list */
		c->defined = 0;
		c->cleared = false;
		return 0;
	}
	if (c->stream.state != STREAM_IDLE)
		return refuse(call, "run = 1 while running");
	if (c->config.dialect.a3 && !c->acc.burst.on) {
		c->released = true;
		return 0;
	}
	rc = check_start(c, call, false);
	if (rc)
		return rc;
	if (c->acc.burst.on)
		release_burst(c, call->now);
	else
		stream_start_live(&c->stream, call->now);
	return 0;
}

static void write_clear(struct camera *c, struct call *call, bool level)
{
	if (level)
		stream_clear(&c->stream, call->now);
	else if (c->clear_level)
		c->cleared = true;
	c->clear_level = level;
}

static void write_patch(struct camera *c, unsigned int reg, uint8_t value)
{
	unsigned int shift = 8 * (REG_PATCH_LAST - reg);

	c->acc.burst.patch &= ~(UINT32_C(0xff) << shift);
	c->acc.burst.patch |= (uint32_t)value << shift;
}

/* A pulse, 1 and then 0. */
static void write_counter_reset(struct camera *c, bool level)
{
	if (!level && c->acc.counter_level) {
		c->stream.counter = 0;
		c->accessory_count.counter_resets++;
	}
	c->acc.counter_level = level;
}

int fpga_write(struct camera *c, struct call *call)
{
	unsigned int value = call->setup.value, reg = call->setup.index;

	if (call->out[0])
		return refuse(call, "the dummy byte must be 0");
	if (value > 0xff)
		return refuse(call, "registers have 8 bits");
	if (reg >= REG_PATCH && reg <= REG_PATCH_LAST) {
		write_patch(c, reg, (uint8_t)value);
		return 0;
	}
	if (value > 1)
		return refuse(call, "this register takes 1 or 0");
	switch (reg) {
	case REG_DDR_CLEAR:
		write_clear(c, call, value);
		return 0;
	case REG_RUN:
		return write_run(c, call, value);
	case REG_STAMP:
		c->overlay.stamp = value;
		return 0;
	case REG_COUNTER:
		write_counter_reset(c, value);
		return 0;
	default:
		return refuse(call, "this register is not defined");
	}
}

/* The value of a register of one byte, or -1. */
static int read_register(const struct camera *c, unsigned int reg)
{
	if (reg >= REG_PATCH && reg <= REG_PATCH_LAST)
		return c->acc.burst.patch >> 8 * (REG_PATCH_LAST - reg) & 0xff;
	switch (reg) {
	case REG_DDR_CLEAR:
		return c->clear_level;
	case REG_RUN:
		return c->stream.state == STREAM_RUNNING;
	case REG_STAMP:
		return c->overlay.stamp;
	case REG_COUNTER:
		return c->acc.counter_level;
	default:
		return -1;
	}
}

int fpga_read(struct camera *c, struct call *call)
{
	unsigned int length = call->setup.length;
	uint64_t level = c->stream.level / LEVEL_UNIT;
	int value;

	if (call->setup.value)
		return refuse(call, "wValue must be 0");
	if (call->setup.index == REG_DDR_LEVEL && length == 3) {
		put24(call->in, (uint32_t)level);
		return 3;
	}
	if (length != 1)
		return refuse(call, "wrong length");
	value = read_register(c, call->setup.index);
	if (value < 0)
		return refuse(call, "this register is not defined");
	call->in[0] = (uint8_t)value;
	return 1;
}
