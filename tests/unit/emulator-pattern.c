// SPDX-License-Identifier: GPL-2.0
/* The test pattern has the properties that the other tests rely on. */
#include "emulator-rig.h"

static void permutation(struct tap *t, const struct pattern *p)
{
	static uint8_t seen[PATTERN_SIZE];
	unsigned int i, twice = 0, wrong = 0;

	for (i = 0; i < PATTERN_SIZE; i++) {
		unsigned int v = (unsigned int)(p->row16be[2 * i] << 8 |
						p->row16be[2 * i + 1]);

		twice += seen[v]++;
		wrong += p->inverse[v] != i;
	}
	CHECK_EQ(t, twice, 0);
	CHECK_EQ(t, wrong, 0);
	tap_done(t, "every value occurs once");
}

static void trailer(struct tap *t, const struct pattern *p)
{
	static const uint8_t bytes[] = { 0xee, 0x11, 0xdd, 0x22 };

	CHECK(t, !memcmp(p->row16be + 2 * PATTERN_TRAILER16, bytes, 4));
	CHECK(t, !memcmp(p->row8 + PATTERN_TRAILER8, bytes, 4));
	tap_done(t, "the trailer occurs inside 16-bit and 8-bit pictures");
}

static void formats(struct tap *t, const struct pattern *p)
{
	unsigned int x, wrong = 0;

	for (x = 0; x < PATTERN_WIDTH; x++) {
		unsigned int v = pattern_pixel(p, 77, x, 5);
		const uint8_t *be = pattern_row16be(p, 77, 0, 5) + 2 * x;
		const uint8_t *le = pattern_row16le(p, 77, 0, 5) + 2 * x;

		wrong += be[0] != v >> 8 || be[1] != (v & 0xff);
		wrong += le[1] != v >> 8 || le[0] != (v & 0xff);
		wrong += pattern_row8(p, 77, 0, 5)[x] != v >> 8;
	}
	CHECK_EQ(t, wrong, 0);
	tap_done(t, "8-bit is the high byte, little-endian is swapped");
}

static void fill(const struct pattern *p, enum pattern_format f, uint8_t *out,
		 unsigned int w, unsigned int h, uint64_t n, unsigned int x,
		 unsigned int y)
{
	size_t bytes = w * pattern_bpp(f);
	unsigned int i;

	for (i = 0; i < h; i++)
		memcpy(out + i * bytes, pattern_row(p, f, n, x, y + i), bytes);
}

static void find(struct tap *t, const struct pattern *p)
{
	static const enum pattern_format all[] = {
		PATTERN_8, PATTERN_16BE, PATTERN_16LE,
	};
	static const uint64_t numbers[] = { 1, 2, 500, 65535, 65536, 70000 };
	uint8_t pic[2 * 64 * 4];
	size_t f, i;

	for (f = 0; f < 3; f++) {
		for (i = 0; i < 6; i++) {
			uint64_t n = numbers[i];

			fill(p, all[f], pic, 64, 4, n, 24, 18);
			CHECK_EQ(t, pattern_find(p, all[f], pic, 64, 4, 24, 18,
						 n + 3), n);
			CHECK_EQ(t, pattern_check(p, all[f], pic, 64, 4, n, 24,
						  18), -1);
			CHECK_EQ(t, pattern_check(p, all[f], pic, 64, 4, n + 1,
						  24, 18), 0);
			pic[2 * 64 * pattern_bpp(all[f]) + 9] ^= 1;
			CHECK_EQ(t, pattern_check(p, all[f], pic, 64, 4, n, 24,
						  18), 2);
			CHECK_EQ(t, pattern_find(p, all[f], pic, 64, 4, 24, 18,
						 n), -1);
		}
	}
	tap_done(t, "a frame's number is found, a changed byte is seen");
}

static void smallest(struct tap *t, const struct pattern *p)
{
	uint8_t pic[4 * 2];

	fill(p, PATTERN_8, pic, 4, 2, 40000, 6276, 4208);
	CHECK_EQ(t, pattern_find(p, PATTERN_8, pic, 4, 2, 6276, 4208, 39990),
		 40000);
	CHECK_EQ(t, pattern_find(p, PATTERN_8, pic, 4, 2, 6276, 4208, 1),
		 40000);
	tap_done(t, "the smallest 8-bit ROI is found near and far from the hint");
}

int main(void)
{
	struct pattern *p = malloc(sizeof(*p));
	struct tap t = { 0 };

	if (!p)
		return EXIT_FAILURE;
	pattern_init(p);
	permutation(&t, p);
	trailer(&t, p);
	formats(&t, p);
	find(&t, p);
	smallest(&t, p);
	free(p);
	return tap_end(&t);
}
