// SPDX-License-Identifier: GPL-2.0
/* Filter wheel, trigger, GPIO and the small features of tier 2. */
#include "emulator-rig.h"

#define MIB	(1u << 20)

static void ranges(struct tap *t)
{
	static const uint8_t bad_led[8] = { 0, 0, 0, 1 }, led[8] = { 4 };
	uint64_t before;
	struct rig r;

	rig_open(&r, "268m");
	REFUSED(t, &r, LEVEL1(&r, 0xaa, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xaa, 15, 'V'));
	REFUSED(t, &r, LEVEL1(&r, 0xaa, 3, 'V', 'R', 'S', '!'));
	REFUSED(t, &r, LEVEL1(&r, 0xab, 1, 0x1c, 0));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 2));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 1, 3));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 1, 1, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 1, 1, 0, 0, 0, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 1, 1, 0, 0, 0, 0, 2));
	REFUSED(t, &r, LEVEL1(&r, 0xac, 1, 1, 0, 0, 0, 0, 1, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xad, 2));
	REFUSED(t, &r, LEVEL1(&r, 0xad, 1, 0, 1, 0, 6, 0, 1));
	REFUSED(t, &r, LEVEL1(&r, 0xae, 7));
	REFUSED(t, &r, LEVEL1(&r, 0xae, 0, 0x10));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xd9, 2, 0, 0, NULL));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xd9, 1, 0, 1, led));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xda, 1, 0, 4, led));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xda, 1, 0, 8, led));
	REFUSED(t, &r, rig_request(&r, 0x40, 0xda, 1, 0, 8, bad_led));
	REFUSED(t, &r, rig_register(&r, 0x29, 0x100));
	REFUSED(t, &r, rig_register(&r, 0x38, 2));
	REFUSED(t, &r, rig_register(&r, 0x52, 2));
	CHECK_EQ(t, r.cam.tier2, 22);
	/* tier 1 is not counted */
	before = r.cam.tier2;
	ACCEPTED(t, &r, LEVEL1(&r, 0xaf, 0, 0));
	ACCEPTED(t, &r, rig_clear(&r));
	ACCEPTED(t, &r, rig_in(&r, 0xd3, 64));
	CHECK_EQ(t, r.cam.tier2, before);
	rig_close(&r);
	tap_done(t, "tier 2: values outside their ranges, and the count");
}

static void settings(struct tap *t)
{
	static const uint8_t position[8] = { 0, 0, 0, 0, 1, 2, 3, 4 };
	const struct accessories *a;
	struct rig r;
	int i;

	rig_open(&r, "600m");
	a = &r.cam.acc;
	ACCEPTED(t, &r, LEVEL1(&r, 0xab, 1, 0x1c, 0));
	CHECK(t, a->anti_rbi && a->anti_rbi_value == 0x1c00);
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 0, 0x0a));
	CHECK_EQ(t, gpio_levels(a), 0x0a);
	for (i = 1; i <= 6; i++) {
		ACCEPTED(t, &r, LEVEL1(&r, 0xae, (uint8_t)i, 0x0a));
		CHECK(t, (int)a->gpio_mode == i && !gpio_levels(a));
	}
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 2, 0, 0x12, 0x34, 0, 1));
	CHECK(t, a->trigger.enabled && a->trigger.input == EDGE_FALLING &&
	      a->trigger.filter_us == 0x1234 && a->trigger.output);
	ACCEPTED(t, &r, rig_request(&r, 0x40, 0xd9, 1, 0, 0, NULL));
	ACCEPTED(t, &r, rig_request(&r, 0x40, 0xda, 500, 0, 8, position));
	CHECK(t, a->led && a->led_width == 500 &&
	      a->led_position == 0x01020304);
	ACCEPTED(t, &r, rig_register(&r, 0x38, 1));
	for (i = 0; i < 4; i++)
		ACCEPTED(t, &r, rig_register(&r, (uint16_t)(0x29 + i),
					     (uint16_t)(0x10 * i + 1)));
	CHECK_EQ(t, a->burst.patch, 0x01112131);
	CHECK_EQ(t, rig_request(&r, 0xc0, 0xbc, 0, 0x2a, 1, NULL), 1);
	CHECK_EQ(t, r.in[0], 0x11);
	CHECK_EQ(t, rig_request(&r, 0xc0, 0xbc, 0, 0x38, 1, NULL), 1);
	CHECK_EQ(t, r.in[0], 1);
	/* the power cycle forgets all of it */
	CHECK(t, !rig_say(&r, "unplug") && !rig_say(&r, "plug"));
	CHECK(t, !a->anti_rbi && !a->gpio_mode && !a->gpio_outputs &&
	      !a->trigger.enabled && !a->led && !r.cam.overlay.stamp &&
	      !a->burst.on);
	CHECK_EQ(t, a->burst.patch, PATCH_OFF);
	rig_close(&r);
	tap_done(t, "GPIO, trigger, LED, anti-RBI, patch: kept until power off");
}

/* Sends one command and compares the buffer just before and after 20 ms. */
static bool wheel(struct rig *r, const char *command, const char *want)
{
	static const char zero[8];
	uint8_t b[16] = { 0xaa, (uint8_t)strlen(command) };
	char padded[8] = { 0 };

	memcpy(padded, want, strlen(want));
	memcpy(b + 2, command, strlen(command));
	if (rig_level1(r, b, 16) || memcmp(rig_status(r) + 38, zero, 8))
		return false;
	r->now += 20 * MS - 1;
	if (memcmp(rig_status(r) + 38, zero, 8))
		return false;
	r->now += 1;
	return !memcmp(rig_status(r) + 38, padded, 8);
}

static void filter_wheel(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK(t, wheel(&r, "VRS", "") && wheel(&r, "MXP", ""));
	CHECK(t, rig_say(&r, "wheel") && rig_say(&r, "wheel 16") &&
	      rig_say(&r, "wheel 0") && rig_say(&r, "wheel 7 1 1 1"));
	CHECK_EQ(t, rig_say(&r, "wheel 7 500"), 0);
	CHECK(t, wheel(&r, "VRS", "20230614"));
	CHECK(t, wheel(&r, "MXP", "7") && wheel(&r, "NOW", "0"));
	/* on its way, and there */
	CHECK(t, wheel(&r, "3", "") && wheel(&r, "NOW", "N"));
	r.now += 440 * MS;
	CHECK(t, wheel(&r, "NOW", "N"));
	r.now += 500 * MS;
	CHECK(t, wheel(&r, "NOW", "3"));
	/* what a wheel does not know it ignores */
	CHECK(t, wheel(&r, "7", "") && wheel(&r, "x", "") &&
	      wheel(&r, "NOWT", "") && wheel(&r, "now", ""));
	CHECK(t, wheel(&r, "NOW", "3"));
	CHECK_EQ(t, r.cam.wheel.moves, 1);
	CHECK_EQ(t, rig_say(&r, "wheel 15 0 1"), 0);
	CHECK_EQ(t, LEVEL1(&r, 0xaa, 1, 'E'), 0);
	CHECK_EQ(t, LEVEL1(&r, 0xaa, 3, 'N', 'O', 'W'), 0);
	r.now += MS;
	CHECK_EQ(t, rig_status(&r)[38], 'E');
	/* fed by the camera: starts again, and is still there */
	CHECK(t, !rig_say(&r, "unplug") && !rig_say(&r, "plug"));
	CHECK_EQ(t, rig_status(&r)[38], 0);
	CHECK(t, !r.cam.wheel.position && r.cam.wheel.slots == 15);
	CHECK_EQ(t, r.cam.refused, 0);
	rig_close(&r);
	tap_done(t, "filter wheel: commands, moves, silence");
}

/* The next frame is number @n, and the one after it does not come. */
static bool only_frame(struct rig *r, uint64_t n)
{
	uint8_t out[4096];

	return !rig_frame(r, MIB) && rig_is_frame(r, n) &&
	       rig_read(r, 4096, out, 20 * SECOND) == -EAGAIN;
}

static const struct trigger_counters *edges(struct rig *r)
{
	return &r->cam.accessory_count.trigger;
}

static void trigger(struct tap *t, const char *pace, unsigned int mode)
{
	struct shot s = { 0, 0, 64, 64, 50000, .bits16 = true };
	uint8_t out[4096];
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, pace), 0);
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, (uint8_t)mode));
	/* rising, at least 100 us */
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 1, 0, 0, 100));
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);	/* no stream yet */
	ACCEPTED(t, &r, rig_live(&r, &s));
	CHECK_EQ(t, rig_read(&r, 4096, out, 20 * SECOND), -EAGAIN);
	CHECK_EQ(t, rig_say(&r, "trigger falling"), 0);
	CHECK_EQ(t, rig_say(&r, "trigger rising 99"), 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, 20 * SECOND), -EAGAIN);
	CHECK_EQ(t, rig_say(&r, "trigger rising 100"), 0);
	CHECK(t, only_frame(&r, 1));
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK(t, only_frame(&r, 2));
	CHECK(t, edges(&r)->edges == 5 && edges(&r)->frames == 2 &&
	      edges(&r)->ignored == 2 && edges(&r)->filtered == 1);
	/* falling now; then off: frames follow each other again */
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 2));
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK_EQ(t, rig_say(&r, "trigger falling 1"), 0);
	CHECK(t, only_frame(&r, 3));
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 0));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 4));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 5));
	CHECK_EQ(t, edges(&r)->frames, 3);
	CHECK(t, rig_say(&r, "trigger") && rig_say(&r, "trigger high") &&
	      rig_say(&r, "trigger rising x"));
	rig_close(&r);
	tap_done(t, "one frame per matching edge, none without");
}

static void trigger_busy(struct tap *t)
{
	struct shot s = { 0, 0, 64, 64, 2000000, .bits16 = true };
	uint8_t out[4096];
	int64_t edge;
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 1));
	ACCEPTED(t, &r, rig_live(&r, &s));
	/* port mode 0: GPIO2 is an output */
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, 20 * SECOND), -EAGAIN);
	CHECK_EQ(t, edges(&r)->ignored, 1);
	ACCEPTED(t, &r, LEVEL1(&r, 0xae, 2));
	edge = r.now;
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	r.now += SECOND;
	CHECK_EQ(t, get32(rig_status(&r) + 1), 1000000);
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK_EQ(t, edges(&r)->busy, 1);
	CHECK(t, only_frame(&r, 1));
	CHECK(t, r.now >= edge + 2 * SECOND);
	/* switched on in the middle of a free frame: that one still ends */
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 0, 1));
	r.now += SECOND;
	ACCEPTED(t, &r, LEVEL1(&r, 0xac, 1, 1));
	CHECK(t, only_frame(&r, 2));
	ACCEPTED(t, &r, rig_run(&r, 0));
	CHECK_EQ(t, rig_say(&r, "trigger rising"), 0);
	CHECK_EQ(t, edges(&r)->frames, 1);
	rig_close(&r);
	tap_done(t, "an edge during a frame, in other port modes, when stopped");
}

static void counter_reset(struct tap *t)
{
	struct shot s = { 0, 0, 64, 64, 50000, .bits16 = true };
	struct rig r;

	rig_open(&r, "268m");
	ACCEPTED(t, &r, rig_live(&r, &s));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 1));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 2));
	ACCEPTED(t, &r, rig_register(&r, 0x52, 1));
	ACCEPTED(t, &r, rig_register(&r, 0x52, 0));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 1));
	/* no pulse, no reset */
	ACCEPTED(t, &r, rig_register(&r, 0x52, 0));
	CHECK(t, !rig_frame(&r, MIB) && rig_is_frame(&r, 2));
	CHECK_EQ(t, r.cam.accessory_count.counter_resets, 1);
	CHECK_EQ(t, r.cam.stream.serial, 4);
	rig_close(&r);
	tap_done(t, "the frame counter restarts with a pulse");
}

int main(void)
{
	struct tap t = { 0 };

	ranges(&t);
	settings(&t);
	filter_wheel(&t);
	trigger(&t, "pace real", 2);
	trigger(&t, "pace fast", 6);
	trigger_busy(&t);
	counter_reset(&t);
	return tap_end(&t);
}
