// SPDX-License-Identifier: GPL-2.0
/* Changes settings of a camera at random while another thread streams. */
#include <linux/qhyccd.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "change.h"
#include "v4l.h"

/* One change in so many follows the one before at once, or is of the mode. */
#define AT_ONCE		5
#define OF_MODE		20

static const struct kind {
	uint32_t id;
	const char *name;
	unsigned int low, high;
} kinds[] = {
	{ V4L2_CID_GAIN, "gain", 0, 100 },
	{ V4L2_CID_QHYCCD_OFFSET, "offset", 1, 255 },
	{ V4L2_CID_QHYCCD_EXPOSURE, "exposure_us", 100, 60000 },
	{ V4L2_CID_QHYCCD_USB_TRAFFIC, "usb_traffic", 0, 60 },
	{ V4L2_CID_QHYCCD_READOUT_MODE, "readout_mode", 0, 3 },
};

#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static uint32_t below(struct change *c, uint32_t limit)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 17;
	c->random ^= c->random << 5;
	return c->random % limit;
}

static int change_one(struct change *c)
{
	const struct kind *kind = &kinds[below(c, KINDS - 1)];
	unsigned int value;
	int64_t before;
	int ret;

	if (c->modes && !below(c, OF_MODE))
		kind = &kinds[KINDS - 1];
	value = kind->low + below(c, kind->high - kind->low + 1);
	before = v4l_now_us();
	ret = v4l_set_control(c->v, kind->id, value);
	printf("{\"ev\":\"change\",\"what\":\"%s\",\"value\":%u,\"before\":%"
	       PRId64 ",\"after\":%" PRId64 ",\"ret\":%d}\n", kind->name, value,
	       before, v4l_now_us(), ret);
	return ret;
}

static void *change_run(void *arg)
{
	struct change *c = arg;
	unsigned int i;

	for (i = 0; i < c->count && !c->ret; i++) {
		struct timespec t = { 0 };

		if (below(c, AT_ONCE))
			t.tv_nsec = below(c, c->pause_ms * 1000) * 1000L;
		nanosleep(&t, NULL);
		c->ret = change_one(c);
	}
	atomic_store(&c->over, true);
	return NULL;
}

int change_start(struct change *c)
{
	return -pthread_create(&c->thread, NULL, change_run, c);
}

int change_join(struct change *c)
{
	int ret = -pthread_join(c->thread, NULL);

	return ret ? ret : c->ret;
}
