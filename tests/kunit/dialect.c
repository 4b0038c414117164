// SPDX-License-Identifier: GPL-2.0
/* Alternatives of assumptions: their words, what comes of them, the codes. */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "qhy-dialect.h"
#include "qhy-models.h"
#include "suite.h"

#include "dialect.inc"

static void words(struct tap *t)
{
	char text[QHY_DIALECT_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(word_cases); i++) {
		const struct word_case *c = &word_cases[i];
		u32 mask = 0x5a5a;

		if (!T_EQ(t, qhy_dialect_parse(c->text, &mask), c->ret))
			T_NOTE(t, "'%s'", c->text);
		T_EQ(t, mask, c->ret ? 0x5a5a : c->mask);
		if (c->ret)
			continue;
		qhy_dialect_name(mask, text);
		T_STR(t, text, c->name);
		T_EQ(t, qhy_dialect_parse(text, &mask), 0);
		T_EQ(t, mask, c->mask);
	}
}

/* Each number changes its own members and no other. */
static void alone(struct tap *t)
{
	struct qhy_dialect d;

	qhy_dialect_init(&d, 0);
	T_OK(t, !d.registers && !d.codes && !d.capture_live && !d.stop &&
	     !d.extra_rows && !d.no_empty);
	qhy_dialect_init(&d, QHY_A(1));
	T_OK(t, d.registers && !d.codes && !d.capture_live && !d.stop &&
	     !d.extra_rows && !d.no_empty);
	qhy_dialect_init(&d, QHY_A(2));
	T_OK(t, !d.registers && d.codes && !d.capture_live && !d.stop &&
	     !d.extra_rows && !d.no_empty);
	qhy_dialect_init(&d, QHY_A(3));
	T_OK(t, !d.registers && !d.codes && d.capture_live && !d.extra_rows &&
	     !d.no_empty);
	T_EQ(t, d.stop, 0x11);
	qhy_dialect_init(&d, QHY_A(10));
	T_OK(t, !d.registers && !d.codes && !d.capture_live && !d.stop &&
	     !d.no_empty);
	T_EQ(t, d.extra_rows, 34);
	qhy_dialect_init(&d, QHY_A(11));
	T_OK(t, !d.registers && !d.codes && !d.capture_live && !d.stop &&
	     !d.extra_rows && d.no_empty);
}

static void codes(struct tap *t)
{
	struct qhy_dialect same, other;
	unsigned int mode, value;
	size_t i;

	qhy_dialect_init(&same, ~(u32)QHY_A(2));
	qhy_dialect_init(&other, QHY_A(2));
	for (mode = 0; mode < QHY_MODES_MAX; mode++)
		for (value = 0; value < 256; value++) {
			T_EQ(t, qhy_dialect_gain(&same, mode, value), value);
			T_EQ(t, qhy_dialect_offset(&same, mode, value), value);
		}
	for (i = 0; i < ARRAY_SIZE(code_cases); i++) {
		const struct code_case *c = &code_cases[i];

		T_EQ(t, qhy_dialect_gain(&other, c->mode, c->value), c->gain);
		T_EQ(t, qhy_dialect_offset(&other, c->mode, c->value),
		     c->offset);
	}
}

/* A larger value never has a smaller code, as far as the controls go. */
static void rising(struct tap *t)
{
	const struct qhy_sensor *s = qhy268_family.models->sensor;
	struct qhy_dialect d;
	unsigned int mode, v;

	qhy_dialect_init(&d, QHY_A(2));
	for (mode = 0; mode < QHY_MODES_MAX && s->modes[mode].name; mode++) {
		for (v = 1; v <= s->gain_max; v++)
			T_OK(t, qhy_dialect_gain(&d, mode, v) >
			     qhy_dialect_gain(&d, mode, v - 1));
		for (v = 1; v <= s->offset_max; v++)
			T_OK(t, qhy_dialect_offset(&d, mode, v) >
			     qhy_dialect_offset(&d, mode, v - 1));
	}
}

/* How it is found out which model it is cannot depend on the model. */
static void families(struct tap *t)
{
	const struct qhy_family *all[] = { &qhy268_family, &qhy600_family };
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		for (k = 1; k < all[i]->num_models; k++)
			T_EQ(t, all[i]->models[k].alternatives & QHY_A(1),
			     all[i]->models[0].alternatives & QHY_A(1));
}

T_SUITE(dialect,
	T_CASE(words),
	T_CASE(alone),
	T_CASE(codes),
	T_CASE(rising),
	T_CASE(families));
