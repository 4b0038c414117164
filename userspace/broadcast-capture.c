// SPDX-License-Identifier: GPL-2.0
/*
 * broadcast-capture.c - qhycam broadcast: the thread that turns frames into pictures
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "broadcast.h"
#include "lib/clock.h"
#include "lib/find.h"

/* Between two looks for a camera that is away. */
#define AGAIN_MS 1000

int broadcast_capture_open(struct broadcast_capture *c, const struct broadcast_values *v,
			   const struct broadcast_plan *plan, struct qc_error *e)
{
	int r;

	memset(c, 0, sizeof(*c));
	c->opt = v;
	c->plan = plan;
	c->cam.fd = c->metanode.fd = -1;
	progress_init(&c->progress, v->quiet);
	c->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	c->end_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (c->stop_fd < 0 || c->end_fd < 0)
		return qc_fail(e, QC_FAILED, errno, "eventfd: %s", strerror(errno));
	c->picture = picture_new();
	if (!c->picture)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	r = qc_find_open(&c->cam, v->camera, e);
	if (r)
		return r;
	snprintf(c->again, sizeof(c->again), "%s", c->cam.id.serial);
	return broadcast_setup(c, e);
}

static bool stopped(const struct broadcast_capture *c, int wait_ms)
{
	struct pollfd p = { .fd = c->stop_fd, .events = POLLIN };

	return poll(&p, 1, wait_ms) > 0;
}

/* The newest of the frames that are there; the others go back unseen. */
static int newest_frame(struct broadcast_capture *c, struct qc_frame *f, struct qc_error *e)
{
	struct qc_frame next;
	int r = qc_stream_take(&c->stream, f, e);

	while (!r) {
		r = qc_stream_take(&c->stream, &next, e);
		if (r == -EAGAIN)
			return 0;
		if (!r)
			r = qc_stream_queue(&c->stream, f->index, e);
		*f = next;
		c->frames++;
	}
	return r;
}

/* 0 and a frame, -ECANCELED when the thread is to end, -errno. */
static int next_frame(struct broadcast_capture *c, struct qc_frame *f, struct qc_error *e)
{
	int64_t since = qc_mono_ns(), deadline = since + broadcast_patience_ns(c);
	int r;

	for (;;) {
		r = newest_frame(c, f, e);
		if (r != -EAGAIN)
			return r;
		r = qc_stream_wait(&c->stream, c->stop_fd, deadline, deadline, e);
		if (r == QC_WAKE_SIGNAL)
			return -ECANCELED;
		/* Somebody may have set a longer exposure meanwhile. */
		if (r == -ETIMEDOUT && since + broadcast_patience_ns(c) > qc_mono_ns()) {
			deadline = since + broadcast_patience_ns(c);
			continue;
		}
		if (r < 0)
			return r;
	}
}

static int show(struct broadcast_capture *c, const struct qc_frame *f, const struct qc_meta *meta,
		struct qc_error *e)
{
	const struct picture_frame frame = {
		.data = f->data, .bytes = f->bytes, .width = c->format.width,
		.height = c->format.height, .bits = c->format.bits,
		.big_endian = c->format.bits == 16 &&
			(c->format.big_endian || __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__),
		.pattern = c->format.bayer ? PICTURE_RGGB : PICTURE_MONO,
	};
	uint8_t *back = qc_newest_back(c->newest);
	struct qc_canvas canvas = broadcast_canvas(c, back);
	char text[160];
	int r = picture_convert(c->picture, &frame, &c->options, back, c->shape.bytes);

	if (r)
		return qc_fail(e, QC_FAILED, -r, "cannot make a picture: %s", strerror(-r));
	if (c->plan->show) {
		broadcast_overlay(c, f, meta, text, sizeof(text));
		qc_overlay_text(&canvas, 0, canvas.height - qc_overlay_height(canvas.height), text);
	}
	qc_newest_put(c->newest);
	if (c->opt->lock_after.set && c->frames >= c->opt->lock_after.value)
		c->options.lock = true;
	return 0;
}

/* What the camera was set to while it was seen last is what it gets again. */
static void follow(struct broadcast_capture *c, const struct qc_meta *m)
{
	c->set[SET_EXPOSURE].value = m->exposure_us;
	c->set[SET_GAIN].value = m->gain;
	c->set[SET_OFFSET].value = m->offset;
}

/* Pictures until something happens: -ECANCELED, -errno. */
static int take_frames(struct broadcast_capture *c, struct qc_error *e)
{
	struct qc_frame f;
	struct qc_meta meta;
	bool known;
	int r = broadcast_stream(c, e);

	while (!r) {
		/* Frames may come so fast that there is never one to wait for. */
		r = stopped(c, 0) ? -ECANCELED : next_frame(c, &f, e);
		if (r)
			break;
		known = qc_metanode_take(&c->metanode, f.sequence, &meta);
		if (known)
			follow(c, &meta);
		c->frames++;
		if (f.damaged)
			c->damaged++;
		else
			r = show(c, &f, known ? &meta : NULL, e);
		if (!r)
			r = qc_stream_queue(&c->stream, f.index, e);
	}
	return r;
}

/* The camera that was there before. */
static int find_again(struct broadcast_capture *c, struct qc_error *e)
{
	int r = qc_find_open(&c->cam, *c->again ? c->again : c->opt->camera, e);

	return r ? r : broadcast_setup(c, e);
}

/* Until the camera is back: 0, -ECANCELED, or -errno when that will not be. */
static int reopen(struct broadcast_capture *c, struct qc_error *e)
{
	int64_t since = qc_mono_ns();
	struct qc_error last;
	int r;

	for (;;) {
		if (stopped(c, AGAIN_MS))
			return -ECANCELED;
		r = find_again(c, &last);
		if (!r)
			return 0;
		broadcast_put_back(c);
		if (last.status == QC_USAGE) {
			*e = last;
			return r;
		}
		if (c->opt->timeout.set &&
		    (uint64_t)((qc_mono_ns() - since) / QC_NS_PER_US) >= c->opt->timeout.us)
			return qc_fail(e, QC_TIMEOUT, ETIMEDOUT,
				       "the camera has not come back in %s: %.900s",
				       c->opt->timeout.text, last.text);
	}
}

static void *capture(void *arg)
{
	struct broadcast_capture *c = arg;
	struct qc_error e;
	int r = take_frames(c, &e);

	while (r != -ECANCELED && e.status != QC_USAGE && !c->opt->no_reopen) {
		progress_say(&c->progress, "%s; waiting for the camera", e.text);
		broadcast_put_back(c);
		r = reopen(c, &e);
		if (r)
			break;
		c->returns++;
		progress_say(&c->progress, "%s: %s is back", c->cam.id.node, c->cam.id.card);
		r = take_frames(c, &e);
	}
	qc_newest_end(c->newest, r == -ECANCELED ? 0 : r, &e);
	eventfd_write(c->end_fd, 1);
	return NULL;
}

int broadcast_capture_start(struct broadcast_capture *c, struct qc_newest *newest,
			    struct qc_error *e)
{
	int r;

	c->newest = newest;
	r = pthread_create(&c->thread, NULL, capture, c);
	if (r)
		return qc_fail(e, QC_FAILED, r, "cannot start a thread: %s", strerror(r));
	c->running = true;
	return 0;
}

void broadcast_capture_close(struct broadcast_capture *c)
{
	if (c->running) {
		eventfd_write(c->stop_fd, 1);
		pthread_join(c->thread, NULL);
	}
	c->running = false;
	broadcast_put_back(c);
	picture_free(c->picture);
	c->picture = NULL;
	if (c->stop_fd >= 0)
		close(c->stop_fd);
	if (c->end_fd >= 0)
		close(c->end_fd);
	c->stop_fd = c->end_fd = -1;
}
