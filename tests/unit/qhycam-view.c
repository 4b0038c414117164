// SPDX-License-Identifier: GPL-2.0
/* What part of the sensor is shown, and the words of size, stretch and overlay. */
#include <errno.h>
#include <stdlib.h>

#include "lib/view.h"
#include "test.h"

static const struct qc_areas qhy268 = {
	.whole = { 0, 0, 6280, 4210 }, .effective = { 24, 0, 6252, 4176 },
	.min = { 0, 0, 64, 16 }, .step_x = 4, .step_y = 2,
};
static const struct qc_areas qhy600 = {
	.whole = { 0, 0, 9600, 6422 }, .effective = { 24, 0, 9576, 6388 },
	.min = { 0, 0, 64, 16 }, .step_x = 4, .step_y = 2,
};

static bool inside(const struct qc_rect *r, const struct qc_areas *a)
{
	return r->left >= a->effective.left && r->top >= a->effective.top &&
	       r->left + r->width <= a->effective.left + a->effective.width &&
	       r->top + r->height <= a->effective.top + a->effective.height &&
	       !(r->width % 4) && !(r->height % 2) && !(r->left % 2) && !(r->top % 2);
}

/* Sizes and bins, without and with colour. */
static void chosen(struct tap *t)
{
	static const struct {
		const struct qc_areas *areas;
		unsigned int width, height, bin;
		unsigned int want_bin;	/* pixels side by side, 0: refused */
	} rows[] = {
		{ &qhy268, 0, 0, 0, 3 },
		{ &qhy600, 0, 0, 0, 4 },
		{ &qhy268, 1280, 720, 0, 4 },
		{ &qhy268, 1280, 720, 1, 1 },
		{ &qhy268, 1280, 720, 4, 4 },
		{ &qhy268, 1366, 768, 1, 1 },
		{ &qhy268, 3126, 2088, 0, 2 },
		{ &qhy268, 3128, 2088, 0, 1 },
		{ &qhy268, 6252, 4176, 0, 1 },
		{ &qhy268, 6254, 4176, 0, 0 },
		{ &qhy268, 1920, 1080, 4, 0 },
		{ &qhy600, 1920, 1080, 4, 4 },
		{ &qhy268, 16, 16, 1, 1 },
	};
	struct qc_error e;
	char name[64];

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		bool colour = i % 2;
		unsigned int w = rows[i / 2].width, h = rows[i / 2].height, n = rows[i / 2].want_bin;
		struct qc_view_want want = { .width = w, .height = h, .bin = rows[i / 2].bin };
		struct qc_view v = { .bin = 77 };
		int r = qc_view_choose(&want, rows[i / 2].areas, colour, &v, &e);

		w = w ? w : 1920;
		h = h ? h : 1080;
		snprintf(name, sizeof(name), "%ux%u bin %u%s", w, h, want.bin,
			 colour ? " colour" : "");
		tap_eq(t, r, n ? 0 : -EINVAL, name, __FILE__, __LINE__);
		if (r) {
			tap_eq(t, e.status, QC_USAGE, name, __FILE__, __LINE__);
			continue;
		}
		tap_eq(t, v.bin * (v.cells ? 2 : 1), n, name, __FILE__, __LINE__);
		tap_eq(t, v.cells, colour && n % 2 == 0, name, __FILE__, __LINE__);
		tap_ok(t, v.width == w * n && v.height == h * n, name, __FILE__, __LINE__);
		tap_ok(t, v.region.width >= v.width && v.region.height >= v.height &&
		       v.region.width < v.width + 64, name, __FILE__, __LINE__);
		tap_ok(t, inside(&v.region, rows[i / 2].areas), name, __FILE__, __LINE__);
	}
}

static void regions(struct tap *t)
{
	struct qc_view_want want = { .has_region = true, .region = { 100, 200, 640, 480 } };
	struct qc_areas small = qhy268;
	struct qc_view v;
	struct qc_error e;

	T_EQ(t, qc_view_choose(&want, &qhy268, false, &v, &e), 0);
	T_OK(t, v.region.left == 100 && v.region.top == 200 && v.width == 640 && v.height == 480);
	T_EQ(t, v.bin, 1);
	want.bin = 4;
	T_EQ(t, qc_view_choose(&want, &qhy268, true, &v, &e), 0);
	T_OK(t, v.bin == 2 && v.cells && v.width == 640);
	want = (struct qc_view_want){ .bin = 2 };
	T_EQ(t, qc_view_choose(&want, &qhy268, false, &v, &e), 0);
	T_OK(t, v.region.left == 24 && v.width == 6252 && v.height == 4176 && v.bin == 2);
	/* A sensor smaller than the usual size is shown as it is. */
	small.effective = (struct qc_rect){ 0, 0, 1280, 960 };
	want = (struct qc_view_want){ 0 };
	T_EQ(t, qc_view_choose(&want, &small, false, &v, &e), 0);
	T_OK(t, v.width == 1280 && v.height == 960 && v.bin == 1);
}

static void sizes(struct tap *t)
{
	static const char *const bad[] = {
		"", "x", "640", "640x", "x480", "640x480x", "640x480 ", " 640x480", "-640x480",
		"641x480", "640x481", "14x480", "640x14", "65536x480", "99999999999999999999x2",
		"640X480", "640x480+0+0", "+640x480",
	};
	unsigned int w = 1, h = 2, wrong = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		wrong += qc_parse_size(bad[i], &w, &h) != -EINVAL || w != 1 || h != 2;
	T_EQ(t, wrong, 0);
	T_EQ(t, qc_parse_size("640x480", &w, &h), 0);
	T_OK(t, w == 640 && h == 480);
	T_EQ(t, qc_parse_size("16x65534", &w, &h), 0);
	T_OK(t, w == 16 && h == 65534);
}

static void stretches(struct tap *t)
{
	static const char *const bad[] = {
		"", "a", "autox", "Auto", "linear", "linear:", "linear:5", "linear:5,", "linear:,5",
		"linear:5,5", "linear:6,5", "linear:0,65536", "linear:-1,5", "linear:1,2,3",
		"linear:1, 2", "nonesuch",
	};
	enum qc_stretch_kind kind = QC_STRETCH_NONE;
	unsigned int black = 1, white = 2, wrong = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		wrong += qc_parse_stretch(bad[i], &kind, &black, &white) != -EINVAL ||
			 kind != QC_STRETCH_NONE || black != 1 || white != 2;
	T_EQ(t, wrong, 0);
	T_EQ(t, qc_parse_stretch("auto", &kind, &black, &white), 0);
	T_EQ(t, kind, QC_STRETCH_AUTO);
	T_EQ(t, qc_parse_stretch("none", &kind, &black, &white), 0);
	T_EQ(t, kind, QC_STRETCH_NONE);
	T_EQ(t, qc_parse_stretch("linear:0,65535", &kind, &black, &white), 0);
	T_OK(t, kind == QC_STRETCH_LINEAR && black == 0 && white == 65535);
}

static void shown(struct tap *t)
{
	static const char *const bad[] = {
		"", ",", "time,", ",time", "times", "tim", "time,,exposure", "time exposure", "Time",
	};
	unsigned int show = 8, wrong = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		wrong += qc_parse_show(bad[i], &show) != -EINVAL || show != 8;
	T_EQ(t, wrong, 0);
	T_EQ(t, qc_parse_show("time", &show), 0);
	T_EQ(t, show, QC_SHOW_TIME);
	T_EQ(t, qc_parse_show("temperature,exposure,temperature", &show), 0);
	T_EQ(t, show, QC_SHOW_TEMPERATURE | QC_SHOW_EXPOSURE);
}

int main(void)
{
	struct tap t = { 0 };

	chosen(&t);
	regions(&t);
	sizes(&t);
	stretches(&t);
	shown(&t);
	return tap_end(&t);
}
