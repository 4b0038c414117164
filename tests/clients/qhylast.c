// SPDX-License-Identifier: GPL-2.0
/*
 * qhylast NODE METADATA_NODE - buffers that a program calls the last ones
 *
 * Queues buffers with V4L2_BUF_FLAG_LAST on both nodes, streams, and takes two of
 * each: these queues have no last buffer, so none comes back as one, and DQBUF goes
 * on. Exit status: 0, 1 not so, 2 usage, 3 a call failed.
 */
#include <stdio.h>
#include <string.h>

#include "v4l.h"

#define BUFFERS		2
#define PATIENCE_MS	10000

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhylast: %s: %s\n", what, strerror(-ret));
	return 3;
}

static int queue_last(struct v4l *v, unsigned int index)
{
	struct v4l2_buffer b = {
		.index = index,
		.type = v->type,
		.memory = V4L2_MEMORY_MMAP,
		.flags = V4L2_BUF_FLAG_LAST,
	};

	return v4l_ioctl(v->fd, VIDIOC_QBUF, &b);
}

static int begin(struct v4l *v)
{
	unsigned int i;
	int ret = v4l_map(v, BUFFERS);

	for (i = 0; !ret && i < v->count; i++)
		ret = queue_last(v, i);
	return ret ? ret : v4l_stream(v, true);
}

static int take(const char *name, struct v4l *v)
{
	struct v4l2_buffer b;
	int i, ret;

	for (i = 0; i < BUFFERS; i++) {
		ret = v4l_dequeue(v, &b, PATIENCE_MS);
		if (ret) {
			fprintf(stderr, "qhylast: %s, buffer %d: %s\n", name, i,
				strerror(-ret));
			return 1;
		}
		if (b.flags & V4L2_BUF_FLAG_LAST) {
			fprintf(stderr, "qhylast: %s, buffer %d: the last one\n",
				name, i);
			return 1;
		}
	}
	return 0;
}

static int stream(struct v4l *image, struct v4l *meta)
{
	const struct v4l2_rect roi = { .left = 24, .top = 2, .width = 640,
				       .height = 480 };
	int ret = v4l_set_format(image, 0, &roi);

	/* Metadata go with an image: they must wait for it already. */
	if (!ret)
		ret = begin(meta);
	if (!ret)
		ret = begin(image);
	if (ret)
		return fail("start", ret);
	ret = take("image", image);
	return ret ? ret : take("metadata", meta);
}

int main(int argc, char **argv)
{
	struct v4l image = { .fd = -1 }, meta = { .fd = -1 };
	int ret;

	if (argc != 3) {
		fputs("usage: qhylast NODE METADATA_NODE\n", stderr);
		return 2;
	}
	ret = v4l_open(&image, argv[1]);
	if (!ret)
		ret = v4l_open(&meta, argv[2]);
	meta.type = V4L2_BUF_TYPE_META_CAPTURE;
	ret = ret ? fail("open", ret) : stream(&image, &meta);
	v4l_close(&meta);
	v4l_close(&image);
	return ret;
}
