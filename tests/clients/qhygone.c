// SPDX-License-Identifier: GPL-2.0
/*
 * qhygone NODE COMMAND - what waiting calls say when the camera goes
 *
 * One thread blocks in DQBUF, the other in poll() for an event, during a 600 s
 * exposure; COMMAND unplugs the camera. Both must return, DQBUF with ENODEV and
 * poll with POLLERR, and later calls must say ENODEV. Exit status 0 if so.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "v4l.h"

#define LIMIT_MS 30000

struct waiter {
	struct v4l *v;
	int dequeue;		/* what DQBUF returned */
	int revents;		/* what poll() returned */
	int64_t dequeue_us;
	int64_t poll_us;
};

static void *block_in_dqbuf(void *arg)
{
	struct waiter *w = arg;
	struct v4l2_buffer b = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	w->dequeue = v4l_ioctl(w->v->fd, VIDIOC_DQBUF, &b);
	w->dequeue_us = v4l_now_us();
	return NULL;
}

static void *block_in_poll(void *arg)
{
	struct waiter *w = arg;
	struct pollfd p = { .fd = w->v->fd, .events = POLLPRI };

	w->revents = poll(&p, 1, LIMIT_MS) == 1 ? p.revents : -1;
	w->poll_us = v4l_now_us();
	return NULL;
}

static int start(struct v4l *v, const char *node)
{
	struct v4l2_rect keep = { .width = 0 };
	int ret = v4l_open(v, node);

	if (ret)
		return ret;
	fcntl(v->fd, F_SETFL, 0);	/* DQBUF shall block */
	ret = v4l_set_control(v, V4L2_CID_QHYCCD_EXPOSURE, 600000000);
	if (!ret)
		ret = v4l_set_format(v, 0, &keep);
	if (!ret)
		ret = v4l_start_one(v, 2);
	return ret;
}

static int want(const char *what, int got, int expected)
{
	if (got == expected)
		return 0;
	fprintf(stderr, "qhygone: %s: got %d, want %d\n", what, got, expected);
	return 1;
}

int main(int argc, char **argv)
{
	struct v4l v;
	struct waiter w = { .v = &v };
	pthread_t threads[2];
	int64_t begin;
	int ret;

	if (argc != 3)
		return 2;
	ret = start(&v, argv[1]);
	if (ret) {
		fprintf(stderr, "qhygone: start: %s\n", strerror(-ret));
		return 3;
	}
	pthread_create(&threads[0], NULL, block_in_dqbuf, &w);
	pthread_create(&threads[1], NULL, block_in_poll, &w);
	begin = v4l_now_us();
	ret = want("the unplug command", system(argv[2]), 0);
	if (ret)
		return ret;	/* nothing will end the waits */
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	printf("DQBUF returned after %.1f ms, poll after %.1f ms\n",
	       (w.dequeue_us - begin) / 1e3, (w.poll_us - begin) / 1e3);
	ret |= want("DQBUF", w.dequeue, -ENODEV);
	ret |= want("poll", w.revents > 0 && (w.revents & POLLERR), 1);
	ret |= want("QBUF", v4l_queue(&v, 1), -ENODEV);
	ret |= want("STREAMOFF", v4l_stream(&v, false), -ENODEV);
	v4l_close(&v);
	return ret;
}
