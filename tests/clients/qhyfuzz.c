// SPDX-License-Identifier: GPL-2.0
/*
 * qhyfuzz - random system calls on the nodes of a camera, by an ordinary user
 *
 *	qhyfuzz -d NODE -m NODE -s SEED -t SECONDS [-p PLACES] [FILE]...
 *
 * Several threads share a few open files of both nodes and call at random: ioctls
 * with structs that are right, nearly right or anything, with wrong pointers and
 * wrong numbers; mmap, munmap, poll, read, write, dup, close, EXPBUF. FILEs (of
 * hwmon, debugfs, a gpiochip) are opened before the privileges are dropped and
 * are read and written, too. Only these files are touched. One line on standard
 * output: how many calls, how many succeeded, how often each errno came. Where the
 * kernel tells (kcov.h), the addresses of the driver that they and completions came
 * through are written to the file PLACES. Exit status 0, 1 when a call did not
 * return, 2 usage, 3 cannot begin.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/gpio.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "fuzzcall.h"
#include "kcov.h"
#include "v4l.h"

#define THREADS		4
#define OPEN		6	/* files of the nodes */
#define MAPS		16
#define GRACE		120	/* s that the last calls may take */
#define ERRNOS		134

/* What all threads use; whatever they do to it at once is meant. */
struct shared {
	const char *nodes[2];
	char **files;
	int file_fds[16];
	unsigned int num_files;
	atomic_int fds[OPEN];
	struct {
		void *at;
		size_t size;
	} maps[MAPS];
	pthread_mutex_t maps_lock;
	atomic_bool stop;
	atomic_ulong calls, good, errnos[ERRNOS];
	struct kcov kcov[THREADS], completions;
	FILE *places_file;
	atomic_ulong places[KCOV_PLACES];
	atomic_uint places_seen;
};

struct worker {
	struct shared *s;
	struct dice dice;
	struct scratch scratch;
	struct kcov *kcov;
	pthread_t thread;
	_Atomic(const char *) doing;
};

static void result(struct worker *w, long ret)
{
	struct shared *s = w->s;

	s->calls++;
	if (ret >= 0)
		s->good++;
	else
		s->errnos[errno < ERRNOS ? errno : 0]++;
}

static int any_fd(struct worker *w)
{
	return w->s->fds[dice_below(&w->dice, OPEN)];
}

static void do_open(struct worker *w)
{
	unsigned int slot = dice_below(&w->dice, OPEN);
	const char *node = w->s->nodes[dice_below(&w->dice, 4) == 0];
	int fd = open(node, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	result(w, fd);
	fd = atomic_exchange(&w->s->fds[slot], fd);
	if (fd >= 0)
		close(fd);
}

static void do_dup(struct worker *w)
{
	unsigned int slot = dice_below(&w->dice, OPEN);
	int fd = fcntl(any_fd(w), F_DUPFD_CLOEXEC, 100);

	result(w, fd);
	fd = atomic_exchange(&w->s->fds[slot], fd);
	if (fd >= 0)
		close(fd);
}

static void do_ioctl(struct worker *w)
{
	struct call call;
	int ret;

	call_make(&w->dice, &w->scratch, &call);
	w->doing = call.name;
	ret = ioctl(any_fd(w), call.request, call.arg);
	result(w, ret);
	/* an exported buffer is a file; one may take a node's place */
	if (!ret && call.request == VIDIOC_EXPBUF &&
	    call.arg == w->scratch.room) {
		struct v4l2_exportbuffer exported;

		memcpy(&exported, call.arg, sizeof(exported));
		ret = exported.fd;
		if (!dice_below(&w->dice, 4))
			ret = atomic_exchange(&w->s->fds[0], ret);
		if (ret >= 0)
			close(ret);
	}
}

static void do_map(struct worker *w)
{
	struct v4l2_buffer b = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.index = dice_below(&w->dice, 4),
	};
	unsigned int slot = dice_below(&w->dice, MAPS);
	int fd = any_fd(w), prot = dice_below(&w->dice, 4);
	void *at, *before;
	size_t size;

	if (ioctl(fd, VIDIOC_QUERYBUF, &b) || !dice_below(&w->dice, 4)) {
		b.length = dice_value(&w->dice) % (64 << 20);
		b.m.offset = dice_value(&w->dice);
	}
	size = b.length;
	at = mmap(NULL, size, prot, MAP_SHARED, fd, b.m.offset & ~4095U);
	result(w, at == MAP_FAILED ? -1 : 0);
	if (at == MAP_FAILED)
		return;
	pthread_mutex_lock(&w->s->maps_lock);
	before = w->s->maps[slot].at;
	if (before)
		munmap(before, w->s->maps[slot].size);
	w->s->maps[slot].at = at;
	w->s->maps[slot].size = size;
	pthread_mutex_unlock(&w->s->maps_lock);
}

static void do_unmap(struct worker *w)
{
	unsigned int slot = dice_below(&w->dice, MAPS);

	pthread_mutex_lock(&w->s->maps_lock);
	if (w->s->maps[slot].at)
		result(w, munmap(w->s->maps[slot].at, w->s->maps[slot].size));
	w->s->maps[slot].at = NULL;
	pthread_mutex_unlock(&w->s->maps_lock);
}

static void do_poll(struct worker *w)
{
	struct pollfd p = {
		.fd = any_fd(w), .events = (short)dice_value(&w->dice),
	};

	result(w, poll(&p, 1, (int)dice_below(&w->dice, 20)));
}

static void do_transfer(struct worker *w)
{
	size_t size = dice_value(&w->dice) % 5000;
	void *where = dice_pointer(&w->dice, &w->scratch);
	int fd = any_fd(w);

	if (dice_below(&w->dice, 2))
		result(w, read(fd, where, size));
	else
		result(w, write(fd, where, size));
}

/* Numbers in and out of range, and what is no number. */
static void do_file(struct worker *w)
{
	static const char *const texts[] = {
		"", "\n", "-", "0x", "9999999999999999999999", "-1\n", "abc",
		"1e3", "255 255", "\xff\xfe",
	};
	char text[64];
	int fd;

	if (!w->s->num_files)
		return;
	fd = w->s->file_fds[dice_below(&w->dice, w->s->num_files)];
	lseek(fd, dice_below(&w->dice, 8) ? 0 : (int)dice_value(&w->dice),
	      SEEK_SET);
	if (dice_below(&w->dice, 2)) {
		result(w, read(fd, dice_pointer(&w->dice, &w->scratch),
			       dice_value(&w->dice) % 5000));
		return;
	}
	snprintf(text, sizeof(text), "%d\n", (int)dice_value(&w->dice) %
		 (dice_below(&w->dice, 2) ? 300 : 0x7fffffff));
	if (!dice_below(&w->dice, 3))
		strcpy(text, texts[dice_below(&w->dice, sizeof(texts) /
						       sizeof(texts[0]))]);
	result(w, write(fd, text, strlen(text)));
}

/* A line of a gpiochip: asked for, set, read, let go. */
static void do_line(struct worker *w)
{
	struct gpio_v2_line_values values = {
		.bits = dice_value(&w->dice), .mask = dice_below(&w->dice, 4),
	};
	struct gpio_v2_line_request request = {
		.num_lines = dice_below(&w->dice, 3),
		.offsets = { dice_below(&w->dice, 6), dice_value(&w->dice) },
		.config.flags = dice_below(&w->dice, 4) ?
			GPIO_V2_LINE_FLAG_OUTPUT : dice_value(&w->dice),
	};
	int ret;

	if (!w->s->num_files)
		return;
	ret = ioctl(w->s->file_fds[dice_below(&w->dice, w->s->num_files)],
		    GPIO_V2_GET_LINE_IOCTL, &request);
	result(w, ret);
	if (ret)
		return;
	result(w, ioctl(request.fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values));
	result(w, ioctl(request.fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values));
	close(request.fd);
}

static const struct {
	const char *name;
	void (*run)(struct worker *w);
	unsigned int weight;
} kinds[] = {
	{ "ioctl", do_ioctl, 79 }, { "open", do_open, 2 }, { "dup", do_dup, 2 },
	{ "mmap", do_map, 5 }, { "munmap", do_unmap, 4 },
	{ "poll", do_poll, 3 }, { "transfer", do_transfer, 2 },
	{ "file", do_file, 2 }, { "line", do_line, 1 },
};

static void *work(void *arg)
{
	struct worker *w = arg;
	unsigned int i, n;

	if (!kcov_begin(w->kcov))
		perror("qhyfuzz: kcov");
	while (!w->s->stop) {
		n = dice_below(&w->dice, 100);
		for (i = 0; n >= kinds[i].weight; i++)
			n -= kinds[i].weight;
		w->doing = kinds[i].name;
		kinds[i].run(w);
		w->doing = NULL;
		kcov_collect(w->kcov, w->s->places, &w->s->places_seen);
	}
	return NULL;
}

/* nobody, but with the group that udev gives the nodes. */
static int become_nobody(void)
{
	struct passwd *nobody = getpwnam("nobody");
	struct group *video = getgrnam("video");

	if (!nobody || !video)
		return -ENOENT;
	if (setgroups(1, &video->gr_gid) || setgid(nobody->pw_gid) ||
	    setuid(nobody->pw_uid))
		return -errno;
	return setuid(0) ? 0 : -EPERM;	/* there must be no way back */
}

static int prepare(struct shared *s)
{
	unsigned int i;
	int ret;

	for (i = 0; i < s->num_files; i++) {
		int fd = open(s->files[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);

		if (fd < 0)
			fd = open(s->files[i],
				  O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0) {
			perror(s->files[i]);
			return -errno;
		}
		s->file_fds[i] = fd;
	}
	if (s->places_file) {
		for (i = 0; i < THREADS; i++)
			kcov_open(&s->kcov[i]);
		kcov_open(&s->completions);
		if (!s->completions.area)
			return -ENODEV;
	}
	ret = become_nobody();
	for (i = 0; i < OPEN && !ret; i++) {
		s->fds[i] = open(s->nodes[i % 3 == 2],
				 O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (s->fds[i] < 0)
			ret = -errno;
	}
	return ret;
}

/* 0, or 1 when a thread is stuck in a call. */
static int join_all(struct worker *workers)
{
	struct timespec until;
	unsigned int i;
	int stuck = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += GRACE;
	for (i = 0; i < THREADS; i++) {
		const char *doing;

		if (!pthread_timedjoin_np(workers[i].thread, NULL, &until))
			continue;
		doing = workers[i].doing;
		fprintf(stderr, "qhyfuzz: stuck in %s\n",
			doing ? doing : "nothing");
		stuck = 1;
	}
	return stuck;
}

static void report(struct shared *s)
{
	unsigned int i;

	printf("calls=%lu good=%lu", s->calls, s->good);
	for (i = 1; i < ERRNOS; i++)
		if (s->errnos[i])
			printf(" %s=%lu", strerrorname_np((int)i),
			       s->errnos[i]);
	putchar('\n');
	if (s->places_file)
		kcov_write(s->places, s->places_file);
}

/* An area for completions fills up soon, so it is emptied often. */
static void wait_and_collect(struct shared *s, unsigned int seconds)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	const time_t end = time(NULL) + seconds;

	do {
		nanosleep(&pause, NULL);
		kcov_collect(&s->completions, s->places, &s->places_seen);
	} while (time(NULL) < end);
}

static int run(struct shared *s, uint64_t seed, unsigned int seconds)
{
	static struct worker workers[THREADS];
	unsigned int i;
	int ret = 0;

	for (i = 0; i < THREADS && !ret; i++) {
		workers[i].s = s;
		workers[i].kcov = &s->kcov[i];
		dice_init(&workers[i].dice, seed * THREADS + i);
		ret = scratch_init(&workers[i].scratch);
		if (!ret)
			ret = pthread_create(&workers[i].thread, NULL, work,
					     &workers[i]);
	}
	if (ret) {
		fprintf(stderr, "qhyfuzz: %s\n", strerror(ret < 0 ? -ret : ret));
		return 3;
	}
	if (!kcov_begin_completions(&s->completions))
		perror("qhyfuzz: kcov: completions");
	wait_and_collect(s, seconds);
	s->stop = true;
	ret = join_all(workers);
	report(s);
	return ret;
}

int main(int argc, char **argv)
{
	static struct shared s = { .maps_lock = PTHREAD_MUTEX_INITIALIZER };
	unsigned int seconds = 10;
	const char *places = NULL;
	uint64_t seed = 1;
	int c, ret;

	while ((c = getopt(argc, argv, "d:m:s:t:p:")) != -1) {
		switch (c) {
		case 'd': s.nodes[0] = optarg; break;
		case 'm': s.nodes[1] = optarg; break;
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 't': seconds = strtoul(optarg, NULL, 0); break;
		case 'p': places = optarg; break;
		default: seconds = 0; break;
		}
	}
	s.files = argv + optind;
	s.num_files = argc - optind;
	if (!s.nodes[0] || !s.nodes[1] || !seconds || s.num_files > 16) {
		fputs("usage: qhyfuzz -d NODE -m NODE [-s SEED] [-t SECONDS] [-p PLACES] [FILE]...\n",
		      stderr);
		return 2;
	}
	if (places) {
		s.places_file = fopen(places, "we");
		if (!s.places_file) {
			perror(places);
			return 3;
		}
	}
	ret = prepare(&s);
	if (ret) {
		fprintf(stderr, "qhyfuzz: %s\n", strerror(-ret));
		return 3;
	}
	return run(&s, seed, seconds);
}
