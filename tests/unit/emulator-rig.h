/* SPDX-License-Identifier: GPL-2.0 */
/* The emulated camera on a bench: no sockets, and time is a number. */
#ifndef UNIT_EMULATOR_RIG_H
#define UNIT_EMULATOR_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/pattern.h"
#include "camera.h"
#include "console.h"

#define MS	INT64_C(1000000)
#define SECOND	INT64_C(1000000000)

/* A TAP test program: begin with `struct tap tap = { 0 };`. */
struct tap {
	int count, failed, in_test;
};

#define CHECK(t, cond) \
	tap_check((t), (cond), __FILE__, __LINE__, #cond)
#define CHECK_EQ(t, got, want) \
	tap_check_eq((t), (long long)(got), (long long)(want), __FILE__, \
		     __LINE__, #got)
/* @want within @percent of it. */
#define CHECK_NEAR(t, got, want, percent) \
	tap_check_near((t), (got), (want), (percent), __FILE__, __LINE__, #got)

static inline int tap_check(struct tap *t, int good, const char *file, int line,
			    const char *what)
{
	if (!good) {
		printf("# %s:%d: not true: %s\n", file, line, what);
		t->in_test++;
	}
	return good;
}

static inline int tap_check_eq(struct tap *t, long long got, long long want,
			       const char *file, int line, const char *what)
{
	if (got != want) {
		printf("# %s:%d: %s: got %lld, want %lld\n", file, line, what,
		       got, want);
		t->in_test++;
	}
	return got == want;
}

static inline void tap_check_near(struct tap *t, double got, double want,
				  double percent, const char *file, int line,
				  const char *what)
{
	double slack = (want < 0 ? -want : want) * percent / 100.0;

	if (!(got >= want - slack && got <= want + slack)) {
		printf("# %s:%d: %s: got %g, want %g +- %g %%\n", file, line,
		       what, got, want, percent);
		t->in_test++;
	}
}

/* Ends one test with the checks since the last one. */
static inline void tap_done(struct tap *t, const char *name)
{
	t->count++;
	printf("%sok %d %s\n", t->in_test ? "not " : "", t->count, name);
	t->failed += !!t->in_test;
	t->in_test = 0;
}

static inline int tap_end(const struct tap *t)
{
	printf("1..%d\n", t->count);
	return t->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

struct rig {
	struct log log;
	struct camera cam;
	int64_t now;
	uint8_t in[EP0_MAX];
	uint8_t *data;		/* what rig_frame() collected */
	size_t len, size;
};

static inline void rig_open_as(struct rig *r, const char *model,
			       enum identity boot, bool super)
{
	struct camera_config config = {
		.model = model_find(model), .boot = boot,
		.super_speed = super, .factor = 1.0, .seed = 7,
		.date = { 23, 6, 14 }, .ambient = 20.0, .clock = 1.0,
	};

	memset(r, 0, sizeof(*r));
	strcpy(config.serial, config.model->serial);
	if (log_open(&r->log, NULL) ||
	    camera_init(&r->cam, &config, &r->log)) {
		puts("Bail out! out of memory");
		exit(EXIT_FAILURE);
	}
	r->now = SECOND;
	camera_plug(&r->cam, r->now);
	r->cam.configuration = 1;
}

static inline void rig_open(struct rig *r, const char *model)
{
	rig_open_as(r, model, IDENTITY_RUNNING, true);
}

static inline void rig_close(struct rig *r)
{
	free(r->data);
	camera_free(&r->cam);
	log_close(&r->log);
}

static inline int rig_request(struct rig *r, uint8_t type, uint8_t request,
			      uint16_t value, uint16_t index, uint16_t length,
			      const uint8_t *data)
{
	struct setup s = { type, request, value, index, length };

	return camera_control(&r->cam, r->now, &s, data, r->in);
}

#define ACCEPTED(t, r, expr) do { \
	uint64_t before_ = (r)->cam.refused; \
	CHECK((t), (expr) >= 0); \
	CHECK_EQ((t), (r)->cam.refused, before_); \
} while (0)

#define REFUSED(t, r, expr) do { \
	uint64_t before_ = (r)->cam.refused; \
	CHECK_EQ((t), (expr), -EPIPE); \
	CHECK_EQ((t), (r)->cam.refused, before_ + 1); \
} while (0)

static inline int rig_in(struct rig *r, uint8_t request, uint16_t length)
{
	return rig_request(r, 0xc0, request, 0, 0, length, NULL);
}

/* A Level 1 command from its first bytes; the rest is 0. */
static inline int rig_level1(struct rig *r, const uint8_t *bytes, size_t n)
{
	uint8_t b[16] = { 0 };

	memcpy(b, bytes, n);
	return rig_request(r, 0x40, 0xd1, 0, 0, 16, b);
}

#define LEVEL1(r, ...) \
	rig_level1((r), (const uint8_t[]){ __VA_ARGS__ }, \
		   sizeof((const uint8_t[]){ __VA_ARGS__ }))

static inline int rig_register(struct rig *r, uint16_t reg, uint16_t value)
{
	static const uint8_t dummy[1];

	return rig_request(r, 0x40, 0xb9, value, reg, 1, dummy);
}

static inline int rig_run(struct rig *r, int on)
{
	return rig_register(r, 0x23, (uint16_t)on);
}

static inline int rig_clear(struct rig *r)
{
	return rig_register(r, 0x01, 1) ? -1 : rig_register(r, 0x01, 0);
}

static inline int rig_exposure(struct rig *r, uint32_t us)
{
	return LEVEL1(r, 0xa3, us >> 24, us >> 16 & 0xff, us >> 8 & 0xff,
		      us & 0xff);
}

static inline int rig_gain(struct rig *r, unsigned int gain)
{
	return LEVEL1(r, 0xa4, gain >> 8, gain & 0xff, 0, 8, gain >> 8,
		      gain & 0xff, 0, 8, gain >> 8, gain & 0xff, 0, 8);
}

static inline int rig_offset(struct rig *r, unsigned int offset)
{
	return LEVEL1(r, 0xa8, offset >> 8, offset & 0xff, offset >> 8,
		      offset & 0xff, offset >> 8, offset & 0xff);
}

static inline int rig_roi(struct rig *r, unsigned int x, unsigned int y,
			  unsigned int w, unsigned int h)
{
	return LEVEL1(r, 0xa2, 0, w >> 8, w & 0xff, x >> 8, x & 0xff, h >> 8,
		      h & 0xff, y >> 8, y & 0xff);
}

static inline const uint8_t *rig_status(struct rig *r)
{
	if (rig_in(r, 0xd2, 64) != 64)
		memset(r->in, 0, 64);
	return r->in;
}

/* One control command; 0 when the camera answers ok. */
static inline int rig_say(struct rig *r, const char *line)
{
	struct console con = { .camera = &r->cam, .log = &r->log };
	char answer[CONSOLE_ANSWER];

	console_execute(&con, r->now, line, answer, sizeof(answer));
	return strncmp(answer, "ok", 2);
}

struct shot {
	unsigned int x, y, w, h;	/* w = 0: the whole area */
	uint32_t exposure_us;		/* 0: the shortest */
	unsigned int mode, gain, offset, traffic;
	bool bits16, single, no_ddr;
};

/* The whole list before run = 1 or A6. 0 when nothing was refused. */
static inline int rig_list(struct rig *r, const struct shot *s)
{
	const struct model *m = r->cam.model;
	uint32_t us = s->exposure_us ? s->exposure_us : m->exposure_min;
	int rc = rig_run(r, 0);

	rc |= LEVEL1(r, 0xa0, s->single, 0, 1, 0, 1, (uint8_t)s->mode);
	rc |= LEVEL1(r, 0xa7, s->bits16);
	rc |= s->w ? rig_roi(r, s->x, s->y, s->w, s->h)
		   : rig_roi(r, 0, 0, m->area_w, m->area_h);
	rc |= LEVEL1(r, 0xa5, (uint8_t)s->traffic);
	rc |= rig_gain(r, s->gain);
	rc |= rig_offset(r, s->offset);
	rc |= LEVEL1(r, 0xa9, s->no_ddr ? 0 : 0xff);
	rc |= rig_exposure(r, us);
	return rc | rig_clear(r);
}

static inline int rig_live(struct rig *r, const struct shot *s)
{
	int rc = rig_list(r, s);

	return rc ? rc : rig_run(r, 1);
}

/* One request of @len bytes, waiting (in camera time) at most @limit ns. */
static inline int64_t rig_read(struct rig *r, size_t len, uint8_t *out,
			       int64_t limit)
{
	int64_t end = r->now + limit, n, next;

	for (;;) {
		camera_tick(&r->cam, r->now);
		n = camera_bulk_in(&r->cam, r->now, len, out);
		if (n != -EAGAIN)
			return n;
		next = camera_next_event(&r->cam, len);
		if (next > end) {
			r->now = end;
			return -EAGAIN;
		}
		r->now = next > r->now ? next : r->now + 1;
	}
}

/*
 * Reads requests of @request bytes until one ends short: r->data and r->len.
 * Returns 0 or the error that stopped it.
 */
static inline int64_t rig_frame(struct rig *r, size_t request)
{
	int64_t n;

	r->len = 0;
	do {
		if (r->size < r->len + request) {
			r->size = 2 * (r->len + request);
			r->data = realloc(r->data, r->size);
			if (!r->data)
				exit(EXIT_FAILURE);
		}
		n = rig_read(r, request, r->data + r->len, 100 * SECOND);
		if (n < 0)
			return n;
		r->len += (size_t)n;
	} while ((size_t)n == request);
	return 0;
}

/* r->data is frame @n of the pattern, complete with its trailer. */
static inline bool rig_is_frame(const struct rig *r, uint64_t n)
{
	static const uint8_t trailer[] = { 0xee, 0x11, 0xdd, 0x22 };
	const struct settings *s = &r->cam.stream.next;
	size_t payload = frame_payload(s);

	return r->len == payload + 4 &&
	       !memcmp(r->data + payload, trailer, 4) &&
	       pattern_check(r->cam.pattern,
			     s->bits16 ? PATTERN_16BE : PATTERN_8, r->data,
			     s->w, s->h, n, s->x, s->y) < 0;
}

#endif
