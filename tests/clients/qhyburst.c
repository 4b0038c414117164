// SPDX-License-Identifier: GPL-2.0
/*
 * qhyburst - release one burst after the other and check each
 *
 * Every burst must bring the frames start + 1 .. end - 1 of the test pattern,
 * all of them and nothing else. One line on standard output: FIELD=VALUE words.
 * Exit status 0 if so, 1 if not, 2 usage, 3 a system call failed.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/qhyccd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "look.h"
#include "v4l.h"

struct job {
	const char *device;
	uint32_t fourcc;
	struct v4l2_rect crop;
	unsigned int bursts, start, end;
	int wait_ms;
	struct look look;
	struct v4l v;
	unsigned int done, frames, wrong, damaged;
	int64_t sequence;
};

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhyburst: %s: %s\n", what, strerror(-ret));
	return 3;
}

static int take_frame(struct job *j, int64_t want)
{
	struct v4l2_buffer b;
	const uint8_t *data;
	int ret = v4l_dequeue(&j->v, &b, j->wait_ms);

	if (ret)
		return fail("DQBUF", ret);
	data = j->v.buf[b.index].data;
	j->frames++;
	if (b.flags & V4L2_BUF_FLAG_ERROR)
		j->damaged++;
	if (look_compare(&j->look, &j->v, data, want) >= 0 ||
	    b.sequence != ++j->sequence) {
		fprintf(stderr, "qhyburst: burst %u: sequence %u is frame %" PRId64
			", expected %" PRId64 "\n", j->done, b.sequence,
			look_find(&j->look, &j->v, data, want), want);
		j->wrong++;
	}
	ret = v4l_queue(&j->v, b.index);
	return ret ? fail("QBUF", ret) : 0;
}

static int burst(struct job *j)
{
	unsigned int n;
	int ret = v4l_set_control(&j->v, V4L2_CID_QHYCCD_BURST_RELEASE, 1);

	if (ret)
		return fail("Burst Release", ret);
	for (n = j->start + 1; n < j->end && !ret; n++)
		ret = take_frame(j, n);
	return ret;
}

static int prepare(struct job *j)
{
	unsigned int i;
	int ret = v4l_open(&j->v, j->device);

	if (ret)
		return fail(j->device, ret);
	ret = v4l_set_format(&j->v, j->fourcc, &j->crop);
	if (!ret)
		ret = v4l_set_control(&j->v, V4L2_CID_QHYCCD_BURST_START,
				      j->start);
	if (!ret)
		ret = v4l_set_control(&j->v, V4L2_CID_QHYCCD_BURST_END, j->end);
	if (!ret)
		ret = v4l_set_control(&j->v, V4L2_CID_QHYCCD_BURST, 1);
	if (!ret)
		ret = v4l_map(&j->v, 8);
	for (i = 0; i < j->v.count && !ret; i++)
		ret = v4l_queue(&j->v, i);
	if (!ret)
		ret = v4l_stream(&j->v, true);
	return ret ? fail("start", ret) : 0;
}

static int whole(struct job *j)
{
	struct v4l2_buffer b;
	int ret = prepare(j), end;

	pattern_init(&j->look.pattern);
	while (!ret && j->done < j->bursts) {
		ret = burst(j);
		j->done++;
	}
	/* one frame too many would come at once */
	if (!ret && v4l_dequeue(&j->v, &b, 200) != -ETIMEDOUT)
		j->wrong++;
	end = v4l_stream(&j->v, false);
	if (!ret && end)
		ret = fail("STREAMOFF", end);
	printf("bursts=%u frames=%u wrong=%u damaged=%u\n", j->done, j->frames,
	       j->wrong, j->damaged);
	if (!ret)
		ret = j->wrong || j->damaged;
	v4l_close(&j->v);
	return ret;
}

static int usage(void)
{
	fputs("usage: qhyburst [-d NODE] [-f FOURCC] [-c WxH+X+Y] [-n BURSTS]\n"
	      "  [-s START] [-e END] [-w WAIT_MS]\n", stderr);
	return 2;
}

static int parse(int argc, char **argv, struct job *j)
{
	int c;

	while ((c = getopt(argc, argv, "d:f:c:n:s:e:w:")) != -1) {
		switch (c) {
		case 'd': j->device = optarg; break;
		case 'f': j->fourcc = v4l_fourcc(optarg); break;
		case 'c':
			if (sscanf(optarg, "%ux%u+%d+%d", &j->crop.width,
				   &j->crop.height, &j->crop.left,
				   &j->crop.top) != 4)
				return usage();
			break;
		case 'n': j->bursts = strtoul(optarg, NULL, 0); break;
		case 's': j->start = strtoul(optarg, NULL, 0); break;
		case 'e': j->end = strtoul(optarg, NULL, 0); break;
		case 'w': j->wait_ms = strtol(optarg, NULL, 0); break;
		default: return usage();
		}
	}
	return optind == argc ? 0 : usage();
}

int main(int argc, char **argv)
{
	struct job *j = calloc(1, sizeof(*j));
	int ret;

	if (!j)
		return 3;
	*j = (struct job){
		.device = "/dev/video0", .bursts = 10, .start = 1, .end = 6,
		.wait_ms = 10000, .look.step = 1, .v.fd = -1, .sequence = -1,
	};
	ret = parse(argc, argv, j);
	if (!ret)
		ret = whole(j);
	free(j);
	return ret;
}
