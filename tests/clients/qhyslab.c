// SPDX-License-Identifier: GPL-2.0
/*
 * qhyslab - do an operation of qhyops again and again, each time with one
 * allocation of memory that fails
 *
 *	qhyslab [-d NODE] [-m METADATA_NODE] [-i INTERFACE] [-c COUNT] [-s SEED]
 *		[-r] OPERATION
 *
 * Which ones can fail is for the debugfs files of failslab and fail_page_alloc to
 * say. The kernel counts those of this task (fail-nth), with -r only those of
 * closing the files. COUNT of them, spread at random, 0 is each. Whatever has come
 * of the operation, the next picture must be exact.
 *
 * A line for each that ends as it must not, the last one sums up. Exit status: 0,
 * 1 for such an end, 2 usage, 3 cannot begin.
 */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ops.h"

#define BAD		5	/* then it gives up */
#define MANY		1000000000

struct job {
	struct ops o;
	const struct operation *op, *picture, *probe;
	bool at_close;
	unsigned int count;
	int nth;		/* fail-nth */
	unsigned int total, tried, went_on, failed, missed, bad;
};

/* From now on the allocation at @place fails. */
static void arm(const struct job *j, unsigned int place)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", place);

	if (write(j->nth, text, n) != n)
		perror("fail-nth");
}

/* None fails any more. What is left of the place; 0: one has failed. */
static unsigned int disarm(const struct job *j)
{
	char text[16] = "";

	if (pread(j->nth, text, sizeof(text) - 1, 0) <= 0 ||
	    pwrite(j->nth, "0", 1, 0) != 1)
		perror("fail-nth");
	return (unsigned int)atoi(text);
}

/* Its status; what is left of @place into *@left. */
static int operate(struct job *j, unsigned int place, unsigned int *left)
{
	int ret;

	j->o.op = j->op;
	if (!j->at_close)
		arm(j, place);
	ops_begin(&j->o);
	if (j->at_close)
		arm(j, place);
	ret = ops_end(&j->o);
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

/* Without a failure: an exact picture. */
static void repeat(struct job *j, unsigned int place)
{
	int ret = 0;

	if (j->op->run == j->probe->run) {
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
	repeat(j, place);
}

/* One in each of @count parts of equal length, or all. */
static void sweep(struct job *j)
{
	unsigned int count = j->count, i, left;

	repeat(j, 0);
	if (operate(j, MANY, &left) || !left)
		say(j, 0, "", 3);
	j->total = MANY - left;
	if (!count || count > j->total)
		count = j->total;
	for (i = 0; i < count && j->bad < BAD; i++) {
		unsigned int begin = (uint64_t)j->total * i / count;
		unsigned int end = (uint64_t)j->total * (i + 1) / count;

		try(j, 1 + begin + (unsigned int)rand() % (end - begin));
	}
}

static int usage(void)
{
	fputs("usage: qhyslab [-d NODE] [-m METADATA_NODE] [-i INTERFACE]\n"
	      "  [-c COUNT] [-s SEED] [-r] OPERATION\n", stderr);
	return 2;
}

static int parse(int argc, char **argv, struct job *j)
{
	int c;

	while ((c = getopt(argc, argv, "d:m:i:c:s:r")) != -1) {
		switch (c) {
		case 'd': j->o.device = optarg; break;
		case 'm': j->o.meta_device = optarg; break;
		case 'i': j->o.interface = optarg; break;
		case 'c': j->count = (unsigned int)atoi(optarg); break;
		case 's': srand((unsigned int)atoi(optarg)); break;
		case 'r': j->at_close = true; break;
		default: return usage();
		}
	}
	if (optind + 1 != argc)
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
	if (!ret) {
		sweep(j);
		printf("%s allocations=%u tried=%u errno=%u went_on=%u missed=%u\n",
		       j->op->name, j->total, j->tried, j->failed, j->went_on,
		       j->missed);
		ret = j->bad ? 1 : 0;
	}
	free(j);
	return ret;
}
