/* SPDX-License-Identifier: GPL-2.0 */
/* What tier 2 requests set: sockets, burst, and small features. */
#ifndef EMULATOR_ACCESSORIES_H
#define EMULATOR_ACCESSORIES_H

#include <stdbool.h>
#include <stdint.h>

#include "wheel.h"

#define PATCH_OFF	0xffffffffu
#define BURST_IDLE_NS	INT64_C(20000000)	/* run 0 to run 1 */
/* Of that, what a busy host may seem to leave out. */
#define BURST_SLACK_NS	INT64_C(1000000)

enum edge { EDGE_OFF = 0, EDGE_RISING = 1, EDGE_FALLING = 2 };

enum gpio_mode {
	GPIO_OUTPUTS = 0, GPIO_GPS_BOX = 1, GPIO_TRIGGER = 2, GPIO_GPS_CARD = 3,
	GPIO_MASTER = 4, GPIO_SLAVE = 5, GPIO_LED = 6,
};

struct trigger {
	bool enabled, output;
	enum edge input;
	uint16_t filter_us;
};

struct trigger_counters {
	uint64_t edges;		/* all, with those below */
	uint64_t frames;	/* started one */
	uint64_t busy;		/* during a frame */
	uint64_t filtered;	/* too short */
	uint64_t ignored;	/* off, other edge, no input, no stream */
};

struct burst_setup {
	bool on;
	uint16_t start, end;
	uint32_t patch;
	int64_t idle_at;	/* the last run = 0 */
};

/* Lost with the power. */
struct accessories {
	enum gpio_mode gpio_mode;
	uint8_t gpio_outputs;	/* bit 0 = GPIO1 */
	struct trigger trigger;
	struct burst_setup burst;
	bool anti_rbi;
	uint16_t anti_rbi_value;
	bool led;
	uint16_t led_width;
	uint32_t led_position;
	bool counter_level;	/* register 0x52 */
};

struct accessory_counters {
	struct trigger_counters trigger;
	uint64_t burst_releases, burst_hasty, counter_resets;
};

/* What the GPIO socket's outputs are at. */
static inline uint8_t gpio_levels(const struct accessories *a)
{
	return a->gpio_mode == GPIO_OUTPUTS ? a->gpio_outputs : 0;
}

#endif
