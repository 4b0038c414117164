// SPDX-License-Identifier: GPL-2.0
/* A camera out of a recording: answers in their order, data at their time. */
#include "emulator-rig.h"

#include <unistd.h>

#define RUN(value) "S Co:2:005:0 s 40 b9 000" value " 0023 0001 1 = 00"
#define CLEAR(value) "S Co:2:005:0 s 40 b9 000" value " 0001 0001 1 = 00"
#define TEMPERATURE "S Ci:2:005:0 s c0 f2 0000 0000 0004 4 <"

/* id, then what was asked, then what came of it */
static const char *const recording[][2] = {
	{ TEMPERATURE, "C Ci:2:005:0 0 4 = 0000c800" },
	{ TEMPERATURE, "C Ci:2:005:0 0 4 = 0000c601" },
	{ "S Ci:2:005:0 s c0 d2 0000 0000 0040 64 <", "C Ci:2:005:0 -32 0" },
	{ RUN("0"), "C Co:2:005:0 0 1 >" },
	{ CLEAR("1"), "C Co:2:005:0 0 1 >" },
	{ CLEAR("0"), "C Co:2:005:0 0 1 >" },
	{ RUN("1"), "C Co:2:005:0 0 1 >" },
	{ "S Bi:2:005:1 -115 16 <", "C Bi:2:005:1 0 16 = 00010203 04050607 08090a0b 0c0d0e0f" },
	{ "S Bi:2:005:1 -115 16 <", "C Bi:2:005:1 0 4 = ee11dd22" },
	{ "S Bi:2:005:1 -115 16 <", "C Bi:2:005:1 0 8 = 10111213 ee11dd22" },
	{ RUN("0"), "C Co:2:005:0 0 1 >" },
	{ CLEAR("1"), "C Co:2:005:0 0 1 >" },
	{ CLEAR("0"), "C Co:2:005:0 0 1 >" },
};

static void write_recording(const char *path)
{
	FILE *f = fopen(path, "we");
	size_t i;

	for (i = 0; f && i < sizeof(recording) / sizeof(recording[0]); i++)
		fprintf(f, "e%zu %zu %s\ne%zu %zu %s\n", i, i * 1000,
			recording[i][0], i, i * 1000 + 100, recording[i][1]);
	if (!f || fclose(f))
		exit(EXIT_FAILURE);
}

static void answers(struct tap *t, struct rig *r)
{
	int i;

	ACCEPTED(t, r, rig_in(r, 0xf2, 4));
	CHECK_EQ(t, get16(r->in + 1), 200);
	for (i = 0; i < 3; i++) {
		ACCEPTED(t, r, rig_in(r, 0xf2, 4));
		CHECK_EQ(t, get16(r->in + 1), 198);
	}
	CHECK_EQ(t, rig_in(r, 0xd2, 64), -EPIPE);
	CHECK_EQ(t, r->cam.refused, 0);
	REFUSED(t, r, rig_in(r, 0xd3, 64));
	REFUSED(t, r, rig_register(r, 0x38, 1));
	tap_done(t, "answers in their order, the last one again; refusals");
}

static void data(struct tap *t, struct rig *r)
{
	uint8_t b[64];

	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 64, b), -EAGAIN);
	ACCEPTED(t, r, rig_run(r, 0));
	ACCEPTED(t, r, rig_clear(r));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 64, b), -EAGAIN);
	ACCEPTED(t, r, rig_run(r, 1));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 8, b), 8);
	CHECK(t, b[0] == 0 && b[7] == 7);
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 64, b), 12);
	CHECK(t, b[0] == 8 && !memcmp(b + 8, "\xee\x11\xdd\x22", 4));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 8, b), 8);
	CHECK(t, b[0] == 0x10);
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 8, b), 0);
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 8, b), -EAGAIN);
	tap_done(t, "data when their time has come, ends included");
}

static void dropped(struct tap *t, struct rig *r)
{
	uint8_t b[64];

	replay_rewind(r->cam.replay);
	ACCEPTED(t, r, rig_run(r, 0));
	ACCEPTED(t, r, rig_clear(r));
	ACCEPTED(t, r, rig_run(r, 1));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 8, b), 8);
	ACCEPTED(t, r, rig_run(r, 0));
	ACCEPTED(t, r, rig_clear(r));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 64, b), -EAGAIN);
	ACCEPTED(t, r, rig_run(r, 1));
	CHECK_EQ(t, camera_bulk_in(&r->cam, r->now, 64, b), -EAGAIN);
	tap_done(t, "a clear pulse drops what was not fetched");
}

int main(void)
{
	char path[] = "/tmp/replay-XXXXXX", why[256] = "";
	struct tap tap = { 0 };
	struct rig r;
	int fd = mkstemp(path);

	if (fd < 0)
		return EXIT_FAILURE;
	CHECK(&tap, !replay_open(path, why, sizeof(why)) && *why);
	tap_done(&tap, "a file that is no recording");
	write_recording(path);
	rig_open(&r, "268m");
	r.cam.replay = replay_open(path, why, sizeof(why));
	CHECK(&tap, r.cam.replay != NULL);
	if (r.cam.replay) {
		answers(&tap, &r);
		data(&tap, &r);
		dropped(&tap, &r);
	}
	rig_close(&r);
	close(fd);
	unlink(path);
	return tap_end(&tap);
}
