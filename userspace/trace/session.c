// SPDX-License-Identifier: GPL-2.0
/*
 * session.c - a recording from begin to end, in terms of cameras
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/session.h"

#define DEVICES_MAX 1024
#define STREAM_ENDPOINT 1

struct device {
	struct tr_camera camera;
	bool typical, vendor, other;	/* from the first reading */
};

struct session {
	struct device *device[DEVICES_MAX];
	unsigned int count;
	const struct tr_choice *choice;
	const struct tr_sink *const *sinks;
	struct tr_totals *totals;
	struct tr_pairs *pairs;
};

/* @call of all who want it */
#define TELL(s, call, ...) do { \
	for (const struct tr_sink *const *sink_ = (s)->sinks; *sink_; sink_++) \
		if ((*sink_)->call) \
			(*sink_)->call((*sink_)->context, __VA_ARGS__); \
} while (0)

int tr_parse_device(const char *text, struct tr_choice *choice)
{
	unsigned long value[2];
	char *end;

	for (unsigned int i = 0; i < 2; i++) {
		if (*text < '0' || *text > '9')
			return -EINVAL;
		value[i] = strtoul(text, &end, 10);
		if (value[i] > UINT16_MAX || *end != (i ? 0 : '.'))
			return -EINVAL;
		text = end + 1;
	}
	*choice = (struct tr_choice){ true, (uint16_t)value[0], (uint16_t)value[1] };
	return 0;
}

/* NULL: no memory, or more devices than any recording has. */
static struct device *find(struct session *s, uint16_t bus, uint16_t device)
{
	struct device *d;

	for (unsigned int i = 0; i < s->count; i++) {
		d = s->device[i];
		if (d->camera.bus == bus && d->camera.device == device)
			return d;
	}
	if (s->count == DEVICES_MAX)
		return NULL;
	d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	tr_camera_init(&d->camera, bus, device);
	s->device[s->count++] = d;
	return d;
}

/* First reading. */
static void recognize(struct session *s, const struct tr_transfer *t)
{
	struct device *d = find(s, t->bus, t->device);
	uint16_t vendor, product;

	if (!d)
		return;
	if (tr_identity(t, &vendor, &product)) {
		d->vendor |= vendor == TR_VENDOR;
		d->other |= vendor != TR_VENDOR;
	}
	d->typical |= tr_is_typical(t);
}

static bool wanted(const struct session *s, const struct device *d)
{
	if (s->choice->chosen)
		return d->camera.bus == s->choice->bus && d->camera.device == s->choice->device;
	/* An address may be given to something else later. */
	if (d->camera.identified)
		return d->camera.is_camera;
	return d->vendor || (d->typical && !d->other);
}

static void count_request(struct tr_totals *n, const struct tr_transfer *t,
			  const struct tr_meaning *m)
{
	uint32_t moves = t->in ? t->length : t->requested;

	n->requests++;
	n->odd += m->fit == TR_ODD;
	n->strange += m->fit == TR_STRANGE;
	n->failed += t->status != 0;
	n->unanswered += !t->done;
	n->cut += t->have < moves && !t->status && (t->submit || t->in);
}

static void tell_frame(struct session *s, const struct tr_camera *c, const struct tr_frame *f)
{
	s->totals->frames++;
	s->totals->wrong_frames += tr_frame_wrong(c, f);
	TELL(s, frame, c, f);
}

static void end_upload(struct session *s, struct tr_camera *c)
{
	if (!c->uploading)
		return;
	TELL(s, upload, c, &c->upload);
	c->uploading = false;
}

static bool is_loader_request(const struct tr_transfer *t)
{
	return t->has_setup && t->setup[0] == 0x40 && t->setup[1] == 0xa0;
}

/* What comes after it is of another frame; after a stop the rest of one may still come. */
static bool is_start(const struct tr_transfer *t)
{
	if (!t->has_setup || t->setup[0] != 0x40 || t->status)
		return false;
	if (t->setup[1] == 0xb9)
		return tr_index(t->setup) == 0x23 && tr_value(t->setup);
	return t->setup[1] == 0xd1 && t->have && t->data[0] == 0xa6;
}

static void take_control(struct session *s, struct device *d, const struct tr_transfer *t)
{
	struct tr_camera *c = &d->camera;
	bool before = c->identified;
	uint16_t product = c->product;
	struct tr_meaning m;
	struct tr_frame f;

	tr_mean(t, &m);
	if (!is_loader_request(t))
		end_upload(s, c);
	count_request(s->totals, t, &m);
	TELL(s, request, c, t, &m);
	if (is_start(t) && tr_stream_stop(&c->stream, TR_END_STOPPED, &f))
		tell_frame(s, c, &f);
	tr_camera_learn(c, t);
	if (c->identified && c->is_camera && (!before || product != c->product))
		TELL(s, camera, c, t->done);
	if (c->uploading && c->upload.started)
		end_upload(s, c);
}

static void take(struct session *s, const struct tr_transfer *t)
{
	struct device *d = find(s, t->bus, t->device);
	struct tr_meaning m = { .name = "?", .fit = TR_STRANGE };
	uint16_t vendor, product;
	struct tr_frame f;

	if (!d)
		return;
	if (!wanted(s, d)) {
		if (tr_identity(t, &vendor, &product))
			tr_camera_learn(&d->camera, t);
		if (!wanted(s, d))
			return;
	}
	if (t->kind == TR_CONTROL) {
		take_control(s, d, t);
	} else if (t->kind == TR_BULK && t->in && t->endpoint == STREAM_ENDPOINT) {
		if (tr_stream_take(&d->camera.stream, t, &f))
			tell_frame(s, &d->camera, &f);
	} else {
		strcpy(m.why, "no endpoint that the camera should have");
		count_request(s->totals, t, &m);
		TELL(s, request, &d->camera, t, &m);
	}
}

static int one_reading(struct session *s, struct tr_capture *c,
		       void (*use)(struct session *, const struct tr_transfer *), bool count,
		       struct qc_error *e)
{
	struct tr_transfer t;
	struct tr_packet p;
	int r, pair;

	s->pairs = tr_pairs_new();
	if (!s->pairs)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory");
	while ((r = tr_next(c, &p, e)) == 1) {
		s->totals->packets += count;
		pair = tr_pairs_take(s->pairs, &p, &t);
		if (pair < 0) {
			r = qc_fail(e, QC_FAILED, ENOMEM, "no memory");
			break;
		}
		if (pair)
			use(s, &t);
	}
	while (tr_pairs_rest(s->pairs, &t))
		use(s, &t);
	if (count)
		s->totals->skipped += tr_skipped(c);
	tr_pairs_free(s->pairs);
	return r;
}

/* What is open at the end of the file. */
static void finish(struct session *s)
{
	struct tr_frame f;

	for (unsigned int i = 0; i < s->count; i++) {
		struct device *d = s->device[i];

		if (wanted(s, d)) {
			end_upload(s, &d->camera);
			if (tr_stream_stop(&d->camera.stream, TR_END_RECORDING, &f))
				tell_frame(s, &d->camera, &f);
		}
		s->totals->devices++;
		s->totals->cameras += wanted(s, d);
	}
}

int tr_read_from(struct tr_capture *(*open)(void *from, struct qc_error *e), void *from,
		 const char *name, const struct tr_choice *choice,
		 const struct tr_sink *const *sinks, struct tr_totals *totals, struct qc_error *e)
{
	struct session *s = calloc(1, sizeof(*s));
	struct tr_capture *c;
	struct qc_error first;
	int r = -EINVAL;

	if (!s)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory");
	*s = (struct session){ .choice = choice, .sinks = sinks, .totals = totals };
	c = open(from, e);
	if (c) {
		/* Where it ends too early the second reading will tell. */
		one_reading(s, c, recognize, false, &first);
		tr_close(c);
		c = open(from, e);
	}
	if (c) {
		TELL(s, file, name, tr_form(c));
		r = one_reading(s, c, take, true, e);
		finish(s);
		tr_close(c);
	}
	for (unsigned int i = 0; i < s->count; i++)
		free(s->device[i]);
	free(s);
	return r;
}

static struct tr_capture *open_path(void *from, struct qc_error *e)
{
	return tr_open(from, e);
}

int tr_read(const char *path, const struct tr_choice *choice, const struct tr_sink *const *sinks,
	    struct tr_totals *totals, struct qc_error *e)
{
	return tr_read_from(open_path, (void *)path, path, choice, sinks, totals, e);
}
