// SPDX-License-Identifier: GPL-2.0
/*
 * plan-words.c - a line of a plan becomes words; memory and messages of plans
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

struct block {
	struct block *next;
	_Alignas(max_align_t) char data[];
};

void *qc_plan_alloc(struct qc_plan *p, size_t size)
{
	struct block *b = calloc(1, sizeof(*b) + size);

	if (!b)
		return NULL;
	b->next = p->memory;
	p->memory = b;
	return b->data;
}

void qc_plan_free(struct qc_plan *p)
{
	struct block *b = p->memory, *next;

	for (; b; b = next) {
		next = b->next;
		free(b);
	}
	free(p->order);
	memset(p, 0, sizeof(*p));
}

int qc_plan_fail(const struct qc_plan *p, unsigned int line, unsigned int column,
		 struct qc_error *e, const char *fmt, ...)
{
	char text[sizeof(e->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return qc_fail(e, QC_USAGE, EINVAL, "%s:%u:%u: %s", p->name, line, column, text);
}

/* One line on its way to words. */
struct reader {
	const char *at, *end;
	unsigned int column;
};

/* The bytes of a character of UTF-8 count as one column. */
static void advance(struct reader *r)
{
	r->at++;
	if (r->at == r->end || (*r->at & 0xc0) != 0x80)
		r->column++;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

/* Copies a word to *to, without its quotes, and moves *to behind its end. */
static int take_word(const struct qc_plan *p, unsigned int line, struct reader *r, char **to,
		     struct qc_error *e)
{
	unsigned int opened = 0;
	char quote = 0;

	for (; r->at < r->end && (quote || !is_blank(*r->at)); advance(r)) {
		if (is_control(*r->at))
			return qc_plan_fail(p, line, r->column, e,
					    "a control character (0x%02x) is no text",
					    (unsigned char)*r->at);
		if (quote && *r->at == quote) {
			quote = 0;
		} else if (!quote && (*r->at == '\'' || *r->at == '"')) {
			quote = *r->at;
			opened = r->column;
		} else {
			*(*to)++ = *r->at;
		}
	}
	if (quote)
		return qc_plan_fail(p, line, opened, e, "the quote %c is not closed", quote);
	*(*to)++ = 0;
	return 0;
}

int qc_plan_split(struct qc_plan *p, unsigned int line, const char *text, size_t len,
		  struct qc_words *w, struct qc_error *e)
{
	struct reader r = { text, text + len, 1 };
	char *to = qc_plan_alloc(p, len + 1);
	int result;

	memset(w, 0, sizeof(*w));
	w->text = qc_plan_alloc(p, (QC_PLAN_WORDS_MAX + 1) * sizeof(*w->text));
	w->column = qc_plan_alloc(p, (QC_PLAN_WORDS_MAX + 1) * sizeof(*w->column));
	if (!to || !w->text || !w->column)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	for (;;) {
		while (r.at < r.end && is_blank(*r.at))
			advance(&r);
		if (r.at == r.end || *r.at == '#')
			return 0;
		if (w->count == QC_PLAN_WORDS_MAX)
			return qc_plan_fail(p, line, r.column, e, "more than %d words in a line",
					    QC_PLAN_WORDS_MAX);
		w->column[w->count] = r.column;
		w->text[w->count++] = to;
		result = take_word(p, line, &r, &to, e);
		if (result)
			return result;
	}
}
