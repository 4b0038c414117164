// SPDX-License-Identifier: GPL-2.0
/*
 * names.c - what a request to a camera means
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trace/names.h"

static const struct tr_part value_field = { "wValue", 0, 2, TR_UNSIGNED, NULL };
static const struct tr_part index_field = { "wIndex", 0, 2, TR_UNSIGNED, NULL };
static const struct tr_part address_field = { "address", 0, 4, TR_UNSIGNED, NULL };
static const struct tr_part register_field = { "register", 0, 2, TR_UNSIGNED, NULL };
static const struct tr_part register_value_field = { "value", 0, 1, TR_UNSIGNED, NULL };

static void __attribute__((format(printf, 3, 4)))
odd(struct tr_meaning *m, enum tr_fit fit, const char *fmt, ...)
{
	va_list ap;

	if (m->fit >= fit)
		return;
	m->fit = fit;
	va_start(ap, fmt);
	vsnprintf(m->why, sizeof(m->why), fmt, ap);
	va_end(ap);
}

static struct tr_field *add(struct tr_meaning *m, const struct tr_part *part, int64_t number)
{
	struct tr_field *f = &m->field[m->fields];

	if (m->fields == TR_FIELDS)
		return NULL;
	m->fields++;
	f->part = part;
	f->number = number;
	snprintf(f->text, sizeof(f->text), "%lld", (long long)number);
	return f;
}

static void add_text(struct tr_meaning *m, const struct tr_part *part, const uint8_t *p)
{
	struct tr_field *f = add(m, part, 0);
	size_t n = 0;

	if (!f)
		return;
	for (; n < part->len && n < sizeof(f->text) - 1 && p[n]; n++)
		f->text[n] = isprint(p[n]) && p[n] != '"' ? (char)p[n] : '.';
	f->text[n] = 0;
}

static void add_part(struct tr_meaning *m, const struct tr_part *part, const uint8_t *p)
{
	int64_t number;
	struct tr_field *f;

	if (part->how == TR_ASCII) {
		add_text(m, part, p);
		return;
	}
	number = (int64_t)tr_number(p, part->len);
	if (part->how == TR_TENTHS)
		number = (int16_t)number;
	f = add(m, part, number);
	if (f && part->how == TR_TENTHS)
		snprintf(f->text, sizeof(f->text), "%.1f", (double)number / 10);
}

/* Those that were recorded. @used gets a 1 for each byte that has a name. */
static void add_parts(struct tr_meaning *m, const struct tr_part *parts,
		      const struct tr_transfer *t, uint64_t *used)
{
	for (const struct tr_part *part = parts; part && part->name; part++) {
		if (part->at + part->len <= t->have)
			add_part(m, part, t->data + part->at);
		*used |= ((1ull << part->len) - 1) << part->at;
	}
}

/* Bytes of a command that nobody has given a name must be 0. */
static void command(struct tr_meaning *m, const struct tr_transfer *t)
{
	const struct tr_command *c = tr_commands;
	uint64_t used = 1;

	if (!t->have) {
		odd(m, TR_ODD, "which command was not recorded");
		return;
	}
	m->command = t->data[0];
	while (c->name && c->code != m->command)
		c++;
	if (!c->name) {
		m->name = "?";
		m->tier = 0;
		odd(m, TR_STRANGE, "command %02x is unknown", m->command);
		return;
	}
	m->name = c->name;
	m->tier = c->tier;
	add_parts(m, c->parts, t, &used);
	for (unsigned int i = 0; i < t->have && i < 16; i++)
		if (t->data[i] && !(used >> i & 1))
			odd(m, TR_ODD, "byte %u of the command is %02x", i, t->data[i]);
}

static void fpga_register(struct tr_meaning *m, const struct tr_transfer *t, bool write)
{
	const struct tr_register *r = tr_registers;
	unsigned int index = tr_index(t->setup);

	while (r->name && r->index != index)
		r++;
	if (!m->fields)
		add(m, &register_field, index);
	if (write)
		add(m, &register_value_field, tr_value(t->setup));
	else if (t->have && t->length == 1)
		add(m, &register_value_field, t->data[0]);
	if (!r->name) {
		m->name = write ? "write register ?" : "read register ?";
		m->tier = 0;
		odd(m, TR_STRANGE, "register 0x%02x is unknown", index);
		return;
	}
	m->name = r->name;
	m->tier = r->tier;
	if (write && tr_value(t->setup) > 0xff)
		odd(m, TR_ODD, "a register has 8 bits");
	if (write && t->have && t->data[0])
		odd(m, TR_ODD, "the dummy byte is %02x", t->data[0]);
}

/* The first that fits altogether, or the first of that number. */
static const struct tr_request *find(const struct tr_transfer *t, bool *whole)
{
	const uint8_t *s = t->setup;
	const struct tr_request *near = NULL;

	for (const struct tr_request *r = tr_requests; r->name; r++) {
		if (r->type != s[0] || r->request != s[1])
			continue;
		if ((r->length < 0 || (unsigned int)r->length == tr_wlength(s)) &&
		    (r->value < 0 || (unsigned int)r->value == tr_value(s)) &&
		    (r->index < 0 || (unsigned int)r->index == tr_index(s))) {
			*whole = true;
			return r;
		}
		if (!near)
			near = r;
	}
	*whole = false;
	return near;
}

/* What only the setup tells. */
static void setup_fields(struct tr_meaning *m, const struct tr_request *r,
			 const struct tr_transfer *t)
{
	if (r->request == 0xa0 && r->type == 0x40) {
		add(m, &address_field, tr_value(t->setup) |
		    (int64_t)tr_index(t->setup) << 16);
		m->name = tr_wlength(t->setup) ? "write memory" : "start program";
		return;
	}
	if (r->value < 0 && r->request != 0xb9 && r->request != 0xbc)
		add(m, &value_field, tr_value(t->setup));
	if (r->index < 0 && r->request != 0xb9 && r->request != 0xbc)
		add(m, &index_field, tr_index(t->setup));
}

static void without_setup(const struct tr_transfer *t, struct tr_meaning *m)
{
	m->name = "?";
	odd(m, TR_STRANGE, t->submit ? "its setup was not recorded"
				     : "begins before the recording");
}

void tr_mean(const struct tr_transfer *t, struct tr_meaning *m)
{
	const struct tr_request *r;
	uint64_t used = 0;
	bool whole;

	memset(m, 0, sizeof(*m));
	if (!t->has_setup) {
		without_setup(t, m);
		return;
	}
	r = find(t, &whole);
	if (!r) {
		m->name = "?";
		add(m, &value_field, tr_value(t->setup));
		add(m, &index_field, tr_index(t->setup));
		if ((t->setup[0] & 0x60) == 0x40)
			odd(m, TR_STRANGE, "request 0x%02x is unknown", t->setup[1]);
		else
			odd(m, TR_STRANGE, "request 0x%02x of type 0x%02x", t->setup[1],
			    t->setup[0]);
		return;
	}
	m->name = r->name;
	m->tier = r->tier;
	if (!whole)
		odd(m, TR_ODD, "wValue 0x%04x, wIndex 0x%04x, length %u", tr_value(t->setup),
		    tr_index(t->setup), tr_wlength(t->setup));
	setup_fields(m, r, t);
	add_parts(m, r->parts, t, &used);
	if (r->request == 0xd1)
		command(m, t);
	else if (r->request == 0xb9 || r->request == 0xbc)
		fpga_register(m, t, r->request == 0xb9);
	else if (r->request == 0xd6)
		odd(m, TR_ODD, "the driver never sends it");
}

const struct tr_field *tr_field(const struct tr_meaning *m, const char *name)
{
	for (unsigned int i = 0; i < m->fields; i++)
		if (!strcmp(m->field[i].part->name, name))
			return &m->field[i];
	return NULL;
}

const char *tr_status(int status, char text[24])
{
	switch (status) {
	case 0:
		return "";
	case -EPIPE:
		return "stall";
	case -ENOENT:
	case -ECONNRESET:
		return "cancelled";
	case -ENODEV:
	case -ESHUTDOWN:
		return "device gone";
	case -ETIMEDOUT:
		return "timeout";
	default:
		snprintf(text, 24, "error %d", status);
		return text;
	}
}
