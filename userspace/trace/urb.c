// SPDX-License-Identifier: GPL-2.0
/*
 * urb.c - what was asked for and what came of it, together
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/urb.h"

#define OPEN_MAX_TRANSFERS 4096
#define DATA_MAX 65536		/* of a transfer's stages */

struct open {
	uint64_t id;
	struct tr_transfer t;
	uint8_t *data;
};

struct tr_pairs {
	struct open open[OPEN_MAX_TRANSFERS];	/* the first @count */
	size_t count;
	uint8_t *given;		/* data of the transfer that was given last */
};

struct tr_pairs *tr_pairs_new(void)
{
	return calloc(1, sizeof(struct tr_pairs));
}

void tr_pairs_free(struct tr_pairs *pairs)
{
	if (!pairs)
		return;
	for (size_t i = 0; i < pairs->count; i++)
		free(pairs->open[i].data);
	free(pairs->given);
	free(pairs);
}

static struct open *find(struct tr_pairs *pairs, const struct tr_packet *p)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const struct open *o = &pairs->open[i];

		if (o->id == p->id && o->t.bus == p->bus && o->t.device == p->device &&
		    o->t.kind == p->kind && o->t.endpoint == p->endpoint)
			return &pairs->open[i];
	}
	return NULL;
}

/* Its data are kept until the next one. */
static void give(struct tr_pairs *pairs, struct open *o, struct tr_transfer *t)
{
	*t = o->t;
	t->data = o->data;
	pairs->given = o->data;
	*o = pairs->open[--pairs->count];
}

static struct open *oldest(struct tr_pairs *pairs)
{
	struct open *found = pairs->open;

	for (size_t i = 1; i < pairs->count; i++)
		if (pairs->open[i].t.submit < found->t.submit)
			found = &pairs->open[i];
	return found;
}

static int append(struct open *o, const struct tr_packet *p)
{
	size_t n = p->have < DATA_MAX - o->t.have ? p->have : DATA_MAX - o->t.have;
	uint8_t *bigger;

	if (!n)
		return 0;
	bigger = realloc(o->data, o->t.have + n);
	if (!bigger)
		return -ENOMEM;
	memcpy(bigger + o->t.have, p->data, n);
	o->data = bigger;
	o->t.have += (uint32_t)n;
	return 0;
}

static int submit(struct tr_pairs *pairs, const struct tr_packet *p)
{
	struct open *o = &pairs->open[pairs->count];

	*o = (struct open){ .id = p->id };
	o->t = (struct tr_transfer){
		.kind = p->kind, .bus = p->bus, .device = p->device, .endpoint = p->endpoint,
		.in = p->in, .submit = p->number, .submit_us = p->time_us, .done_us = p->time_us,
		.has_setup = p->has_setup, .requested_known = p->length_known,
		.requested = p->length,
	};
	memcpy(o->t.setup, p->setup, sizeof(o->t.setup));
	if (p->has_setup)
		o->t.in = p->setup[0] & 0x80;
	if (!o->t.in && append(o, p))
		return -ENOMEM;
	pairs->count++;
	return 0;
}

/* The end of @t; what came with it counts where data come in. */
static void finish(const struct tr_packet *p, struct tr_transfer *t)
{
	t->done = p->number;
	t->done_us = p->time_us;
	t->status = p->status;
	if (p->event == TR_REFUSED) {
		t->length = t->have = 0;
		return;
	}
	if (t->in && !t->have) {
		t->length = p->length;
		t->have = p->have;
		t->data = p->data;
	} else if (t->in) {
		t->length = t->have > p->length ? t->have : p->length;
	} else if (t->kind == TR_CONTROL && !p->length && !p->status) {
		/* USBPcap tells only whether it went well */
		t->length = t->requested;
	} else {
		t->length = p->length;
	}
	if (t->have > t->length && !t->status)
		t->have = t->length;
}

/* An end of which the begin is missing. */
static void orphan(const struct tr_packet *p, struct tr_transfer *t)
{
	*t = (struct tr_transfer){
		.kind = p->kind, .bus = p->bus, .device = p->device, .endpoint = p->endpoint,
		.in = p->in, .submit_us = p->time_us,
	};
	finish(p, t);
}

int tr_pairs_take(struct tr_pairs *pairs, const struct tr_packet *p, struct tr_transfer *t)
{
	struct open *o = find(pairs, p);
	bool given = false;

	free(pairs->given);
	pairs->given = NULL;
	if (p->event == TR_MORE)
		return o ? append(o, p) : 0;
	if (p->event == TR_SUBMIT) {
		if (!o && pairs->count == OPEN_MAX_TRANSFERS)
			o = oldest(pairs);
		if (o) {
			give(pairs, o, t);
			given = true;
		}
		return submit(pairs, p) ? -ENOMEM : given;
	}
	if (o) {
		give(pairs, o, t);
		finish(p, t);
	} else {
		orphan(p, t);
	}
	return 1;
}

int tr_pairs_rest(struct tr_pairs *pairs, struct tr_transfer *t)
{
	free(pairs->given);
	pairs->given = NULL;
	if (!pairs->count)
		return 0;
	give(pairs, oldest(pairs), t);
	return 1;
}
