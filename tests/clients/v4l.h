/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A V4L2 capture or metadata node as a test program drives it: plain ioctls,
 * mapped buffers, bounded waits. All functions return 0 or -errno.
 */
#ifndef TESTS_V4L_H
#define TESTS_V4L_H

#include <linux/videodev2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define V4L_MAX_BUFFERS 32

struct v4l {
	int fd;
	uint32_t type;			/* V4L2_BUF_TYPE_VIDEO_CAPTURE when opened */
	unsigned int count;		/* mapped buffers */
	struct {
		uint8_t *data;
		size_t size;
	} buf[V4L_MAX_BUFFERS];
	struct v4l2_pix_format pix;
	struct v4l2_rect crop;
};

int v4l_ioctl(int fd, unsigned long request, void *arg);
int v4l_open(struct v4l *v, const char *path);
void v4l_close(struct v4l *v);

/* GREY, Y16, Y16_BE, SRGGB8 ... */
uint32_t v4l_fourcc(const char *name);

/* @crop of width 0: keep the present one. Reads back into v->pix, v->crop. */
int v4l_set_format(struct v4l *v, uint32_t fourcc, const struct v4l2_rect *crop);

int v4l_set_control(struct v4l *v, uint32_t id, int64_t value);

/* Asks for @count buffers and maps what it gets. */
int v4l_map(struct v4l *v, unsigned int count);
void v4l_unmap(struct v4l *v);
int v4l_queue(struct v4l *v, unsigned int index);
int v4l_stream(struct v4l *v, bool on);

/* Maps @count buffers, queues the first one and starts to stream. */
int v4l_start_one(struct v4l *v, unsigned int count);

/* Waits at most @ms; -ETIMEDOUT, or what poll() and DQBUF say. */
int v4l_dequeue(struct v4l *v, struct v4l2_buffer *b, int ms);

int64_t v4l_now_us(void);
int64_t v4l_time_us(const struct v4l2_buffer *b);

#endif
