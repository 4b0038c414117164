// SPDX-License-Identifier: GPL-2.0
/* Random V4L2 calls; see fuzzcall.h. */
#include "fuzzcall.h"

#include <errno.h>
#include <linux/qhyccd.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define ROOM	(64 << 10)
#define PAGE	4096

void dice_init(struct dice *dice, uint64_t seed)
{
	dice->state = seed * 0x9e3779b97f4a7c15ULL + 0x1234567;
}

uint32_t dice_below(struct dice *dice, uint32_t limit)
{
	dice->state = dice->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)((dice->state >> 32) * limit >> 32);
}

static const uint32_t edges[] = {
	0, 1, 2, 3, 4, 5, 8, 16, 32, 63, 64, 100, 255, 256, 1000, 4095, 4096,
	4176, 4210, 6252, 6280, 6422, 9600, 65535, 65536, 0x7fffffff,
	0x80000000, 0xfffffffe, 0xffffffff,
	V4L2_BUF_TYPE_META_CAPTURE, V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_Y16,
	V4L2_PIX_FMT_Y16_BE, V4L2_CID_GAIN, V4L2_CID_EXPOSURE_ABSOLUTE,
	V4L2_CTRL_FLAG_NEXT_CTRL, V4L2_CTRL_FLAG_NEXT_COMPOUND,
	V4L2_EVENT_CTRL, V4L2_EVENT_FRAME_SYNC, V4L2_EVENT_ALL,
};

#define EDGES	(sizeof(edges) / sizeof(edges[0]))

uint32_t dice_value(struct dice *dice)
{
	switch (dice_below(dice, 8)) {
	case 0:
		return dice_below(dice, 0xffffffff);
	case 1:
		return 1U << dice_below(dice, 32);
	case 2:
		return V4L2_CID_QHYCCD_BASE + dice_below(dice, 40);
	case 3:
		return dice_below(dice, 10);
	default:
		return edges[dice_below(dice, EDGES)];
	}
}

int scratch_init(struct scratch *scratch)
{
	uint8_t *room = mmap(NULL, ROOM + 2 * PAGE, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED ||
	    mprotect(room, ROOM, PROT_READ | PROT_WRITE) ||
	    mprotect(room + ROOM + PAGE, PAGE, PROT_READ))
		return -errno;
	scratch->room = room;
	scratch->size = ROOM;
	scratch->constant = room + ROOM + PAGE;
	return 0;
}

void *dice_pointer(struct dice *dice, const struct scratch *scratch)
{
	switch (dice_below(dice, 16)) {
	case 0:
		return NULL;
	case 1:
		return (void *)(uintptr_t)dice_below(dice, PAGE);
	case 2:		/* the kernel's part */
		return (void *)(uintptr_t)(0xffff888000000000ULL +
					   dice_value(dice));
	case 3:
		return (void *)(uintptr_t)-(intptr_t)dice_below(dice, PAGE);
	case 4:
		return scratch->constant;
	case 5:		/* ends too early */
		return scratch->room + scratch->size - dice_below(dice, 300);
	case 6:
		return scratch->room + scratch->size + dice_below(dice, PAGE);
	default:
		return scratch->room + 1024 + dice_below(dice, 4096);
	}
}

#define CALL(name, weight) { #name, name, weight }

/* Every ioctl of videodev2.h but that which fills the kernel's log. */
static const struct {
	const char *name;
	unsigned long request;
	unsigned int weight;
} calls[] = {
	CALL(VIDIOC_QUERYCAP, 1), CALL(VIDIOC_ENUM_FMT, 2),
	CALL(VIDIOC_G_FMT, 2), CALL(VIDIOC_S_FMT, 6), CALL(VIDIOC_TRY_FMT, 3),
	CALL(VIDIOC_REQBUFS, 6), CALL(VIDIOC_CREATE_BUFS, 3),
	CALL(VIDIOC_QUERYBUF, 3), CALL(VIDIOC_PREPARE_BUF, 3),
	CALL(VIDIOC_QBUF, 12), CALL(VIDIOC_DQBUF, 8), CALL(VIDIOC_EXPBUF, 3),
	CALL(VIDIOC_STREAMON, 5), CALL(VIDIOC_STREAMOFF, 3),
	CALL(VIDIOC_OVERLAY, 1), CALL(VIDIOC_G_FBUF, 1), CALL(VIDIOC_S_FBUF, 1),
	CALL(VIDIOC_G_PARM, 1), CALL(VIDIOC_S_PARM, 2),
	CALL(VIDIOC_G_STD, 1), CALL(VIDIOC_S_STD, 1), CALL(VIDIOC_ENUMSTD, 1),
	CALL(VIDIOC_ENUMINPUT, 1), CALL(VIDIOC_G_INPUT, 1),
	CALL(VIDIOC_S_INPUT, 1), CALL(VIDIOC_G_OUTPUT, 1),
	CALL(VIDIOC_G_CTRL, 3), CALL(VIDIOC_S_CTRL, 5),
	CALL(VIDIOC_QUERYCTRL, 2), CALL(VIDIOC_QUERYMENU, 2),
	CALL(VIDIOC_QUERY_EXT_CTRL, 2), CALL(VIDIOC_G_EXT_CTRLS, 4),
	CALL(VIDIOC_S_EXT_CTRLS, 10), CALL(VIDIOC_TRY_EXT_CTRLS, 3),
	CALL(VIDIOC_G_SELECTION, 2), CALL(VIDIOC_S_SELECTION, 5),
	CALL(VIDIOC_CROPCAP, 1), CALL(VIDIOC_G_CROP, 1), CALL(VIDIOC_S_CROP, 2),
	CALL(VIDIOC_ENUM_FRAMESIZES, 2), CALL(VIDIOC_ENUM_FRAMEINTERVALS, 2),
	CALL(VIDIOC_SUBSCRIBE_EVENT, 3), CALL(VIDIOC_UNSUBSCRIBE_EVENT, 2),
	CALL(VIDIOC_DQEVENT, 3), CALL(VIDIOC_G_PRIORITY, 1),
	CALL(VIDIOC_S_PRIORITY, 1), CALL(VIDIOC_DBG_G_REGISTER, 1),
	CALL(VIDIOC_DBG_S_REGISTER, 1), CALL(VIDIOC_DBG_G_CHIP_INFO, 1),
	CALL(VIDIOC_G_EDID, 1), CALL(VIDIOC_G_DV_TIMINGS, 1),
	CALL(VIDIOC_ENCODER_CMD, 1), CALL(VIDIOC_DECODER_CMD, 1),
	CALL(VIDIOC_G_TUNER, 1), CALL(VIDIOC_G_JPEGCOMP, 1),
};

#define CALLS	(sizeof(calls) / sizeof(calls[0]))

static uint32_t buffer_type(struct dice *dice)
{
	return dice_below(dice, 4) ? V4L2_BUF_TYPE_VIDEO_CAPTURE :
				     V4L2_BUF_TYPE_META_CAPTURE;
}

static uint32_t control_id(struct dice *dice)
{
	switch (dice_below(dice, 8)) {
	case 0:
		return V4L2_CID_GAIN;
	case 1:
		return V4L2_CID_EXPOSURE_ABSOLUTE;
	default:
		return V4L2_CID_QHYCCD_BASE + dice_below(dice, 36);
	}
}

static uint32_t pixelformat(struct dice *dice)
{
	static const uint32_t fourccs[] = {
		V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_Y16, V4L2_PIX_FMT_Y16_BE,
		V4L2_PIX_FMT_SRGGB8, V4L2_PIX_FMT_SRGGB16,
	};

	return fourccs[dice_below(dice, 5)];
}

static void right_format(struct dice *dice, struct v4l2_format *f)
{
	f->type = buffer_type(dice);
	f->fmt.pix.width = dice_below(dice, 1200);
	f->fmt.pix.height = dice_below(dice, 900);
	f->fmt.pix.pixelformat = pixelformat(dice);
}

/* A count, then controls that lie in the scratch. */
static void right_controls(struct dice *dice, struct scratch *scratch,
			   struct v4l2_ext_controls *c)
{
	struct v4l2_ext_control *list = (void *)(scratch->room + 1024);
	unsigned int i;

	c->count = 1 + dice_below(dice, 3);
	c->controls = list;
	for (i = 0; i < c->count; i++) {
		list[i] = (struct v4l2_ext_control){ .id = control_id(dice) };
		list[i].value64 = dice_below(dice, 3) ?
			dice_below(dice, 300) : dice_value(dice);
	}
}

/* Questions, and what is seldom used. */
static void right_question(struct dice *dice, unsigned long request, void *arg)
{
	struct v4l2_frmivalenum *interval = arg;
	struct v4l2_create_buffers *more = arg;
	struct v4l2_frmsizeenum *size = arg;
	struct v4l2_fmtdesc *desc = arg;

	switch (request) {
	case VIDIOC_ENUM_FMT:
		desc->index = dice_below(dice, 6);
		desc->type = buffer_type(dice);
		break;
	case VIDIOC_ENUM_FRAMESIZES:
		size->index = dice_below(dice, 2);
		size->pixel_format = pixelformat(dice);
		break;
	case VIDIOC_ENUM_FRAMEINTERVALS:
		interval->pixel_format = pixelformat(dice);
		interval->width = 4 * dice_below(dice, 300);
		interval->height = 2 * dice_below(dice, 450);
		break;
	case VIDIOC_CREATE_BUFS:
		more->count = dice_below(dice, 3);
		more->memory = V4L2_MEMORY_MMAP;
		right_format(dice, &more->format);
		more->format.fmt.pix.sizeimage = 2400 * 900;
		break;
	case VIDIOC_G_PARM:
	case VIDIOC_S_PARM:
	case VIDIOC_CROPCAP:
	case VIDIOC_G_CROP:
		*(uint32_t *)arg = V4L2_BUF_TYPE_VIDEO_CAPTURE;
		break;
	default:
		break;
	}
}

/* What a program that knows its way would pass. */
static void make_right(struct dice *dice, struct scratch *scratch,
		       unsigned long request, void *arg)
{
	struct v4l2_requestbuffers *req = arg;
	struct v4l2_exportbuffer *exported = arg;
	struct v4l2_event_subscription *sub = arg;
	struct v4l2_selection *sel = arg;
	struct v4l2_control *control = arg;
	struct v4l2_buffer *b = arg;

	switch (request) {
	case VIDIOC_S_FMT:
	case VIDIOC_TRY_FMT:
	case VIDIOC_G_FMT:
		right_format(dice, arg);
		break;
	case VIDIOC_REQBUFS:
		req->count = dice_below(dice, 6);
		req->type = buffer_type(dice);
		req->memory = V4L2_MEMORY_MMAP;
		break;
	case VIDIOC_QBUF:
	case VIDIOC_DQBUF:
	case VIDIOC_QUERYBUF:
	case VIDIOC_PREPARE_BUF:
		b->index = dice_below(dice, 6);
		b->type = buffer_type(dice);
		b->memory = V4L2_MEMORY_MMAP;
		break;
	case VIDIOC_EXPBUF:
		exported->type = buffer_type(dice);
		exported->index = dice_below(dice, 6);
		break;
	case VIDIOC_STREAMON:
	case VIDIOC_STREAMOFF:
		*(int *)arg = (int)buffer_type(dice);
		break;
	case VIDIOC_G_CTRL:
	case VIDIOC_S_CTRL:
		control->id = control_id(dice);
		control->value = (int)dice_below(dice, 300);
		break;
	case VIDIOC_G_EXT_CTRLS:
	case VIDIOC_S_EXT_CTRLS:
	case VIDIOC_TRY_EXT_CTRLS:
		right_controls(dice, scratch, arg);
		break;
	case VIDIOC_S_SELECTION:
	case VIDIOC_G_SELECTION:
		sel->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
		sel->target = dice_below(dice, 4);
		sel->r = (struct v4l2_rect){
			(int)dice_below(dice, 2000), (int)dice_below(dice, 2000),
			dice_below(dice, 1500), dice_below(dice, 1000),
		};
		break;
	case VIDIOC_SUBSCRIBE_EVENT:
	case VIDIOC_UNSUBSCRIBE_EVENT:
		sub->type = dice_below(dice, 2) ? V4L2_EVENT_CTRL :
						  V4L2_EVENT_FRAME_SYNC;
		sub->id = sub->type == V4L2_EVENT_CTRL ? control_id(dice) : 0;
		break;
	default:
		right_question(dice, request, arg);
	}
}

/* Some words are others; one may look like a pointer. */
static void spoil(struct dice *dice, const struct scratch *scratch, uint8_t *arg,
		  size_t size)
{
	unsigned int times = dice_below(dice, 4);
	uint32_t value;
	void *pointer;

	while (times-- && size >= sizeof(value)) {
		size_t at = dice_below(dice, (uint32_t)(size / 4)) * 4;

		value = dice_value(dice);
		memcpy(arg + at, &value, sizeof(value));
	}
	if (size >= 16 && !dice_below(dice, 6)) {
		pointer = dice_pointer(dice, scratch);
		memcpy(arg + dice_below(dice, (uint32_t)(size / 8)) * 8,
		       &pointer, sizeof(pointer));
	}
}

static unsigned int pick(struct dice *dice)
{
	unsigned int i, all = 0, n;

	for (i = 0; i < CALLS; i++)
		all += calls[i].weight;
	n = dice_below(dice, all);
	for (i = 0; n >= calls[i].weight; i++)
		n -= calls[i].weight;
	return i;
}

void call_make(struct dice *dice, struct scratch *scratch, struct call *call)
{
	unsigned int i = pick(dice);
	size_t size = _IOC_SIZE(calls[i].request), k;

	*call = (struct call){ calls[i].name, calls[i].request, scratch->room };
	memset(scratch->room, 0, 1024);
	if (dice_below(dice, 8))
		make_right(dice, scratch, call->request, scratch->room);
	else
		for (k = 0; k < size; k++)
			scratch->room[k] = (uint8_t)dice_below(dice, 256);
	if (!dice_below(dice, 3))
		spoil(dice, scratch, scratch->room, size);
	if (!dice_below(dice, 20))
		call->arg = dice_pointer(dice, scratch);
	/* a number that nobody has, or another size */
	if (!dice_below(dice, 40))
		call->request = _IOC(dice_below(dice, 4), 'V',
				     dice_below(dice, 256),
				     dice_below(dice, 1 << 14));
	if (call->request == VIDIOC_LOG_STATUS)
		call->request = VIDIOC_QUERYCAP;
}
