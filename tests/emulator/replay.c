// SPDX-License-Identifier: GPL-2.0
#include "replay.h"
#include "camera.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/capture.h"
#include "trace/urb.h"

#define VENDOR		0x40
#define TYPE_MASK	0x60
#define STREAM		1	/* bulk endpoint */
#define REG_WRITE	0xb9
#define REG_DDR_CLEAR	0x01

/* One recorded transfer. */
struct event {
	uint8_t setup[8];	/* control */
	int status;
	bool bulk;
	bool in;
	bool ends;		/* bulk: a short or empty packet came */
	bool done;		/* answered, fetched or dropped */
	size_t after;		/* control OUTs that came before it */
	size_t have;
	uint8_t *data;
};

struct replay {
	struct event *event;
	size_t count, room;
	size_t sent;		/* control OUTs that have been sent */
	size_t outs;		/* in all */
	size_t fetched;		/* bytes of the oldest bulk event */
};

static struct event *add(struct replay *r)
{
	size_t room = r->room ? 2 * r->room : 256;
	struct event *more;

	if (r->count < r->room)
		return &r->event[r->count++];
	more = realloc(r->event, room * sizeof(*more));
	if (!more)
		return NULL;
	r->event = more;
	r->room = room;
	return &r->event[r->count++];
}

/* Those that a program gave up have no end of their own. */
static bool wanted(const struct tr_transfer *t)
{
	if (!t->done)
		return false;
	if (t->kind == TR_CONTROL)
		return t->has_setup && (t->setup[0] & TYPE_MASK) == VENDOR &&
		       !t->endpoint;
	return t->kind == TR_BULK && t->in && t->endpoint == STREAM &&
	       (!t->status || t->length);
}

static int store(struct replay *r, const struct tr_transfer *t)
{
	struct event *e;

	if (!wanted(t))
		return 0;
	e = add(r);
	if (!e)
		return -ENOMEM;
	*e = (struct event){
		.bulk = t->kind == TR_BULK, .in = t->in, .status = t->status,
		.after = r->outs, .have = t->length,
		.ends = !t->status && t->length < t->requested,
	};
	memcpy(e->setup, t->setup, sizeof(e->setup));
	/* what was not recorded of it is 0 */
	e->data = calloc(1, t->length + 1);
	if (!e->data)
		return -ENOMEM;
	if (t->have)
		memcpy(e->data, t->data,
		       t->have < t->length ? t->have : t->length);
	if (!e->bulk && !e->in)
		r->outs++;
	return 0;
}

static int load(struct replay *r, struct tr_capture *c, struct tr_pairs *pairs,
		struct qc_error *why)
{
	struct tr_transfer t;
	struct tr_packet p;
	int rc;

	while ((rc = tr_next(c, &p, why)) > 0) {
		rc = tr_pairs_take(pairs, &p, &t);
		if (rc > 0)
			rc = store(r, &t);
		if (rc < 0)
			return rc;
	}
	return rc;
}

struct replay *replay_open(const char *path, char *why, size_t size)
{
	struct replay *r = calloc(1, sizeof(*r));
	struct tr_pairs *pairs = tr_pairs_new();
	struct qc_error e = { .text = "no memory" };
	struct tr_capture *c = NULL;
	int rc = -ENOMEM;

	if (r && pairs)
		c = tr_open(path, &e);
	if (c)
		rc = load(r, c, pairs, &e);
	if (!rc && !r->outs) {
		snprintf(e.text, sizeof(e.text), "no requests to a camera");
		rc = -EINVAL;
	}
	if (c)
		tr_close(c);
	if (pairs)
		tr_pairs_free(pairs);
	if (!rc)
		return r;
	snprintf(why, size, "%s", e.text);
	replay_free(r);
	return NULL;
}

void replay_free(struct replay *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; i < r->count; i++)
		free(r->event[i].data);
	free(r->event);
	free(r);
}

void replay_rewind(struct replay *r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		r->event[i].done = false;
	r->sent = 0;
	r->fetched = 0;
}

static bool is_request(const struct event *e, const struct call *call)
{
	const struct setup *s = &call->setup;
	const uint8_t setup[8] = {
		s->type, s->request, (uint8_t)s->value,
		(uint8_t)(s->value >> 8), (uint8_t)s->index,
		(uint8_t)(s->index >> 8), (uint8_t)s->length,
		(uint8_t)(s->length >> 8),
	};

	return !e->bulk && !memcmp(e->setup, setup, sizeof(setup)) &&
	       (e->in || e->status ||
		!memcmp(e->data, call->out,
			e->have < s->length ? e->have : s->length));
}

/* The first that has not been answered, else the last that has. */
static struct event *find_answer(struct replay *r, const struct call *call)
{
	struct event *last = NULL;
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (!is_request(&r->event[i], call))
			continue;
		last = &r->event[i];
		if (!last->done)
			break;
	}
	return last;
}

/* The next one from where the recording stands, else one before it. */
static struct event *find_sent(struct replay *r, const struct call *call)
{
	struct event *before = NULL;
	size_t i;

	for (i = 0; i < r->count; i++) {
		struct event *e = &r->event[i];

		if (!is_request(e, call))
			continue;
		if (e->after >= r->sent)
			return e;
		before = e;
	}
	return before;
}

static void drop_data(struct replay *r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (r->event[i].bulk && r->event[i].after <= r->sent)
			r->event[i].done = true;
	r->fetched = 0;
}

int replay_control(struct replay *r, struct call *call)
{
	const struct setup *s = &call->setup;
	bool in = s->type & 0x80;
	struct event *e = in ? find_answer(r, call) : find_sent(r, call);

	if (!e)
		return refuse(call, "this is not in the recording");
	e->done = true;
	if (!in && s->request == REG_WRITE && s->index == REG_DDR_CLEAR)
		drop_data(r);
	if (!in && e->after >= r->sent)
		r->sent = e->after + 1;
	if (e->status)
		return e->status == -EPIPE ? -EPIPE : -EAGAIN;
	if (!in)
		return 0;
	memcpy(call->in, e->data, e->have < EP0_MAX ? e->have : EP0_MAX);
	return (int)(e->have < s->length ? e->have : s->length);
}

/* The oldest data that have their time, or NULL. */
static struct event *find_data(struct replay *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		struct event *e = &r->event[i];

		if (e->bulk && !e->done)
			return e->after <= r->sent ? e : NULL;
	}
	return NULL;
}

/* Whether the request would be answered, so that none is begun in vain. */
static bool enough(struct replay *r, size_t len)
{
	size_t have = 0, i;

	for (i = 0; i < r->count && have < len; i++) {
		const struct event *e = &r->event[i];

		if (!e->bulk || e->done)
			continue;
		if (e->after > r->sent)
			return false;
		have += e->have;
		if (e == find_data(r))
			have -= r->fetched;
		if (e->ends)
			return true;
	}
	return have >= len;
}

int64_t replay_bulk(struct replay *r, size_t len, uint8_t *out)
{
	size_t have = 0;

	if (!enough(r, len))
		return -EAGAIN;
	while (have < len) {
		struct event *e = find_data(r);
		size_t left = e->have - r->fetched;
		size_t n = left < len - have ? left : len - have;

		memcpy(out + have, e->data + r->fetched, n);
		have += n;
		r->fetched += n;
		if (r->fetched < e->have)
			break;
		/* an end right behind a full request is the next one's */
		if (e->ends && have == len && n)
			break;
		e->done = true;
		r->fetched = 0;
		if (e->ends)
			break;
	}
	return (int64_t)have;
}
