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
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ops.h"

static int usage(void)
{
	fputs("usage: qhyops [-d NODE] [-m METADATA_NODE] [-i INTERFACE] OPERATION\n",
	      stderr);
	return 2;
}

static int parse(int argc, char **argv, struct ops *o)
{
	int c;

	while ((c = getopt(argc, argv, "d:m:i:")) != -1) {
		switch (c) {
		case 'd': o->device = optarg; break;
		case 'm': o->meta_device = optarg; break;
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
	struct ops *o = calloc(1, sizeof(*o));
	int ret;

	if (!o)
		return 3;
	ops_init(o);
	ret = parse(argc, argv, o);
	if (!ret) {
		ops_begin(o);
		ret = ops_end(o);
		ops_print(o, ret);
	}
	free(o);
	return ret;
}
