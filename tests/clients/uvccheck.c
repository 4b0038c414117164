// SPDX-License-Identifier: GPL-2.0
/*
 * uvccheck NODE FRAMES - so many frames of the emulated UVC camera
 *
 * There is a buffer for each, and none is given back: all of them must be there, one
 * after the other from the stream's first one on, each pixel as the pattern has it.
 * Prints a line: fourcc, size, bytes, frames that are so.
 * Exit status: 0, 1 not so, 2 usage, 3 a call failed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/pattern.h"
#include "v4l.h"

#define PATIENCE_MS	60000

static int fail(const char *what, int ret)
{
	fprintf(stderr, "uvccheck: %s: %s\n", what, strerror(-ret));
	return 3;
}

static int prepare(struct v4l *v, unsigned int frames)
{
	struct v4l2_format f = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	int ret = v4l_ioctl(v->fd, VIDIOC_G_FMT, &f);
	unsigned int i;

	v->pix = f.fmt.pix;
	if (!ret)
		ret = v4l_map(v, frames);
	if (!ret && v->count != frames)
		ret = -ENOMEM;
	for (i = 0; i < frames && !ret; i++)
		ret = v4l_queue(v, i);
	return ret ? ret : v4l_stream(v, true);
}

static bool good(const struct v4l *v, const struct pattern *p,
		 const struct v4l2_buffer *b, unsigned int n)
{
	long row = 0;

	if (b->sequence == n && b->bytesused == v->pix.sizeimage &&
	    !(b->flags & V4L2_BUF_FLAG_ERROR))
		row = pattern_check(p, PATTERN_16LE, v->buf[b->index].data,
				    v->pix.width, v->pix.height, n, 0, 0);
	if (row >= 0)
		fprintf(stderr, "uvccheck: frame %u: sequence %u, %u bytes, "
			"flags %#x, row %ld\n", n, b->sequence, b->bytesused,
			b->flags, row);
	return row < 0;
}

/* How many of them are right, into @right. */
static int check(struct v4l *v, const struct pattern *p, unsigned int frames,
		 unsigned int *right)
{
	struct v4l2_buffer b[V4L_MAX_BUFFERS];
	unsigned int i;
	int ret = prepare(v, frames);

	if (ret)
		return fail("STREAMON", ret);
	for (i = 0; i < frames; i++) {
		ret = v4l_dequeue(v, &b[i], PATIENCE_MS);
		if (ret)
			return fail("DQBUF", ret);
	}
	ret = v4l_stream(v, false);
	if (ret)
		return fail("STREAMOFF", ret);
	for (i = 0; i < frames; i++)
		*right += good(v, p, &b[i], i);
	printf("%.4s %ux%u %u %u\n", (char *)&v->pix.pixelformat,
	       v->pix.width, v->pix.height, v->pix.sizeimage, *right);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int frames = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	unsigned int right = 0;
	struct pattern *p;
	struct v4l v;
	int ret;

	if (!frames || frames > V4L_MAX_BUFFERS) {
		fputs("usage: uvccheck NODE FRAMES (at most 32)\n", stderr);
		return 2;
	}
	ret = v4l_open(&v, argv[1]);
	if (ret)
		return fail(argv[1], ret);
	p = malloc(sizeof(*p));
	if (p) {
		pattern_init(p);
		ret = check(&v, p, frames, &right);
		free(p);
	} else {
		ret = fail("pattern", -ENOMEM);
	}
	v4l_close(&v);
	return ret ? ret : right != frames;
}
