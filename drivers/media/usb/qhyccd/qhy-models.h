/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what differs from model to model
 *
 * Numbers from the maker's product pages and manuals; where users' reports or
 * assumptions stand in, the entry is tagged.
 */
#ifndef _QHY_MODELS_H
#define _QHY_MODELS_H

#include <linux/videodev2.h>

#include "qhy-dialect.h"
#include "qhy-timing.h"

#define QHY_MODES_MAX		8
#define QHY_MODEL_NAME_LEN	20

/**
 * struct qhy_mode - one readout mode
 * @name: menu item, NULL ends the table
 * @line8: timing at 8 bit [A5]
 * @line16: timing at 16 bit [A5]
 * @since: firmware date that has it, year << 16 | month << 8 | day, 0: all
 * @only8: 8 bit only [A22]
 */
struct qhy_mode {
	const char *name;
	struct qhy_line line8;
	struct qhy_line line16;
	u32 since;
	bool only8;
};

/**
 * struct qhy_sensor - a sensor and its limits
 * @native: whole active area with optical black and overscan, pixels
 * @effective: what sees light, within @native
 * @pixel_nm: pixel pitch
 * @exposure_min: us
 * @exposure_max: us
 * @gain_max: camera units, from 0 [A20]
 * @offset_max: camera units, from 0 [A20]
 * @traffic_max: camera units, from 0 [A20]
 * @stale_frames: to drop after each start [A3]
 * @anti_rbi: value that switches it on in live mode, 0: it has none [A15]
 * @modes: index = the maker's number
 */
struct qhy_sensor {
	struct v4l2_rect native;
	struct v4l2_rect effective;
	u32 pixel_nm;
	u32 exposure_min;
	u32 exposure_max;
	u32 gain_max;
	u32 offset_max;
	u32 traffic_max;
	u32 stale_frames;
	u16 anti_rbi;
	struct qhy_mode modes[QHY_MODES_MAX];
};

/**
 * struct qhy_model - a camera as USB can tell it apart
 * @name: as the card is called
 * @sub_model: status byte [A23]
 * @colour: RGGB, else mono
 * @ddr_bytes: capacity of the frame buffer
 * @sensor: in it
 * @alternatives: QHY_A() of each assumption that does not hold for it, see
 *	qhy-dialect.h; A1 must be alike in a family
 */
struct qhy_model {
	const char *name;
	u8 sub_model;
	bool colour;
	u64 ddr_bytes;
	const struct qhy_sensor *sensor;
	u32 alternatives;
};

/**
 * struct qhy_family - cameras that share USB ids and firmware
 * @name: for messages
 * @firmware: file below the firmware path
 * @models: the first is taken for a sub-model that is not listed
 * @num_models: at least 1
 */
struct qhy_family {
	const char *name;
	const char *firmware;
	const struct qhy_model *models;
	unsigned int num_models;
};

extern const struct qhy_family qhy268_family;
extern const struct qhy_family qhy600_family;

const struct qhy_model *qhy_model_find(const struct qhy_family *family,
				       u8 sub_model, bool colour);
unsigned int qhy_modes_available(const struct qhy_sensor *sensor, u32 date);

#endif /* _QHY_MODELS_H */
