/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plugin.h - the libv4l2 plugin's own interface
 *
 * libv4l2 (OBS and others open devices by it) asks each plugin whether it wants
 * a descriptor. This one wants capture nodes of the driver qhyccd, and adds to
 * their formats some that webcam programs know: the device runs in one of its
 * own, and DQBUF makes the picture, in the buffer where the frame is. Programs
 * that choose a format of the device get what the device gives.
 *
 * It runs in other people's processes: it prints nothing, keeps no thread, and
 * what fails is an errno.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <linux/videodev2.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "picture/picture.h"

/* The kernel's, not those that a library may have put in front of it. */
int dev_ioctl(int fd, unsigned long request, void *arg);	/* -1: errno */
ssize_t dev_read(void *priv, int fd, void *buffer, size_t bytes);
ssize_t dev_write(void *priv, int fd, const void *buffer, size_t bytes);
void *dev_map(int fd, size_t length, uint32_t offset);		/* NULL: errno */
void dev_unmap(void *start, size_t length);

/* Pictures have at most so many pixels: what a graphics card takes with ease. */
#define PIXELS_MAX (16u << 20)
/* The first size in the list is the largest that is no wider. */
#define WIDTH_PREFERRED 2560

/* A format that the plugin adds. */
struct kind {
	uint32_t fourcc;
	enum picture_format format;
	unsigned int bits;		/* of the frame that it is made of */
	const char *name;		/* at most 31 characters */
};

#define KINDS 2
extern const struct kind kinds[KINDS];

const struct kind *kind_find(uint32_t fourcc);	/* NULL: not one of these */

/* A picture of a frame. */
struct view {
	struct picture_frame frame;	/* without data */
	struct picture_options options;
	struct picture_shape shape;
};

/*
 * The pictures that can be made of a frame of this size, at most
 * PICTURE_BIN_MAX, the preferred one first, then from large to small. Returns
 * how many.
 */
unsigned int views_of(const struct kind *k, bool colour, unsigned int width,
		      unsigned int height, struct view v[PICTURE_BIN_MAX]);

/*
 * Which of them to take when a program asks for this size: the one that has it,
 * else the nearest, but the first when the size is beyond all. @n > 0.
 */
unsigned int view_nearest(const struct view *v, unsigned int n, unsigned int width,
			  unsigned int height);

/* The device's format that a picture of this kind is made of. */
uint32_t source_of(const struct kind *k, bool colour);

struct mapping {
	void *start;			/* NULL: not mapped */
	size_t length;
};

/* One open descriptor. */
struct plugin {
	int fd;
	bool colour;
	unsigned int natives;		/* formats that the device lists */

	/* Of all below. Never held while the device may wait for a frame. */
	pthread_mutex_t lock;
	const struct kind *kind;	/* NULL: frames as the device gives them */
	struct view view;
	struct picture *picture;	/* made for the first of them */
	void *scratch;			/* for pictures that cannot be made in place */
	size_t scratch_bytes;
	struct mapping maps[VIDEO_MAX_FRAME];
};

/* Formats: each does one ioctl, and gives what that returns. */
int format_enum(struct plugin *p, struct v4l2_fmtdesc *d);
int format_sizes(struct plugin *p, struct v4l2_frmsizeenum *s);
int format_intervals(struct plugin *p, struct v4l2_frmivalenum *i);
int format_get(struct plugin *p, struct v4l2_format *f);
int format_try(struct plugin *p, struct v4l2_format *f);
int format_set(struct plugin *p, struct v4l2_format *f);
/* The device has the format that the picture is made of. */
int format_ensure(struct plugin *p);

/* QUERYCTRL: the default is what the control has now. */
int controls_query(struct plugin *p, struct v4l2_queryctrl *q);

int buffers_request(struct plugin *p, struct v4l2_requestbuffers *r);
int buffers_create(struct plugin *p, struct v4l2_create_buffers *c);
int buffers_dequeue(struct plugin *p, struct v4l2_buffer *b);
int buffers_streamoff(struct plugin *p, int *type);
void buffers_forget(struct plugin *p);		/* with the lock held */

/* libv4l2's table calls these three. */
void *plugin_open(int fd);			/* NULL: not a camera of ours */
void plugin_close(void *priv);
int plugin_ioctl(void *priv, int fd, unsigned long request, void *arg);

#endif
