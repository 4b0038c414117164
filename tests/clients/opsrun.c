// SPDX-License-Identifier: GPL-2.0
/* What the programs have in common that do operations with a camera. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ops.h"

void ops_begin(struct ops *o)
{
	o->failed[0] = '\0';
	o->error = 0;
	o->no_frame = false;
	o->queued = false;
	o->frames = 0;
	o->damaged = 0;
	o->wrong = 0;
	o->v.fd = -1;
	o->meta.fd = -1;
	o->op->run(o);
}

int ops_end(struct ops *o)
{
	if (o->meta.fd >= 0)
		v4l_close(&o->meta);
	if (o->v.fd >= 0)
		v4l_close(&o->v);
	if (o->wrong)
		return 1;
	if (!o->error)
		return 0;
	return o->no_frame ? 4 : 3;
}

void ops_print(const struct ops *o, int ret)
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

void ops_init(struct ops *o)
{
	const char *scale = getenv("QHY_TEST_SCALE");

	o->device = "/dev/video0";
	o->meta_device = "/dev/video1";
	o->interface = "";
	o->scale = scale && atoi(scale) > 1 ? atoi(scale) : 1;
	o->look.step = 1;
	pattern_init(&o->look.pattern);
}
