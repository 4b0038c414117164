// SPDX-License-Identifier: GPL-2.0
/*
 * json.c - a recording for programs: one object a line
 *
 * No number here is a duration or a time that was rounded: microseconds.
 */
#include <string.h>

#include <jansson.h>

#include "trace/show.h"

#define BYTES_SHOWN 64

static void put(FILE *to, json_t *o)
{
	json_dumpf(o, to, JSON_COMPACT);
	json_decref(o);
	putc('\n', to);
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *object(const char *type, const struct tr_camera *c)
{
	json_t *o = json_pack("{s:s}", "type", type);

	json_object_set_new(o, "bus", number(c->bus));
	json_object_set_new(o, "device", number(c->device));
	return o;
}

/* Text from a file; what is no ASCII would be no JSON. */
static json_t *ascii(const char *text)
{
	char clean[256];
	size_t n = 0;

	for (; text[n] && n < sizeof(clean) - 1; n++)
		clean[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
	clean[n] = 0;
	return json_string(clean);
}

static void put_file(void *context, const char *path, const char *form)
{
	json_t *o = json_pack("{s:s}", "type", "file");

	json_object_set_new(o, "name", ascii(path));
	json_object_set_new(o, "form", json_string(form));
	put(context, o);
}

static void put_camera(void *context, const struct tr_camera *c, uint64_t packet)
{
	json_t *o = object("camera", c);

	json_object_set_new(o, "packet", number(packet));
	json_object_set_new(o, "vendor", number(c->vendor));
	json_object_set_new(o, "product", number(c->product));
	json_object_set_new(o, "name", json_string(tr_camera_name(c)));
	put(context, o);
}

static void add_setup(json_t *o, const struct tr_transfer *t)
{
	char text[8];

	snprintf(text, sizeof(text), "0x%02x", t->setup[0]);
	json_object_set_new(o, "request_type", json_string(text));
	snprintf(text, sizeof(text), "0x%02x", t->setup[1]);
	json_object_set_new(o, "request", json_string(text));
	json_object_set_new(o, "value", number(tr_value(t->setup)));
	json_object_set_new(o, "index", number(tr_index(t->setup)));
	json_object_set_new(o, "length", number(tr_wlength(t->setup)));
}

static void add_data(json_t *o, const struct tr_transfer *t)
{
	static const char digits[] = "0123456789abcdef";
	char hex[2 * BYTES_SHOWN + 1];
	unsigned int n = t->have < BYTES_SHOWN ? t->have : BYTES_SHOWN;

	for (unsigned int i = 0; i < n; i++) {
		hex[2 * i] = digits[t->data[i] >> 4];
		hex[2 * i + 1] = digits[t->data[i] & 15];
	}
	hex[2 * n] = 0;
	json_object_set_new(o, "data", json_string(hex));
	json_object_set_new(o, "moved", number(t->length));
	json_object_set_new(o, "recorded", number(t->have));
}

static void add_fields(json_t *o, const struct tr_meaning *m)
{
	json_t *fields = json_object();

	for (unsigned int i = 0; i < m->fields; i++) {
		const struct tr_field *f = &m->field[i];
		json_t *v = f->part->how == TR_ASCII ? ascii(f->text) :
			    f->part->how == TR_TENTHS ? json_real((double)f->number / 10) :
						       json_integer(f->number);

		json_object_set_new(fields, f->part->name, v);
	}
	json_object_set_new(o, "fields", fields);
}

static void put_request(void *context, const struct tr_camera *c, const struct tr_transfer *t,
			const struct tr_meaning *m)
{
	static const char *const kinds[] = { "iso", "interrupt", "control", "bulk" };
	json_t *o = object("request", c);
	char text[24];

	json_object_set_new(o, "kind", json_string(kinds[t->kind]));
	json_object_set_new(o, "endpoint", number(t->endpoint));
	json_object_set_new(o, "dir", json_string(t->in ? "in" : "out"));
	json_object_set_new(o, "submit", t->submit ? number(t->submit) : json_null());
	json_object_set_new(o, "done", t->done ? number(t->done) : json_null());
	json_object_set_new(o, "us", json_integer(t->submit_us));
	json_object_set_new(o, "took_us", t->done && t->submit ?
			    json_integer(t->done_us - t->submit_us) : json_null());
	if (t->has_setup)
		add_setup(o, t);
	json_object_set_new(o, "status", t->done ? json_integer(t->status) : json_null());
	json_object_set_new(o, "result", json_string(!t->done ? "no answer" : !t->status ? "ok" :
						     tr_status(t->status, text)));
	add_data(o, t);
	json_object_set_new(o, "name", json_string(m->name));
	if (m->command)
		json_object_set_new(o, "command", number(m->command));
	json_object_set_new(o, "known", json_boolean(m->fit == TR_KNOWN));
	if (m->fit != TR_KNOWN)
		json_object_set_new(o, "why", json_string(m->why));
	json_object_set_new(o, "tier", number((unsigned int)m->tier));
	add_fields(o, m);
	put(context, o);
}

static void put_upload(void *context, const struct tr_camera *c, const struct tr_upload *u)
{
	json_t *o = object("upload", c);

	json_object_set_new(o, "first", number(u->first));
	json_object_set_new(o, "last", number(u->last));
	json_object_set_new(o, "us", json_integer(u->first_us));
	json_object_set_new(o, "took_us", json_integer(u->last_us - u->first_us));
	json_object_set_new(o, "bytes", number(u->bytes));
	json_object_set_new(o, "pieces", number(u->pieces));
	json_object_set_new(o, "failed", number(u->failed));
	json_object_set_new(o, "started", json_boolean(u->started));
	json_object_set_new(o, "entry", number(u->entry));
	put(context, o);
}

static json_t *seen(enum tr_seen what)
{
	return what == TR_NOT_RECORDED ? json_null() : json_boolean(what == TR_YES);
}

static void put_frame(void *context, const struct tr_camera *c, const struct tr_frame *f)
{
	uint64_t want = tr_frame_bytes(c);
	json_t *o = object("frame", c);

	json_object_set_new(o, "first", number(f->first));
	json_object_set_new(o, "last", number(f->last));
	json_object_set_new(o, "us", json_integer(f->last_us));
	json_object_set_new(o, "took_us", json_integer(f->last_us - f->first_us));
	json_object_set_new(o, "bytes", number(f->bytes));
	json_object_set_new(o, "expected", want ? number(want) : json_null());
	json_object_set_new(o, "transfers", number(f->transfers));
	json_object_set_new(o, "end", json_string(tr_end_name(f->end)));
	json_object_set_new(o, "trailer", seen(f->trailer));
	json_object_set_new(o, "filler", seen(f->filler));
	json_object_set_new(o, "zeros", seen(f->zeros));
	json_object_set_new(o, "wrong", json_boolean(tr_frame_wrong(c, f)));
	put(context, o);
}

void tr_json_init(FILE *to, struct tr_sink *sink)
{
	*sink = (struct tr_sink){
		.context = to, .file = put_file, .camera = put_camera, .request = put_request,
		.upload = put_upload, .frame = put_frame,
	};
}

void tr_json_totals(FILE *to, const struct tr_totals *n)
{
	json_t *o = json_pack("{s:s}", "type", "summary");

	json_object_set_new(o, "packets", number(n->packets));
	json_object_set_new(o, "skipped", number(n->skipped));
	json_object_set_new(o, "devices", number(n->devices));
	json_object_set_new(o, "cameras", number(n->cameras));
	json_object_set_new(o, "requests", number(n->requests));
	json_object_set_new(o, "unknown", number(n->strange));
	json_object_set_new(o, "odd", number(n->odd));
	json_object_set_new(o, "failed", number(n->failed));
	json_object_set_new(o, "unanswered", number(n->unanswered));
	json_object_set_new(o, "cut", number(n->cut));
	json_object_set_new(o, "frames", number(n->frames));
	json_object_set_new(o, "wrong_frames", number(n->wrong_frames));
	put(to, o);
}
