// SPDX-License-Identifier: GPL-2.0
#include "model.h"

#include <stddef.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define CURVE(a) { a, COUNT(a) }

/*
 * Modes 1 and 3 up to the gains 64 and 40 are measured on two real cameras, the
 * fixed points of modes 0 and 2 are the maker's; what lies beyond is drawn on
 * smoothly. The full well is 65535 x e_per_adu.
 */
static const struct gain_point photographic[] = {
	{ 0, 0.78, 3.50 }, { 25, 0.42, 3.45 }, { 26, 0.412, 2.70 },
	{ 60, 0.27, 1.90 }, { 142, 0.05, 1.20 },
};

static const struct gain_point high_gain[] = {
	{ 0, 0.77, 3.56 }, { 52, 0.39, 3.58 }, { 55, 0.37, 3.58 },
	{ 56, 0.33, 1.66 }, { 58, 0.32, 1.59 }, { 60, 0.31, 1.67 },
	{ 64, 0.28, 1.69 }, { 142, 0.05, 1.10 },
};

static const struct gain_point extended[] = {
	{ 0, 1.20, 7.40 }, { 30, 1.00, 7.00 }, { 142, 0.28, 5.30 },
};

static const struct gain_point extended_2cms[] = {
	{ 0, 1.28, 5.82 }, { 40, 0.82, 5.54 }, { 142, 0.26, 4.30 },
};

static const struct gain_point photographic_2cms[] = {
	{ 0, 0.78, 2.70 }, { 25, 0.42, 2.65 }, { 26, 0.412, 2.08 },
	{ 60, 0.27, 1.46 }, { 142, 0.05, 0.95 },
};

static const struct gain_point high_gain_2cms[] = {
	{ 0, 0.77, 2.74 }, { 55, 0.37, 2.75 }, { 56, 0.33, 1.28 },
	{ 64, 0.28, 1.30 }, { 142, 0.05, 0.90 },
};

static const struct gain_point high_speed[] = {
	{ 0, 0.78, 6.00 }, { 142, 0.05, 3.00 },
};

static const struct gain_curve curves[] = {
	CURVE(photographic), CURVE(high_gain), CURVE(extended),
	CURVE(extended_2cms), CURVE(photographic_2cms), CURVE(high_gain_2cms),
	CURVE(high_speed),
};

/* [A19] the effective rectangle of the 268 */
#define QHY268_COMMON \
	.pid_loader = 0xc268, .pid_running = 0xc269, \
	.area_w = 6280, .area_h = 4210, \
	.eff_x = 24, .eff_y = 0, .eff_w = 6252, .eff_h = 4176, \
	.modes = 7, .gain_max = 142, .exposure_min = 30, \
	.t8 = { 34200, 90 }, .t16 = { 36800, 318 }, .t6 = { 16000, 110 }, \
	.curves = curves, .dark = { 0.0016, 4.2 }

#define QHY600_COMMON \
	.pid_loader = 0xc600, .pid_running = 0xc601, \
	.area_w = 9600, .area_h = 6422, \
	.eff_x = 24, .eff_y = 0, .eff_w = 9576, .eff_h = 6388, \
	.modes = 6, .gain_max = 100, .exposure_min = 40, .anti_rbi = true, \
	.t8 = { 38600, 62 }, .t16 = { 61700, 62 }, .t6 = { 38600, 62 }, \
	.curves = curves, .dark = { 0.0046, 9.4 }

#define GIB	(UINT64_C(1) << 30)

static const struct model models[] = {
	{ QHY268_COMMON, .name = "268m", .card = "QHY268M",
	  .serial = "QHY268M-01234567", .ddr_bytes = 1 * GIB,
	  .humidity = true },
	{ QHY268_COMMON, .name = "268c", .card = "QHY268C",
	  .serial = "QHY268C-01234567", .ddr_bytes = 1 * GIB, .colour = true },
	{ QHY268_COMMON, .name = "268pro", .card = "QHY268M Pro",
	  .serial = "QHY268P-01234567", .ddr_bytes = 2 * GIB,
	  .humidity = true, .submodel = 2 },
	{ QHY600_COMMON, .name = "600m", .card = "QHY600M",
	  .serial = "QHY600M-01234567", .ddr_bytes = 2 * GIB },
	{ QHY600_COMMON, .name = "600c", .card = "QHY600C",
	  .serial = "QHY600C-01234567", .ddr_bytes = 2 * GIB, .colour = true },
	{ QHY600_COMMON, .name = "600l", .card = "QHY600M Lite",
	  .serial = "QHY600L-01234567", .ddr_bytes = 1 * GIB, .submodel = 1 },
	{ QHY600_COMMON, .name = "600pro", .card = "QHY600M Pro",
	  .serial = "QHY600P-01234567", .ddr_bytes = 2 * GIB, .submodel = 2 },
};

const struct model *model_find(const char *name)
{
	int i;

	for (i = 0; i < COUNT(models); i++)
		if (!strcmp(models[i].name, name))
			return &models[i];
	return NULL;
}

const char *model_names(void)
{
	return "268m 268c 268pro 600m 600c 600l 600pro";
}

const struct timing *model_timing(const struct model *m, unsigned int mode,
				  bool bits16)
{
	if (mode == MODE_HIGH_SPEED)
		return &m->t6;
	return bits16 ? &m->t16 : &m->t8;
}
