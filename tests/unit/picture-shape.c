// SPDX-License-Identifier: GPL-2.0
/* Sizes, what is refused, where the output may be, when memory is allocated. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "picture/picture.h"
#include "test.h"

static uint8_t data[64 * 1024];

/* The linker brings the library's calls here. */
static atomic_uint allocations;
static atomic_bool exhausted;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_aligned_alloc(size_t to, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_aligned_alloc(size_t to, size_t n);

void *__wrap_malloc(size_t n)
{
	allocations++;
	return exhausted ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return exhausted ? NULL : __real_calloc(n, size);
}

void *__wrap_aligned_alloc(size_t to, size_t n)
{
	allocations++;
	return exhausted ? NULL : __real_aligned_alloc(to, n);
}

static struct picture_frame frame(unsigned int w, unsigned int h, unsigned int bits,
				  enum picture_pattern pattern)
{
	return (struct picture_frame) {
		.data = data, .bytes = sizeof(data), .width = w, .height = h, .bits = bits,
		.pattern = pattern,
	};
}

static void size(struct tap *t, const struct picture_frame *f, const struct picture_options *o,
		 unsigned int w, unsigned int h, size_t bytes, bool in_place)
{
	struct picture_shape s = { 0 };

	T_EQ(t, picture_shape(f, o, &s), 0);
	T_EQ(t, s.width, w);
	T_EQ(t, s.height, h);
	T_EQ(t, s.bytes, bytes);
	T_EQ(t, s.in_place, in_place);
}

static void sizes(struct tap *t)
{
	struct picture_frame f = frame(9576, 6388, 16, PICTURE_MONO);
	struct picture_options o;

	f.data = NULL;
	picture_defaults(&o);
	size(t, &f, &o, 9576, 6388, 2ul * 9576 * 6388, true);
	o.bin = 4;
	size(t, &f, &o, 2394, 1597, 2ul * 2394 * 1597, true);
	o.format = PICTURE_NV12;
	size(t, &f, &o, 2394, 1596, 2394ul * 1596 * 3 / 2, false);
	o.bin = 3;
	o.format = PICTURE_RGB24;
	size(t, &f, &o, 3192, 2129, 3ul * 3192 * 2129, true);
	f.bits = 8;
	o.bin = 1;
	size(t, &f, &o, 9576, 6388, 3ul * 9576 * 6388, false);
	f = frame(6280, 4210, 16, PICTURE_RGGB);
	o.format = PICTURE_YUYV;
	size(t, &f, &o, 3140, 2105, 2ul * 3140 * 2105, true);
	o.bin = 3;
	size(t, &f, &o, 1046, 701, 2ul * 1046 * 701, true);
	o.debayer = PICTURE_BILINEAR;
	size(t, &f, &o, 2092, 1402, 2ul * 2092 * 1402, true);
	o.bin = 1;
	o.crop = (struct picture_rect) { 1, 1, 5, 3 };
	size(t, &f, &o, 4, 3, 24, true);
	o.format = PICTURE_YU12;
	size(t, &f, &o, 4, 2, 12, false);
	/* 3 bytes a pixel fit into the row of 2 when it has room at its end */
	f = frame(10, 10, 16, PICTURE_MONO);
	picture_defaults(&o);
	o.format = PICTURE_RGB24;
	size(t, &f, &o, 10, 10, 300, false);
	f.stride = 30;
	size(t, &f, &o, 10, 10, 300, true);
}

/* One pixel makes an RGB picture, but no pair. */
static void smallest(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_frame f = frame(1, 1, 16, PICTURE_MONO);
	struct picture_options o;
	struct picture_shape s;
	uint8_t out[4] = { 1, 1, 1, 7 };

	data[0] = 0x34;
	data[1] = 0x12;
	picture_defaults(&o);
	for (int i = PICTURE_YUYV; i <= PICTURE_NV12; i++) {
		o.format = i;
		T_EQ(t, picture_shape(&f, &o, &s), -EINVAL);
		T_EQ(t, picture_convert(p, &f, &o, out, sizeof(out)), -EINVAL);
	}
	o.format = PICTURE_RGB24;
	T_EQ(t, picture_convert(p, &f, &o, out, 3), 0);
	/* a flat picture: its background is at a quarter */
	T_EQ(t, out[0], 64);
	T_EQ(t, out[1], 64);
	T_EQ(t, out[2], 64);
	T_EQ(t, out[3], 7);
	o.stretch = PICTURE_NONE;
	T_EQ(t, picture_convert(p, &f, &o, out, 3), 0);
	T_EQ(t, out[0], 0x12);
	f.pattern = PICTURE_RGGB;
	T_EQ(t, picture_shape(&f, &o, &s), -EINVAL);
	o.debayer = PICTURE_BILINEAR;
	T_EQ(t, picture_shape(&f, &o, &s), -EINVAL);
	f.width = f.height = 2;
	T_EQ(t, picture_shape(&f, &o, &s), 0);
	o.bin = 2;
	T_EQ(t, picture_shape(&f, &o, &s), -EINVAL);
	f.pattern = PICTURE_MONO;
	T_EQ(t, picture_shape(&f, &o, &s), 0);
	T_EQ(t, s.bytes, 3);
	picture_free(p);
}

static void refused(struct tap *t, const struct picture_frame *f, const struct picture_options *o)
{
	struct picture *p = picture_new();
	struct picture_shape s;
	uint8_t out[16] = { 9 };

	T_EQ(t, picture_shape(f, o, &s), -EINVAL);
	T_EQ(t, picture_convert(p, f, o, out, sizeof(out)), -EINVAL);
	T_EQ(t, out[0], 9);
	picture_free(p);
}

static void bad_frames(struct tap *t)
{
	static const struct picture_frame bad[] = {
		{ .width = 0, .height = 4, .bits = 8 },
		{ .width = 4, .height = 0, .bits = 8 },
		{ .width = 65536, .height = 4, .bits = 8 },
		{ .width = 4, .height = 65536, .bits = 8 },
		{ .width = 4, .height = 4, .bits = 0 },
		{ .width = 4, .height = 4, .bits = 12 },
		{ .width = 4, .height = 4, .bits = 24 },
		{ .width = 4, .height = 4, .bits = 8, .pattern = PICTURE_BGGR + 1 },
		{ .width = 4, .height = 4, .bits = 8, .stride = 3 },
		{ .width = 4, .height = 4, .bits = 16, .stride = 7 },
		{ .width = 4, .height = 4, .bits = 16, .stride = SIZE_MAX / 15 },
		{ .width = 4, .height = 4, .bits = 16, .stride = SIZE_MAX },
	};
	struct picture_options o;

	picture_defaults(&o);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct picture_frame f = bad[i];

		f.data = data;
		f.bytes = sizeof(data);
		refused(t, &f, &o);
	}
}

static void bad_crops(struct tap *t)
{
	static const struct picture_rect bad[] = {
		{ 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 4, 0 }, { 0, 0, 0, 4 }, { 0, 0, 9, 8 },
		{ 0, 0, 8, 9 }, { 8, 0, 1, 1 }, { 0, 8, 1, 1 }, { 4, 0, 5, 4 }, { 0, 4, 4, 5 },
		{ 4, 4, UINT32_MAX - 3, 2 }, { UINT32_MAX, 0, 2, 2 },
	};
	const struct picture_frame f = frame(8, 8, 16, PICTURE_MONO);
	struct picture_options o;

	picture_defaults(&o);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		o.crop = bad[i];
		refused(t, &f, &o);
	}
}

static void bad_options(struct tap *t)
{
	const struct picture_frame f = frame(8, 8, 16, PICTURE_RGGB);
	struct picture_options good, o;

	picture_defaults(&good);
#define REFUSED(change) (o = good, (change), refused(t, &f, &o))
	REFUSED(o.bin = 0);
	REFUSED(o.bin = 5);
	REFUSED(o.threads = 0);
	REFUSED(o.threads = PICTURE_THREADS_MAX + 1);
	REFUSED(o.debayer = PICTURE_BILINEAR + 1);
	REFUSED(o.stretch = PICTURE_NONE + 1);
	REFUSED(o.format = PICTURE_RGB24 + 1);
	REFUSED(o.range = PICTURE_FULL + 1);
	REFUSED(o.matrix = PICTURE_BT709 + 1);
	REFUSED(o.balance = PICTURE_BALANCE_NONE + 1);
	REFUSED(o.target = 0);
	REFUSED(o.target = 1);
	REFUSED(o.target = (double)NAN);
	REFUSED(o.sigmas = -1);
	REFUSED(o.sigmas = (double)INFINITY);
	REFUSED(o.smooth = 0);
	good.stretch = PICTURE_LINEAR;
	REFUSED(o.black = -1);
	REFUSED(o.white = 65536);
	REFUSED(o.white = 0);
	REFUSED(o.black = (double)NAN);
	good.balance = PICTURE_BALANCE_MANUAL;
	REFUSED(o.gain[0] = 0);
	REFUSED(o.gain[1] = -1);
	REFUSED(o.gain[2] = (double)NAN);
#undef REFUSED
}

static void room(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_frame f = frame(8, 8, 16, PICTURE_MONO);
	struct picture_options o;
	uint8_t out[128] = { 9 };

	picture_defaults(&o);
	T_EQ(t, picture_convert(p, &f, &o, out, 127), -ENOSPC);
	f.bytes = 127;
	T_EQ(t, picture_convert(p, &f, &o, out, 128), -EINVAL);
	f.bytes = 128;
	f.stride = 17;
	T_EQ(t, picture_convert(p, &f, &o, out, 128), -EINVAL);
	T_EQ(t, out[0], 9);
	/* of the last row what is beyond the pixels need not be there */
	f.bytes = 7 * 17 + 16;
	T_EQ(t, picture_convert(p, &f, &o, out, 128), 0);
	f.data = NULL;
	T_EQ(t, picture_convert(p, &f, &o, out, 128), -EINVAL);
	picture_free(p);
}

static void overlaps(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_frame f = frame(8, 8, 16, PICTURE_MONO);
	struct picture_options o;
	uint8_t both[512] = { 0 };

	picture_defaults(&o);
	f.data = both + 128;
	f.bytes = 128;
	T_EQ(t, picture_convert(p, &f, &o, both + 128, 128), 0);
	T_EQ(t, picture_convert(p, &f, &o, both + 127, 128), -EINVAL);
	T_EQ(t, picture_convert(p, &f, &o, both + 129, 128), -EINVAL);
	T_EQ(t, picture_convert(p, &f, &o, both + 255, 128), -EINVAL);
	T_EQ(t, picture_convert(p, &f, &o, both + 1, 128), -EINVAL);
	T_EQ(t, picture_convert(p, &f, &o, both, 128), 0);
	T_EQ(t, picture_convert(p, &f, &o, both + 256, 128), 0);
	o.format = PICTURE_YU12;
	T_EQ(t, picture_convert(p, &f, &o, both + 128, 128), -EINVAL);
	o.format = PICTURE_RGB24;
	T_EQ(t, picture_convert(p, &f, &o, both + 128, 256), -EINVAL);
	picture_free(p);
	picture_free(NULL);
}

/* One frame after another of other size and kind, through one object. */
static void changing(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_options o;
	uint8_t *out = malloc(3 * 200 * 100);
	unsigned int bad = 0;

	picture_defaults(&o);
	for (unsigned int i = 0; i < 64; i++) {
		struct picture_frame f = frame(i % 3 ? 200 - i : 8 + i, i % 5 ? 100 - i : 9, 16,
					       i % 2 ? PICTURE_GRBG : PICTURE_MONO);

		o.threads = 1 + i % 4;
		o.format = i % 4;
		o.bin = 1 + i % 2;
		o.debayer = i / 4 % 2;
		bad += picture_convert(p, &f, &o, out, 3ul * 200 * 100) != 0;
	}
	T_EQ(t, bad, 0);
	free(out);
	picture_free(p);
}

/* With the first frame, with a larger one, and never else; without, an error. */
static void memory(struct tap *t)
{
	struct picture *p = picture_new();
	struct picture_frame f = frame(100, 80, 16, PICTURE_RGGB);
	struct picture_options o;
	uint8_t *out = malloc(3ul * 200 * 80);
	unsigned int before, first;

	picture_defaults(&o);
	o.threads = 2;
	exhausted = true;
	T_OK(t, !picture_new());
	out[0] = 9;
	T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), -ENOMEM);
	T_EQ(t, out[0], 9);
	exhausted = false;
	before = allocations;
	T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), 0);
	first = allocations;
	T_OK(t, first > before);
	exhausted = true;
	for (unsigned int i = 0; i < 8; i++) {
		o.format = i % 4;
		o.debayer = i / 4;
		f.width = 100 - i;
		T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), 0);
	}
	T_EQ(t, allocations, first);
	f.width = 400;
	T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), -ENOSPC);
	o.bin = 1;
	f.width = 199;
	T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), -ENOMEM);
	exhausted = false;
	T_EQ(t, picture_convert(p, &f, &o, out, 3ul * 200 * 80), 0);
	T_OK(t, allocations > first);
	free(out);
	picture_free(p);
}

static void *in_a_thread(void *arg)
{
	struct picture *p = picture_new();
	struct picture_frame f = frame(150, 100, 16, PICTURE_RGGB);
	struct picture_options o;
	uint8_t *out = arg;

	picture_defaults(&o);
	o.threads = 3;
	o.debayer = PICTURE_BILINEAR;
	for (int i = 0; i < 50; i++)
		if (picture_convert(p, &f, &o, out, 2ul * 150 * 100))
			out[0] = 0xff;
	picture_free(p);
	return NULL;
}

/* Two objects in two threads, each with threads of its own. */
static void side_by_side(struct tap *t)
{
	uint8_t *out[3];
	pthread_t thread[2];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i % 2 ? i / 512 % 8 : i * 7;
	for (int i = 0; i < 3; i++)
		out[i] = malloc(2ul * 150 * 100);
	for (int i = 0; i < 2; i++)
		T_EQ(t, pthread_create(&thread[i], NULL, in_a_thread, out[i]), 0);
	for (int i = 0; i < 2; i++)
		T_EQ(t, pthread_join(thread[i], NULL), 0);
	in_a_thread(out[2]);
	T_OK(t, out[2][0] != 0xff);
	T_MEM(t, out[0], out[2], 2ul * 150 * 100);
	T_MEM(t, out[1], out[2], 2ul * 150 * 100);
	for (int i = 0; i < 3; i++)
		free(out[i]);
}

int main(void)
{
	struct tap t = { 0 };

	sizes(&t);
	smallest(&t);
	bad_frames(&t);
	bad_crops(&t);
	bad_options(&t);
	room(&t);
	overlaps(&t);
	changing(&t);
	memory(&t);
	side_by_side(&t);
	return tap_end(&t);
}
