// SPDX-License-Identifier: GPL-2.0
/*
 * qhyuse - use the controls of a camera until told to end
 *
 * Ten times a second writes a random gain and offset and reads what the camera
 * tells of itself. One line on standard output: FIELD=VALUE words. Exit status 0
 * when all of it worked, 1 if not, 2 usage, 3 the camera cannot be opened.
 */
#include <errno.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "v4l.h"

#define PAUSE_MS	100

static int read_controls(struct v4l *v)
{
	struct v4l2_ext_control values[] = {
		{ .id = V4L2_CID_QHYCCD_TEMPERATURE },
		{ .id = V4L2_CID_QHYCCD_REMAINING },
		{ .id = V4L2_CID_QHYCCD_COOLER_POWER },
	};
	struct v4l2_ext_controls get = { .count = 3, .controls = values };

	return v4l_ioctl(v->fd, VIDIOC_G_EXT_CTRLS, &get);
}

static int one_round(struct v4l *v, unsigned int *seed)
{
	int ret = v4l_set_control(v, V4L2_CID_GAIN, rand_r(seed) % 100);

	if (!ret)
		ret = v4l_set_control(v, V4L2_CID_QHYCCD_OFFSET,
				      1 + rand_r(seed) % 200);
	return ret ? ret : read_controls(v);
}

static int use(struct v4l *v, int signals, unsigned int seed)
{
	struct pollfd p = { .fd = signals, .events = POLLIN };
	unsigned int rounds = 0, failed = 0;

	do {
		int ret = one_round(v, &seed);

		if (ret) {
			fprintf(stderr, "qhyuse: %s\n", strerror(-ret));
			failed++;
		}
		rounds++;
	} while (!poll(&p, 1, PAUSE_MS));
	printf("rounds=%u failed=%u\n", rounds, failed);
	return failed > 0;
}

int main(int argc, char **argv)
{
	const char *device = "/dev/video0";
	unsigned int seed = 1;
	sigset_t set;
	struct v4l v;
	int c, ret;

	while ((c = getopt(argc, argv, "d:s:")) != -1) {
		switch (c) {
		case 'd': device = optarg; break;
		case 's': seed = strtoul(optarg, NULL, 0); break;
		default:
			fputs("usage: qhyuse [-d NODE] [-s SEED]\n", stderr);
			return 2;
		}
	}
	ret = v4l_open(&v, device);
	if (ret) {
		fprintf(stderr, "qhyuse: %s: %s\n", device, strerror(-ret));
		return 3;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ret = use(&v, signalfd(-1, &set, SFD_CLOEXEC), seed);
	v4l_close(&v);
	return ret;
}
