/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The emulated camera without its wire: what endpoint 0 answers, and the state
 * behind it. What the protocol does not define is refused: STALL, a "refused"
 * line in the log, and a count.
 */
#ifndef EMULATOR_CAMERA_H
#define EMULATOR_CAMERA_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "accessories.h"
#include "broken.h"
#include "dialect.h"
#include "firmware.h"
#include "log.h"
#include "stream.h"
#include "thermal.h"

#define EP0_MAX		4096	/* bytes of one control transfer */
#define SERIAL_SIZE	16
#define REENUMERATE_NS	INT64_C(200000000)
#define NEVER		INT64_MAX

enum identity { IDENTITY_LOADER, IDENTITY_RUNNING };

/* Status byte 34 without the bit of TEC protection [A6]. */
enum power_status {
	POWER_INIT = 0, POWER_GOOD_OLD = 1, POWER_CHECK = 2,
	POWER_UNDER_INDIRECT = 3, POWER_GOOD = 8, POWER_UNDER = 9,
};

struct humidity {
	bool present;
	double percent, celsius;
};

struct camera_config {
	const struct model *model;
	enum identity boot;
	char serial[SERIAL_SIZE + 1];
	enum scene scene;
	bool super_speed;
	bool fast;
	double factor;
	uint64_t seed;
	uint8_t date[3];		/* firmware: year - 2000, month, day */
	double ambient;			/* C */
	double clock;			/* of the thermal model */
	struct dialect dialect;
};

struct camera {
	struct camera_config config;
	const struct model *model;
	struct log *log;
	struct faults faults;
	struct stream stream;
	struct thermal thermal;
	struct loader loader;
	struct broken broken;
	struct pattern *pattern;
	struct sensor *sensor;

	/* on the bus? */
	bool attached;
	int64_t attach_at;		/* comes back by itself; NEVER */
	enum identity identity;
	enum identity next_identity;	/* at attach_at */
	unsigned int generation;	/* counts appearances on the bus */
	uint8_t configuration;

	unsigned int defined;		/* Level 1 commands sent since A0 */
	bool cleared;			/* DDR clear pulse since A6 */
	bool clear_level;		/* register 0x01 */
	bool released;			/* run = 1, and A6 has not come [A3] */

	struct accessories acc;
	struct accessory_counters accessory_count;
	struct wheel wheel;
	struct overlay_source overlay;
	enum power_status power;
	struct humidity humidity;

	uint64_t controls, refused;
	uint64_t tier2;			/* requests of tier 2, refused or not */
};

struct setup {
	uint8_t type, request;
	uint16_t value, index, length;
};

/* One control transfer on its way through the tables. */
struct call {
	int64_t now;
	struct setup setup;
	const uint8_t *out;		/* setup.length bytes */
	uint8_t *in;			/* EP0_MAX bytes, zeroed */
	bool tier2;
	const char *why;		/* a refusal's reason */
};

/* 0 or -ENOMEM; @log must outlive the camera. */
int camera_init(struct camera *c, const struct camera_config *config,
		struct log *log);
void camera_free(struct camera *c);

/* Plugs in: power on, with the identity that it boots with. */
void camera_plug(struct camera *c, int64_t now);
/* Leaves the bus and loses power; comes back at @back (NEVER = not by itself). */
void camera_unplug(struct camera *c, int64_t now, int64_t back);
void camera_bus_reset(struct camera *c, int64_t now);

/* What the camera finds out about its supply. */
void camera_power(struct camera *c, enum power_status status);

/*
 * A pulse on GPIO2 that begins with @edge. Returns what it did: "frame",
 * "busy", "filtered" or "ignored".
 */
const char *camera_edge(struct camera *c, int64_t now, enum edge edge,
			uint32_t width_us);

/* Time went on: re-enumeration, production. */
void camera_tick(struct camera *c, int64_t now);
/* When camera_tick() has something to do; @len: of the oldest bulk request, 0. */
int64_t camera_next_event(const struct camera *c, size_t len);

/*
 * Endpoint 0. @data: the setup->length bytes of an OUT transfer. Returns the
 * number of bytes in @in (EP0_MAX bytes; 0 for OUT), -EPIPE: STALL, -EAGAIN: no
 * answer, -ENODEV: no answer, the camera left the bus.
 */
int camera_control(struct camera *c, int64_t now, const struct setup *setup,
		   const uint8_t *data, uint8_t *in);

/* Bulk IN on 0x81, as stream_read(). */
int64_t camera_bulk_in(struct camera *c, int64_t now, size_t len, uint8_t *out);

/* Bulk packet size of the running identity. */
unsigned int camera_packet(const struct camera *c);

const char *camera_state(const struct camera *c);

/* Shared by the files behind endpoint 0; return as camera_control() does. */
int usb_standard(struct camera *c, struct call *call);
int level1_command(struct camera *c, struct call *call);
/* What must have been sent since the last stop before frames may come. */
int check_start(struct camera *c, struct call *call, bool single);
void accessories_power_on(struct camera *c);
int set_wheel(struct camera *c, struct call *call);
int set_anti_rbi(struct camera *c, struct call *call);
int set_trigger(struct camera *c, struct call *call);
int set_burst(struct camera *c, struct call *call);
void release_burst(struct camera *c, int64_t now);
int set_gpio(struct camera *c, struct call *call);
int led_switch(struct camera *c, struct call *call);
int led_pulse(struct camera *c, struct call *call);
int fpga_write(struct camera *c, struct call *call);
int fpga_read(struct camera *c, struct call *call);
/* Whether this FPGA register is one of tier 2. */
bool fpga_tier2(unsigned int reg);
int page_status(struct camera *c, struct call *call);
int page_timing(struct camera *c, struct call *call);
int page_date(struct camera *c, struct call *call);
int page_identity(struct camera *c, struct call *call);
int page_temperature(struct camera *c, struct call *call);
int cooler_hold(struct camera *c, struct call *call);
int cooler_apply(struct camera *c, struct call *call);
int loader_request(struct camera *c, struct call *call);

static inline int refuse(struct call *call, const char *why)
{
	call->why = why;
	return -EPIPE;
}

static inline void put16(uint8_t *p, unsigned int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void put24(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 16);
	put16(p + 1, v & 0xffff);
}

static inline void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static inline unsigned int get16(const uint8_t *p)
{
	return (unsigned int)(p[0] << 8 | p[1]);
}

static inline uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

#endif
