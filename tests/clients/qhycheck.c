// SPDX-License-Identifier: GPL-2.0
/*
 * qhycheck - stream from a camera that shows the test pattern and check it
 *
 * Every good frame is compared with the pattern's function, every row, and its
 * frame number must advance as the sequence does. One line on standard output:
 * FIELD=VALUE words, for tests to look at. Exit status 0 when all frames came
 * and no pixel was wrong, 1 when something was wrong, 2 for a usage error,
 * 3 when a system call failed (named on standard error with its errno).
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/qhyccd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/pattern.h"
#include "v4l.h"

struct options {
	const char *device;
	uint32_t fourcc;
	struct v4l2_rect crop;
	unsigned int frames;		/* good ones wanted */
	double seconds;			/* or this long */
	unsigned int buffers;
	unsigned int step;		/* check every nth row */
	int64_t exposure;
	bool single;
	int wait_ms;
	unsigned int stall_after;	/* stop dequeuing after so many */
	double stall;			/* for so many seconds */
	bool slips;			/* the camera may lose frames itself */
};

struct result {
	unsigned int good, damaged, wrong, lost, slipped;
	unsigned int damaged_bytes_bad;
	unsigned int lost_at_once;	/* most in one gap */
	int64_t last_n;
	int64_t last_sequence;
	int64_t first_us, last_us;
};

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhycheck: %s: %s\n", what, strerror(-ret));
	return 3;
}

static enum pattern_format pattern_of(const struct v4l2_pix_format *pix)
{
	switch (pix->pixelformat) {
	case V4L2_PIX_FMT_GREY:
	case V4L2_PIX_FMT_SRGGB8:
		return PATTERN_8;
	case V4L2_PIX_FMT_Y16_BE:
		return PATTERN_16BE;
	default:
		return PATTERN_16LE;
	}
}

static bool rows_match(const struct pattern *p, const struct v4l *v,
		       const uint8_t *data, int64_t n, unsigned int step)
{
	enum pattern_format format = pattern_of(&v->pix);
	unsigned int y;

	for (y = 0; y < v->crop.height; y += step) {
		const uint8_t *want = pattern_row(p, format, n, v->crop.left,
						  v->crop.top + y);

		if (memcmp(data + (size_t)y * v->pix.bytesperline, want,
			   v->pix.bytesperline)) {
			fprintf(stderr,
				"qhycheck: frame %" PRId64 " differs in row %u\n",
				n, y);
			return false;
		}
	}
	return true;
}

/* The first rows tell which frame it is; then all of it is compared. */
static void check_good(const struct pattern *p, const struct v4l *v,
		       const struct v4l2_buffer *b, const struct options *o,
		       struct result *r)
{
	const uint8_t *data = v->buf[b->index].data;
	int64_t step = r->last_sequence < 0 ? 0 : b->sequence - r->last_sequence;
	int64_t hint = r->last_n < 0 ? 1 : r->last_n + step;
	unsigned int rows = v->crop.height < 8 ? v->crop.height : 8;
	int64_t n = pattern_find(p, pattern_of(&v->pix), data, v->crop.width,
				 rows, v->crop.left, v->crop.top, hint);

	r->good++;
	if (b->bytesused != v->pix.sizeimage || n < 0 ||
	    !rows_match(p, v, data, n, o->step)) {
		fprintf(stderr,
			"qhycheck: sequence %u is wrong: %u of %u bytes, frame %"
			PRId64 " (expected %" PRId64 ")\n", b->sequence,
			b->bytesused, v->pix.sizeimage, n, hint);
		r->wrong++;
		return;
	}
	if (r->last_n >= 0 && n != hint) {
		r->slipped++;
		if (!o->slips)
			fprintf(stderr, "qhycheck: sequence %u is frame %" PRId64
				", expected %" PRId64 "\n", b->sequence, n,
				hint);
	}
	r->last_n = n;
}

static void check(const struct pattern *p, const struct v4l *v,
		  const struct v4l2_buffer *b, const struct options *o,
		  struct result *r)
{
	int64_t sequence = b->sequence, gap = sequence - r->last_sequence - 1;

	if (gap > 0) {
		r->lost += gap;
		if (gap > r->lost_at_once)
			r->lost_at_once = gap;
	} else if (gap < 0) {
		fprintf(stderr, "qhycheck: sequence %u after %" PRId64 "\n",
			b->sequence, r->last_sequence);
		r->wrong++;
	}
	if (b->flags & V4L2_BUF_FLAG_ERROR) {
		r->damaged++;
		if (!b->bytesused || b->bytesused > v->pix.sizeimage)
			r->damaged_bytes_bad++;
		if (r->last_n >= 0)
			r->last_n += gap + 1;
	} else {
		check_good(p, v, b, o, r);
	}
	r->last_sequence = sequence;
}

static bool done(const struct options *o, const struct result *r)
{
	if (o->seconds > 0)
		return r->first_us &&
		       v4l_now_us() - r->first_us > o->seconds * 1e6;
	return r->good >= o->frames;
}

static int stream(struct v4l *v, const struct pattern *p,
		  const struct options *o, struct result *r)
{
	unsigned int seen = 0, i;
	int ret;

	for (i = 0; i < v->count; i++) {
		ret = v4l_queue(v, i);
		if (ret)
			return fail("QBUF", ret);
	}
	ret = v4l_stream(v, true);
	if (ret)
		return fail("STREAMON", ret);
	while (!done(o, r)) {
		struct v4l2_buffer b;

		if (o->stall > 0 && seen++ == o->stall_after) {
			struct timespec t = {
				.tv_sec = (time_t)o->stall,
				.tv_nsec = (o->stall - (time_t)o->stall) * 1e9,
			};

			nanosleep(&t, NULL);
		}
		ret = v4l_dequeue(v, &b, o->wait_ms);
		if (ret)
			return fail("DQBUF", ret);
		if (!r->first_us)
			r->first_us = v4l_now_us();
		r->last_us = v4l_now_us();
		check(p, v, &b, o, r);
		ret = v4l_queue(v, b.index);
		if (ret)
			return fail("QBUF", ret);
	}
	ret = v4l_stream(v, false);
	return ret ? fail("STREAMOFF", ret) : 0;
}

static int usage(void)
{
	fputs("usage: qhycheck [-d NODE] [-f FOURCC] [-c WxH+X+Y] [-n FRAMES |\n"
	      "  -s SECONDS] [-b BUFFERS] [-r EVERY_NTH_ROW] [-e MICROSECONDS]\n"
	      "  [-1 (single)] [-w WAIT_MS] [-p AFTER:SECONDS (pause)] [-l (slips)]\n",
	      stderr);
	return 2;
}

static int parse(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt(argc, argv, "d:f:c:n:s:b:r:e:1w:p:l")) != -1) {
		switch (c) {
		case 'd': o->device = optarg; break;
		case 'f': o->fourcc = v4l_fourcc(optarg); break;
		case 'c':
			if (sscanf(optarg, "%ux%u+%d+%d", &o->crop.width,
				   &o->crop.height, &o->crop.left,
				   &o->crop.top) != 4)
				return usage();
			break;
		case 'n': o->frames = strtoul(optarg, NULL, 0); break;
		case 's': o->seconds = strtod(optarg, NULL); break;
		case 'b': o->buffers = strtoul(optarg, NULL, 0); break;
		case 'r': o->step = strtoul(optarg, NULL, 0); break;
		case 'e': o->exposure = strtoll(optarg, NULL, 0); break;
		case '1': o->single = true; break;
		case 'w': o->wait_ms = strtol(optarg, NULL, 0); break;
		case 'p':
			if (sscanf(optarg, "%u:%lf", &o->stall_after,
				   &o->stall) != 2)
				return usage();
			break;
		case 'l': o->slips = true; break;
		default: return usage();
		}
	}
	return optind == argc && o->step && o->buffers ? 0 : usage();
}

static int prepare(struct v4l *v, const struct options *o)
{
	int ret = v4l_open(v, o->device);

	if (ret)
		return fail(o->device, ret);
	ret = v4l_set_control(v, V4L2_CID_QHYCCD_CAPTURE_MODE, o->single);
	if (!ret && o->exposure)
		ret = v4l_set_control(v, V4L2_CID_QHYCCD_EXPOSURE, o->exposure);
	if (ret)
		return fail("S_EXT_CTRLS", ret);
	ret = v4l_set_format(v, o->fourcc, &o->crop);
	if (ret)
		return fail("S_FMT", ret);
	if (o->fourcc && v->pix.pixelformat != o->fourcc)
		return fail("pixel format", -EINVAL);
	if (o->crop.width && memcmp(&o->crop, &v->crop, sizeof(v->crop)))
		return fail("crop", -EINVAL);
	ret = v4l_map(v, o->buffers);
	return ret ? fail("REQBUFS", ret) : 0;
}

static int report(const struct v4l *v, const struct options *o,
		  const struct result *r, int ret)
{
	double seconds = (r->last_us - r->first_us) / 1e6;
	unsigned int intervals = r->good + r->damaged;

	printf("good=%u damaged=%u lost=%u lost_at_once=%u wrong=%u slipped=%u damaged_bytes_bad=%u last_n=%"
	       PRId64 " buffers=%u bytes=%u seconds=%.2f fps=%.3f\n",
	       r->good, r->damaged, r->lost, r->lost_at_once, r->wrong,
	       r->slipped, r->damaged_bytes_bad, r->last_n, v->count,
	       v->pix.sizeimage, seconds,
	       seconds > 0 ? (intervals - 1) / seconds : 0);
	if (ret)
		return ret;
	return r->wrong || r->damaged_bytes_bad || !r->good ||
	       (r->slipped && !o->slips);
}

int main(int argc, char **argv)
{
	struct options o = {
		.device = "/dev/video0",
		.frames = 20,
		.buffers = 4,
		.step = 1,
		.wait_ms = 20000,
	};
	struct result r = { .last_n = -1, .last_sequence = -1 };
	struct pattern *p = malloc(sizeof(*p));
	struct v4l v = { .fd = -1 };
	int ret = parse(argc, argv, &o);

	if (!p || ret) {
		free(p);
		return ret ? ret : 3;
	}
	pattern_init(p);
	ret = prepare(&v, &o);
	if (!ret)
		ret = report(&v, &o, &r, stream(&v, p, &o, &r));
	v4l_close(&v);
	free(p);
	return ret;
}
