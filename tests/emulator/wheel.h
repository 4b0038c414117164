/* SPDX-License-Identifier: GPL-2.0 */
/* A filter wheel on the camera's port: ASCII commands in, a few bytes out. */
#ifndef EMULATOR_WHEEL_H
#define EMULATOR_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEEL_BUFFER	8	/* status 38-45 */
#define WHEEL_SLOTS_MAX	15	/* MXP answers one hexadecimal digit */
#define WHEEL_MOVE_MS	1000
#define WHEEL_ANSWER_MS	20

struct wheel {
	unsigned int slots;	/* 0: no wheel */
	int64_t move_ns, answer_ns;
	unsigned int position;	/* where it is, or is going */
	int64_t arrives;	/* there from then on */
	char answer[WHEEL_BUFFER];
	int64_t answers;	/* in the camera's buffer from then on */
	uint64_t moves;
};

/* @slots 0: none. */
void wheel_connect(struct wheel *w, unsigned int slots, unsigned int move_ms,
		   unsigned int answer_ms);
/* The camera feeds it: back to slot 0, the buffer is empty. */
void wheel_power_on(struct wheel *w);
void wheel_command(struct wheel *w, int64_t now, const uint8_t *text,
		   size_t len);
bool wheel_moving(const struct wheel *w, int64_t now);
/* The camera's receive buffer, WHEEL_BUFFER bytes. */
void wheel_buffer(const struct wheel *w, int64_t now, uint8_t *out);

#endif
