// SPDX-License-Identifier: GPL-2.0
/*
 * qhyops - do one whole operation with a camera, and say how it ended
 *
 * Meant for cameras that fail: every wait has a bound, and what comes as a good
 * frame is compared with the test pattern. One line on standard output: the
 * operation, frames=, damaged=, and "ok" or the first call that failed and its
 * errno. Exit status: 0, 1 a good frame was wrong, 2 usage, 3 a call failed,
 * 4 no frame came.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ops.h"

static int run_op(struct ops *o)
{
	int ret;

	o->failed[0] = '\0';
	o->error = 0;
	o->v.fd = -1;
	ret = o->op->run(o);
	if (o->v.fd >= 0)
		v4l_close(&o->v);
	if (o->wrong)
		return 1;
	if (!ret)
		return 0;
	return o->no_frame ? 4 : 3;
}

static void report(const struct ops *o, int ret)
{
	printf("%s frames=%u damaged=%u ", o->op->name, o->frames, o->damaged);
	if (o->wrong)
		printf("wrong=%u\n", o->wrong);
	else if (ret)
		printf("%s: %s\n", o->failed, o->no_frame ? "no frame" :
		       strerrorname_np(-o->error));
	else
		puts("ok");
}

static int usage(void)
{
	fputs("usage: qhyops [-d NODE] [-i INTERFACE] OPERATION\n", stderr);
	return 2;
}

static int parse(int argc, char **argv, struct ops *o)
{
	int c;

	while ((c = getopt(argc, argv, "d:i:")) != -1) {
		switch (c) {
		case 'd': o->device = optarg; break;
		case 'i': o->interface = optarg; break;
		default: return usage();
		}
	}
	if (optind + 1 != argc)
		return usage();
	o->op = ops_find(argv[optind]);
	return o->op ? 0 : usage();
}

int main(int argc, char **argv)
{
	const char *scale = getenv("QHY_TEST_SCALE");
	struct ops *o = calloc(1, sizeof(*o));
	int ret;

	if (!o)
		return 3;
	o->device = "/dev/video0";
	o->interface = "";
	o->scale = scale && atoi(scale) > 1 ? atoi(scale) : 1;
	o->look.step = 1;
	pattern_init(&o->look.pattern);
	ret = parse(argc, argv, o);
	if (!ret) {
		ret = run_op(o);
		report(o, ret);
	}
	free(o);
	return ret;
}
