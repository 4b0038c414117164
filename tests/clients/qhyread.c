// SPDX-License-Identifier: GPL-2.0
/*
 * qhyread - read a stream and look at nothing
 *
 * For figures: no pixel is touched. Until SIGTERM, or as many frames or seconds
 * as wanted. Prints a line when it ends:
 *	frames=N damaged=N lost=N
 * and with -t before it all times, CLOCK_MONOTONIC in ns, once all is over:
 *	call NAME BEGIN END		STREAMON, STREAMOFF, S_CTRL
 *	first TIME			the first FRAME_SYNC event came
 *	frame SEQUENCE STAMP TIME	its time stamp, and when DQBUF returned
 * With -m it tells how much memory the kernel has for itself, in kB, before it
 * has buffers, then, and in the stream:
 *	memory WHEN KB [BYTES OF FRAMES]
 * With -p PORT instead it asks the camera's control line for the time, by marks
 * "ping NUMBER", and prints for each:
 *	ping NUMBER BEGIN END
 * With -u it is a camera of another driver, taken as it is.
 * Exit status: 0, 2 usage, 3 a call failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/qhyccd.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "v4l.h"

#define FRAMES_MAX	20000
#define PINGS		200
#define PATIENCE_MS	60000
#define GAIN_WRITES	20

struct frame {
	uint32_t sequence;
	int64_t stamp, time;
};

struct call {
	const char *name;
	int64_t begin, end;
};

struct options {
	const char *device, *port;
	uint32_t fourcc;
	struct v4l2_rect crop;
	int64_t exposure;
	unsigned int buffers;
	uint64_t frames;		/* 0: no limit */
	double seconds;			/* 0: no limit */
	bool times, controls, memory, other;
};

struct reader {
	struct v4l v;
	struct frame *frame;
	uint64_t good, damaged, lost;
	struct call call[GAIN_WRITES + 2];
	unsigned int calls;
	int64_t first;
};

static volatile sig_atomic_t ending;

static void on_signal(int number)
{
	(void)number;
	ending = 1;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int fail(const char *what, int ret)
{
	fprintf(stderr, "qhyread: %s: %s\n", what, strerror(-ret));
	return 3;
}

static void add_call(struct reader *r, const char *name, int64_t begin)
{
	r->call[r->calls++] = (struct call){ name, begin, now_ns() };
}

static int set_stream(struct reader *r, bool on)
{
	int64_t begin = now_ns();
	int ret = v4l_stream(&r->v, on);

	add_call(r, on ? "STREAMON" : "STREAMOFF", begin);
	return ret;
}

/* When the camera's first data are there. */
static int wait_first(struct reader *r)
{
	struct pollfd p = { .fd = r->v.fd, .events = POLLPRI };
	struct v4l2_event event = { 0 };
	int ret = poll(&p, 1, PATIENCE_MS);

	r->first = now_ns();
	if (ret <= 0)
		return ret ? -errno : -ETIMEDOUT;
	return v4l_ioctl(r->v.fd, VIDIOC_DQEVENT, &event);
}

static int subscribe(struct reader *r)
{
	struct v4l2_event_subscription sync = { .type = V4L2_EVENT_FRAME_SYNC };

	return v4l_ioctl(r->v.fd, VIDIOC_SUBSCRIBE_EVENT, &sync);
}

static void count(struct reader *r, const struct v4l2_buffer *b)
{
	uint64_t n = r->good + r->damaged + r->lost;

	if (b->sequence > n)
		r->lost += b->sequence - n;
	if (b->flags & V4L2_BUF_FLAG_ERROR) {
		r->damaged++;
		return;
	}
	if (r->frame && r->good < FRAMES_MAX)
		r->frame[r->good] = (struct frame){
			b->sequence, v4l_time_us(b) * 1000, now_ns(),
		};
	r->good++;
}

static int read_frames(struct reader *r, const struct options *o)
{
	int64_t end = now_ns() + (int64_t)(o->seconds * 1e9);

	while (!ending && (!o->frames || r->good < o->frames) &&
	       (o->seconds <= 0 || now_ns() < end)) {
		struct v4l2_buffer b;
		int ret = v4l_dequeue(&r->v, &b, PATIENCE_MS);

		if (ret == -EINTR && ending)
			return 0;
		if (ret)
			return ret;
		count(r, &b);
		ret = v4l_queue(&r->v, b.index);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * What a queue takes, and little else: vmalloc memory, the allocator's pages and
 * page tables. Free memory would have what others take and give back, too.
 */
static int tell_memory(const struct reader *r, const char *when)
{
	unsigned long long bytes = 0, page = sysconf(_SC_PAGESIZE), kb = 0;
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128], name[32];
	unsigned long long value;
	unsigned int i;

	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%31[^:]: %llu", name, &value) == 2 &&
		    (!strcmp(name, "VmallocUsed") ||
		     !strcmp(name, "SUnreclaim") ||
		     !strcmp(name, "PageTables")))
			kb += value;
	fclose(f);
	for (i = 0; i < r->v.count; i++)
		bytes += (r->v.pix.sizeimage + page - 1) / page * page;
	printf("memory %s %llu %llu\n", when, kb, bytes);
	return 0;
}

static int write_controls(struct reader *r)
{
	int i, ret;

	for (i = 0; i < GAIN_WRITES; i++) {
		int64_t begin = now_ns();

		ret = v4l_set_control(&r->v, V4L2_CID_GAIN, 10 + i);
		if (ret)
			return ret;
		add_call(r, "S_CTRL", begin);
	}
	return 0;
}

static int set_up(struct v4l *v, const struct options *o)
{
	int ret = v4l_set_control(v, V4L2_CID_QHYCCD_EXPOSURE, o->exposure);

	if (!ret)
		ret = v4l_set_format(v, o->fourcc, &o->crop);
	if (!ret && o->fourcc && v->pix.pixelformat != o->fourcc)
		ret = -EINVAL;
	return ret;
}

static int prepare(struct reader *r, const struct options *o)
{
	struct v4l *v = &r->v;
	unsigned int i;
	int ret = v4l_open(v, o->device);

	if (!ret && !o->other)
		ret = set_up(v, o);
	if (!ret && o->memory)
		ret = tell_memory(r, "before");
	if (!ret)
		ret = v4l_map(v, o->buffers);
	if (!ret && o->memory)
		ret = tell_memory(r, "buffers");
	for (i = 0; i < v->count && !ret; i++)
		ret = v4l_queue(v, i);
	if (!ret && o->times)
		ret = subscribe(r);
	return ret;
}

static int stream(struct reader *r, const struct options *o)
{
	int ret = set_stream(r, true);

	if (ret)
		return fail("STREAMON", ret);
	if (o->times) {
		ret = wait_first(r);
		if (ret)
			return fail("FRAME_SYNC", ret);
	}
	if (o->memory) {
		ret = tell_memory(r, "stream");
		if (ret)
			return fail("meminfo", ret);
	}
	ret = read_frames(r, o);
	if (ret)
		return fail("DQBUF", ret);
	if (o->controls) {
		ret = write_controls(r);
		if (ret)
			return fail("S_EXT_CTRLS", ret);
	}
	ret = set_stream(r, false);
	return ret ? fail("STREAMOFF", ret) : 0;
}

static void report(const struct reader *r)
{
	uint64_t i;

	for (i = 0; i < r->calls && r->frame; i++)
		printf("call %s %" PRId64 " %" PRId64 "\n", r->call[i].name,
		       r->call[i].begin, r->call[i].end);
	if (r->first)
		printf("first %" PRId64 "\n", r->first);
	for (i = 0; i < r->good && i < FRAMES_MAX && r->frame; i++)
		printf("frame %u %" PRId64 " %" PRId64 "\n",
		       r->frame[i].sequence, r->frame[i].stamp,
		       r->frame[i].time);
	printf("frames=%" PRIu64 " damaged=%" PRIu64 " lost=%" PRIu64
	       " buffers=%u\n", r->good, r->damaged, r->lost, r->v.count);
}

/* One question and its answer; the camera's log has when it came. */
static int ping(int fd, unsigned int number)
{
	int64_t begin = now_ns();
	char answer[128];

	if (dprintf(fd, "mark ping %u\n", number) < 0 ||
	    read(fd, answer, sizeof(answer)) <= 0)
		return -errno;
	printf("ping %u %" PRId64 " %" PRId64 "\n", number, begin, now_ns());
	return strncmp(answer, "ok", 2) ? -EPROTO : 0;
}

static int pings(const char *port)
{
	int fd = open(port, O_RDWR | O_CLOEXEC), ret = 0;
	unsigned int i;

	if (fd < 0)
		return fail(port, -errno);
	for (i = 0; i < PINGS && !ret; i++)
		ret = ping(fd, i);
	close(fd);
	return ret ? fail(port, ret) : 0;
}

static int parse(int argc, char **argv, struct options *o)
{
	bool good = true;
	int c;

	while ((c = getopt(argc, argv, "d:f:c:e:b:n:s:tgmup:")) != -1) {
		switch (c) {
		case 'd': o->device = optarg; break;
		case 'f': o->fourcc = v4l_fourcc(optarg); break;
		case 'c':
			good = sscanf(optarg, "%ux%u+%d+%d", &o->crop.width,
				      &o->crop.height, &o->crop.left,
				      &o->crop.top) == 4 && good;
			break;
		case 'e': o->exposure = strtoll(optarg, NULL, 0); break;
		case 'b': o->buffers = strtoul(optarg, NULL, 0); break;
		case 'n': o->frames = strtoull(optarg, NULL, 0); break;
		case 's': o->seconds = strtod(optarg, NULL); break;
		case 't': o->times = true; break;
		case 'g': o->controls = true; break;
		case 'm': o->memory = true; break;
		case 'u': o->other = true; break;
		case 'p': o->port = optarg; break;
		default: good = false;
		}
	}
	if (good && optind == argc && o->buffers)
		return 0;
	fputs("usage: qhyread [-d NODE] [-f FOURCC] [-c WxH+X+Y] [-e MICROSECONDS]\n"
	      "  [-b BUFFERS] [-n FRAMES] [-s SECONDS] [-t (times)] [-g (write gain)]\n"
	      "  [-m (memory)] [-u (as it is)] | -p PORT\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct options o = {
		.device = "/dev/video0", .exposure = 1000, .buffers = 4,
	};
	struct sigaction action = { .sa_handler = on_signal };
	struct reader r = { .v.fd = -1 };
	int ret = parse(argc, argv, &o);

	if (ret)
		return ret;
	if (o.port)
		return pings(o.port);
	/* without SA_RESTART: poll() must end */
	sigaction(SIGTERM, &action, NULL);
	if (o.times)
		r.frame = calloc(FRAMES_MAX, sizeof(*r.frame));
	ret = o.times && !r.frame ? -ENOMEM : prepare(&r, &o);
	ret = ret ? fail(o.device, ret) : stream(&r, &o);
	if (!ret)
		report(&r);
	v4l_close(&r.v);
	free(r.frame);
	return ret;
}
