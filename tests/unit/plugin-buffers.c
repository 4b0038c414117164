// SPDX-License-Identifier: GPL-2.0
/* The libv4l2 plugin: from frames to pictures, in the program's buffers. */
#include "plugin-fake.h"

#define W 64
#define H 32
#define BYTES (W * H * 2)

/* A sky with a star, as the device gives it. */
static void sky(uint8_t *d, bool big_endian, unsigned int star)
{
	for (unsigned int i = 0; i < W * H; i++) {
		unsigned int v = 1000 + i * 2654435761u % 97;

		v = i / 2 % (W * H / 2) == star / 2 ? 40000 : v;
		d[2 * i + !big_endian] = v >> 8;
		d[2 * i + big_endian] = v;
	}
}

/* expect: what the picture core alone makes of it. */
static size_t expect(struct picture *core, const struct plugin *p, const uint8_t *frame,
		     uint8_t *out, bool lock)
{
	struct picture_options o = p->view.options;
	struct picture_frame f = p->view.frame;

	o.lock = lock;
	f.data = frame;
	if (__real_picture_convert(core, &f, &o, out, BYTES))
		return 0;
	return p->view.shape.bytes;
}

static void test_pixels(struct tap *t, bool colour, uint32_t fourcc, unsigned int width)
{
	static uint8_t frame[BYTES], want[BYTES];
	struct picture *core = picture_new();
	struct v4l2_format f;
	struct v4l2_buffer b;
	struct plugin *p;
	size_t bytes;

	fake_begin(colour, W, H);
	p = plugin_open(FAKE_FD);
	T_EQ(t, fake_choose(p, fourcc, width, width / 2, &f), 0);
	T_EQ(t, f.fmt.pix.width, width);
	T_EQ(t, fake_buffers(p, 3), 0);
	for (unsigned int i = 0; i < 5; i++) {
		size_t whole = p->view.frame.bytes;

		sky(frame, p->view.frame.big_endian, 100 + 10 * i);
		memcpy(fake.memory[i % 3], frame, whole);
		bytes = expect(core, p, frame, want, false);
		T_EQ(t, fake_frame(p, i % 3, whole, 0, &b), 0);
		T_EQ(t, bytes, f.fmt.pix.sizeimage);
		T_EQ(t, b.bytesused, bytes);
		T_EQ(t, b.flags, 0);
		T_MEM(t, fake.memory[i % 3], want, bytes);
	}
	T_EQ(t, fake.mapped, 3);
	plugin_close(p);
	T_EQ(t, fake.mapped, 0);
	fake_free();
	picture_free(core);
}

static void test_untouched(struct tap *t)
{
	static uint8_t frame[BYTES];
	struct v4l2_format f;
	struct v4l2_buffer b;
	void *p;

	fake_begin(false, W, H);
	p = plugin_open(FAKE_FD);
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, W, H, &f), 0);
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_Y16, W, H, &f), 0);
	T_EQ(t, fake_buffers(p, 2), 0);
	sky(frame, false, 7);
	memcpy(fake.memory[1], frame, BYTES);
	T_EQ(t, fake_frame(p, 1, BYTES, 0, &b), 0);
	T_EQ(t, b.bytesused, BYTES);
	T_MEM(t, fake.memory[1], frame, BYTES);
	T_EQ(t, fake_frame(p, 1, 100, V4L2_BUF_FLAG_ERROR, &b), 0);
	T_EQ(t, b.bytesused, 100);
	T_MEM(t, fake.memory[1], frame, BYTES);
	T_EQ(t, fake.mapped, 0);
	plugin_close(p);
	fake_free();
}

static void test_damaged(struct tap *t)
{
	static uint8_t frame[BYTES], want[BYTES];
	struct picture *core = picture_new();
	struct v4l2_format f;
	struct v4l2_buffer b;
	struct plugin *p;

	fake_begin(false, W, H);
	p = plugin_open(FAKE_FD);
	fake_choose(p, V4L2_PIX_FMT_YUYV, W, H, &f);
	fake_buffers(p, 2);
	sky(frame, true, 500);
	memcpy(fake.memory[0], frame, BYTES);
	expect(core, p, frame, want, false);
	T_EQ(t, fake_frame(p, 0, BYTES, 0, &b), 0);
	/* Half of it comes, over what the buffer had before. */
	memset(fake.memory[1], 0xaa, BYTES);
	memcpy(fake.memory[1], frame, BYTES / 2);
	memset(frame + BYTES / 2, 0, BYTES / 2);
	expect(core, p, frame, want, true);
	T_EQ(t, fake_frame(p, 1, BYTES / 2, V4L2_BUF_FLAG_ERROR, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	T_EQ(t, b.bytesused, f.fmt.pix.sizeimage);
	T_MEM(t, fake.memory[1], want, BYTES);
	T_EQ(t, fake.locked, 1);
	T_EQ(t, fake.memory[1][BYTES - 2], 16);
	/* Whole, but not good. */
	T_EQ(t, fake_frame(p, 0, BYTES, V4L2_BUF_FLAG_ERROR, &b), 0);
	T_EQ(t, fake.locked, 2);
	plugin_close(p);
	fake_free();
	picture_free(core);
}

/* Whatever is missing: the frame is marked, and nothing is written beyond. */
static void test_failures(struct tap *t)
{
	struct v4l2_format f;
	struct v4l2_buffer b;
	void *p;

	fake_begin(false, W, H);
	p = plugin_open(FAKE_FD);
	fake_choose(p, V4L2_PIX_FMT_YUYV, W, H, &f);
	fake_buffers(p, 2);
	fake.no_convert = true;
	T_EQ(t, fake_frame(p, 0, BYTES, 0, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	T_EQ(t, fake.memory[0][0] << 8 | fake.memory[0][1], 16 << 8 | 128);
	T_EQ(t, fake.memory[0][BYTES - 2] << 8 | fake.memory[0][BYTES - 1], 16 << 8 | 128);
	fake.no_map = true;
	T_EQ(t, fake_frame(p, 1, BYTES, 0, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	fake.no_map = fake.no_convert = false;
	T_EQ(t, fake_frame(p, 9, BYTES, 0, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	T_EQ(t, fake_frame(p, VIDEO_MAX_FRAME, BYTES, 0, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	T_EQ(t, fake_frame(p, 1, BYTES, 0, &b), 0);
	T_EQ(t, b.flags, 0);
	fake.broken = VIDIOC_DQBUF;
	fake.error = ENODEV;
	T_EQ(t, fake_frame(p, 0, BYTES, 0, &b), -1);
	T_EQ(t, errno, ENODEV);
	fake.broken = 0;
	fake_buffers(p, 0);
	/* NV12 is not made in place. */
	fake_choose(p, V4L2_PIX_FMT_NV12, W / 2, H / 2, &f);
	fake.length = 0;
	fake_buffers(p, 2);
	fake.no_convert = true;
	T_EQ(t, fake_frame(p, 0, W * H, 0, &b), 0);
	T_EQ(t, fake.memory[0][0] << 8 | fake.memory[0][W * H / 4], 16 << 8 | 128);
	fake.no_convert = false;
	/* Smaller than what the format says: no driver does so, a bad one might. */
	fake_buffers(p, 0);
	fake.length = W * H - 1;
	fake_buffers(p, 1);
	T_EQ(t, fake_frame(p, 0, W * H - 1, 0, &b), 0);
	T_EQ(t, b.flags, V4L2_BUF_FLAG_ERROR);
	T_EQ(t, fake.memory[0][0], 0);
	plugin_close(p);
	T_EQ(t, fake.mapped, 0);
	fake_free();
}

static void test_requests(struct tap *t)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	struct v4l2_create_buffers c = { .format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_requestbuffers r = {
		.count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_USERPTR,
	};
	struct v4l2_control control = { .id = V4L2_CID_GAIN };
	struct v4l2_format f;
	struct v4l2_buffer b;
	void *p;

	fake_begin(false, W, H);
	p = plugin_open(FAKE_FD);
	fake_choose(p, V4L2_PIX_FMT_YUYV, W, H, &f);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_S_CTRL, &control), 0);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_CREATE_BUFS, &c), -1);
	T_EQ(t, errno, ENOTTY);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_REQBUFS, &r), -1);
	T_EQ(t, errno, EINVAL);
	/* Another program changed format and ROI: this one gets what it was told. */
	fake.fourcc = V4L2_PIX_FMT_GREY;
	fake.width = 32;
	T_EQ(t, fake_buffers(p, 2), 0);
	T_EQ(t, fake.fourcc, V4L2_PIX_FMT_Y16_BE);
	T_EQ(t, fake.width, W);
	T_EQ(t, fake_frame(p, 0, BYTES, 0, &b), 0);
	T_EQ(t, fake.mapped, 1);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_STREAMOFF, &type), 0);
	T_EQ(t, fake.mapped, 0);
	T_EQ(t, fake_frame(p, 0, BYTES, 0, &b), 0);
	T_EQ(t, fake.mapped, 1);
	T_EQ(t, fake_buffers(p, 0), 0);
	T_EQ(t, fake.mapped, 0);
	/* It has buffers with that format now. */
	fake.fourcc = V4L2_PIX_FMT_GREY;
	fake.broken = VIDIOC_S_FMT;
	fake.error = EBUSY;
	T_EQ(t, fake_buffers(p, 2), -1);
	T_EQ(t, errno, EBUSY);
	T_EQ(t, fake.count, 0);
	plugin_close(p);
}

int main(void)
{
	struct tap t = { 0 };

	test_pixels(&t, false, V4L2_PIX_FMT_YUYV, W);
	test_pixels(&t, false, V4L2_PIX_FMT_YUYV, W / 4);
	test_pixels(&t, false, V4L2_PIX_FMT_NV12, W / 2);
	test_pixels(&t, true, V4L2_PIX_FMT_YUYV, W / 2);
	test_pixels(&t, true, V4L2_PIX_FMT_YUYV, W / 4);
	test_pixels(&t, true, V4L2_PIX_FMT_NV12, W / 2);
	test_untouched(&t);
	test_damaged(&t);
	test_failures(&t);
	test_requests(&t);
	return tap_end(&t);
}
