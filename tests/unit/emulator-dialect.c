// SPDX-License-Identifier: GPL-2.0
/* Cameras of another dialect: what they refuse, what they want instead. */
#include "emulator-rig.h"

static const struct shot small = { 8, 10, 64, 64, .bits16 = true };

static void open_dialect(struct tap *t, struct rig *r, const char *text)
{
	char name[DIALECT_TEXT];

	rig_open(r, "268m");
	CHECK(t, dialect_parse(text, &r->cam.config.dialect));
	dialect_name(&r->cam.config.dialect, name);
	CHECK(t, !strcmp(name, text));
	if (r->cam.config.dialect.a10)
		r->cam.stream.extra_rows = OVERSCAN_ROWS;
	r->cam.stream.joins = r->cam.config.dialect.a11;
	camera_unplug(&r->cam, r->now, NEVER);
	camera_plug(&r->cam, r->now);
	r->cam.configuration = 1;
}

static void words(struct tap *t)
{
	static const char *const wrong[] = {
		"", "A4", "a1", "A1,A3", "A1+", "+A1", "A1+none", "A100", "A",
	};
	struct dialect d;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(t, !dialect_parse(wrong[i], &d));
	CHECK(t, dialect_parse("none", &d));
	CHECK(t, !d.a1 && !d.a2 && !d.a3 && !d.a10 && !d.a11);
	tap_done(t, "names of dialects");
}

static void registers(struct tap *t)
{
	static const uint8_t hold[] = { 1, 0, 100, 0 }, nonsense[] = { 2, 0, 100, 0 };
	static const uint8_t power[] = { 77 };
	struct rig r;

	open_dialect(t, &r, "A1");
	REFUSED(t, &r, rig_in(&r, 0xd2, 64));
	REFUSED(t, &r, LEVEL1(&r, 0xaf, 1, 0, 0, 0xff, 0x9c));
	ACCEPTED(t, &r, rig_request(&r, 0x40, 0xf3, 0, 0, 4, hold));
	CHECK(t, r.cam.thermal.automatic);
	CHECK_EQ(t, r.cam.thermal.target, -100);
	REFUSED(t, &r, rig_request(&r, 0x40, 0xf3, 0, 0, 4, nonsense));
	ACCEPTED(t, &r, rig_request(&r, 0x40, 0xf4, 0, 0, 1, power));
	CHECK(t, !r.cam.thermal.automatic);
	CHECK_EQ(t, rig_in(&r, 0xf2, 4), 4);
	CHECK_EQ(t, r.in[3], 77);
	rig_close(&r);

	rig_open(&r, "268m");
	REFUSED(t, &r, rig_request(&r, 0x40, 0xf3, 0, 0, 4, hold));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xf4, 0, 0, 1, power));
	tap_done(t, "A1: the cooler at register level, and only there");
	rig_close(&r);
}

static void codes(struct tap *t)
{
	struct shot mode = small;
	struct rig r;

	open_dialect(t, &r, "A2");
	CHECK(t, rig_list(&r, &small));
	mode.gain = 384;
	mode.offset = 104;
	ACCEPTED(t, &r, rig_list(&r, &mode));
	CHECK_EQ(t, r.cam.stream.next.gain[0], 26);
	CHECK_EQ(t, r.cam.stream.next.offset[2], 20);
	mode.mode = 1;
	mode.gain = 512;
	mode.offset = 124;
	ACCEPTED(t, &r, rig_list(&r, &mode));
	CHECK_EQ(t, r.cam.stream.next.gain[1], 56);
	CHECK_EQ(t, r.cam.stream.next.offset[1], 20);
	REFUSED(t, &r, rig_gain(&r, 513));
	tap_done(t, "A2: codes of gain and offset by readout mode");
	rig_close(&r);
}

static void capture(struct tap *t)
{
	struct shot one = small;
	struct rig r;

	open_dialect(t, &r, "A3");
	ACCEPTED(t, &r, rig_list(&r, &small));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));
	ACCEPTED(t, &r, rig_run(&r, 1));
	CHECK_EQ(t, rig_frame(&r, 1 << 16), -EAGAIN);
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0));
	CHECK_EQ(t, rig_frame(&r, 1 << 16), 0);
	CHECK(t, rig_is_frame(&r, 1));
	ACCEPTED(t, &r, rig_run(&r, 0));
	CHECK_EQ(t, r.cam.stream.state, STREAM_RUNNING);
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0x11));
	CHECK_EQ(t, r.cam.stream.state, STREAM_IDLE);
	one.single = true;
	one.exposure_us = 1000000;
	ACCEPTED(t, &r, rig_list(&r, &one));
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0));
	CHECK_EQ(t, r.cam.stream.state, STREAM_EXPOSING);
	ACCEPTED(t, &r, LEVEL1(&r, 0xa6, 0xff));
	CHECK_EQ(t, r.cam.stream.state, STREAM_IDLE);
	rig_close(&r);

	rig_open(&r, "268m");
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0x11));
	tap_done(t, "A3: A6 starts a stream, and stops");
	rig_close(&r);
}

static void rows(struct tap *t)
{
	const size_t image = 64 * 64 * 2, extra = 34 * 64 * 2;
	struct rig r;

	open_dialect(t, &r, "A10");
	ACCEPTED(t, &r, rig_live(&r, &small));
	CHECK_EQ(t, rig_frame(&r, 1 << 16), 0);
	CHECK_EQ(t, r.len, image + extra + 4);
	CHECK(t, pattern_check(r.cam.pattern, PATTERN_16BE, r.data, 64, 64, 1,
			       8, 10) < 0);
	CHECK(t, pattern_check(r.cam.pattern, PATTERN_16BE, r.data + image, 64,
			       34, 1, 8, 4210 - 34) < 0);
	CHECK(t, !memcmp(r.data + image + extra, "\xee\x11\xdd\x22", 4));
	tap_done(t, "A10: the overscan rows behind the ROI");
	rig_close(&r);
}

static void joined(struct tap *t)
{
	const size_t whole = 64 * 64 * 2 + 4;
	struct rig r;

	open_dialect(t, &r, "A11");
	ACCEPTED(t, &r, rig_say(&r, "fault on frame#1 at byte 2048 do short"));
	ACCEPTED(t, &r, rig_live(&r, &small));
	CHECK_EQ(t, rig_frame(&r, 1 << 16), 0);
	CHECK_EQ(t, r.len, 2048 + whole);
	CHECK(t, pattern_check(r.cam.pattern, PATTERN_16BE, r.data + 2048, 64,
			       64, 2, 8, 10) < 0);
	CHECK_EQ(t, rig_frame(&r, 1 << 10), 0);
	CHECK(t, rig_is_frame(&r, 3));
	tap_done(t, "A11: what fills its last packet is not ended");
	rig_close(&r);
}

int main(void)
{
	struct tap tap = { 0 };

	words(&tap);
	registers(&tap);
	codes(&tap);
	capture(&tap);
	rows(&tap);
	joined(&tap);
	return tap_end(&tap);
}
