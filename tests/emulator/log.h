/* SPDX-License-Identifier: GPL-2.0 */
/* The camera's log: one JSON object per line, what tests assert on. */
#ifndef EMULATOR_LOG_H
#define EMULATOR_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Frame lines per second of camera time; what is above is only counted, but for @all. */
#define LOG_FRAME_LINES	400

struct log {
	FILE *file;		/* NULL = no log */
	bool all;		/* however many frame lines */
	uint64_t seq;
	int64_t second;		/* which second frame_lines belongs to */
	unsigned int frame_lines;
	uint64_t unlogged;	/* frame lines left out */
	int64_t start;		/* CLOCK_MONOTONIC at t = 0 */
};

/* @path NULL: no log. 0 or -errno. */
int log_open(struct log *l, const char *path);
void log_close(struct log *l);
void log_flush(struct log *l);

/* What a "now" would be at this moment. */
int64_t log_clock(const struct log *l);

/*
 * {"seq":..,"t":..,"ev":"EV" + fields + }; @fmt makes the fields and starts with
 * a comma, or is "".
 */
void log_event(struct log *l, int64_t now, const char *ev, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for events that come with every frame: limited in number. */
void log_frame(struct log *l, int64_t now, const char *ev, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Writes @text to @out (of @size > 0) as the inside of a JSON string. */
void log_escape(char *out, size_t size, const char *text);

/* Writes @len bytes to @out (of @size > 0) as hex, as many as fit. */
void log_hex(char *out, size_t size, const uint8_t *data, size_t len);

#endif
