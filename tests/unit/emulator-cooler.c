// SPDX-License-Identifier: GPL-2.0
/* The cooler, the supply and the humidity sensor, in camera time. */
#include "emulator-rig.h"

#include <math.h>

static int tell(struct rig *r, bool automatic, unsigned int pwm, double target)
{
	unsigned int t = (unsigned int)lround(target * 10) & 0xffff;

	return LEVEL1(r, 0xaf, automatic, (uint8_t)pwm, 0, (uint8_t)(t >> 8),
		      t & 0xff);
}

/* Seconds until @target is reached from 20 C, moved along at 10 C a minute. */
static int ramp(struct tap *t, struct rig *r, double target)
{
	double told = 20.0;
	int s, reached = -1;

	for (s = 1; s <= 300; s++) {
		told = fmax(target, told - 1.0 / 6);
		if (tell(r, true, 0, told))
			CHECK(t, !"AF is accepted");
		r->now += SECOND;
		camera_tick(&r->cam, r->now);
		if (reached < 0 && r->cam.thermal.sensor <= target + 0.05)
			reached = s;
	}
	return reached;
}

static void automatic(struct tap *t)
{
	const struct thermal *th;
	struct rig r;
	int reached;

	rig_open(&r, "268m");
	th = &r.cam.thermal;
	reached = ramp(t, &r, -10.0);
	CHECK(t, reached >= 120 && reached <= 240);
	CHECK(t, th->truth.lowest > -10.5);
	CHECK(t, th->truth.highest < 20.01);
	CHECK(t, th->truth.pwm_change > 1.0 && th->truth.pwm_change <= 5.0);
	CHECK_EQ(t, rig_say(&r, "mark thermal"), 0);
	r.now += 600 * SECOND;
	rig_status(&r);
	CHECK(t, th->truth.lowest > -10.2 && th->truth.highest < -9.8);
	CHECK(t, abs((int16_t)get16(r.in + 13) + 100) <= 1);
	CHECK_EQ(t, (int16_t)get16(r.in + 15), -100);
	CHECK_NEAR(t, r.in[17], 255 * 30 / 35.0, 1);
	CHECK_EQ(t, r.in[18], 1);
	CHECK_EQ(t, rig_in(&r, 0xf2, 4), 4);
	CHECK(t, r.in[0] == 1 && abs((int)get16(r.in + 1) - 100) <= 1);
	CHECK_NEAR(t, r.in[3], 255 * 30 / 35.0, 1);
	rig_close(&r);
	tap_done(t, "a ramp to -10 C: three minutes, no overshoot, no jump");
}

/* Without a ramp the power jumps: what a driver must not cause is visible. */
static void shock(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, tell(&r, true, 0, -10), 0);
	r.now += 30 * SECOND;
	camera_tick(&r.cam, r.now);
	CHECK(t, r.cam.thermal.truth.pwm_change > 10);
	/* out of reach: full power, and no winding up meanwhile */
	CHECK_EQ(t, tell(&r, true, 0, -30), 0);
	r.now += 3600 * SECOND;
	CHECK_EQ(t, rig_status(&r)[17], 255);
	CHECK_NEAR(t, r.cam.thermal.sensor, -15, 0.1);
	CHECK_EQ(t, tell(&r, true, 0, 0), 0);
	r.now += 240 * SECOND;
	camera_tick(&r.cam, r.now);
	CHECK(t, fabs(r.cam.thermal.sensor) < 0.3);
	rig_close(&r);
	tap_done(t, "a sudden target shows as a jump; one out of reach is let go");
}

static void manual(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, tell(&r, false, 128, -10), 0);
	CHECK_EQ(t, rig_status(&r)[17], 128);	/* at once */
	CHECK_EQ(t, r.in[18], 0);
	CHECK_EQ(t, (int16_t)get16(r.in + 15), -100);
	r.now += 600 * SECOND;
	CHECK_NEAR(t, (int16_t)get16(rig_status(&r) + 13), 200 - 350 * 128 / 255.0,
		   5);
	/* taken over where it stands */
	CHECK_EQ(t, rig_say(&r, "thermal mark"), 0);
	CHECK_EQ(t, tell(&r, true, 0, r.cam.thermal.sensor), 0);
	r.now += 60 * SECOND;
	CHECK(t, abs(rig_status(&r)[17] - 128) <= 2);
	CHECK(t, r.in[18] == 1 && r.cam.thermal.truth.pwm_change < 2);
	CHECK_EQ(t, tell(&r, false, 0, 0), 0);
	CHECK_EQ(t, rig_status(&r)[17], 0);
	CHECK(t, r.cam.thermal.truth.pwm_change > 120);
	r.now += 1000 * SECOND;
	CHECK(t, get16(rig_status(&r) + 13) > 198);
	rig_close(&r);
	tap_done(t, "manual power at once, taking over without a jump, off");
}

static void clock_and_ambient(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, "clock 60"), 0);
	CHECK_EQ(t, rig_say(&r, "ambient 5"), 0);
	r.now += 10 * SECOND;
	CHECK_NEAR(t, (int16_t)get16(rig_status(&r) + 13), 50, 3);
	CHECK_EQ(t, tell(&r, false, 255, 0), 0);
	r.now += 10 * SECOND;
	CHECK_NEAR(t, (int16_t)get16(rig_status(&r) + 13), -300, 1);
	/* a power cycle loses everything but the cold and the flash */
	CHECK_EQ(t, rig_say(&r, "clock 1"), 0);
	CHECK_EQ(t, rig_say(&r, "unplug"), 0);
	r.now += SECOND;
	CHECK_EQ(t, rig_say(&r, "plug"), 0);
	CHECK(t, (int16_t)get16(rig_status(&r) + 13) < -280);
	CHECK(t, !r.in[17] && !r.in[18] && !get16(r.in + 15));
	r.now += 600 * SECOND;
	CHECK_NEAR(t, (int16_t)get16(rig_status(&r) + 13), 50, 3);
	CHECK(t, rig_say(&r, "clock 0") && rig_say(&r, "clock x") &&
	      rig_say(&r, "ambient 51") && rig_say(&r, "ambient") &&
	      rig_say(&r, "thermal"));
	rig_close(&r);
	tap_done(t, "the cooler's clock, ambient, and a power cycle");
}

static void power(struct tap *t)
{
	static const struct {
		const char *line;
		int byte;
	} states[] = {
		{ "power init", 0 }, { "power check", 2 }, { "power good", 8 },
	};
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_status(&r)[34], 8);
	for (i = 0; i < 3; i++) {
		CHECK_EQ(t, rig_say(&r, states[i].line), 0);
		CHECK_EQ(t, rig_status(&r)[34], states[i].byte);
	}
	CHECK(t, rig_say(&r, "power") && rig_say(&r, "power under"));
	CHECK_EQ(t, tell(&r, true, 0, -10), 0);
	r.now += 300 * SECOND;
	CHECK(t, rig_status(&r)[17] > 200);
	CHECK_EQ(t, rig_say(&r, "power under9"), 0);
	CHECK_EQ(t, rig_status(&r)[34], 0x89);
	CHECK(t, !r.in[17] && !r.in[18]);
	CHECK_EQ(t, (int16_t)get16(r.in + 15), -100);
	/* remembered, with power limited to 70 % */
	CHECK_EQ(t, rig_say(&r, "power good"), 0);
	CHECK_EQ(t, rig_say(&r, "unplug"), 0);
	CHECK_EQ(t, rig_say(&r, "plug"), 0);
	CHECK_EQ(t, rig_status(&r)[34], 0x88);
	CHECK_EQ(t, tell(&r, false, 255, 0), 0);
	CHECK_EQ(t, rig_status(&r)[17], 178);
	CHECK_EQ(t, tell(&r, true, 0, -10), 0);
	r.now += 1000 * SECOND;
	CHECK_EQ(t, rig_status(&r)[17], 178);
	CHECK_NEAR(t, (int16_t)get16(r.in + 13), 200 - 350 * 178 / 255.0, 3);
	CHECK_EQ(t, rig_say(&r, "protection clear"), 0);
	r.now += 1000 * SECOND;
	CHECK_EQ(t, rig_status(&r)[34], 8);
	CHECK_NEAR(t, (int16_t)get16(r.in + 13), -100, 2);
	CHECK_EQ(t, rig_say(&r, "power under3"), 0);
	CHECK_EQ(t, rig_status(&r)[34], 0x83);
	CHECK(t, !r.in[17] && !r.in[18]);
	CHECK_EQ(t, rig_say(&r, "protection clear"), 0);
	CHECK_EQ(t, rig_say(&r, "protection set"), 0);
	CHECK_EQ(t, rig_status(&r)[34], 0x83);
	rig_close(&r);
	tap_done(t, "power status, undervoltage, TEC protection");
}

static void humidity(struct tap *t)
{
	struct rig r;

	rig_open(&r, "268m");
	CHECK_EQ(t, rig_say(&r, "humidity 25.5 -11.2"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK(t, fabs(get16(r.in + 57) * 100 / 65535.0 - 25.5) < 0.01);
	CHECK(t, fabs(-45 + get16(r.in + 59) * 175 / 65535.0 + 11.2) < 0.01);
	CHECK(t, rig_say(&r, "humidity") && rig_say(&r, "humidity 101 20") &&
	      rig_say(&r, "humidity 20") && rig_say(&r, "humidity 20 200"));
	CHECK_EQ(t, rig_say(&r, "humidity absent"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK_EQ(t, get32(r.in + 57), 0);
	rig_close(&r);
	tap_done(t, "humidity sensor: raw values, none");
}

int main(void)
{
	struct tap t = { 0 };

	automatic(&t);
	shock(&t);
	manual(&t);
	clock_and_ambient(&t);
	power(&t);
	humidity(&t);
	return tap_end(&t);
}
