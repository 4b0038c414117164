// SPDX-License-Identifier: GPL-2.0
#include "frame.h"

#include <string.h>

#include "../lib/pattern.h"
#include "overlay.h"
#include "sensor.h"

static const uint8_t trailer[TRAILER_SIZE] = { 0xee, 0x11, 0xdd, 0x22 };

static const uint8_t filler[FILLER_SIZE] = {
	0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
	0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
};

static const char *const scenes[] = {
	[SCENE_PATTERN] = "pattern", [SCENE_STARS] = "stars",
	[SCENE_DARK] = "dark", [SCENE_FLAT] = "flat", [SCENE_BIAS] = "bias",
};

int scene_find(const char *name)
{
	int i;

	for (i = 0; i < (int)(sizeof(scenes) / sizeof(scenes[0])); i++)
		if (!strcmp(scenes[i], name))
			return i;
	return -1;
}

const char *scene_name(enum scene scene)
{
	return scenes[scene];
}

size_t frame_payload(const struct settings *set)
{
	return (size_t)set->w * (set->h + set->extra_rows) *
	       (set->bits16 ? 2 : 1);
}

void frame_init(struct frame *f, uint64_t n, const struct settings *set)
{
	*f = (struct frame){
		.n = n, .serial = n, .noise = n, .set = *set,
		.payload = frame_payload(set), .seeing = SENSOR_SEEING,
		.zero_from = SIZE_MAX, .cut = SIZE_MAX,
	};
}

void frame_blank_from(struct frame *f, size_t at)
{
	size_t last = f->payload > ZERO_TAIL ? f->payload - ZERO_TAIL : 0;

	f->zero_from = at < last ? at : last;
}

void layout_init(struct layout *l, const struct frame *f)
{
	size_t total = frame_total(f);

	l->length = total < f->cut ? total : f->cut;
	l->seg[0] = (struct segment){ SEG_SOURCE, 0, l->length };
	l->count = 1;
	l->mark_count = 0;
}

static void sum_up(struct layout *l)
{
	int i;

	l->length = 0;
	for (i = 0; i < l->count; i++)
		l->length += l->seg[i].length;
}

/* Makes a segment start at wire byte @at and returns its index. */
static int split(struct layout *l, size_t at)
{
	size_t pos = 0;
	int i;

	for (i = 0; i < l->count; i++) {
		struct segment *s = &l->seg[i];

		if (at == pos)
			return i;
		if (at < pos + s->length) {
			size_t head = at - pos;

			memmove(s + 1, s,
				(size_t)(l->count - i) * sizeof(*s));
			l->count++;
			s[0].length = head;
			s[1].length -= head;
			if (s[1].kind != SEG_BAD_TRAILER)
				s[1].offset += head;
			return i + 1;
		}
		pos += s->length;
	}
	return l->count;
}

/* Puts @new (or nothing, NULL) in the place of the wire bytes [@at, @at + @len). */
static void replace(struct layout *l, size_t at, size_t len,
		    const struct segment *new)
{
	int first, last;

	if (at > l->length)
		at = l->length;
	if (len > l->length - at)
		len = l->length - at;
	first = split(l, at);
	last = split(l, at + len);
	memmove(&l->seg[first + (new ? 1 : 0)], &l->seg[last],
		(size_t)(l->count - last) * sizeof(l->seg[0]));
	l->count += first - last + (new ? 1 : 0);
	if (new)
		l->seg[first] = *new;
	sum_up(l);
}

/* Overwrites: what would stick out behind the frame's end is left off. */
static void overwrite(struct layout *l, size_t at, size_t len,
		      enum segment_kind kind, size_t phase)
{
	struct segment s = { kind, phase, len };

	if (at >= l->length)
		return;
	if (s.length > l->length - at)
		s.length = l->length - at;
	replace(l, at, s.length, &s);
}

void layout_cut(struct layout *l, size_t at)
{
	if (at < l->length)
		replace(l, at, l->length - at, NULL);
}

/* Keeps the marks in the order in which they are reached. */
static void add_mark(struct layout *l, size_t at, enum fault_action action)
{
	int i = l->mark_count++;

	for (; i > 0 && l->marks[i - 1].at > at; i--)
		l->marks[i] = l->marks[i - 1];
	l->marks[i] = (struct mark){ at < l->length ? at : l->length, action };
}

bool layout_apply(struct layout *l, const struct frame *f,
		  const struct fault *rule)
{
	struct segment extra = { SEG_GARBAGE, rule->at, rule->arg };
	size_t tail = l->length < TRAILER_SIZE ? 0 : l->length - TRAILER_SIZE;

	/* an edit adds three segments at most, the final cut one */
	if (l->count + 4 > LAYOUT_MAX || l->mark_count == MARKS_MAX)
		return false;
	switch (rule->action) {
	case FAULT_DROP:
		replace(l, rule->at, rule->arg, NULL);
		break;
	case FAULT_INSERT:
		replace(l, rule->at, 0, &extra);
		break;
	case FAULT_SHORT:
		layout_cut(l, rule->at);
		break;
	case FAULT_ZERO:
		overwrite(l, rule->at, rule->arg, SEG_ZERO, 0);
		break;
	case FAULT_GARBAGE:
		overwrite(l, rule->at, rule->arg, SEG_GARBAGE, rule->at);
		break;
	case FAULT_FILLER:
		if (tail >= FILLER_SIZE)
			overwrite(l, tail - FILLER_SIZE, FILLER_SIZE,
				  SEG_FILLER, f->n);
		break;
	case FAULT_TRAILER:
		overwrite(l, tail, TRAILER_SIZE, SEG_BAD_TRAILER, 0);
		break;
	case FAULT_STALL:
	case FAULT_SILENT:
	case FAULT_UNPLUG:
		add_mark(l, rule->at, rule->action);
		break;
	case FAULT_NONE:
		break;
	}
	return true;
}

size_t layout_available(const struct layout *l, const struct frame *f)
{
	size_t pos = 0;
	int i;

	if (f->complete)
		return l->length;
	for (i = 0; i < l->count; i++) {
		const struct segment *s = &l->seg[i];

		if (s->kind == SEG_SOURCE &&
		    s->offset + s->length > f->produced) {
			if (f->produced > s->offset)
				pos += f->produced - s->offset;
			break;
		}
		pos += s->length;
	}
	return pos;
}

size_t layout_needs(const struct layout *l, size_t wire)
{
	size_t pos = 0, needs = 0;
	int i;

	for (i = 0; i < l->count && pos < wire; i++) {
		const struct segment *s = &l->seg[i];
		size_t n = s->length < wire - pos ? s->length : wire - pos;

		if (s->kind == SEG_SOURCE && s->offset + n > needs)
			needs = s->offset + n;
		pos += s->length;
	}
	return needs;
}

/* The bytes of ROI row @row (0-based). */
static const uint8_t *render_row(struct renderer *r, const struct frame *f,
				 size_t row)
{
	unsigned int y = f->set.y + (unsigned int)row;

	if (row >= f->set.h)
		y = f->set.extra_y + (unsigned int)row - f->set.h;
	if (f->scene == SCENE_PATTERN)
		return pattern_row(r->pattern,
				   f->set.bits16 ? PATTERN_16BE : PATTERN_8,
				   f->n, f->set.x, y);
	if (!r->row_valid || r->row_serial != f->serial || r->row_y != y) {
		sensor_row(r->sensor, f, y, r->row);
		r->row_valid = true;
		r->row_serial = f->serial;
		r->row_y = y;
	}
	return r->row;
}

static void read_pixels(const struct frame *f, struct renderer *r, size_t pos,
			size_t len, uint8_t *out)
{
	size_t row_bytes = (size_t)f->set.w * (f->set.bits16 ? 2 : 1);
	size_t row = pos / row_bytes;
	size_t in_row = pos % row_bytes;

	while (len) {
		size_t n = row_bytes - in_row;

		if (n > len)
			n = len;
		memcpy(out, render_row(r, f, row) + in_row, n);
		overlay_row(f, row, in_row, n, out);
		out += n;
		len -= n;
		row++;
		in_row = 0;
	}
}

static void read_source(const struct frame *f, struct renderer *r, size_t pos,
			size_t len, uint8_t *out)
{
	size_t end = pos + len;
	size_t lit = f->zero_from < f->payload ? f->zero_from : f->payload;

	if (pos < lit) {
		size_t n = (end < lit ? end : lit) - pos;

		read_pixels(f, r, pos, n, out);
		out += n;
		pos += n;
	}
	if (pos < end && pos < f->payload) {
		size_t n = (end < f->payload ? end : f->payload) - pos;

		memset(out, 0, n);
		out += n;
		pos += n;
	}
	if (pos < end)
		memcpy(out, trailer + (pos - f->payload), end - pos);
}

static void read_segment(const struct segment *s, const struct frame *f,
			 struct renderer *r, size_t pos, size_t len,
			 uint8_t *out)
{
	size_t i;

	switch (s->kind) {
	case SEG_SOURCE:
		read_source(f, r, s->offset + pos, len, out);
		break;
	case SEG_ZERO:
		memset(out, 0, len);
		break;
	case SEG_GARBAGE:
		for (i = 0; i < len; i++)
			out[i] = (uint8_t)((s->offset + pos + i) * 167u + 13u);
		break;
	case SEG_FILLER:
		for (i = 0; i < len; i++)
			out[i] = filler[(s->offset + pos + i) % FILLER_SIZE];
		break;
	case SEG_BAD_TRAILER:
		memset(out, 0x5a, len);
		break;
	}
}

void layout_read(const struct layout *l, const struct frame *f,
		 struct renderer *r, size_t pos, size_t len, uint8_t *out)
{
	size_t start = 0;
	int i;

	for (i = 0; i < l->count && len; i++) {
		const struct segment *s = &l->seg[i];
		size_t in = pos - start;

		if (pos < start + s->length) {
			size_t n = s->length - in;

			if (n > len)
				n = len;
			read_segment(s, f, r, in, n, out);
			out += n;
			pos += n;
			len -= n;
		}
		start += s->length;
	}
}
