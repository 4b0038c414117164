// SPDX-License-Identifier: GPL-2.0
/* The stars of the sensor model: where, how bright, how large. */
#include "emulator-picture.h"

#include <math.h>

/* Flux and centre of each well-placed star, measured in a box around it. */
static void stars(struct tap *t)
{
	const double e_per_adu = 0.77;
	struct picture p = picture_new(29, 29);
	int count, i, measured = 0;
	const struct star *st;
	struct rig r;

	rig_open(&r, "268m");
	st = sensor_stars(r.cam.sensor, &count);
	CHECK(t, count >= 300);
	for (i = 0; i < count; i++) {
		int cx = (int)(st[i].x + 0.5), cy = (int)(st[i].y + 0.5), x, y;
		struct shot s = {
			(unsigned int)cx - 14, (unsigned int)cy - 14,
			.exposure_us = 1000000, .mode = 1, .offset = 20,
		};
		double sum = 0, sx = 0, sy = 0, sky;

		if (cx < 60 || cy < 20 || cx > 6200 || cy > 4100 ||
		    st[i].flux < 30000 || st[i].flux > 400000)
			continue;
		render(&r, SCENE_STARS, 1, &s, -10, &p);
		sky = 326 + SENSOR_SKY_RATE / e_per_adu;
		for (y = 0; y < 29; y++) {
			for (x = 0; x < 29; x++) {
				double v = p.px[y * 29 + x] - sky;

				sum += v;
				sx += v * (cx - 14 + x);
				sy += v * (cy - 14 + y);
			}
		}
		/* two stars in one box, or a hot pixel: not for measuring */
		if (fabs(sum * e_per_adu / st[i].flux - 1) > 0.1)
			continue;
		measured++;
		CHECK(t, fabs(sx / sum - st[i].x) < 0.4);
		CHECK(t, fabs(sy / sum - st[i].y) < 0.4);
	}
	CHECK(t, measured >= 10);
	free(p.px);
	rig_close(&r);
	tap_done(t, "stars stand where they should, as bright as they should");
}

static bool alone(const struct star *st, int count, int i)
{
	int k;

	for (k = 0; k < count; k++)
		if (k != i && fabs(st[k].x - st[i].x) < 40 &&
		    fabs(st[k].y - st[i].y) < 40)
			return false;
	return true;
}

/* The second moment of one star without neighbours, in pixels. */
static double star_width(const struct rig *r, double seeing)
{
	struct settings set = {
		.exposure_us = 1000000, .w = 97, .h = 97, .readmode = 1,
		.bits16 = true, .offset = { 20, 20, 20 },
	};
	double sum = 0, moment = 0;
	const struct star *st;
	int count, i, x, y;
	struct frame f;

	st = sensor_stars(r->cam.sensor, &count);
	for (i = 0; i < count; i++)
		if (st[i].flux > 100000 && st[i].flux < 500000 &&
		    st[i].x > 100 && st[i].x < 6100 && st[i].y > 100 &&
		    st[i].y < 4000 && alone(st, count, i))
			break;
	if (i == count)
		return 0;
	set.x = (uint16_t)(st[i].x + 0.5) - 48;
	set.y = (uint16_t)(st[i].y + 0.5) - 48;
	frame_init(&f, 1, &set);
	f.scene = SCENE_STARS;
	f.seeing = seeing;
	for (y = 0; y < 97; y++) {
		uint8_t row[2 * 97];

		sensor_row(r->cam.sensor, &f, (unsigned int)(set.y + y), row);
		for (x = 0; x < 97; x++) {
			double dx = set.x + x - st[i].x;
			double dy = set.y + y - st[i].y;
			double v = (row[2 * x] << 8 | row[2 * x + 1]) - 326 -
				   SENSOR_SKY_RATE / 0.77;

			if (dx * dx + dy * dy > 25 * seeing * seeing)
				continue;
			sum += v;
			moment += v * (dx * dx + dy * dy) / 2;
		}
	}
	return sqrt(moment / sum);
}

static void seeing(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK_NEAR(t, star_width(&r, SENSOR_SEEING), SENSOR_SEEING, 5);
	CHECK_NEAR(t, star_width(&r, 3.0), 3.0, 5);
	rig_close(&r);
	tap_done(t, "stars are as large as they are told to be");
}

int main(void)
{
	struct tap t = { 0 };

	stars(&t);
	seeing(&t);
	return tap_end(&t);
}
