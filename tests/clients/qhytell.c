// SPDX-License-Identifier: GPL-2.0
/*
 * qhytell - read what the camera tells, again and again, and judge it
 *
 * Reads each volatile read-only control, and those of the cooler, over and over
 * until it was done -n times, with a pause in which a reading becomes old; what
 * is out of the control's range, or an error other than EIO and ETIMEDOUT, is
 * printed and makes it fail. Prints how many rounds gave values, how many EIO
 * and how many no answer. With -w
 * it writes instead: to every control that is neither read-only nor volatile
 * its default, as programs do when they open their dialog; prints how many.
 * Exit status: 0, 1 not so, 2 usage, 3 a call failed.
 */
#include <errno.h>
#include <getopt.h>
#include <linux/qhyccd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "v4l.h"

#define CONTROLS_MAX	64
#define PAUSE_NS	5500000		/* the driver shares readings for 5 ms */

struct controls {
	struct v4l2_query_ext_ctrl list[CONTROLS_MAX];
	unsigned int count;
};

static bool is_value(const struct v4l2_query_ext_ctrl *q)
{
	return q->type == V4L2_CTRL_TYPE_INTEGER ||
	       q->type == V4L2_CTRL_TYPE_INTEGER64 ||
	       q->type == V4L2_CTRL_TYPE_BOOLEAN ||
	       q->type == V4L2_CTRL_TYPE_BITMASK ||
	       q->type == V4L2_CTRL_TYPE_MENU;
}

static bool wanted(const struct v4l2_query_ext_ctrl *q, bool write)
{
	const unsigned int left_alone = V4L2_CTRL_FLAG_READ_ONLY |
					V4L2_CTRL_FLAG_VOLATILE |
					V4L2_CTRL_FLAG_DISABLED;

	if (!is_value(q))
		return false;
	return write ? !(q->flags & left_alone) :
		       !!(q->flags & V4L2_CTRL_FLAG_VOLATILE);
}

static int enumerate(int fd, bool write, struct controls *all)
{
	struct v4l2_query_ext_ctrl q = {
		.id = V4L2_CTRL_FLAG_NEXT_CTRL,
	};

	while (!v4l_ioctl(fd, VIDIOC_QUERY_EXT_CTRL, &q)) {
		if (wanted(&q, write)) {
			if (all->count == CONTROLS_MAX)
				return -ENOSPC;
			all->list[all->count++] = q;
		}
		q.id |= V4L2_CTRL_FLAG_NEXT_CTRL;
	}
	return all->count ? 0 : -ENOENT;
}

static int transfer(int fd, unsigned long request,
		    const struct v4l2_query_ext_ctrl *q, int64_t *value)
{
	bool wide = q->type == V4L2_CTRL_TYPE_INTEGER64;
	struct v4l2_ext_control control = { .id = q->id };
	struct v4l2_ext_controls set = {
		.which = V4L2_CTRL_WHICH_CUR_VAL,
		.count = 1,
		.controls = &control,
	};
	int ret;

	if (wide)
		control.value64 = *value;
	else
		control.value = (int32_t)*value;
	ret = v4l_ioctl(fd, request, &set);
	*value = wide ? control.value64 : control.value;
	return ret;
}

/* 0 with values, or what those that ask the camera gave. */
static int read_round(int fd, const struct controls *all, int *wrong)
{
	unsigned int i;
	int got = 0;

	for (i = 0; i < all->count; i++) {
		const struct v4l2_query_ext_ctrl *q = &all->list[i];
		int64_t value = 0;
		int ret = transfer(fd, VIDIOC_G_EXT_CTRLS, q, &value);

		if (ret) {
			got = ret;
			continue;
		}
		if (value < q->minimum || value > q->maximum) {
			printf("%s: %lld\n", q->name, (long long)value);
			++*wrong;
		}
	}
	return got;
}

static int read_all(int fd, const struct controls *all, long rounds)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	long values = 0, refused = 0, silent = 0, done;
	int wrong = 0;

	for (done = 0; done < rounds; done++) {
		int ret = read_round(fd, all, &wrong);

		values += !ret;
		refused += ret == -EIO;
		silent += ret == -ETIMEDOUT;
		if (ret && ret != -EIO && ret != -ETIMEDOUT) {
			fprintf(stderr, "qhytell: round %ld: %s\n", done,
				strerror(-ret));
			return 3;
		}
		nanosleep(&pause, NULL);
	}
	printf("controls=%u rounds=%ld values=%ld eio=%ld silent=%ld wrong=%d\n",
	       all->count, done, values, refused, silent, wrong);
	return wrong ? 1 : 0;
}

static int write_all(int fd, const struct controls *all)
{
	unsigned int i;

	for (i = 0; i < all->count; i++) {
		int64_t value = all->list[i].default_value;
		int ret = transfer(fd, VIDIOC_S_EXT_CTRLS, &all->list[i],
				   &value);

		printf("%s: %s\n", all->list[i].name, strerror(-ret));
		/* capture mode, readout mode: while buffers exist */
		if (ret && ret != -EBUSY)
			return 1;
	}
	printf("controls=%u\n", all->count);
	return 0;
}

int main(int argc, char **argv)
{
	struct controls all = { .count = 0 };
	const char *device = "/dev/video0";
	bool write = false;
	long rounds = 1;
	struct v4l v;
	int ret, c;

	while ((c = getopt(argc, argv, "d:n:w")) != -1) {
		switch (c) {
		case 'd': device = optarg; break;
		case 'n': rounds = strtol(optarg, NULL, 0); break;
		case 'w': write = true; break;
		default:
			fputs("usage: qhytell [-d NODE] [-n ROUNDS | -w]\n",
			      stderr);
			return 2;
		}
	}
	ret = v4l_open(&v, device);
	if (!ret)
		ret = enumerate(v.fd, write, &all);
	if (ret) {
		fprintf(stderr, "qhytell: %s: %s\n", device, strerror(-ret));
		ret = 3;
	} else {
		ret = write ? write_all(v.fd, &all) :
			      read_all(v.fd, &all, rounds);
	}
	v4l_close(&v);
	return ret;
}
