// SPDX-License-Identifier: GPL-2.0
/*
 * check.c - the driver's assumptions: evidence, and what comes of it
 */
#include <stdarg.h>
#include <string.h>

#include <jansson.h>

#include "trace/check.h"

static void fill(struct tr_check *k, struct tr_evidence *e, uint64_t packet, const char *fmt,
		 va_list ap)
{
	memcpy(e->file, k->file, sizeof(e->file));
	e->packet = packet;
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
}

void tr_for(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
{
	struct tr_finding *f = &k->finding[a];
	va_list ap;

	if (f->for_count++)
		return;
	va_start(ap, fmt);
	fill(k, &f->first_for, packet, fmt, ap);
	va_end(ap);
}

void tr_against(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
{
	struct tr_finding *f = &k->finding[a];
	va_list ap;

	if (f->against_count++ >= TR_AGAINST)
		return;
	va_start(ap, fmt);
	fill(k, &f->against[f->against_count - 1], packet, fmt, ap);
	va_end(ap);
}

void tr_note(struct tr_check *k, int a, uint64_t packet, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(k, &k->finding[a].note, packet, fmt, ap);
	va_end(ap);
}

/* NULL: more cameras than anybody has. */
static struct tr_watch *watch(struct tr_check *k, const struct tr_camera *c)
{
	for (unsigned int i = 0; i < TR_WATCHED; i++) {
		struct tr_watch *w = &k->watch[i];

		if (!w->used)
			*w = (struct tr_watch){ .used = true, .bus = c->bus, .device = c->device };
		if (w->bus == c->bus && w->device == c->device)
			return w;
	}
	return NULL;
}

/* A recording ended, and with it what was being watched. */
static void end_file(struct tr_check *k)
{
	for (unsigned int i = 0; i < TR_WATCHED && k->watch[i].used; i++) {
		const struct tr_watch *w = &k->watch[i];

		if (w->stop && w->frames && !w->late)
			tr_for(k, 3, w->stop, "%u frames after the start, none after the stop",
			       w->frames);
	}
	memset(k->watch, 0, sizeof(k->watch));
}

static void on_file(void *context, const char *path, const char *form)
{
	struct tr_check *k = context;
	const char *name = strrchr(path, '/');

	(void)form;
	end_file(k);
	snprintf(k->file, sizeof(k->file), "%s", name ? name + 1 : path);
}

static void on_camera(void *context, const struct tr_camera *c, uint64_t packet)
{
	struct tr_check *k = context;

	if (c->product != TR_QHY268 && c->product != TR_QHY600)
		return;
	for (unsigned int i = 0; i < TR_WATCHED && k->watch[i].used; i++) {
		if (k->watch[i].uploaded)
			tr_for(k, 1, packet, "the program that was loaded runs");
		k->watch[i].uploaded = false;
	}
}

static void on_upload(void *context, const struct tr_camera *c, const struct tr_upload *u)
{
	struct tr_check *k = context;
	struct tr_watch *w = watch(k, c);

	if (u->failed)
		tr_against(k, 1, u->first, "the boot loader refuses %u of %u pieces", u->failed,
			   u->pieces);
	else if (w && u->started && u->pieces)
		w->uploaded = true;
}

static void on_request(void *context, const struct tr_camera *c, const struct tr_transfer *t,
		       const struct tr_meaning *m)
{
	struct tr_check *k = context;
	struct tr_watch *w = watch(k, c);

	if (!w || t->kind != TR_CONTROL || !t->has_setup || !t->done)
		return;
	tr_check_request(k, w, c, t, m);
	if (t->in && !t->status)
		tr_check_answer(k, w, c, t);
}

static void on_frame(void *context, const struct tr_camera *c, const struct tr_frame *f)
{
	struct tr_check *k = context;
	struct tr_watch *w = watch(k, c);

	if (w)
		tr_check_frame(k, w, c, f);
}

void tr_check_init(struct tr_check *k, bool maker, struct tr_sink *sink)
{
	memset(k, 0, sizeof(*k));
	k->maker = maker;
	*sink = (struct tr_sink){
		.context = k, .file = on_file, .camera = on_camera, .request = on_request,
		.upload = on_upload, .frame = on_frame,
	};
}

static const char *verdict(const struct tr_finding *f)
{
	return f->against_count ? "contradicted" : f->for_count ? "confirmed" : "not seen";
}

static void print_evidence(FILE *to, const char *what, const struct tr_evidence *e)
{
	fprintf(to, "     %s %s #%llu: %s\n", what, e->file, (unsigned long long)e->packet,
		e->text);
}

static void print_one(FILE *to, int a, const struct tr_finding *f)
{
	const struct tr_assumption *is = &tr_assumption[a];

	fprintf(to, "A%-3d %-13s %s\n", a, verdict(f), is->taken);
	for (unsigned int i = 0; i < f->against_count && i < TR_AGAINST; i++)
		print_evidence(to, "against:", &f->against[i]);
	if (f->against_count > TR_AGAINST)
		fprintf(to, "     against: %u times more\n", f->against_count - TR_AGAINST);
	if (f->for_count)
		print_evidence(to, "for:", &f->first_for);
	if (f->for_count > 1)
		fprintf(to, "     for: %u times more\n", f->for_count - 1);
	if (*f->note.text)
		print_evidence(to, "seen:", &f->note);
	if (f->against_count)
		fprintf(to, "     change: %s\n", is->change);
	if (f->against_count || !f->for_count)
		fprintf(to, "     to settle it, record: %s\n", is->settle);
}

unsigned int tr_check_print(struct tr_check *k, FILE *to)
{
	unsigned int against = 0, well = 0;

	end_file(k);
	for (int a = 1; a <= TR_ASSUMPTIONS; a++) {
		const struct tr_finding *f = &k->finding[a];

		print_one(to, a, f);
		against += f->against_count != 0;
		well += f->for_count && !f->against_count;
	}
	fprintf(to, "%u confirmed, %u contradicted, %u not seen\n", well, against,
		TR_ASSUMPTIONS - well - against);
	return against;
}

static json_t *evidence(const struct tr_evidence *e)
{
	return json_pack("{s:s%, s:I, s:s}", "file", e->file, strnlen(e->file, sizeof(e->file)),
			 "packet", (json_int_t)e->packet, "text", e->text);
}

unsigned int tr_check_json(struct tr_check *k, FILE *to)
{
	unsigned int against = 0;

	end_file(k);
	for (int a = 1; a <= TR_ASSUMPTIONS; a++) {
		const struct tr_finding *f = &k->finding[a];
		json_t *o = json_pack("{s:s, s:i, s:s, s:s, s:i, s:i, s:s, s:s}", "type",
				      "assumption", "number", a, "verdict", verdict(f), "taken",
				      tr_assumption[a].taken, "for", (int)f->for_count, "against",
				      (int)f->against_count, "change", tr_assumption[a].change,
				      "settle", tr_assumption[a].settle);
		json_t *list = json_array();

		for (unsigned int i = 0; i < f->against_count && i < TR_AGAINST; i++)
			json_array_append_new(list, evidence(&f->against[i]));
		json_object_set_new(o, "contradictions", list);
		if (f->for_count)
			json_object_set_new(o, "confirmation", evidence(&f->first_for));
		if (*f->note.text)
			json_object_set_new(o, "note", evidence(&f->note));
		json_dumpf(o, to, JSON_COMPACT);
		json_decref(o);
		putc('\n', to);
		against += f->against_count != 0;
	}
	return against;
}
