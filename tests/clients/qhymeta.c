// SPDX-License-Identifier: GPL-2.0
/*
 * qhymeta - stream images and metadata together and print both
 *
 * "start" when both stream; one line of JSON for each image ("image": frame number of the test pattern,
 * first wrong row, painted counter), each metadata buffer ("meta", see
 * metatext.c) and each change of a setting ("change"); the last line ("end")
 * sums up. Exit status 0 when all was right, 1 when a picture or a struct was
 * wrong, 2 for a usage error, 3 when a system call failed or nothing came. A
 * signal to end is as good as the last frame.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "change.h"
#include "look.h"
#include "metatext.h"
#include "v4l.h"

struct options {
	const char *device, *meta_device;
	uint32_t fourcc;
	struct v4l2_rect crop;
	unsigned int frames;		/* images, damaged ones too */
	unsigned int buffers, meta_buffers;
	int64_t exposure;
	int wait_ms;
	bool single;
	bool meta_first;		/* metadata are read before the image */
	bool silence;			/* nothing may come within wait_ms */
	bool any;			/* the scene is not the pattern */
};

struct job {
	struct options o;
	struct look look;
	struct change change;
	struct v4l image, meta;
	int signals;
	unsigned int images, good, damaged, wrong, metas, bad_metas;
	int64_t last_n, last_sequence;
};

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhymeta: %s: %s\n", what, strerror(-ret));
	return 3;
}

static void look_at(struct job *j, const struct v4l2_buffer *b)
{
	const uint8_t *data = j->image.buf[b->index].data;
	bool error = b->flags & V4L2_BUF_FLAG_ERROR;
	int64_t hint = j->last_n, n = -1, stamp = -1;
	int row = -1;

	if (hint >= 0)
		hint += b->sequence - j->last_sequence;
	if (!error && !j->o.any) {
		n = look_find(&j->look, &j->image, data, hint);
		row = n < 0 ? 0 : look_compare(&j->look, &j->image, data, n);
		if (j->look.stamp)
			stamp = look_stamp(&j->image, data);
		if (row >= 0 || b->bytesused != j->image.pix.sizeimage)
			j->wrong++;
		j->last_n = n;
		j->last_sequence = b->sequence;
	}
	j->images++;
	if (error)
		j->damaged++;
	else
		j->good++;
	printf("{\"ev\":\"image\",\"sequence\":%u,\"time\":%" PRId64
	       ",\"error\":%d,\"bytes\":%u,\"n\":%" PRId64
	       ",\"row\":%d,\"stamp\":%" PRId64 "}\n", b->sequence,
	       v4l_time_us(b), error, b->bytesused, n, row, stamp);
}

static int take_image(struct job *j)
{
	struct v4l2_buffer b;
	int ret = v4l_dequeue(&j->image, &b, 0);

	if (ret == -ETIMEDOUT || ret == -EAGAIN)
		return 0;
	if (ret)
		return fail("DQBUF", ret);
	look_at(j, &b);
	ret = v4l_queue(&j->image, b.index);
	return ret ? fail("QBUF", ret) : 0;
}

/* All that are there. */
static int take_metas(struct job *j)
{
	struct v4l2_buffer b;
	int ret;

	while (j->meta.fd >= 0) {
		ret = v4l_dequeue(&j->meta, &b, 0);
		if (ret == -ETIMEDOUT || ret == -EAGAIN)
			break;
		if (ret)
			return fail("DQBUF of metadata", ret);
		j->metas++;
		if (metatext_print(&b, j->meta.buf[b.index].data,
				   j->meta.buf[b.index].size))
			j->bad_metas++;
		ret = v4l_queue(&j->meta, b.index);
		if (ret)
			return fail("QBUF of metadata", ret);
	}
	return 0;
}

static bool done(const struct job *j)
{
	unsigned int n = j->image.fd >= 0 ? j->images : j->metas;

	if (j->change.count && !atomic_load(&j->change.over))
		return false;
	return n >= j->o.frames;
}

static int stream(struct job *j)
{
	struct pollfd p[] = {
		{ .fd = j->image.fd, .events = POLLIN },
		{ .fd = j->meta.fd, .events = POLLIN },
		{ .fd = j->signals, .events = POLLIN },
	};
	int ret;

	while (!done(j)) {
		ret = poll(p, 3, j->o.wait_ms);
		if (ret < 0)
			return fail("poll", -errno);
		if (!ret && j->o.silence)
			return 0;
		if (!ret)
			return fail("poll", -ETIMEDOUT);
		if (p[2].revents)
			break;
		if (j->o.meta_first || j->image.fd < 0)
			ret = take_metas(j);
		else
			ret = 0;
		if (!ret && p[0].revents)
			ret = take_image(j);
		if (!ret)
			ret = take_metas(j);
		if (ret)
			return ret;
	}
	if (j->o.silence)
		return fail("what was to be silent", -EBUSY);
	return 0;
}

static int queue_all(struct v4l *v)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < v->count && !ret; i++)
		ret = v4l_queue(v, i);
	return ret;
}

static int run(struct job *j)
{
	int ret = 0, end;

	if (j->meta.fd >= 0)
		ret = v4l_stream(&j->meta, true);
	if (!ret && j->image.fd >= 0)
		ret = v4l_stream(&j->image, true);
	if (ret)
		return fail("STREAMON", ret);
	puts("{\"ev\":\"start\"}");
	if (j->change.count) {
		ret = change_start(&j->change);
		if (ret)
			return fail("thread", ret);
	}
	ret = stream(j);
	if (j->change.count) {
		end = change_join(&j->change);
		if (end && !ret)
			ret = fail("S_EXT_CTRLS", end);
	}
	end = j->image.fd >= 0 ? v4l_stream(&j->image, false) : 0;
	if (!end && j->meta.fd >= 0)
		end = v4l_stream(&j->meta, false);
	if (end && !ret)
		ret = fail("STREAMOFF", end);
	return ret;
}

static int open_image(struct job *j)
{
	const struct options *o = &j->o;
	struct v4l *v = &j->image;
	int ret = v4l_open(v, o->device);

	if (ret)
		return fail(o->device, ret);
	ret = v4l_set_control(v, V4L2_CID_QHYCCD_CAPTURE_MODE, o->single);
	if (!ret && o->exposure)
		ret = v4l_set_control(v, V4L2_CID_QHYCCD_EXPOSURE, o->exposure);
	if (ret)
		return fail("S_EXT_CTRLS", ret);
	ret = v4l_set_format(v, o->fourcc, &o->crop);
	if (!ret && ((o->fourcc && v->pix.pixelformat != o->fourcc) ||
		     (o->crop.width &&
		      memcmp(&o->crop, &v->crop, sizeof(v->crop)))))
		ret = -EINVAL;
	if (ret)
		return fail("S_FMT", ret);
	ret = v4l_map(v, o->buffers);
	if (!ret)
		ret = queue_all(v);
	return ret ? fail("REQBUFS", ret) : 0;
}

static int open_meta(struct job *j)
{
	int ret = v4l_open(&j->meta, j->o.meta_device);

	if (ret)
		return fail(j->o.meta_device, ret);
	j->meta.type = V4L2_BUF_TYPE_META_CAPTURE;
	ret = v4l_map(&j->meta, j->o.meta_buffers);
	if (!ret)
		ret = queue_all(&j->meta);
	return ret ? fail("REQBUFS of metadata", ret) : 0;
}

static int usage(void)
{
	fputs("usage: qhymeta [-d NODE | -d -] [-m METADATA_NODE] [-f FOURCC] [-c WxH+X+Y]\n"
	      "  [-n IMAGES] [-b BUFFERS] [-B METADATA_BUFFERS] [-e MICROSECONDS]\n"
	      "  [-1 (single)] [-w WAIT_MS] [-o (metadata first)] [-r EVERY_NTH_ROW]\n"
	      "  [-0 (nothing may come)] [-a (any picture)] [-G (GPS header)] [-S (stamp)]\n"
	      "  [-C SEED:COUNT:PAUSE_MS (changes)] [-M (the readout mode, too)]\n",
	      stderr);
	return 2;
}

static int parse_numbers(struct job *j, int c)
{
	struct options *o = &j->o;

	switch (c) {
	case 'n': o->frames = strtoul(optarg, NULL, 0); return 0;
	case 'b': o->buffers = strtoul(optarg, NULL, 0); return 0;
	case 'B': o->meta_buffers = strtoul(optarg, NULL, 0); return 0;
	case 'e': o->exposure = strtoll(optarg, NULL, 0); return 0;
	case 'w': o->wait_ms = strtol(optarg, NULL, 0); return 0;
	case 'r': j->look.step = strtoul(optarg, NULL, 0); return 0;
	case 'c':
		return sscanf(optarg, "%ux%u+%d+%d", &o->crop.width,
			      &o->crop.height, &o->crop.left,
			      &o->crop.top) == 4 ? 0 : usage();
	case 'C':
		return sscanf(optarg, "%u:%u:%u", &j->change.random,
			      &j->change.count, &j->change.pause_ms) == 3 &&
		       j->change.random && j->change.pause_ms ? 0 : usage();
	default:
		return usage();
	}
}

static int parse(int argc, char **argv, struct job *j)
{
	struct options *o = &j->o;
	int c, ret = 0;

	while (!ret && (c = getopt(argc, argv,
				   "d:m:f:c:n:b:B:e:1w:or:0aGSC:M")) != -1) {
		switch (c) {
		case 'd':
			o->device = strcmp(optarg, "-") ? optarg : NULL;
			break;
		case 'm': o->meta_device = optarg; break;
		case 'f': o->fourcc = v4l_fourcc(optarg); break;
		case '1': o->single = true; break;
		case 'o': o->meta_first = true; break;
		case '0': o->silence = true; break;
		case 'a': o->any = true; break;
		case 'G': j->look.header = true; break;
		case 'S': j->look.stamp = true; break;
		case 'M': j->change.modes = true; break;
		default: ret = parse_numbers(j, c);
		}
	}
	if (ret || optind != argc || !j->look.step ||
	    (!o->device && !o->meta_device))
		return ret ? ret : usage();
	return 0;
}

static int catch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int whole(struct job *j)
{
	int ret = 0;

	pattern_init(&j->look.pattern);
	j->signals = catch_signals();
	if (j->signals < 0)
		return fail("signalfd", -errno);
	if (j->o.meta_device)
		ret = open_meta(j);
	if (!ret && j->o.device)
		ret = open_image(j);
	if (!ret)
		ret = run(j);
	printf("{\"ev\":\"end\",\"images\":%u,\"good\":%u,\"damaged\":%u"
	       ",\"wrong\":%u,\"metas\":%u,\"bad_metas\":%u}\n", j->images,
	       j->good, j->damaged, j->wrong, j->metas, j->bad_metas);
	if (!ret)
		ret = j->wrong || j->bad_metas;
	v4l_close(&j->image);
	v4l_close(&j->meta);
	close(j->signals);
	return ret;
}

int main(int argc, char **argv)
{
	struct job *j = calloc(1, sizeof(*j));
	int ret;

	if (!j)
		return 3;
	j->o = (struct options){
		.device = "/dev/video0", .frames = 20, .buffers = 4,
		.meta_buffers = 32, .wait_ms = 20000,
	};
	j->look.step = 1;
	j->image.fd = -1;
	j->meta.fd = -1;
	j->change.v = &j->image;
	j->last_n = -1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	ret = parse(argc, argv, j);
	if (!ret)
		ret = whole(j);
	free(j);
	return ret;
}
