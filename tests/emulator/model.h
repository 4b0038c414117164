/* SPDX-License-Identifier: GPL-2.0 */
/* The cameras' numbers: what tells one emulated model from another. */
#ifndef EMULATOR_MODEL_H
#define EMULATOR_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define USB_VENDOR_QHY	0x1618
#define MODE_HIGH_SPEED	6	/* readout mode that is 8 bit only [A22] */
#define MODE_2CMS_FIRST	4	/* modes 4 and 5 need newer firmware [A24] */
#define MODE_2CMS_LAST	5
#define MODE_2CMS_DATE	230412

/*
 * Readout time = (line + traffic part) x (rows + blank); this and the units of
 * D3 are [A5].
 */
struct timing {
	uint32_t line_ns;
	uint32_t blank;
};

/* One measured point of a readout mode, by ascending gain. */
struct gain_point {
	int gain;
	double e_per_adu;
	double read_noise;	/* electrons */
};

struct gain_curve {
	const struct gain_point *points;
	int count;
};

/* Dark current and light response of a sensor. */
struct dark_model {
	double at_minus_10;	/* electrons per pixel and second at -10 C */
	double doubling;	/* degrees for twice that */
};

struct model {
	const char *name;	/* as on the command line */
	const char *card;
	const char *serial;	/* default serial number, <= 16 characters */
	uint16_t pid_loader, pid_running;
	uint16_t area_w, area_h;
	uint16_t eff_x, eff_y, eff_w, eff_h;
	bool colour;
	bool humidity;
	bool anti_rbi;
	uint8_t submodel;	/* status byte 46 [A23] */
	uint8_t modes;		/* readout modes 0 .. modes - 1 */
	uint8_t gain_max;	/* [A20] */
	uint32_t exposure_min;	/* us */
	uint64_t ddr_bytes;
	struct timing t8, t16, t6;
	const struct gain_curve *curves;	/* one per readout mode */
	struct dark_model dark;
};

#define EXPOSURE_MAX_US	3600000000u
#define OFFSET_MAX	255
#define DIGITAL_GAIN	8	/* x1 [A2] */
#define TRAFFIC_NS	200	/* one step of USB traffic per line */

const struct model *model_find(const char *name);

/* The names of all models, separated by spaces. */
const char *model_names(void);

/* The timing that belongs to a readout mode and depth. */
const struct timing *model_timing(const struct model *m, unsigned int mode,
				  bool bits16);

#endif
