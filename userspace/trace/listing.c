// SPDX-License-Identifier: GPL-2.0
/*
 * listing.c - a recording for people
 */
#include <stdarg.h>
#include <string.h>

#include "trace/show.h"

/* A line begins with the time, the device and the packet; '?' marks what is strange. */
static void begin(struct tr_listing *l, const struct tr_camera *c, int64_t us, uint64_t packet,
		  char mark)
{
	if (!l->begun) {
		l->begun = true;
		l->origin_us = us;
	}
	us -= l->origin_us;
	fprintf(l->to, "%11.6f %3u.%-3u #%-7llu%c ", (double)us / 1e6, c->bus, c->device,
		(unsigned long long)packet, mark);
}

static void show_file(void *context, const char *path, const char *form)
{
	struct tr_listing *l = context;

	fprintf(l->to, "%s: %s\n", path, form);
	l->begun = false;
	memset(l->page, 0, sizeof(l->page));
}

static void show_camera(void *context, const struct tr_camera *c, uint64_t packet)
{
	struct tr_listing *l = context;

	fprintf(l->to, "%31s device %u.%u is %04x:%04x, %s (#%llu)\n", "", c->bus, c->device,
		c->vendor, c->product, tr_camera_name(c), (unsigned long long)packet);
}

/* Where the last answer to the same request of the same camera is kept. */
static struct tr_page *page_of(struct tr_listing *l, const struct tr_camera *c,
			       const struct tr_transfer *t)
{
	struct tr_page *page;

	for (unsigned int i = 0; i < TR_PAGES; i++) {
		page = &l->page[i];
		if (page->used && page->bus == c->bus && page->device == c->device &&
		    page->request == t->setup[1])
			return page;
	}
	page = &l->page[l->next_page++ % TR_PAGES];
	*page = (struct tr_page){ true, c->bus, c->device, t->setup[1], { 0 } };
	return page;
}

static bool same(const struct tr_meaning *last, const struct tr_field *f)
{
	const struct tr_field *before = tr_field(last, f->part->name);

	return before && !strcmp(before->text, f->text);
}

static void show_fields(struct tr_listing *l, const struct tr_camera *c,
			const struct tr_transfer *t, const struct tr_meaning *m)
{
	bool page = t->setup[0] == 0xc0 && (t->setup[1] == 0xd2 || t->setup[1] == 0xd3);
	struct tr_page *before = page && !l->all ? page_of(l, c, t) : NULL;
	unsigned int shown = 0;

	for (unsigned int i = 0; i < m->fields; i++) {
		const struct tr_field *f = &m->field[i];

		if (before && same(&before->last, f))
			continue;
		shown++;
		fprintf(l->to, " %s=", f->part->name);
		if (f->part->how == TR_ASCII)
			fprintf(l->to, "\"%s\"", f->text);
		else if (!strcmp(f->part->name, "address"))
			fprintf(l->to, "0x%08llx", (unsigned long long)f->number);
		else if (!strcmp(f->part->name, "register") || !strcmp(f->part->name, "wValue") ||
			 !strcmp(f->part->name, "wIndex"))
			fprintf(l->to, "0x%02llx", (unsigned long long)f->number);
		else
			fprintf(l->to, "%s%s", f->text, f->part->unit ? f->part->unit : "");
	}
	if (before && !shown && m->fields)
		fprintf(l->to, " as before");
	if (before && m->fields)
		before->last = *m;
}

static void show_bytes(struct tr_listing *l, const struct tr_transfer *t)
{
	unsigned int n = t->have < 64 ? t->have : 64;

	if (!n)
		return;
	fprintf(l->to, " [");
	for (unsigned int i = 0; i < n; i++)
		fprintf(l->to, "%s%02x", i ? " " : "", t->data[i]);
	fprintf(l->to, "%s]", n < t->have ? " ..." : "");
}

static void show_end(struct tr_listing *l, const struct tr_transfer *t)
{
	uint32_t moves = t->in ? t->length : t->requested;
	char text[24];

	if (t->have < moves && !t->status && (t->submit || t->in))
		fprintf(l->to, " (%u of %u bytes recorded)", t->have, moves);
	if (t->in && t->done && !t->status && t->requested_known && t->length < t->requested)
		fprintf(l->to, " (%u of %u bytes came)", t->length, t->requested);
	if (!t->done)
		fprintf(l->to, " -> no answer in the recording");
	else if (t->status)
		fprintf(l->to, " -> %s after %.1f ms", tr_status(t->status, text),
			(double)(t->done_us - t->submit_us) / 1e3);
}

static void show_request(void *context, const struct tr_camera *c, const struct tr_transfer *t,
			 const struct tr_meaning *m)
{
	struct tr_listing *l = context;
	bool piece = !strcmp(m->name, "write memory") && !t->status && t->done;

	if (piece && !l->all)
		return;
	begin(l, c, t->submit_us, t->submit ? t->submit : t->done,
	      m->fit == TR_KNOWN ? ' ' : '?');
	if (t->kind != TR_CONTROL)
		fprintf(l->to, "endpoint %u %s: %u bytes", t->endpoint, t->in ? "in" : "out",
			t->length);
	else if (!t->has_setup)
		fprintf(l->to, "a request that");
	else
		fprintf(l->to, "%s %02x", t->in ? "in " : "out", t->setup[1]);
	if (m->command)
		fprintf(l->to, "/%02x", m->command);
	else
		fprintf(l->to, "   ");
	fprintf(l->to, " %s", m->name);
	show_fields(l, c, t, m);
	if (m->fit != TR_KNOWN) {
		fprintf(l->to, " -- %s", m->why);
		show_bytes(l, t);
	}
	show_end(l, t);
	putc('\n', l->to);
}

static void show_upload(void *context, const struct tr_camera *c, const struct tr_upload *u)
{
	struct tr_listing *l = context;
	char text[24];

	begin(l, c, u->first_us, u->first, u->failed ? '?' : ' ');
	fprintf(l->to, "firmware: %llu bytes in %u pieces, %.1f ms, to #%llu",
		(unsigned long long)u->bytes, u->pieces, (double)(u->last_us - u->first_us) / 1e3,
		(unsigned long long)u->last);
	if (u->failed)
		fprintf(l->to, ", %u failed", u->failed);
	if (u->started)
		fprintf(l->to, ", started at 0x%08x%s%s", u->entry, u->start_status ? ": " : "",
			tr_status(u->start_status, text));
	else
		fprintf(l->to, ", not started");
	putc('\n', l->to);
}

static const char *seen(enum tr_seen what, const char *yes, const char *no, const char *unknown)
{
	return what == TR_YES ? yes : what == TR_NO ? no : unknown;
}

static void show_frame(void *context, const struct tr_camera *c, const struct tr_frame *f)
{
	struct tr_listing *l = context;
	bool wrong = tr_frame_wrong(c, f) || f->end == TR_END_FAILED;
	uint64_t want = tr_frame_bytes(c);

	begin(l, c, f->last_us, f->first, wrong ? '?' : ' ');
	fprintf(l->to, "frame: %llu bytes in %u transfers, %.1f ms, to #%llu, %s",
		(unsigned long long)f->bytes, f->transfers,
		(double)(f->last_us - f->first_us) / 1e3, (unsigned long long)f->last,
		tr_end_name(f->end));
	if (want == f->bytes)
		fprintf(l->to, ", %ux%u %d bit", c->set.width, c->set.height, c->set.deep ? 16 : 8);
	else if (want && f->end != TR_END_STOPPED)
		fprintf(l->to, ", NOT the %llu of %ux%u %d bit", (unsigned long long)want,
			c->set.width, c->set.height, c->set.deep ? 16 : 8);
	if (f->end == TR_END_SHORT || f->end == TR_END_EMPTY)
		fprintf(l->to, "%s", seen(f->trailer, ", trailer", ", NO trailer",
					  ", trailer not recorded"));
	fprintf(l->to, "%s", seen(f->filler, ", filler at the end", "", ""));
	fprintf(l->to, "%s\n", seen(f->zeros, ", zeros at the end", "", ""));
}

void tr_listing_init(struct tr_listing *l, FILE *to, bool all, struct tr_sink *sink)
{
	memset(l, 0, sizeof(*l));
	l->to = to;
	l->all = all;
	*sink = (struct tr_sink){
		.context = l, .file = show_file, .camera = show_camera, .request = show_request,
		.upload = show_upload, .frame = show_frame,
	};
}

void tr_listing_totals(const struct tr_listing *l, const struct tr_totals *n)
{
	fprintf(l->to, "%llu packets, %u of %u devices are cameras; %llu requests: %llu unknown, "
		"%llu odd, %llu failed; %llu frames: %llu wrong\n", (unsigned long long)n->packets,
		n->cameras, n->devices, (unsigned long long)n->requests,
		(unsigned long long)n->strange, (unsigned long long)n->odd,
		(unsigned long long)n->failed, (unsigned long long)n->frames,
		(unsigned long long)n->wrong_frames);
	if (n->cut)
		fprintf(l->to, "of %llu requests only a part of the data is in the recording "
			"(usbmon's text has 32 bytes; record with pcap)\n",
			(unsigned long long)n->cut);
	if (n->unanswered)
		fprintf(l->to, "of %llu requests the end is not in the recording\n",
			(unsigned long long)n->unanswered);
	if (n->skipped)
		fprintf(l->to, "%llu records were no USB packets\n",
			(unsigned long long)n->skipped);
}
