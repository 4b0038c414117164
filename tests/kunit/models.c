// SPDX-License-Identifier: GPL-2.0
/* The model table: names, limits, readout modes, and the rates they give. */
#include <linux/kernel.h>

#include "qhy-models.h"
#include "suite.h"

#include "models.inc"

static void names(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(model_cases); i++) {
		const struct model_case *c = &model_cases[i];
		const struct qhy_model *model =
			qhy_model_find(c->family, c->sub_model, c->colour);

		T_STR(t, model->name, c->name);
		T_EQ(t, model->ddr_bytes, c->ddr);
		T_EQ(t, model->colour, c->colour);
	}
}

static bool same_rect(const struct v4l2_rect *a, const struct v4l2_rect *b)
{
	return a->left == b->left && a->top == b->top &&
	       a->width == b->width && a->height == b->height;
}

static void sensors(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sensor_cases); i++) {
		const struct sensor_case *c = &sensor_cases[i];
		const struct qhy_sensor *s = c->family->models[0].sensor;

		T_OK(t, same_rect(&s->native, &c->native));
		T_OK(t, same_rect(&s->effective, &c->effective));
		T_EQ(t, s->pixel_nm, c->pixel_nm);
		T_EQ(t, s->exposure_min, c->exposure_min);
		T_EQ(t, s->exposure_max, 3600000000);
		T_EQ(t, s->gain_max, c->gain_max);
		T_EQ(t, s->offset_max, 255);
		T_EQ(t, s->traffic_max, 255);
		T_EQ(t, qhy_modes_available(s, 0), c->old_modes);
		T_EQ(t, qhy_modes_available(s, 2023 << 16 | 4 << 8 | 11),
		     c->old_modes);
		T_EQ(t, qhy_modes_available(s, 2023 << 16 | 4 << 8 | 12),
		     c->new_modes);
		T_EQ(t, qhy_modes_available(s, 2023 << 16 | 12 << 8 | 1),
		     c->new_modes);
		T_EQ(t, qhy_modes_available(s, 2024 << 16 | 1 << 8 | 1),
		     c->new_modes);
	}
}

/* What other files take for granted about every row of the table */
static void sound_model(struct tap *t, const struct qhy_model *model)
{
	const struct qhy_sensor *s = model->sensor;
	unsigned int i;

	T_NOTE(t, "%s", model->name);
	T_OK(t, strlen(model->name) < QHY_MODEL_NAME_LEN);
	T_OK(t, s->native.width % 4 == 0 && s->native.height % 2 == 0);
	T_OK(t, s->effective.width % 4 == 0 && s->effective.height % 2 == 0);
	T_OK(t, s->effective.left % 2 == 0 && s->effective.top % 2 == 0);
	T_OK(t, s->effective.left + s->effective.width <= s->native.width);
	T_OK(t, s->effective.top + s->effective.height <= s->native.height);
	T_OK(t, s->exposure_min && s->exposure_min < s->exposure_max);
	for (i = 0; i < QHY_MODES_MAX && s->modes[i].name; i++) {
		T_OK(t, strlen(s->modes[i].name) < 32);
		T_OK(t, s->modes[i].line8.period && s->modes[i].line16.period);
	}
	T_OK(t, i > 0 && !s->modes[0].since && !s->modes[0].only8);
}

static void tables(struct tap *t)
{
	const struct qhy_family *families[] = {
		&qhy268_family, &qhy600_family,
	};
	unsigned int i, k;

	for (i = 0; i < 2; i++) {
		T_OK(t, families[i]->num_models > 0);
		for (k = 0; k < families[i]->num_models; k++)
			sound_model(t, &families[i]->models[k]);
	}
	T_STR(t, qhy268_family.firmware, "qhy/QHY268.img");
	T_STR(t, qhy600_family.firmware, "qhy/QHY600.img");
	T_OK(t, qhy268_family.models[0].sensor->modes[6].only8);
	T_STR(t, qhy268_family.models[0].sensor->modes[6].name,
	      "12-bit High Speed");
}

static void rates(struct tap *t)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rate_cases); i++) {
		const struct rate_case *c = &rate_cases[i];
		const struct qhy_mode *mode =
			&c->family->models[0].sensor->modes[c->mode];
		u32 us = qhy_readout_us(c->depth == 8 ? &mode->line8 :
					&mode->line16, c->rows, 0);
		s64 off = 10000000000LL / us - c->rate * 1000LL;

		if (!T_OK(t, abs(off) <= c->rate * 10LL * c->percent))
			T_NOTE(t, "%s %u bit %u rows: %u us, %u.%u frames/s",
			       c->family->name, c->depth, c->rows, us,
			       c->rate / 10, c->rate % 10);
	}
}

/* A family of one camera: whatever it says, it gets that row. */
static void only_one(struct tap *t)
{
	const struct qhy_model model = { .name = "only", .sub_model = 2 };
	const struct qhy_family family = { .models = &model, .num_models = 1 };

	T_OK(t, qhy_model_find(&family, 2, false) == &model);
	T_OK(t, qhy_model_find(&family, 0, false) == &model);
	T_OK(t, qhy_model_find(&family, 0, true) == &model);
}

static void full_table(struct tap *t)
{
	struct qhy_sensor sensor = {};
	unsigned int i;

	T_EQ(t, qhy_modes_available(&sensor, ~0U), 0);
	for (i = 0; i < QHY_MODES_MAX; i++)
		sensor.modes[i].name = "mode";
	T_EQ(t, qhy_modes_available(&sensor, 0), (1 << QHY_MODES_MAX) - 1);
}

T_SUITE(models,
	T_CASE(names),
	T_CASE(sensors),
	T_CASE(tables),
	T_CASE(rates),
	T_CASE(only_one),
	T_CASE(full_table));
