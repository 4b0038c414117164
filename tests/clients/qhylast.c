// SPDX-License-Identifier: GPL-2.0
/*
 * qhylast NODE METADATA_NODE - flags of a program's own in DQBUF
 *
 * Asks both nodes for a buffer when there is none, before the stream and in an
 * exposure, with the flags that a last buffer would have: that must not end the
 * queue, the next image and its metadata come. Exit status: 0, 1 not so, 2 usage, 3 a call failed.
 */
#include <errno.h>
#include <linux/qhyccd.h>
#include <stdio.h>
#include <string.h>

#include "v4l.h"

#define BUFFERS		2
#define EXPOSURE_US	3000000
#define PATIENCE_MS	20000

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhylast: %s: %s\n", what, strerror(-ret));
	return 3;
}

/* As vb2 marks what it gives; there is no buffer to give yet. */
static int dequeue_none(const char *name, struct v4l *v, int want)
{
	struct v4l2_buffer b = {
		.type = v->type,
		.memory = V4L2_MEMORY_MMAP,
		.flags = V4L2_BUF_FLAG_DONE | V4L2_BUF_FLAG_LAST,
	};
	int ret = v4l_ioctl(v->fd, VIDIOC_DQBUF, &b);

	if (ret == want)
		return 0;
	fprintf(stderr, "qhylast: %s: DQBUF: %s, want %s\n", name,
		strerror(-ret), strerror(-want));
	return 1;
}

static int take(const char *name, struct v4l *v)
{
	struct v4l2_buffer b;
	int ret = v4l_dequeue(v, &b, PATIENCE_MS);

	if (!ret)
		return 0;
	fprintf(stderr, "qhylast: %s: %s\n", name, strerror(-ret));
	return 1;
}

static int begin(struct v4l *v)
{
	unsigned int i;
	int ret = v4l_map(v, BUFFERS);

	for (i = 0; !ret && i < v->count; i++)
		ret = v4l_queue(v, i);
	return ret;
}

static int stream(struct v4l *image, struct v4l *meta)
{
	const struct v4l2_rect roi = { .left = 24, .top = 2, .width = 640,
				       .height = 480 };
	int ret = v4l_set_format(image, 0, &roi);

	if (!ret)
		ret = v4l_set_control(image, V4L2_CID_QHYCCD_EXPOSURE, EXPOSURE_US);
	if (!ret)
		ret = begin(meta);
	if (!ret)
		ret = begin(image);
	if (ret)
		return fail("buffers", ret);
	ret = dequeue_none("image, before", image, -EINVAL);
	if (!ret)
		ret = dequeue_none("metadata, before", meta, -EINVAL);
	if (ret)
		return ret;
	/* Metadata go with an image: they must wait for it already. */
	ret = v4l_stream(meta, true);
	if (!ret)
		ret = v4l_stream(image, true);
	if (ret)
		return fail("STREAMON", ret);
	ret = dequeue_none("image", image, -EAGAIN);
	if (!ret)
		ret = dequeue_none("metadata", meta, -EAGAIN);
	if (!ret)
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
