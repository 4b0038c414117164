// SPDX-License-Identifier: GPL-2.0
/*
 * qhyslab - do an operation of qhyops again and again, each time with one
 * allocation of memory that fails
 *
 *	qhyslab [-d NODE] [-m METADATA_NODE] [-i INTERFACE] [-c COUNT] [-s SEED]
 *		[-b | -r] [-n NUMBER] OPERATION
 *
 * Which ones can fail is for the debugfs files of failslab and fail_page_alloc to
 * say. This task's own are counted by the kernel (fail-nth), with -r only those
 * of closing the files; with -b everybody's slab memory is, in bytes, and the
 * operation is repeated until one has failed. COUNT of them, spread at random, 0
 * is each. Whatever has come of the operation, the next picture must be exact.
 * With -n it is done once, with the allocation of this number, and no picture
 * follows.
 *
 * A line for each that ends as it must not, the last one sums up. Exit status: 0,
 * 1 for such an end, 2 usage, 3 cannot begin; with -n as of qhyops.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ops.h"

#define FAILSLAB	"/sys/kernel/debug/failslab/"
#define BAD		5	/* then it gives up */
#define MANY		1000000000
#define PATIENCE_MS	20000	/* until one fails that comes by the clock */

struct job {
	struct ops o;
	const struct operation *op, *picture, *probe;
	bool background, at_close;
	unsigned int count, only;
	int nth;		/* fail-nth */
	unsigned int total, tried, went_on, failed, missed, bad;
};

static int write_to(const char *path, int value)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%d", value);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = fd < 0 || write(fd, text, n) != n ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

static int read_from(const char *path)
{
	char text[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		perror(path);
	if (fd >= 0)
		close(fd);
	return atoi(text);
}

/* From now on the allocation at @place fails. */
static void arm(const struct job *j, unsigned int place)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", place);

	if (!j->background) {
		if (write(j->nth, text, n) != n)
			perror("fail-nth");
		return;
	}
	write_to(FAILSLAB "space", (int)place);
	write_to(FAILSLAB "times", 1);
	write_to(FAILSLAB "probability", 100);
}

/* None fails any more. What is left of @place; 0: one has failed. */
static unsigned int disarm(const struct job *j)
{
	char text[16] = "";
	int left;

	if (!j->background) {
		if (pread(j->nth, text, sizeof(text) - 1, 0) <= 0 ||
		    pwrite(j->nth, "0", 1, 0) != 1)
			perror("fail-nth");
		return (unsigned int)atoi(text);
	}
	write_to(FAILSLAB "probability", 0);
	left = read_from(FAILSLAB "space");
	/* what does not fit into the rest of the space is what fails */
	return read_from(FAILSLAB "times") ? (unsigned int)left + 1 : 0;
}

/* In the background: it has failed, or one has been counted that could have. */
static bool came(unsigned int place)
{
	return place < MANY ? !read_from(FAILSLAB "times") :
			      read_from(FAILSLAB "space") != MANY;
}

/* Its status; what is left of @place into *@left. */
static int operate(struct job *j, unsigned int place, unsigned int *left)
{
	int64_t end = v4l_now_us() + PATIENCE_MS * 1000LL * j->o.scale;
	int ret;

	j->o.op = j->op;
	if (!j->at_close)
		arm(j, place);
	do {
		ops_begin(&j->o);
		if (j->at_close)
			arm(j, place);
		ret = ops_end(&j->o);
	} while (j->background && !ret && !came(place) && v4l_now_us() < end);
	*left = disarm(j);
	return ret;
}

static void say(struct job *j, unsigned int place, const char *when, int ret)
{
	j->bad++;
	printf("%s, allocation %u%s: ", j->op->name, place, when);
	ops_print(&j->o, ret);
	fflush(stdout);
}

/*
 * Without a failure: an exact picture, of the camera as the operation has left it
 * if that went on.
 */
static void repeat(struct job *j, unsigned int place, int was)
{
	int ret = 0;

	if (was && j->op->run == j->probe->run) {
		j->o.op = j->probe;
		ops_begin(&j->o);
		ret = ops_end(&j->o);
	}
	if (!ret) {
		j->o.op = j->picture;
		ops_begin(&j->o);
		ret = ops_end(&j->o);
	}
	if (ret)
		say(j, place, ", then", ret);
}

static void try(struct job *j, unsigned int place)
{
	unsigned int left;
	int ret = operate(j, place, &left);

	j->tried++;
	if (left) {
		j->missed++;
		if (ret)
			say(j, place, ", which did not come", ret);
	} else if (!ret) {
		j->went_on++;
	} else if (ret == 3) {
		j->failed++;
	}
	if (ret == 1 || ret == 4)
		say(j, place, "", ret);
	repeat(j, place, ret);
}

/* One in each of @count parts of equal length, or all. */
static void sweep(struct job *j)
{
	unsigned int count = j->count, i, left;
	/* fail-nth counts from 1, room from 0 */
	unsigned int first = !j->background;

	repeat(j, 0, 0);
	if (operate(j, MANY, &left) || !left)
		say(j, 0, "", 3);
	j->total = MANY + !first - left;
	if (!count || count > j->total)
		count = j->total;
	for (i = 0; i < count && j->bad < BAD; i++) {
		unsigned int begin = (uint64_t)j->total * i / count;
		unsigned int end = (uint64_t)j->total * (i + 1) / count;

		try(j, first + begin + (unsigned int)rand() % (end - begin));
	}
}

/* A number that is too large tells how many there are. */
static int once(struct job *j)
{
	unsigned int left;
	int ret = operate(j, j->only, &left);

	printf("allocations=%u failed=%d ", j->only - left, !left);
	ops_print(&j->o, ret);
	return ret;
}

static int usage(void)
{
	fputs("usage: qhyslab [-d NODE] [-m METADATA_NODE] [-i INTERFACE]\n"
	      "  [-c COUNT] [-s SEED] [-b | -r] [-n NUMBER] OPERATION\n", stderr);
	return 2;
}

static int parse(int argc, char **argv, struct job *j)
{
	int c;

	while ((c = getopt(argc, argv, "d:m:i:c:s:n:br")) != -1) {
		switch (c) {
		case 'd': j->o.device = optarg; break;
		case 'm': j->o.meta_device = optarg; break;
		case 'i': j->o.interface = optarg; break;
		case 'c': j->count = (unsigned int)atoi(optarg); break;
		case 's': srand((unsigned int)atoi(optarg)); break;
		case 'n': j->only = (unsigned int)atoi(optarg); break;
		case 'b': j->background = true; break;
		case 'r': j->at_close = true; break;
		default: return usage();
		}
	}
	if (optind + 1 != argc || (j->background && j->at_close))
		return usage();
	j->op = ops_find(argv[optind]);
	return j->op ? 0 : usage();
}

static int prepare(struct job *j)
{
	j->picture = ops_find("picture");
	j->probe = ops_find("probe");
	j->nth = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	/* pages of this program are not the matter */
	if (j->nth < 0 || mlockall(MCL_CURRENT | MCL_FUTURE)) {
		perror("fail-nth");
		return 3;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct job *j = calloc(1, sizeof(*j));
	int ret;

	if (!j)
		return 3;
	ops_init(&j->o);
	ret = parse(argc, argv, j);
	if (!ret)
		ret = prepare(j);
	if (!ret && j->only) {
		ret = once(j);
	} else if (!ret) {
		sweep(j);
		printf("%s %s=%u tried=%u errno=%u went_on=%u missed=%u\n",
		       j->op->name, j->background ? "bytes" : "allocations",
		       j->total, j->tried, j->failed, j->went_on, j->missed);
		ret = j->bad ? 1 : 0;
	}
	free(j);
	return ret;
}
