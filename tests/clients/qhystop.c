// SPDX-License-Identifier: GPL-2.0
/*
 * qhystop - how a stream ends, and when an exposure begins
 *
 * Without -u: starts a stream, waits, calls STREAMOFF and prints how long that
 * took; fails when a frame came or it took over 5 s. With -u: in single-frame
 * mode, takes one frame, then has nothing queued for a while, sees that no
 * exposure starts meanwhile (V4L2_EVENT_FRAME_SYNC), queues a buffer and sees
 * that one does. Exit status: 0, 1 not so, 2 usage, 3 a call failed.
 */
#include <errno.h>
#include <getopt.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "v4l.h"

#define LIMIT_US 5000000

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhystop: %s: %s\n", what, strerror(-ret));
	return 3;
}

static int start(struct v4l *v, const char *device, bool single,
		 int64_t exposure)
{
	struct v4l2_rect roi = { .left = 100, .top = 200, .width = 640,
				 .height = 480 };
	struct v4l2_event_subscription sync = { .type = V4L2_EVENT_FRAME_SYNC };
	int ret = v4l_open(v, device);

	if (!ret)
		ret = v4l_set_control(v, V4L2_CID_QHYCCD_CAPTURE_MODE, single);
	if (!ret)
		ret = v4l_set_control(v, V4L2_CID_QHYCCD_EXPOSURE, exposure);
	if (!ret)
		ret = v4l_set_format(v, 0, &roi);
	if (!ret)
		ret = v4l_ioctl(v->fd, VIDIOC_SUBSCRIBE_EVENT, &sync);
	if (!ret)
		ret = v4l_start_one(v, 2);
	return ret;
}

/* Start of an exposure within @ms: its sequence, or -ETIMEDOUT. */
static int wait_sync(struct v4l *v, int ms)
{
	struct pollfd p = { .fd = v->fd, .events = POLLPRI };
	struct v4l2_event event = { 0 };
	int ret = poll(&p, 1, ms);

	if (ret <= 0)
		return ret ? -errno : -ETIMEDOUT;
	ret = v4l_ioctl(v->fd, VIDIOC_DQEVENT, &event);
	return ret ? ret : (int)event.u.frame_sync.frame_sequence;
}

static int measure_stop(struct v4l *v, int after_ms)
{
	struct v4l2_buffer b;
	int64_t begin;
	int ret = v4l_dequeue(v, &b, after_ms);

	if (ret != -ETIMEDOUT) {
		fprintf(stderr, "qhystop: no exposure was running (%d)\n", ret);
		return 1;
	}
	begin = v4l_now_us();
	ret = v4l_stream(v, false);
	begin = v4l_now_us() - begin;
	if (ret)
		return fail("STREAMOFF", ret);
	printf("STREAMOFF took %.1f ms\n", begin / 1e3);
	return begin > LIMIT_US;
}

static int want(const char *what, int got, int expected)
{
	if (got == expected)
		return 0;
	fprintf(stderr, "qhystop: %s: got %d, want %d\n", what, got, expected);
	return 1;
}

static int check_unqueued(struct v4l *v)
{
	struct v4l2_buffer b;
	int ret = want("first exposure", wait_sync(v, 10000), 0);

	if (!ret)
		ret = want("first frame", v4l_dequeue(v, &b, 10000), 0);
	if (!ret)
		ret = want("exposure without a buffer", wait_sync(v, 1500),
			   -ETIMEDOUT);
	if (!ret)
		ret = want("QBUF", v4l_queue(v, 1), 0);
	if (!ret)
		ret = want("second exposure", wait_sync(v, 10000), 1);
	if (!ret)
		ret = want("second frame", v4l_dequeue(v, &b, 10000), 0);
	return ret ? ret : want("its sequence", b.sequence, 1);
}

int main(int argc, char **argv)
{
	const char *device = "/dev/video0";
	int64_t exposure = 600000000;
	bool single = false, unqueued = false;
	int after_ms = 1000, ret, c;
	struct v4l v;

	while ((c = getopt(argc, argv, "d:1e:a:u")) != -1) {
		switch (c) {
		case 'd': device = optarg; break;
		case '1': single = true; break;
		case 'e': exposure = strtoll(optarg, NULL, 0); break;
		case 'a': after_ms = strtol(optarg, NULL, 0); break;
		case 'u': unqueued = true; break;
		default:
			fputs("usage: qhystop [-d NODE] [-1] [-e US] [-a MS | -u]\n",
			      stderr);
			return 2;
		}
	}
	ret = start(&v, device, single, exposure);
	if (ret)
		ret = fail("start", ret);
	else
		ret = unqueued ? check_unqueued(&v) : measure_stop(&v, after_ms);
	v4l_close(&v);
	return ret;
}
