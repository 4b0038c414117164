// SPDX-License-Identifier: GPL-2.0
#include "fault.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ON_STREAM	1	/* may follow a frame or stream event */
#define ON_CONTROL	2	/* may follow a control event */
#define HAS_ARG		4
#define HAS_SEED	8	/* after a control event, if one is given */

struct action_name {
	const char *name;
	enum fault_action action;
	unsigned int flags;
};

static const struct action_name actions[] = {
	{ "drop", FAULT_DROP, ON_STREAM | HAS_ARG },
	{ "insert", FAULT_INSERT, ON_STREAM | HAS_ARG },
	{ "short", FAULT_SHORT, ON_STREAM | ON_CONTROL },
	{ "stall", FAULT_STALL, ON_STREAM | ON_CONTROL },
	{ "silent", FAULT_SILENT, ON_STREAM | ON_CONTROL },
	{ "unplug", FAULT_UNPLUG, ON_STREAM | ON_CONTROL },
	{ "zero", FAULT_ZERO, ON_STREAM | ON_CONTROL | HAS_ARG },
	{ "garbage", FAULT_GARBAGE, ON_STREAM | ON_CONTROL | HAS_ARG |
	  HAS_SEED },
	{ "filler", FAULT_FILLER, ON_STREAM },
	{ "trailer", FAULT_TRAILER, ON_STREAM },
};

const char *fault_action_name(enum fault_action action)
{
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].action == action)
			return actions[i].name;
	return "none";
}

static void skip_blanks(const char **s)
{
	while (isspace((unsigned char)**s))
		(*s)++;
}

/* Consumes @word and the blanks behind it. */
static bool take_word(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) || isalnum((unsigned char)(*s)[n]))
		return false;
	*s += n;
	skip_blanks(s);
	return true;
}

/* An unsigned number, decimal or (with @base 16) hex, with K or M behind it. */
static bool take_number(const char **s, int base, uint64_t *value)
{
	char *end;

	if (!isxdigit((unsigned char)**s))
		return false;
	errno = 0;
	*value = strtoull(*s, &end, base);
	if (end == *s || errno)
		return false;
	if (base == 0 && (*end == 'K' || *end == 'M'))
		*value <<= *end++ == 'K' ? 10 : 20;
	*s = end;
	return true;
}

static const char *parse_range(const char **s, struct fault *r)
{
	r->first = 1;
	r->last = 1;
	if (**s == '*') {
		(*s)++;
		r->last = UINT64_MAX;
	} else if (**s == '#') {
		(*s)++;
		if (!take_number(s, 0, &r->first) || !r->first)
			return "a number from 1 must follow #";
		r->last = r->first;
		if (!strncmp(*s, "..", 2)) {
			*s += 2;
			if (!take_number(s, 0, &r->last) || r->last < r->first)
				return "#n..m needs m >= n";
		}
	}
	skip_blanks(s);
	return NULL;
}

static const char *parse_event(const char **s, struct fault *r)
{
	uint64_t v;

	r->sub = -1;
	if (!strncmp(*s, "frame", 5)) {
		*s += 5;
		r->event = FAULT_FRAME;
	} else if (!strncmp(*s, "stream", 6)) {
		*s += 6;
		r->event = FAULT_STREAM;
	} else if (take_word(s, "control")) {
		r->event = FAULT_CONTROL;
		if (!take_number(s, 16, &v) || v > 0xff)
			return "a request number like 0xD1 must follow control";
		r->request = (int)v;
		if (**s == '/') {
			(*s)++;
			if (!take_number(s, 16, &v) || v > 0xff)
				return "a byte like A3 must follow /";
			r->sub = (int)v;
		}
	} else {
		return "the event must be frame, control or stream";
	}
	return parse_range(s, r);
}

static const char *parse_action(const char **s, struct fault *r)
{
	unsigned int need = r->event == FAULT_CONTROL ? ON_CONTROL : ON_STREAM;
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (!take_word(s, actions[i].name))
			continue;
		r->action = actions[i].action;
		if (!(actions[i].flags & need))
			return "this action does not fit this event";
		if (!(actions[i].flags & HAS_ARG))
			return NULL;
		if (!take_number(s, 0, &r->arg) || !r->arg)
			return "this action needs a number of bytes from 1";
		skip_blanks(s);
		if ((actions[i].flags & HAS_SEED) && need == ON_CONTROL &&
		    take_number(s, 0, &r->seed))
			skip_blanks(s);
		return NULL;
	}
	return "unknown action";
}

static const char *parse_rule(const char *s, struct fault *r)
{
	const char *why;
	bool at = false;

	skip_blanks(&s);
	if (!take_word(&s, "on"))
		return "a rule starts with: on EVENT";
	why = parse_event(&s, r);
	if (why)
		return why;
	if (take_word(&s, "at")) {
		if (!take_word(&s, "byte") || !take_number(&s, 0, &r->at))
			return "write: at byte N";
		skip_blanks(&s);
		at = true;
	}
	if (r->event == FAULT_STREAM && (!at || r->last != 1))
		return "stream needs at byte N and takes no range";
	if (!take_word(&s, "do"))
		return "do ACTION is missing";
	why = parse_action(&s, r);
	if (why)
		return why;
	return *s ? "there is more than one rule on this line" : NULL;
}

int faults_arm(struct faults *f, const char *text, uint64_t stream_pos,
	       const char **why)
{
	struct fault r = { .origin = stream_pos };

	*why = parse_rule(text, &r);
	if (*why)
		return -EINVAL;
	if (f->armed == FAULTS_MAX) {
		*why = "too many rules are armed";
		return -ENOSPC;
	}
	f->rules[f->armed++] = r;
	return 0;
}

void faults_clear(struct faults *f)
{
	f->armed = 0;
}

/* Keeps the order of the others: rules act in the order they were armed. */
static void forget(struct faults *f, int i)
{
	memmove(&f->rules[i], &f->rules[i + 1],
		(size_t)(f->armed - i - 1) * sizeof(f->rules[0]));
	f->armed--;
}

int faults_match(struct faults *f, enum fault_event event, int request, int sub,
		 struct fault *hit)
{
	int i = 0, n = 0;

	while (i < f->armed) {
		struct fault *r = &f->rules[i];

		if (r->event != event ||
		    (event == FAULT_CONTROL &&
		     (r->request != request ||
		      (r->sub >= 0 && r->sub != sub)))) {
			i++;
			continue;
		}
		r->seen++;
		if (r->seen >= r->first) {
			hit[n++] = *r;
			f->fired++;
		}
		if (r->seen >= r->last)
			forget(f, i);
		else
			i++;
	}
	return n;
}

int faults_match_stream(struct faults *f, uint64_t pos, uint64_t len,
			struct fault *hit)
{
	int i = 0, n = 0;

	while (i < f->armed) {
		struct fault *r = &f->rules[i];
		uint64_t abs = r->origin + r->at;

		if (r->event != FAULT_STREAM || abs < pos || abs - pos >= len) {
			i++;
			continue;
		}
		hit[n] = *r;
		hit[n++].at = abs - pos;
		f->fired++;
		forget(f, i);
	}
	return n;
}
