// SPDX-License-Identifier: GPL-2.0
/* Broken descriptors: other ones each time, the same while it is there. */
#include "emulator-rig.h"

#define APPEARANCES	20000

struct counts {
	unsigned int right, stalls, longest, odd;
	uint64_t sum;
};

static int descriptor(struct rig *r, unsigned int type, uint16_t length)
{
	return rig_request(r, 0x80, 6, (uint16_t)(type << 8), 0, length, NULL);
}

/* As the USB stack asks: the first bytes, then all of it. */
static void ask(struct rig *r, struct counts *n, const uint8_t *right,
		int right_size)
{
	uint8_t head[9], all[EP0_MAX];
	int size = descriptor(r, 2, sizeof(head)), i;

	memcpy(head, r->in, sizeof(head));
	n->stalls += size < 0;
	i = descriptor(r, 2, EP0_MAX);
	memcpy(all, r->in, sizeof(all));
	n->odd += i < size || memcmp(head, all, (size_t)size);
	n->odd += descriptor(r, 2, EP0_MAX) != i ||
		  memcmp(all, r->in, (size_t)i);
	n->right += i == right_size && !memcmp(all, right, (size_t)i);
	if (i > (int)n->longest)
		n->longest = (unsigned int)i;
	for (size = 0; size < i; size++)
		n->sum = n->sum * 31 + all[size];
	n->odd += descriptor(r, 3, 255) > 255;
	n->odd += descriptor(r, 15, 5) > 5;
}

static struct counts appear(struct tap *t, unsigned int seed)
{
	struct console console = { 0 };
	struct counts n = { 0 };
	uint8_t right[64];
	char line[64], answer[CONSOLE_ANSWER];
	struct rig r;
	int size, i;

	rig_open(&r, "268m");
	console.camera = &r.cam;
	console.log = &r.log;
	size = descriptor(&r, 2, sizeof(right));
	memcpy(right, r.in, sizeof(right));
	snprintf(line, sizeof(line), "descriptors %u %d", seed, APPEARANCES);
	console_execute(&console, r.now, line, answer, sizeof(answer));
	CHECK(t, !strcmp(answer, "ok"));
	for (i = 0; i < APPEARANCES; i++) {
		camera_tick(&r.cam, r.now);
		if (!r.cam.attached || r.cam.broken.shown != (unsigned int)i + 1)
			break;
		ask(&r, &n, right, size);
		if (i % 2)
			rig_in(&r, 0xd2, 64);
		r.now = camera_next_event(&r.cam, 0);
		camera_tick(&r.cam, r.now);
	}
	CHECK_EQ(t, i, APPEARANCES);
	camera_tick(&r.cam, r.now);
	CHECK_EQ(t, r.cam.broken.left, 0);
	CHECK_EQ(t, r.cam.broken.configurations, APPEARANCES);
	CHECK_EQ(t, r.cam.broken.queries, APPEARANCES / 2);
	CHECK(t, r.cam.broken.descriptors > 4 * APPEARANCES);
	CHECK_EQ(t, descriptor(&r, 2, sizeof(right)), size);
	CHECK(t, !memcmp(r.in, right, (size_t)size));
	rig_close(&r);
	return n;
}

static void appearances(struct tap *t)
{
	struct counts n = appear(t, 7), again = appear(t, 7);
	struct counts other = appear(t, 8);

	CHECK_EQ(t, n.odd, 0);
	CHECK_EQ(t, n.stalls, 0);
	CHECK(t, n.right < APPEARANCES / 20);
	CHECK(t, n.longest > 200 && n.longest <= EP0_MAX);
	CHECK(t, n.sum == again.sum && n.sum != other.sum);
	printf("# %u of %d are right, the longest has %u bytes\n", n.right,
	       APPEARANCES, n.longest);
	tap_done(t, "broken descriptors");
}

static void refused(struct tap *t)
{
	static const char *const lines[] = {
		"descriptors", "descriptors 1", "descriptors x 3",
		"descriptors 1 0", "descriptors 1 2 3",
	};
	char answer[CONSOLE_ANSWER];
	struct rig r;
	size_t i;

	rig_open(&r, "600c");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct console console = { .camera = &r.cam, .log = &r.log };

		console_execute(&console, r.now, lines[i], answer,
				sizeof(answer));
		CHECK(t, !strncmp(answer, "error", 5));
		CHECK_EQ(t, r.cam.broken.left, 0);
	}
	rig_close(&r);
	tap_done(t, "control lines that are not understood");
}

int main(void)
{
	struct tap tap = { 0 };

	appearances(&tap);
	refused(&tap);
	return tap_end(&tap);
}
