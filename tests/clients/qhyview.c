// SPDX-License-Identifier: GPL-2.0
/*
 * qhyview NODE list - what libv4l2 shows of a camera: "FOURCC WxH ..." a line
 * qhyview NODE FOURCC WxH FRAMES COUNTER - chooses that picture, as a webcam program
 * does, and compares each one with what the picture core makes of the test
 * pattern (COUNTER: the camera's frame counter); a second descriptor must not disturb. Then the same descriptor
 * takes 3 frames in the camera's own 16 bits, which must be the pattern itself.
 *
 * Prints "size=WxH pictures=N wrong=N raw=N second=ERRNO". Exit status 0: all
 * came and was right; 1; 2 usage; 3 a call failed (standard error says which).
 */
#include <errno.h>
#include <fcntl.h>
#include <libv4l2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../lib/pattern.h"
#include "picture/picture.h"
#include "v4l.h"

#define FRAME_MS 60000
#define FIRST_TRIED 4			/* numbers that the first frame may have */

struct view {
	int fd;
	struct v4l2_format f;
	struct v4l2_rect crop;
	struct picture_frame frame;
	struct picture_options options;
	struct picture *core;
	struct pattern *pattern;
	uint8_t *raw, *want;
	int64_t counter;
	int64_t offset;			/* frame number - sequence; -1: not known yet */
	unsigned int count;
	struct v4l2_buffer b[8];
	void *at[8];
};

static int fail(const char *what)
{
	perror(what);
	exit(3);
}

static uint32_t native(const struct view *v)
{
	return v->frame.pattern ? V4L2_PIX_FMT_SRGGB16 : V4L2_PIX_FMT_Y16;
}

/* What the camera sends as frame @n. */
static void frame_make(struct view *v, uint64_t n)
{
	enum pattern_format format = v->frame.bits == 8 ? PATTERN_8 : PATTERN_16LE;
	size_t row = v->frame.width * (v->frame.bits / 8);

	for (unsigned int y = 0; y < v->frame.height; y++)
		memcpy(v->raw + y * row,
		       pattern_row(v->pattern, format, n, v->crop.left, v->crop.top + y), row);
}

static bool same(struct view *v, const struct v4l2_buffer *b, uint64_t n)
{
	struct picture_shape s;

	frame_make(v, n);
	return !picture_shape(&v->frame, &v->options, &s) && b->bytesused == s.bytes &&
	       !picture_convert(v->core, &v->frame, &v->options, v->want, s.bytes) &&
	       !memcmp(v->want, v->at[b->index], s.bytes);
}

/* The first picture tells which number it has. */
static bool right(struct view *v, const struct v4l2_buffer *b)
{
	if (v->offset >= 0)
		return same(v, b, v->offset + b->sequence);
	for (int64_t n = v->counter; n < v->counter + FIRST_TRIED; n++) {
		picture_restart(v->core);
		if (same(v, b, n + b->sequence)) {
			v->offset = n;
			return true;
		}
	}
	return false;
}

static void buffers(struct view *v, unsigned int count)
{
	struct v4l2_requestbuffers r = {
		.count = count, .type = v->f.type, .memory = V4L2_MEMORY_MMAP,
	};

	while (v->count) {
		v->count--;
		v4l2_munmap(v->at[v->count], v->b[v->count].length);
	}
	if (v4l2_ioctl(v->fd, VIDIOC_REQBUFS, &r))
		fail("REQBUFS");
	for (; v->count < r.count && v->count < 8; v->count++) {
		struct v4l2_buffer *b = &v->b[v->count];

		*b = (struct v4l2_buffer) {
			.index = v->count, .type = v->f.type, .memory = V4L2_MEMORY_MMAP,
		};
		if (v4l2_ioctl(v->fd, VIDIOC_QUERYBUF, b))
			fail("QUERYBUF");
		v->at[v->count] = v4l2_mmap(NULL, b->length, PROT_READ | PROT_WRITE, MAP_SHARED,
					    v->fd, b->m.offset);
		if (v->at[v->count] == MAP_FAILED)
			fail("mmap");
		if (v4l2_ioctl(v->fd, VIDIOC_QBUF, b))
			fail("QBUF");
	}
}

static void stream(struct view *v, bool on)
{
	int type = v->f.type;

	if (v4l2_ioctl(v->fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &type))
		fail(on ? "STREAMON" : "STREAMOFF");
}

static void dequeue(struct view *v, struct v4l2_buffer *b)
{
	struct pollfd p = { .fd = v->fd, .events = POLLIN };

	*b = (struct v4l2_buffer) { .type = v->f.type, .memory = V4L2_MEMORY_MMAP };
	if (poll(&p, 1, FRAME_MS) != 1 || v4l2_ioctl(v->fd, VIDIOC_DQBUF, b))
		fail("DQBUF");
	if (b->flags & V4L2_BUF_FLAG_ERROR || b->index >= v->count)
		fail("damaged");
}

static void choose(struct view *v, uint32_t fourcc, unsigned int width, unsigned int height)
{
	v->f.fmt.pix.pixelformat = fourcc;
	v->f.fmt.pix.width = width;
	v->f.fmt.pix.height = height;
	if (v4l2_ioctl(v->fd, VIDIOC_S_FMT, &v->f))
		fail("S_FMT");
	if (v->f.fmt.pix.pixelformat != fourcc)
		fail("format");
}

/* errno of S_FMT by another descriptor while this one streams. */
static int second(const struct view *v, const char *node)
{
	int fd = v4l2_open(node, O_RDWR | O_NONBLOCK), error = 0;
	struct v4l2_format f = v->f;

	if (fd < 0)
		fail("second open");
	/* What the device has already, the library would not even ask for. */
	if (v->frame.bits == 8)
		f.fmt.pix.pixelformat = native(v);
	else
		f.fmt.pix.pixelformat = v->frame.pattern ? V4L2_PIX_FMT_SRGGB8 :
							   V4L2_PIX_FMT_GREY;
	f.fmt.pix.width = v->crop.width;
	f.fmt.pix.height = v->crop.height;
	if (v4l2_ioctl(fd, VIDIOC_S_FMT, &f))
		error = errno;
	v4l2_close(fd);
	return error;
}

static unsigned int pictures(struct view *v, unsigned int frames, unsigned int *wrong)
{
	struct v4l2_buffer b;
	unsigned int n = 0;

	for (; n < frames; n++) {
		dequeue(v, &b);
		*wrong += !right(v, &b);
		if (v4l2_ioctl(v->fd, VIDIOC_QBUF, &b))
			fail("QBUF");
	}
	return n;
}

static unsigned int raws(struct view *v, unsigned int frames)
{
	const struct v4l2_rect *c = &v->crop;
	unsigned int good = 0;
	struct v4l2_buffer b;

	while (frames--) {
		dequeue(v, &b);
		good += b.bytesused == c->width * c->height * 2 &&
			pattern_find(v->pattern, PATTERN_16LE, v->at[b.index], c->width,
				     c->height, c->left, c->top, 1) >= 0;
		if (v4l2_ioctl(v->fd, VIDIOC_QBUF, &b))
			fail("QBUF");
	}
	return good;
}

static void list(int fd)
{
	struct v4l2_fmtdesc d = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };

	for (; !v4l2_ioctl(fd, VIDIOC_ENUM_FMT, &d); d.index++) {
		struct v4l2_frmsizeenum s = { .pixel_format = d.pixelformat };

		if (d.flags & V4L2_FMT_FLAG_EMULATED)
			continue;
		for (unsigned int i = 0; i < 4; i++) {
			char c = d.pixelformat >> 8 * i & 127;

			if (c != ' ')
				putchar(c);
		}
		printf("%s", d.pixelformat >> 31 ? "-BE" : "");
		for (; !v4l2_ioctl(fd, VIDIOC_ENUM_FRAMESIZES, &s); s.index++)
			if (s.type == V4L2_FRMSIZE_TYPE_DISCRETE)
				printf(" %ux%u", s.discrete.width, s.discrete.height);
		printf("\n");
	}
}

/* The frames that the camera gives now. */
static void learn(struct view *v, unsigned int bits)
{
	struct v4l2_selection s = { .type = v->f.type, .target = V4L2_SEL_TGT_CROP };
	size_t room;

	if (v4l2_ioctl(v->fd, VIDIOC_G_FMT, &v->f) ||
	    v4l2_ioctl(v->fd, VIDIOC_G_SELECTION, &s))
		fail("G_FMT");
	v->crop = s.r;
	room = (size_t)s.r.width * s.r.height * 2;
	v->raw = malloc(room);
	v->want = malloc(room);
	v->pattern = malloc(sizeof(*v->pattern));
	v->core = picture_new();
	if (!v->raw || !v->want || !v->pattern || !v->core)
		fail("memory");
	pattern_init(v->pattern);
	v->frame = (struct picture_frame) {
		.data = v->raw, .bytes = room, .width = s.r.width, .height = s.r.height,
		.bits = bits,
		.pattern = v->f.fmt.pix.pixelformat == V4L2_PIX_FMT_SRGGB8 ||
			   v->f.fmt.pix.pixelformat == V4L2_PIX_FMT_SRGGB16 ?
			   PICTURE_RGGB : PICTURE_MONO,
	};
	v->offset = -1;
}

int main(int argc, char **argv)
{
	unsigned int width = 0, height = 0, frames, wrong = 0, raw;
	struct view v = { .f.type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct picture_shape s;
	int error;

	if (argc < 3 || (strcmp(argv[2], "list") && (argc != 6 ||
	    sscanf(argv[3], "%ux%u", &width, &height) != 2)))
		return 2;
	v.fd = v4l2_open(argv[1], O_RDWR | O_NONBLOCK);
	if (v.fd < 0)
		fail(argv[1]);
	if (argc == 3) {
		list(v.fd);
		return v4l2_close(v.fd) ? 3 : 0;
	}
	frames = strtoul(argv[4], NULL, 0);
	v.counter = strtoll(argv[5], NULL, 0);
	learn(&v, strcmp(argv[2], "NV12") ? 16 : 8);
	picture_defaults(&v.options);
	v.options.format = v.frame.bits == 8 ? PICTURE_NV12 : PICTURE_YUYV;
	v.options.matrix = PICTURE_BT709;
	choose(&v, v4l_fourcc(argv[2]), width, height);
	while (!picture_shape(&v.frame, &v.options, &s) && s.width > v.f.fmt.pix.width)
		v.options.bin++;
	printf("size=%ux%u ", v.f.fmt.pix.width, v.f.fmt.pix.height);
	buffers(&v, 3);
	stream(&v, true);
	error = second(&v, argv[1]);
	printf("pictures=%u ", pictures(&v, frames, &wrong));
	stream(&v, false);
	buffers(&v, 0);
	choose(&v, native(&v), v.crop.width, v.crop.height);
	buffers(&v, 3);
	stream(&v, true);
	raw = raws(&v, 3);
	stream(&v, false);
	buffers(&v, 0);
	v4l2_close(v.fd);
	picture_free(v.core);
	free(v.raw);
	free(v.want);
	free(v.pattern);
	printf("wrong=%u raw=%u second=%d\n", wrong, raw, error);
	return wrong || raw != 3;
}
