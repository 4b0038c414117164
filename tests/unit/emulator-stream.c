// SPDX-License-Identifier: GPL-2.0
/* Frames, DDR and timing of the emulated camera, in steps of camera time. */
#include "emulator-rig.h"

#define MIB	(1u << 20)

static void shapes(struct tap *t)
{
	static const struct shot shots[] = {
		{ 0, 0, 0, 0, .bits16 = true },
		{ 24, 0, 6252, 4176, .bits16 = false },
		{ 100, 200, 1920, 1080, .bits16 = true },
		{ 6276, 4208, 4, 2, .bits16 = true },
		{ 0, 0, 4, 2, .bits16 = false },
		{ 0, 0, 2048, 2, .bits16 = false },	/* 4096 + 4 */
		{ 0, 0, 4, 254, .bits16 = false },	/* 1016 + 4 */
	};
	size_t i;
	int k;

	for (i = 0; i < sizeof(shots) / sizeof(shots[0]); i++) {
		struct rig r;

		rig_open(&r, "268m");
		CHECK_EQ(t, rig_live(&r, &shots[i]), 0);
		for (k = 1; k <= 3; k++) {
			CHECK_EQ(t, rig_frame(&r, k * MIB), 0);
			CHECK(t, rig_is_frame(&r, (uint64_t)k));
		}
		CHECK_EQ(t, r.cam.refused, 0);
		rig_close(&r);
	}
	tap_done(t, "every pixel and the trailer, for seven ROIs");
}

/* Periods are 3 % off at most, those of two ROIs of the 600 11 %. */
static const struct {
	const char *model;
	unsigned int w, h, mode;
	bool bits16;
	double rate, percent;
} rates[] = {
	{ "268m", 6280, 4210, 0, false, 6.8, 3 },
	{ "268m", 6280, 2048, 0, false, 13.6, 3 },
	{ "268m", 6280, 1080, 0, false, 25.4, 3 },
	{ "268m", 6280, 768, 0, false, 35, 3 },
	{ "268m", 6280, 480, 0, false, 50, 3 },
	{ "268m", 6280, 4210, 0, true, 6.0, 3 },
	{ "268m", 6280, 2048, 0, true, 11.5, 3 },
	{ "268m", 6280, 1080, 0, true, 19.5, 3 },
	{ "268m", 6280, 768, 0, true, 25, 3 },
	{ "268m", 6280, 480, 0, true, 34, 3 },
	{ "268m", 6280, 4210, 6, false, 14.5, 3 },
	{ "268m", 2048, 2048, 6, false, 29, 3 },
	{ "268m", 1080, 1080, 6, false, 52.5, 3 },
	{ "600m", 9600, 6422, 0, false, 4.0, 3 },
	{ "600m", 9600, 6422, 0, true, 2.5, 3 },
	{ "600m", 9600, 3194, 0, false, 7.2, 11 },
	{ "600m", 9600, 1080, 0, false, 22.5, 3 },
	{ "600m", 9600, 768, 0, false, 28, 11 },
	{ "600m", 9600, 480, 0, false, 47, 3 },
	{ "600m", 9600, 100, 0, false, 160, 3 },
};

static void frame_rates(struct tap *t)
{
	size_t i;

	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct shot s = {
			.w = rates[i].w, .h = rates[i].h,
			.mode = rates[i].mode, .bits16 = rates[i].bits16,
		};
		uint64_t first;
		struct rig r;

		rig_open(&r, rates[i].model);
		CHECK_EQ(t, rig_live(&r, &s), 0);
		r.now += SECOND;
		camera_tick(&r.cam, r.now);
		first = r.cam.stream.count.frames_exposed;
		r.now += 60 * SECOND;
		camera_tick(&r.cam, r.now);
		CHECK_NEAR(t, 60.0 / (double)(r.cam.stream.count.frames_exposed
					      - first), 1 / rates[i].rate,
			   rates[i].percent);
		rig_close(&r);
	}
	tap_done(t, "the maker's frame rates over 60 s");
}

static void exact_rate(struct tap *t)
{
	struct shot s = { .bits16 = true };
	int64_t start, period;
	struct rig r;
	int k;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	period = stream_period_ns(&r.cam.stream, &r.cam.stream.next);
	CHECK_EQ(t, period, (4210 + 318) * 36800);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	start = r.now;
	for (k = 2; k <= 13; k++)
		CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, llabs(r.now - start - 12 * period) < 100000);
	CHECK(t, rig_is_frame(&r, 13));
	rig_close(&r);

	/* exposure longer than the readout rules; traffic lengthens lines */
	rig_open(&r, "600m");
	s.exposure_us = 2000000;
	s.traffic = 10;
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, stream_period_ns(&r.cam.stream, &r.cam.stream.next),
		 2 * SECOND);
	CHECK_EQ(t, stream_readout_ns(&r.cam.stream, &r.cam.stream.next),
		 (6422 + 62) * (61700 + 10 * 200));
	rig_close(&r);
	tap_done(t, "frames come in the period's exact rhythm");
}

static void packets(struct tap *t, bool super, size_t packet)
{
	/* payload + trailer = 4 * 2 + 4 = 12 bytes in a request of 2 packets */
	struct shot s = { 0, 0, 4, 2, .bits16 = false };
	struct shot big = { 0, 0, 1024, 4, .bits16 = true };
	uint8_t out[16384];
	struct rig r;

	rig_open_as(&r, "268m", IDENTITY_RUNNING, super);
	CHECK_EQ(t, r.cam.stream.packet, packet);
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_read(&r, 2 * packet, out, SECOND), 12);
	CHECK_EQ(t, rig_read(&r, 12, out, SECOND), 12);
	/* a request smaller than the packet that comes: babble */
	CHECK_EQ(t, rig_read(&r, 8, out, SECOND), -EOVERFLOW);
	CHECK_EQ(t, rig_live(&r, &big), 0);
	CHECK_EQ(t, rig_read(&r, 8192, out, SECOND), 8192);
	CHECK_EQ(t, rig_read(&r, 8192, out, SECOND), 4);
	CHECK_EQ(t, memcmp(out, "\xee\x11\xdd\x22", 4), 0);
	rig_close(&r);
	tap_done(t, super ? "packets at super speed" : "packets at high speed");
}

static void ddr_level(struct tap *t)
{
	struct shot s = { .bits16 = true };
	uint64_t total = (uint64_t)6280 * 4210 * 2 + 4;
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	/* four frames and nobody reads */
	r.now += 30000 + 4 * stream_period_ns(&r.cam.stream,
					      &r.cam.stream.next);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK_EQ(t, (r.in[19] << 16 | r.in[20] << 8 | r.in[21]),
		 4 * total / 2048);
	CHECK_EQ(t, rig_request(&r, 0xc0, 0xbc, 0, 4, 3, NULL), 3);
	CHECK_EQ(t, (r.in[0] << 16 | r.in[1] << 8 | r.in[2]),
		 4 * total / 2048);
	CHECK_EQ(t, rig_run(&r, 0), 0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK_EQ(t, r.cam.stream.level, 3 * total);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 4));
	CHECK_EQ(t, r.cam.stream.level, 0);
	rig_close(&r);
	tap_done(t, "the DDR holds what is not read, also after a stop");
}

static bool zero_tail(const struct rig *r)
{
	size_t payload = frame_payload(&r->cam.stream.next), i;

	for (i = payload - 4096; i < payload; i++)
		if (r->data[i])
			return false;
	return true;
}

static void overflow(struct tap *t)
{
	struct shot s = { .bits16 = true };
	uint64_t total = (uint64_t)6280 * 4210 * 2 + 4;
	unsigned int whole = (unsigned int)((UINT64_C(1) << 30) / total), k;
	int64_t period;
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	period = stream_period_ns(&r.cam.stream, &r.cam.stream.next);
	r.now += 30000 + 30 * period - 1000;
	camera_tick(&r.cam, r.now);
	CHECK_EQ(t, r.cam.stream.level, UINT64_C(1) << 30);
	CHECK_EQ(t, r.cam.stream.count.ddr_overflows, 1);
	CHECK_EQ(t, r.cam.stream.count.frames_lost, 30 - whole - 1);
	for (k = 1; k <= whole; k++) {
		CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
		if (k == 1 || k == whole)
			CHECK(t, rig_is_frame(&r, k));
	}
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK_EQ(t, r.len, total);
	CHECK(t, zero_tail(&r));
	CHECK(t, !memcmp(r.data + total - 4, "\xee\x11\xdd\x22", 4));
	CHECK(t, !memcmp(r.data, pattern_row16be(r.cam.pattern, whole + 1, 0,
						 0), 6280 * 2));
	/* reading took no time: the 30th is still being lost */
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 31));
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 32));
	rig_close(&r);
	tap_done(t, "an overflow blanks one frame's end and loses whole ones");
}

static void no_ddr(struct tap *t)
{
	struct shot s = { 0, 0, 0, 0, .bits16 = true, .no_ddr = true };
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	r.now += 30000 + 10 * stream_period_ns(&r.cam.stream,
					       &r.cam.stream.next);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 1));
	CHECK_EQ(t, r.cam.stream.count.frames_lost, 10);
	CHECK_EQ(t, r.cam.stream.count.ddr_overflows, 0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 12));
	rig_close(&r);
	tap_done(t, "without DDR whole frames are lost, none is cut");
}

static uint32_t remaining(struct rig *r)
{
	rig_in(r, 0xd2, 64);
	return get32(r->in + 1);
}

static void single(struct tap *t)
{
	struct shot s = {
		0, 0, 1920, 1080, 5000000, .bits16 = true, .single = true,
	};
	uint64_t total = 1920 * 1080 * 2 + 4;
	uint8_t out[4096];
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_list(&r, &s), 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, 10 * SECOND), -EAGAIN);
	CHECK_EQ(t, LEVEL1(&r, 0xa6, 0), 0);
	CHECK_EQ(t, remaining(&r), 5000000);
	r.now += 2 * SECOND;
	CHECK_EQ(t, remaining(&r), 3000000);
	CHECK_EQ(t, strcmp(camera_state(&r.cam), "exposing"), 0);
	r.now += 3 * SECOND + 20 * MS;
	CHECK_EQ(t, remaining(&r), 0);
	/* half read out: the level grows, nothing can be read yet */
	CHECK(t, r.cam.stream.level > 0 && r.cam.stream.level < total);
	CHECK_EQ(t, camera_bulk_in(&r.cam, r.now, 4096, out), -EAGAIN);
	r.now += 40 * MS;
	rig_in(&r, 0xd2, 64);
	CHECK_EQ(t, strcmp(camera_state(&r.cam), "idle"), 0);
	CHECK(t, (uint64_t)((r.in[19] << 16 | r.in[20] << 8 | r.in[21]) + 1) *
	      2048 > total - 4);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 1));
	CHECK_EQ(t, rig_read(&r, 4096, out, 10 * SECOND), -EAGAIN);

	/* the next one, read early, then one that is aborted */
	CHECK_EQ(t, rig_clear(&r), 0);
	CHECK_EQ(t, LEVEL1(&r, 0xa6, 0), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 2));
	CHECK_EQ(t, rig_clear(&r), 0);
	CHECK_EQ(t, LEVEL1(&r, 0xa6, 0), 0);
	r.now += SECOND;
	CHECK_EQ(t, rig_run(&r, 0), 0);
	CHECK_EQ(t, remaining(&r), 0);
	CHECK_EQ(t, rig_clear(&r), 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, 20 * SECOND), -EAGAIN);
	CHECK_EQ(t, r.cam.refused, 0);
	rig_close(&r);
	tap_done(t, "single frames: countdown, level, abort");
}

static void stop_and_clear(struct tap *t)
{
	struct shot s = { 0, 0, 2048, 2048, .bits16 = true };
	uint8_t *out = malloc(MIB);
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, rig_read(&r, MIB, out, SECOND), MIB);
	r.now += 20 * MS;
	CHECK_EQ(t, rig_run(&r, 0), 0);
	/* what was read out stays readable, its torso never ends */
	CHECK_EQ(t, rig_read(&r, 4096, out, SECOND), 4096);
	CHECK_EQ(t, rig_read(&r, 4 * MIB, r.data, SECOND), -EAGAIN);
	CHECK_EQ(t, rig_clear(&r), 0);
	CHECK_EQ(t, r.cam.stream.level, 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, SECOND), -EAGAIN);
	/* a new start counts on and begins with a whole frame */
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 3));
	/* a clear while running: the wire goes on with a fresh frame */
	CHECK_EQ(t, rig_read(&r, MIB, out, SECOND), MIB);
	CHECK_EQ(t, rig_clear(&r), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK(t, rig_is_frame(&r, 5));
	CHECK_EQ(t, r.cam.refused, 0);
	free(out);
	rig_close(&r);
	tap_done(t, "stop keeps the DDR, clear empties it");
}

static void next_frame(struct tap *t)
{
	struct shot s = { 0, 0, 64, 64, 200000, .bits16 = true };
	int64_t before;
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_live(&r, &s), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	/* frame 2 is already exposed with 200 ms, frame 3 takes 500 ms */
	before = r.now;
	r.now += MS;
	CHECK_EQ(t, rig_exposure(&r, 500000), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_NEAR(t, (double)(r.now - before), 200e6, 0.01);
	before = r.now;
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_NEAR(t, (double)(r.now - before), 500e6, 0.01);
	rig_close(&r);
	tap_done(t, "a new exposure acts from the next frame on");
}

static void paces(struct tap *t)
{
	struct shot s = { 0, 0, 0, 0, .bits16 = true };
	struct shot one = { 0, 0, 64, 64, 600000000, .single = true };
	int64_t before;
	struct rig r;
	int k;

	rig_open(&r, "268m");
	stream_set_pace(&r.cam.stream, r.now, true, 1.0);
	CHECK_EQ(t, rig_live(&r, &s), 0);
	before = r.now;
	for (k = 1; k <= 4; k++) {
		CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
		CHECK(t, rig_is_frame(&r, (uint64_t)k));
		CHECK(t, r.cam.stream.used <= 1);
	}
	CHECK_EQ(t, r.now, before);
	stream_set_pace(&r.cam.stream, r.now, false, 2.0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 5));
	CHECK_NEAR(t, (double)(r.now - before),
		   (4210 + 318) * 36800 / 2.0, 0.01);
	stream_set_pace(&r.cam.stream, r.now + 10 * MS, true, 1.0);
	CHECK_EQ(t, rig_frame(&r, 4 * MIB), 0);
	CHECK(t, rig_is_frame(&r, 6));
	CHECK_EQ(t, rig_list(&r, &one), 0);
	before = r.now;
	CHECK_EQ(t, LEVEL1(&r, 0xa6, 0), 0);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, r.now, before);
	rig_close(&r);
	tap_done(t, "paces: fast, a factor, and changing while running");
}

int main(void)
{
	struct tap t = { 0 };

	shapes(&t);
	frame_rates(&t);
	exact_rate(&t);
	packets(&t, true, 1024);
	packets(&t, false, 512);
	ddr_level(&t);
	overflow(&t);
	no_ddr(&t);
	single(&t);
	stop_and_clear(&t);
	next_frame(&t);
	paces(&t);
	return tap_end(&t);
}
