// SPDX-License-Identifier: GPL-2.0
/* Burst: so many frames per release, and what the DDR keeps of the last. */
#include "emulator-rig.h"

#define MIB	(1u << 20)

static const struct shot small = { 0, 0, 256, 128, 20000, .bits16 = true };

static int set(struct rig *r, unsigned int start, unsigned int end)
{
	return LEVEL1(r, 0xad, 1, (uint8_t)(start >> 8), start & 0xff,
		      (uint8_t)(end >> 8), end & 0xff);
}

static int patch(struct rig *r, uint32_t value)
{
	int i, rc = 0;

	for (i = 0; i < 4; i++)
		rc |= rig_register(r, (uint16_t)(0x29 + i),
				   value >> (24 - 8 * i) & 0xff);
	return rc;
}

static int release(struct rig *r, int64_t pause)
{
	int rc = rig_run(r, 0);

	r->now += pause;
	return rc | rig_run(r, 1);
}

/* Exactly the frames @first .. @last come, then silence. */
static bool frames(struct rig *r, uint64_t first, uint64_t last)
{
	uint8_t out[4096];
	uint64_t n;

	for (n = first; n <= last; n++)
		if (rig_frame(r, 4096) || !rig_is_frame(r, n))
			return false;
	return rig_read(r, 4096, out, 60 * SECOND) == -EAGAIN;
}

static void from_list(struct tap *t, const char *pace, bool ddr)
{
	struct shot s = small;
	struct rig r;

	s.no_ddr = !ddr;
	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, pace), 0);
	ACCEPTED(t, &r, rig_list(&r, &s));
	ACCEPTED(t, &r, set(&r, 1, 6));
	ACCEPTED(t, &r, patch(&r, 32001));
	r.now += 20 * MS;
	ACCEPTED(t, &r, rig_run(&r, 1));
	CHECK(t, frames(&r, 2, 5));
	REFUSED(t, &r, rig_run(&r, 1));
	/* again, with no list and no clear pulse */
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 2, 5));
	ACCEPTED(t, &r, rig_run(&r, 0));
	ACCEPTED(t, &r, set(&r, 2, 4));
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 3, 3));
	/* nothing to give */
	ACCEPTED(t, &r, set(&r, 5, 6));
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 1, 0));
	ACCEPTED(t, &r, set(&r, 9, 3));
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 1, 0));
	CHECK_EQ(t, r.cam.stream.counter, 0);
	CHECK_EQ(t, r.cam.accessory_count.burst_releases, 5);
	CHECK_EQ(t, r.cam.accessory_count.burst_hasty, 0);
	rig_close(&r);
	tap_done(t, "bursts from the list: frames start + 1 .. end - 1");
}

static void from_stream(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, rig_live(&r, &small));
	/* two frames wait in the DDR, the third is on its way into it */
	r.now += 61 * MS;
	camera_tick(&r.cam, r.now);
	CHECK_EQ(t, r.cam.stream.used, 3);
	CHECK(t, r.cam.stream.reading);
	ACCEPTED(t, &r, set(&r, 1, 4));
	CHECK(t, frames(&r, 1, 3));
	ACCEPTED(t, &r, patch(&r, 32001));
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 2, 3));
	/* off only after a stop, and then the list is due */
	REFUSED(t, &r, LEVEL1(&r, 0xad, 0));
	ACCEPTED(t, &r, rig_run(&r, 0));
	ACCEPTED(t, &r, LEVEL1(&r, 0xad, 0));
	ACCEPTED(t, &r, rig_clear(&r));
	REFUSED(t, &r, rig_run(&r, 1));
	ACCEPTED(t, &r, rig_live(&r, &small));
	CHECK(t, !rig_frame(&r, 4096) && rig_is_frame(&r, 4));
	CHECK(t, !rig_frame(&r, 4096) && rig_is_frame(&r, 5));
	rig_close(&r);
	tap_done(t, "burst out of a running stream, and back");
}

/* What is only being exposed when the stream pauses never comes. */
static void pause_in_exposure(struct tap *t)
{
	struct shot s = small;
	struct rig r;

	s.exposure_us = 10000000;
	rig_open(&r, "268m");
	ACCEPTED(t, &r, rig_live(&r, &s));
	r.now += SECOND;
	ACCEPTED(t, &r, set(&r, 1, 3));
	CHECK_EQ(t, get32(rig_status(&r) + 1), 0);
	CHECK(t, frames(&r, 1, 0));
	/* without a start list a burst is refused, as any start */
	rig_close(&r);
	rig_open(&r, "268m");
	ACCEPTED(t, &r, set(&r, 1, 3));
	REFUSED(t, &r, rig_run(&r, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xa6, 0));
	rig_close(&r);
	tap_done(t, "a pause ends the exposure; a burst needs the list");
}

static void held_tail(struct tap *t, const char *pace)
{
	size_t total = frame_payload(&(struct settings){
		.w = 256, .h = 128, .bits16 = true }) + 4;
	uint8_t out[MIB];
	size_t i, got = 0;
	int64_t n;
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, pace), 0);
	ACCEPTED(t, &r, rig_list(&r, &small));
	ACCEPTED(t, &r, set(&r, 1, 4));
	r.now += 20 * MS;
	ACCEPTED(t, &r, rig_run(&r, 1));
	CHECK(t, !rig_frame(&r, 4096) && rig_is_frame(&r, 2));
	while ((n = rig_read(&r, 1024, out, 60 * SECOND)) > 0)
		got += (size_t)n;
	CHECK_EQ(t, n, -EAGAIN);
	CHECK(t, got < total && got >= total - 16384 - 1024);
	CHECK(t, r.cam.stream.level >= 16384 && r.cam.stream.level < 18432);
	/* the next burst pushes it out: the frame is whole, late */
	ACCEPTED(t, &r, patch(&r, 32001));
	ACCEPTED(t, &r, release(&r, 20 * MS));
	for (i = got; (n = rig_read(&r, 1024, out, 60 * SECOND)) == 1024;)
		i += (size_t)n;
	CHECK_EQ(t, i + (size_t)n, total);
	CHECK(t, !memcmp(out + n - 4, "\xee\x11\xdd\x22", 4));
	CHECK(t, frames(&r, 2, 3));
	rig_close(&r);
	tap_done(t, "without a patch number the last frame's tail stays behind");
}

static void hasty(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, rig_list(&r, &small));
	ACCEPTED(t, &r, set(&r, 1, 5));
	ACCEPTED(t, &r, patch(&r, 32001));
	ACCEPTED(t, &r, release(&r, 10 * MS));
	CHECK(t, frames(&r, 3, 4));
	CHECK_EQ(t, r.cam.accessory_count.burst_hasty, 1);
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 2, 4));
	CHECK_EQ(t, r.cam.accessory_count.burst_hasty, 1);
	/* a trigger has no say in a burst; a power cycle ends it */
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 2));
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 1));
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK_EQ(t, r.cam.accessory_count.trigger.ignored, 1);
	ACCEPTED(t, &r, release(&r, 20 * MS));
	CHECK(t, frames(&r, 2, 4));
	CHECK(t, !rig_say(&r, "unplug") && !rig_say(&r, "plug"));
	r.cam.configuration = 1;
	CHECK(t, !r.cam.acc.burst.on);
	ACCEPTED(t, &r, rig_live(&r, &small));
	CHECK(t, !rig_frame(&r, 4096) && rig_is_frame(&r, 1));
	rig_close(&r);
	tap_done(t, "a release too early loses a frame and is counted");
}

int main(void)
{
	struct tap t = { 0 };

	from_list(&t, "pace real", true);
	from_list(&t, "pace fast", true);
	from_list(&t, "pace real", false);
	from_stream(&t);
	pause_in_exposure(&t);
	held_tail(&t, "pace real");
	held_tail(&t, "pace fast");
	hasty(&t);
	return tap_end(&t);
}
