// SPDX-License-Identifier: GPL-2.0
/* Every fault changes exactly what it says, and nothing else. */
#include "emulator-rig.h"

#define MIB	(1u << 20)
#define PAYLOAD	(64u * 64 * 2)
#define TOTAL	(PAYLOAD + 4)

static const struct shot small = { 8, 10, 64, 64, .bits16 = true };

static int arm(struct rig *r, const char *rule)
{
	const char *why;

	return faults_arm(&r->cam.faults, rule,
			  r->cam.stream.count.bytes_sent, &why);
}

/* The bytes of a good frame @n. */
static const uint8_t *good(const struct rig *r, uint64_t n, uint8_t *out)
{
	unsigned int y;

	for (y = 0; y < 64; y++)
		memcpy(out + y * 128,
		       pattern_row16be(r->cam.pattern, n, 8, 10 + y), 128);
	memcpy(out + PAYLOAD, "\xee\x11\xdd\x22", 4);
	return out;
}

static void start(struct rig *r)
{
	rig_open(r, "268m");
	if (rig_live(r, &small))
		exit(EXIT_FAILURE);
}

static void grammar(struct tap *t)
{
	static const char *const right[] = {
		"on frame do short", "on frame#3 at byte 1M do drop 1024",
		"on frame#2..9 do trailer", "on frame* at byte 16K do zero 7",
		"on control 0xD1 do stall", "on control 0xD1/A3#4 do silent",
		"on control d2* do garbage 3 0x1f", "on stream at byte 0 do unplug",
		"  on  frame  at  byte  5  do  insert  9  ",
	};
	static const char *const wrong[] = {
		"", "frame do short", "on frame", "on frame do",
		"on frame do explode", "on frame do drop", "on frame do drop 0",
		"on frame#0 do short", "on frame#5..4 do short",
		"on frame at 5 do short", "on frame at byte do short",
		"on control do stall", "on control 0x1D1 do stall",
		"on control 0xD1 do drop 4", "on control 0xD1 do trailer",
		"on stream do short", "on stream* at byte 4 do short",
		"on frame do short 4", "on frame do garbage 4 7",
		"on control 0xD2 do zero 4 7", "on control 0xD2 do garbage 4 x", "on frame do short on frame do short",
		"on disk do short",
	};
	struct rig r;
	size_t i;

	rig_open(&r, "268m");
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		if (!CHECK_EQ(t, arm(&r, right[i]), 0))
			printf("# %s\n", right[i]);
	CHECK_EQ(t, r.cam.faults.armed, 9);
	CHECK_EQ(t, r.cam.faults.rules[1].at, MIB);
	CHECK_EQ(t, r.cam.faults.rules[5].sub, 0xa3);
	CHECK_EQ(t, r.cam.faults.rules[6].request, 0xd2);
	faults_clear(&r.cam.faults);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!CHECK_EQ(t, arm(&r, wrong[i]), -EINVAL))
			printf("# %s\n", wrong[i]);
	CHECK_EQ(t, r.cam.faults.armed, 0);
	rig_close(&r);
	tap_done(t, "rules that are right and wrong");
}

/* One fault at every kind of place; @lost and @extra are bytes. */
static void length_faults(struct tap *t)
{
	static const struct {
		const char *rule;
		size_t at, lost, extra;
	} faults[] = {
		{ "on frame#2 at byte 0 do drop 1", 0, 1, 0 },
		{ "on frame#2 at byte 1000 do drop 3", 1000, 3, 0 },
		{ "on frame#2 at byte 4000 do drop 4196", 4000, 4196, 0 },
		{ "on frame#2 at byte 8000 do drop 9999", 8000, 196, 0 },
		{ "on frame#2 at byte 5 do insert 2000", 5, 0, 2000 },
		{ "on frame#2 at byte 8196 do insert 7", 8196, 0, 7 },
		{ "on frame#2 at byte 8192 do short", 8192, 4, 0 },
		{ "on frame#2 at byte 1024 do short", 1024, 7172, 0 },
		{ "on frame#2 do short", 0, TOTAL, 0 },
		{ "on stream at byte 10196 do drop 10", 2000, 10, 0 },
	};
	uint8_t want[TOTAL];
	size_t i;
	int k;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		size_t at = faults[i].at, rest = TOTAL - at - faults[i].lost;
		struct rig r;

		start(&r);
		CHECK_EQ(t, arm(&r, faults[i].rule), 0);
		for (k = 1; k <= 3; k++) {
			CHECK_EQ(t, rig_frame(&r, 2048), 0);
			if (k != 2) {
				CHECK(t, rig_is_frame(&r, (uint64_t)k));
				continue;
			}
			good(&r, 2, want);
			CHECK_EQ(t, r.len,
				 TOTAL - faults[i].lost + faults[i].extra);
			CHECK(t, !memcmp(r.data, want, at));
			CHECK(t, !memcmp(r.data + at + faults[i].extra,
					 want + at + faults[i].lost, rest));
		}
		CHECK_EQ(t, r.cam.faults.fired, 1);
		CHECK_EQ(t, r.cam.stream.count.frames_sent, 3);
		rig_close(&r);
	}
	tap_done(t, "drop, insert, short: length and every other byte");
}

static void content_faults(struct tap *t)
{
	static const struct {
		const char *rule;
		size_t at, len;
	} faults[] = {
		{ "on frame#2 at byte 300 do zero 100", 300, 100 },
		{ "on frame#2 at byte 8000 do zero 500", 8000, 196 },
		{ "on frame#2 at byte 77 do garbage 50", 77, 50 },
		{ "on frame#2 do filler", PAYLOAD - 16, 16 },
		{ "on frame#2 do trailer", PAYLOAD, 4 },
		{ "on frame#2 at byte 9000 do zero 4", 0, 0 },
	};
	uint8_t want[TOTAL];
	size_t i, k, different;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		size_t at = faults[i].at, end = at + faults[i].len;
		struct rig r;

		start(&r);
		CHECK_EQ(t, arm(&r, faults[i].rule), 0);
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		CHECK(t, rig_is_frame(&r, 1));
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		CHECK_EQ(t, r.len, TOTAL);
		good(&r, 2, want);
		CHECK(t, !memcmp(r.data, want, at));
		CHECK(t, !memcmp(r.data + end, want + end, TOTAL - end));
		for (k = at, different = 0; k < end; k++)
			different += r.data[k] != want[k];
		CHECK(t, different >= faults[i].len / 2);
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		CHECK(t, rig_is_frame(&r, 3));
		rig_close(&r);
	}
	tap_done(t, "zero, garbage, filler, trailer: only the bytes named");
}

/* The filler's 16 bytes, turned by @turn. */
static bool is_filler(const uint8_t *p, size_t turn)
{
	static const uint8_t f[16] = {
		0x55, 0x66, 0x77, 0x88, 0x66, 0x77, 0x88, 0x55,
		0x77, 0x88, 0x55, 0x66, 0x88, 0x55, 0x66, 0x77,
	};
	size_t i;

	for (i = 0; i < 16; i++)
		if (p[i] != f[(i + turn) % 16])
			return false;
	return true;
}

static void filler_turns(struct tap *t)
{
	unsigned int seen = 0, k, turn;
	struct rig r;

	start(&r);
	CHECK_EQ(t, arm(&r, "on frame* do filler"), 0);
	for (k = 0; k < 16; k++) {
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		for (turn = 0; turn < 16; turn++)
			if (is_filler(r.data + PAYLOAD - 16, turn))
				seen |= 1u << turn;
	}
	CHECK_EQ(t, seen, 0xffff);
	CHECK_EQ(t, r.cam.faults.fired, 16);
	CHECK_EQ(t, r.cam.faults.armed, 1);
	rig_close(&r);
	tap_done(t, "filler comes in all its turns");
}

static void zero_length_packet(struct tap *t)
{
	uint8_t out[8192];
	struct rig r;

	/* the damaged frame has 4096 bytes: four full packets */
	start(&r);
	CHECK_EQ(t, arm(&r, "on frame#1..2 at byte 4096 do short"), 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, SECOND), 4096);
	CHECK_EQ(t, r.cam.stream.count.frames_sent, 0);
	CHECK_EQ(t, rig_read(&r, 4096, out, SECOND), 0);
	CHECK_EQ(t, r.cam.stream.count.frames_sent, 1);
	/* in a longer request it ends there */
	CHECK_EQ(t, rig_read(&r, 8192, out, SECOND), 4096);
	CHECK_EQ(t, r.cam.stream.count.frames_sent, 2);
	CHECK_EQ(t, rig_frame(&r, 4096), 0);
	CHECK(t, rig_is_frame(&r, 3));
	rig_close(&r);
	tap_done(t, "a damaged frame of full packets ends in a zero-length one");
}

static void ranges(struct tap *t)
{
	struct rig r;
	int k;

	start(&r);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, arm(&r, "on frame#3..4 do trailer"), 0);
	CHECK_EQ(t, arm(&r, "on frame at byte 9 do drop 1"), 0);
	for (k = 2; k <= 7; k++) {
		CHECK_EQ(t, rig_frame(&r, MIB), 0);
		CHECK_EQ(t, r.len, k == 2 ? TOTAL - 1 : TOTAL);
		CHECK_EQ(t, rig_is_frame(&r, (uint64_t)k),
			 k != 2 && k != 4 && k != 5);
	}
	CHECK_EQ(t, r.cam.faults.armed, 0);
	CHECK_EQ(t, r.cam.faults.fired, 3);
	rig_close(&r);
	tap_done(t, "frames count from the arming, ranges end");
}

static void stall(struct tap *t)
{
	uint8_t out[2048], want[TOTAL];
	struct rig r;

	start(&r);
	CHECK_EQ(t, arm(&r, "on frame#1 at byte 5000 do stall"), 0);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), -EPIPE);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), -EPIPE);
	CHECK_EQ(t, rig_request(&r, 0x82, 0, 0, 0x81, 2, NULL), 2);
	CHECK_EQ(t, r.in[0], 1);
	CHECK_EQ(t, rig_request(&r, 0x02, 1, 0, 0x81, 0, NULL), 0);
	/* the request's 904 bytes are gone, the rest follows */
	good(&r, 1, want);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK(t, !memcmp(out, want + 5000, 2048));
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), TOTAL - 7048);
	CHECK_EQ(t, rig_frame(&r, 2048), 0);
	CHECK(t, rig_is_frame(&r, 2));
	CHECK_EQ(t, r.cam.stream.level, 0);
	rig_close(&r);
	tap_done(t, "stall until clear halt");
}

/* As many rules as fit, all in one frame: none is forgotten. */
static void many(struct tap *t)
{
	uint8_t want[TOTAL], out[2048];
	unsigned int i, stalls = 0, wrong = 0;
	char rule[64];
	struct rig r;

	start(&r);
	for (i = 0; i < FAULTS_MAX; i++) {
		snprintf(rule, sizeof(rule), "on frame at byte %u do zero 1",
			 31 * i);
		CHECK_EQ(t, arm(&r, rule), 0);
	}
	CHECK_EQ(t, arm(&r, "on frame do short"), -ENOSPC);
	CHECK_EQ(t, rig_frame(&r, MIB), 0);
	CHECK_EQ(t, r.len, TOTAL);
	good(&r, 1, want);
	for (i = 0; i < TOTAL; i++)
		wrong += r.data[i] != (i % 31 || i / 31 >= FAULTS_MAX
				       ? want[i] : 0);
	CHECK_EQ(t, wrong, 0);
	for (i = 20; i--;) {
		snprintf(rule, sizeof(rule), "on frame at byte %u do stall",
			 100 * i);
		CHECK_EQ(t, arm(&r, rule), 0);
	}
	for (;;) {
		if (rig_read(&r, 2048, out, SECOND) != -EPIPE)
			break;
		stalls++;
		stream_clear_halt(&r.cam.stream);
	}
	CHECK_EQ(t, stalls, 20);
	rig_close(&r);
	tap_done(t, "many rules hit one frame");
}

static void silent_and_unplug(struct tap *t)
{
	uint8_t out[2048];
	struct rig r;

	start(&r);
	CHECK_EQ(t, arm(&r, "on frame#2 at byte 3000 do silent"), 0);
	CHECK_EQ(t, rig_frame(&r, 2048), 0);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK_EQ(t, rig_read(&r, 2048, out, 10 * SECOND), -EAGAIN);
	CHECK_EQ(t, rig_live(&r, &small), 0);
	CHECK_EQ(t, rig_frame(&r, 2048), 0);
	CHECK(t, rig_is_frame(&r, r.cam.stream.counter - r.cam.stream.reading));

	CHECK_EQ(t, arm(&r, "on stream at byte 4100 do unplug"), 0);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), 2048);
	CHECK_EQ(t, rig_read(&r, 2048, out, SECOND), -ENODEV);
	CHECK(t, !r.cam.attached && r.cam.attach_at == NEVER);
	/* power came back: everything as new */
	camera_plug(&r.cam, r.now);
	r.cam.configuration = 1;
	CHECK_EQ(t, rig_live(&r, &small), 0);
	CHECK_EQ(t, rig_frame(&r, 2048), 0);
	CHECK(t, rig_is_frame(&r, 1));
	rig_close(&r);
	tap_done(t, "silent until the next start; unplug at a byte");
}

static void control_faults(struct tap *t)
{
	uint8_t want[64];
	struct rig r;

	rig_open(&r, "268m");
	rig_in(&r, 0xd2, 64);
	memcpy(want, r.in, 64);
	CHECK_EQ(t, arm(&r, "on control 0xD2#2 do stall"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK_EQ(t, rig_in(&r, 0xd3, 64), 64);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), -EPIPE);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK_EQ(t, arm(&r, "on control 0xD1/A3 do stall"), 0);
	CHECK_EQ(t, rig_gain(&r, 3), 0);
	CHECK_EQ(t, rig_exposure(&r, 77000), -EPIPE);
	CHECK_EQ(t, r.cam.stream.next.exposure_us, 0);
	CHECK_EQ(t, rig_exposure(&r, 77000), 0);
	CHECK_EQ(t, arm(&r, "on control 0xD2 do silent"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), -EAGAIN);
	CHECK_EQ(t, arm(&r, "on control 0xD2 do short"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 32);
	CHECK_EQ(t, arm(&r, "on control 0xD2 at byte 48 do zero 16"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK(t, !memcmp(r.in + 9, want + 9, 3) && !r.in[48] && !r.in[62]);
	CHECK_EQ(t, arm(&r, "on control 0xD2 do garbage 64"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), 64);
	CHECK(t, memcmp(r.in + 48, want + 48, 16));
	CHECK_EQ(t, arm(&r, "on control 0xD2 do unplug"), 0);
	CHECK_EQ(t, rig_in(&r, 0xd2, 64), -ENODEV);
	CHECK(t, !r.cam.attached);
	CHECK_EQ(t, r.cam.refused, 0);
	CHECK_EQ(t, r.cam.faults.fired, 7);
	rig_close(&r);
	tap_done(t, "faults of endpoint 0 are no refusals");
}

#define ANSWERS	200

/* Answers to 0xD2 and 0xD3 as the rules make them, one after the other. */
static void spoilt(struct tap *t, const char *status, const char *timing,
		   uint8_t (*out)[64])
{
	struct rig r;
	int i;

	rig_open(&r, "268m");
	CHECK_EQ(t, arm(&r, status), 0);
	CHECK_EQ(t, arm(&r, timing), 0);
	for (i = 0; i < ANSWERS; i++) {
		CHECK_EQ(t, rig_in(&r, i & 1 ? 0xd3 : 0xd2, 64), 64);
		memcpy(out[i], r.in, 64);
	}
	CHECK_EQ(t, r.cam.faults.fired, ANSWERS);
	CHECK_EQ(t, r.cam.refused, 0);
	rig_close(&r);
}

static void random_answers(struct tap *t)
{
	static uint8_t a[ANSWERS][64], b[ANSWERS][64];
	int counts[256] = { 0 }, i, k;

	spoilt(t, "on control 0xD2* do garbage 64 7",
	       "on control 0xD3* do garbage 64 8", a);
	spoilt(t, "on control 0xD2* do garbage 64 7",
	       "on control 0xD3* do garbage 64 8", b);
	CHECK(t, !memcmp(a, b, sizeof(a)));
	for (i = 0; i < ANSWERS; i++)
		for (k = 0; k < 64; k++)
			counts[a[i][k]]++;
	/* 50 of each on average */
	for (i = 0; i < 256; i++)
		CHECK(t, counts[i] > 15 && counts[i] < 100);
	for (i = 0; i + 1 < ANSWERS; i++)
		CHECK(t, memcmp(a[i], a[i + 1], 64));
	spoilt(t, "on control 0xD2* do garbage 64 9",
	       "on control 0xD3* do garbage 64 8", b);
	CHECK(t, memcmp(a[0], b[0], 64) && !memcmp(a[1], b[1], 64));
	tap_done(t, "random answers, the same for the same seed");
}

int main(void)
{
	struct tap t = { 0 };

	grammar(&t);
	length_faults(&t);
	content_faults(&t);
	filler_turns(&t);
	zero_length_packet(&t);
	ranges(&t);
	stall(&t);
	many(&t);
	silent_and_unplug(&t);
	control_faults(&t);
	random_answers(&t);
	return tap_end(&t);
}
