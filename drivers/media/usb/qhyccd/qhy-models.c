// SPDX-License-Identifier: GPL-2.0
/*
 * QHYCCD USB cameras: what differs from model to model
 */
#include <linux/sizes.h>

#include "qhy-models.h"

#define QHY_EXPOSURE_MAX	3600000000U	/* us */
#define QHY_DATE(y, m, d)	((y) << 16 | (m) << 8 | (d))
#define QHY_2CMS_SINCE		QHY_DATE(2023, 4, 12)	/* [A24] */

#define QHY268_LINES \
	.line8 = { .period = 3420, .blanking = 90 }, \
	.line16 = { .period = 3680, .blanking = 318 }

#define QHY600_LINES \
	.line8 = { .period = 3860, .blanking = 62 }, \
	.line16 = { .period = 6170, .blanking = 62 }

static const struct qhy_sensor qhy268_sensor = {
	.native = { .width = 6280, .height = 4210 },
	/* Users' reports, not the maker's [A19] */
	.effective = { .left = 24, .width = 6252, .height = 4176 },
	.pixel_nm = 3760,
	.exposure_min = 30,
	.exposure_max = QHY_EXPOSURE_MAX,
	.gain_max = 142,
	.offset_max = 255,
	.traffic_max = 255,
	.modes = {
		{ .name = "Photographic DSO", QHY268_LINES },
		{ .name = "High Gain", QHY268_LINES },
		{ .name = "Extended Fullwell", QHY268_LINES },
		{ .name = "Extended Fullwell 2CMS", QHY268_LINES },
		{ .name = "Photographic DSO 2CMS", QHY268_LINES,
		  .since = QHY_2CMS_SINCE },
		{ .name = "High Gain 2CMS", QHY268_LINES,
		  .since = QHY_2CMS_SINCE },
		{ .name = "12-bit High Speed", .only8 = true,
		  .line8 = { .period = 1600, .blanking = 110 },
		  .line16 = { .period = 1600, .blanking = 110 } },
	},
};

static const struct qhy_sensor qhy600_sensor = {
	.native = { .width = 9600, .height = 6422 },
	.effective = { .left = 24, .width = 9576, .height = 6388 },
	.pixel_nm = 3760,
	.exposure_min = 40,
	.exposure_max = QHY_EXPOSURE_MAX,
	.gain_max = 100,
	.offset_max = 255,
	.traffic_max = 255,
	.anti_rbi = 0x1c00,
	.modes = {
		{ .name = "Photographic DSO", QHY600_LINES },
		{ .name = "High Gain", QHY600_LINES },
		{ .name = "Extended Fullwell", QHY600_LINES },
		{ .name = "Extended Fullwell 2CMS", QHY600_LINES },
		{ .name = "Photographic DSO 2CMS", QHY600_LINES,
		  .since = QHY_2CMS_SINCE },
		{ .name = "High Gain 2CMS", QHY600_LINES,
		  .since = QHY_2CMS_SINCE },
	},
};

/* In its place, for example, QHY_A(3) | QHY_A(10): see qhy-dialect.h */
#define QHY_ASSUMED	0

enum { QHY_STANDARD, QHY_LITE, QHY_PRO };	/* [A23] */

static const struct qhy_model qhy268_models[] = {
	{ "QHY268M", QHY_STANDARD, false, SZ_1G, &qhy268_sensor, QHY_ASSUMED },
	{ "QHY268C", QHY_STANDARD, true, SZ_1G, &qhy268_sensor, QHY_ASSUMED },
	{ "QHY268M Pro", QHY_PRO, false, SZ_2G, &qhy268_sensor, QHY_ASSUMED },
};

static const struct qhy_model qhy600_models[] = {
	{ "QHY600M", QHY_STANDARD, false, SZ_2G, &qhy600_sensor, QHY_ASSUMED },
	{ "QHY600C", QHY_STANDARD, true, SZ_2G, &qhy600_sensor, QHY_ASSUMED },
	{ "QHY600M-PH L", QHY_LITE, false, SZ_1G, &qhy600_sensor, QHY_ASSUMED },
	{ "QHY600M Pro", QHY_PRO, false, SZ_2G, &qhy600_sensor, QHY_ASSUMED },
	{ "QHY600C Pro", QHY_PRO, true, SZ_2G, &qhy600_sensor, QHY_ASSUMED },
};

const struct qhy_family qhy268_family = {
	.name = "QHY268",
	.firmware = "qhy/QHY268.img",
	.models = qhy268_models,
	.num_models = ARRAY_SIZE(qhy268_models),
};

const struct qhy_family qhy600_family = {
	.name = "QHY600",
	.firmware = "qhy/QHY600.img",
	.models = qhy600_models,
	.num_models = ARRAY_SIZE(qhy600_models),
};

/**
 * qhy_model_find() - the row of the table for a camera
 * @family: by its USB id
 * @sub_model: status byte
 * @colour: has a Bayer filter
 *
 * Return: the row; for a sub-model that is not listed the standard one of the
 * same colour: the sub-model only names the card and sizes the DDR.
 */
const struct qhy_model *qhy_model_find(const struct qhy_family *family,
				       u8 sub_model, bool colour)
{
	const struct qhy_model *fallback = family->models;
	unsigned int i;

	for (i = 0; i < family->num_models; i++) {
		const struct qhy_model *model = &family->models[i];

		if (model->colour != colour)
			continue;
		if (model->sub_model == sub_model)
			return model;
		if (model->sub_model == QHY_STANDARD)
			fallback = model;
	}
	return fallback;
}

/**
 * qhy_modes_available() - readout modes that a firmware has
 * @sensor: of the camera
 * @date: of the firmware, year << 16 | month << 8 | day
 *
 * Return: bit mask, bit n = mode n.
 */
unsigned int qhy_modes_available(const struct qhy_sensor *sensor, u32 date)
{
	unsigned int mask = 0, i;

	for (i = 0; i < QHY_MODES_MAX && sensor->modes[i].name; i++)
		if (sensor->modes[i].since <= date)
			mask |= BIT(i);
	return mask;
}
