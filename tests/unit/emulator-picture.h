/* SPDX-License-Identifier: GPL-2.0 */
/* What the emulated sensor sees, without the wire. */
#ifndef EMULATOR_PICTURE_H
#define EMULATOR_PICTURE_H

#include "emulator-rig.h"
#include "sensor.h"

struct picture {
	unsigned int w, h;
	uint16_t *px;
};

static inline struct picture picture_new(unsigned int w, unsigned int h)
{
	struct picture p = { w, h, malloc((size_t)w * h * 2) };

	if (!p.px)
		exit(EXIT_FAILURE);
	return p;
}

/* Renders frame @n of a scene; the ROI is p's size at (x, y). */
static inline void render(const struct rig *r, enum scene scene, uint64_t n,
		   const struct shot *s, double temperature, struct picture *p)
{
	struct frame f;
	struct settings set = {
		.exposure_us = s->exposure_us, .x = (uint16_t)s->x,
		.y = (uint16_t)s->y, .w = (uint16_t)p->w, .h = (uint16_t)p->h,
		.readmode = (uint8_t)s->mode, .bits16 = true,
	};
	unsigned int y, x;
	int i;

	for (i = 0; i < 3; i++) {
		set.gain[i] = (uint16_t)s->gain;
		set.offset[i] = (uint16_t)s->offset;
	}
	frame_init(&f, n, &set);
	f.scene = scene;
	f.temperature = temperature;
	for (y = 0; y < p->h; y++) {
		uint8_t row[2 * 9600];

		sensor_row(r->cam.sensor, &f, s->y + y, row);
		for (x = 0; x < p->w; x++)
			p->px[y * p->w + x] =
				(uint16_t)(row[2 * x] << 8 | row[2 * x + 1]);
	}
}

#endif
